"""Views of a client with raw responses, besides its APIs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ..config.options import RequestOptions
from ..lazy import LazyModule
from ..responses.raw import RawResponse
from ..streaming.upload_sources import Content, File
from ..typos import suggests_attributes

if TYPE_CHECKING:
    from . import adhoc as _adhoc
    from . import client as _client
else:
    _adhoc = LazyModule(".adhoc", __package__)
    _client = LazyModule(".client", __package__)

T = TypeVar("T")
ClientT = TypeVar("ClientT")


@suggests_attributes
class ClientView(Generic[ClientT]):
    """Base of API classes and of views of a client."""

    __slots__ = ("_client",)

    def __init__(self, client: ClientT) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"


class RawView(ClientView["_client.SyncClient"]):
    """Base of the raw view of a sync client."""

    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: type[T],
        options: RequestOptions | None = None,
    ) -> RawResponse[T]: ...
    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: Any = Any,
        options: RequestOptions | None = None,
    ) -> RawResponse[Any]: ...
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: Any = Any,
        options: RequestOptions | None = None,
    ) -> RawResponse[Any]:
        """Call an undocumented endpoint; see `SyncClient.request`.

        Returns:
            The response as it came; `parse` decodes it into `type`.
        """
        arguments = _adhoc.RequestArguments(
            method, path, query, body, headers, type, content, form, files
        )
        # They may be secret, and tracebacks with values would show them.
        del path, query, body, headers, content, form, files
        return self._client.send_raw(
            _adhoc.make_call(arguments, self._client.base_url), options
        )


class AsyncRawView(ClientView["_client.AsyncClient"]):
    """Base of the raw view of an async client."""

    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: type[T],
        options: RequestOptions | None = None,
    ) -> RawResponse[T]: ...
    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: Any = Any,
        options: RequestOptions | None = None,
    ) -> RawResponse[Any]: ...
    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: Any = Any,
        options: RequestOptions | None = None,
    ) -> RawResponse[Any]:
        """Call an undocumented endpoint; see `AsyncClient.request`.

        Returns:
            The response as it came; `parse` decodes it into `type`.
        """
        arguments = _adhoc.RequestArguments(
            method, path, query, body, headers, type, content, form, files
        )
        # They may be secret, and tracebacks with values would show them.
        del path, query, body, headers, content, form, files
        return await self._client.send_raw(
            _adhoc.make_call(arguments, self._client.base_url), options
        )
