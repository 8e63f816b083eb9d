"""QueueAPI"""

from __future__ import annotations

from collections.abc import Sequence as _Sequence

from .. import models as _m
from .._runtime.api import API as _SyncAPI
from .._runtime.api import AsyncAPI as _AsyncAPI
from .._runtime.api import RequestOptions as _RequestOptions
from .._runtime.operation import Operation as _Operation
from .._runtime.operation import Response as _Response
from .._runtime.operation import query as _query
from ._statuses import ERRORS_1 as _errors_1

_op_get_numbers: _Operation[list[int | float]] = _Operation(
    "QueueAPI.getNumbers",
    "GET",
    "/api/numbers",
    [_query("only", "number[]", commas=True)],
    [
        _Response("200", lambda: list[int | float], "Fine"),
        _Response("418", None, "Tea"),
    ],
)

_op_get_number: _Operation[_m.Number] = _Operation(
    "QueueAPI.getNumber",
    "GET",
    "/api/number",
    [],
    [_Response("200", lambda: _m.Number, "Fine"), *_errors_1],
)

_operations = [
    _op_get_numbers,
    _op_get_number,
]


class QueueAPI(_SyncAPI):
    """QueueAPI

    All methods take ``options`` of one call, such as timeout and headers.

    Source: classes/queue-api.md, https://docs.example/queue
    """

    def get_numbers(
        self,
        *,
        only: _Sequence[int | float] | None = None,
        options: _RequestOptions | None = None,
    ) -> list[int | float]:
        """Does it.

        ``GET /api/numbers``

        Args:
            only: Some alone

        Returns:
            200: number[]. Fine

        Raises:
            APIStatusError: Status 418 (no body), or any other.
        """
        return self._send(_op_get_numbers.with_values(only), options)

    def get_number(self, *, options: _RequestOptions | None = None) -> _m.Number:
        """Does it.

        ``GET /api/number``

        Returns:
            200: Number. Fine

        Raises:
            APIStatusError: Status 400, 429 (ErrorBody), or any other.
        """
        return self._send(_op_get_number.with_values(), options)


class AsyncQueueAPI(_AsyncAPI):
    """QueueAPI

    All methods take ``options`` of one call, such as timeout and headers.

    Source: classes/queue-api.md, https://docs.example/queue
    """

    async def get_numbers(
        self,
        *,
        only: _Sequence[int | float] | None = None,
        options: _RequestOptions | None = None,
    ) -> list[int | float]:
        """Does it.

        ``GET /api/numbers``

        Args:
            only: Some alone

        Returns:
            200: number[]. Fine

        Raises:
            APIStatusError: Status 418 (no body), or any other.
        """
        return await self._send(_op_get_numbers.with_values(only), options)

    async def get_number(self, *, options: _RequestOptions | None = None) -> _m.Number:
        """Does it.

        ``GET /api/number``

        Returns:
            200: Number. Fine

        Raises:
            APIStatusError: Status 400, 429 (ErrorBody), or any other.
        """
        return await self._send(_op_get_number.with_values(), options)
