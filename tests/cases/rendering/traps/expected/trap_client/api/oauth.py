"""An API."""

# pyright: reportDeprecated=false

from __future__ import annotations

from builtins import list as _list
from collections.abc import Mapping as _Mapping
from collections.abc import Sequence as _Sequence
from datetime import datetime as _datetime
from typing import Any as _Any

from .. import models as _m
from .._runtime.api import API as _SyncAPI
from .._runtime.api import AsyncAPI as _AsyncAPI
from .._runtime.api import RequestOptions as _RequestOptions
from .._runtime.api import deprecated as _deprecated
from .._runtime.operation import Operation as _Operation
from .._runtime.operation import Response as _Response
from .._runtime.operation import body as _body
from .._runtime.operation import header as _header
from .._runtime.operation import path as _path
from .._runtime.operation import query as _query
from ._statuses import ERRORS_1 as _errors_1

_op_list: _Operation[_list[_m.Literal] | None] = _Operation(
    "OAuthAPI.list",
    "GET",
    "/api/{from}/lists/{id}",
    [
        _path("from", "string", argument="from_"),
        _path("id", "string"),
        _query("self", "boolean", required=True, argument="self_"),
        _query("class", "string[]", argument="class_"),
        _query("options", "number", argument="options_"),
        _query("body", "string", argument="body_"),
        _header("If-Match", "string"),
    ],
    [
        _Response("200", lambda: _list[_m.Literal], "Fine"),
        _Response("202", None, "Later"),
        *_errors_1,
    ],
)

_op_post_list: _Operation[_m.Literal | _m.Number] = _Operation(
    "OAuthAPI.postList",
    "POST",
    "/api/lists",
    [
        _body("object[]", lambda: _m.Number, required=True),
        _query("since", "date-time", required=True),
    ],
    [
        _Response("200", lambda: _m.Literal, "Fine"),
        _Response("201", lambda: _m.Number, "Made"),
        *_errors_1,
    ],
)

_op_delete_lists: _Operation[None] = _Operation(
    "OAuthAPI.deleteLists",
    "DELETE",
    "/api/lists",
    [],
    [_Response("default", None, "Gone"), *_errors_1],
)

_op_put_list: _Operation[_Any] = _Operation(
    "OAuthAPI.putList",
    "PUT",
    "/api/lists",
    [_body("any")],
    [_Response("200", lambda: _Any, "Fine"), *_errors_1],
)

_operations = [
    _op_list,
    _op_post_list,
    _op_delete_lists,
    _op_put_list,
]


class OAuthAPI(_SyncAPI):
    """An API.

    All methods take ``options`` of one call, such as timeout and headers.

    Source: classes/oauth-api.md, https://docs.example/oauth
    """

    def list(
        self,
        from_: str,
        id: str,
        *,
        self_: bool,
        class_: _Sequence[str] | None = None,
        options_: int | float | None = None,
        body_: str | None = None,
        if_match: str | None = None,
        options: _RequestOptions | None = None,
    ) -> _list[_m.Literal] | None:
        """Lists \"\"\"all\"\"\" of {it} \\\\

        First line
        second \\N{DEGREE SIGN} line.

            indented # code

        "Quoted"

        ``GET /api/{from}/lists/{id}``

        Args:
            from_: From where
            id: Which
            self_: Two
            class_: One
            options_: Three
            body_: Four
            if_match: Tag

        Returns:
            200: Literal[]. Fine
            202: None. Later

        Raises:
            APIStatusError: Status 400, 429 (ErrorBody), or any other.
        """
        return self._send(
            _op_list.with_values(from_, id, self_, class_, options_, body_, if_match),
            options,
        )

    @_deprecated(
        "postList: This method is deprecated and may be removed in the future. Makes a list. Use `putList` instead.",
    )
    def post_list(
        self,
        body: _Sequence[_m.Number | _Mapping[str, _Any]],
        *,
        since: _datetime | str,
        options: _RequestOptions | None = None,
    ) -> _m.Literal | _m.Number:
        """Makes a list. Use `putList` instead.

        Deprecated: This method is deprecated and may be removed in the future.

        ``POST /api/lists``

        Args:
            body: The body
            since: Date time is represented as an ISO-8601 string. For example:
                yyyy-MM-ddTHH:mm:ss[.mmm]Z

        Returns:
            200: Literal. Fine
            201: Number. Made

        Raises:
            APIStatusError: Status 400, 429 (ErrorBody), or any other.
        """
        return self._send(_op_post_list.with_values(body, since), options)

    def delete_lists(self, *, options: _RequestOptions | None = None) -> None:
        """Does it.

        ``DELETE /api/lists``

        Returns:
            default: None. Gone

        Raises:
            APIStatusError: Status 400, 429 (ErrorBody), or any other.
        """
        return self._send(_op_delete_lists.with_values(), options)

    def put_list(
        self,
        body: _Any | None = None,
        *,
        options: _RequestOptions | None = None,
    ) -> _Any:
        """Does it.

        ``PUT /api/lists``

        Args:
            body: The body

        Returns:
            200: Nowhere. Fine

        Raises:
            APIStatusError: Status 400, 429 (ErrorBody), or any other.
        """
        return self._send(_op_put_list.with_values(body), options)


class AsyncOAuthAPI(_AsyncAPI):
    """An API.

    All methods take ``options`` of one call, such as timeout and headers.

    Source: classes/oauth-api.md, https://docs.example/oauth
    """

    async def list(
        self,
        from_: str,
        id: str,
        *,
        self_: bool,
        class_: _Sequence[str] | None = None,
        options_: int | float | None = None,
        body_: str | None = None,
        if_match: str | None = None,
        options: _RequestOptions | None = None,
    ) -> _list[_m.Literal] | None:
        """Lists \"\"\"all\"\"\" of {it} \\\\

        First line
        second \\N{DEGREE SIGN} line.

            indented # code

        "Quoted"

        ``GET /api/{from}/lists/{id}``

        Args:
            from_: From where
            id: Which
            self_: Two
            class_: One
            options_: Three
            body_: Four
            if_match: Tag

        Returns:
            200: Literal[]. Fine
            202: None. Later

        Raises:
            APIStatusError: Status 400, 429 (ErrorBody), or any other.
        """
        return await self._send(
            _op_list.with_values(from_, id, self_, class_, options_, body_, if_match),
            options,
        )

    @_deprecated(
        "postList: This method is deprecated and may be removed in the future. Makes a list. Use `putList` instead.",
    )
    async def post_list(
        self,
        body: _Sequence[_m.Number | _Mapping[str, _Any]],
        *,
        since: _datetime | str,
        options: _RequestOptions | None = None,
    ) -> _m.Literal | _m.Number:
        """Makes a list. Use `putList` instead.

        Deprecated: This method is deprecated and may be removed in the future.

        ``POST /api/lists``

        Args:
            body: The body
            since: Date time is represented as an ISO-8601 string. For example:
                yyyy-MM-ddTHH:mm:ss[.mmm]Z

        Returns:
            200: Literal. Fine
            201: Number. Made

        Raises:
            APIStatusError: Status 400, 429 (ErrorBody), or any other.
        """
        return await self._send(_op_post_list.with_values(body, since), options)

    async def delete_lists(self, *, options: _RequestOptions | None = None) -> None:
        """Does it.

        ``DELETE /api/lists``

        Returns:
            default: None. Gone

        Raises:
            APIStatusError: Status 400, 429 (ErrorBody), or any other.
        """
        return await self._send(_op_delete_lists.with_values(), options)

    async def put_list(
        self,
        body: _Any | None = None,
        *,
        options: _RequestOptions | None = None,
    ) -> _Any:
        """Does it.

        ``PUT /api/lists``

        Args:
            body: The body

        Returns:
            200: Nowhere. Fine

        Raises:
            APIStatusError: Status 400, 429 (ErrorBody), or any other.
        """
        return await self._send(_op_put_list.with_values(body), options)
