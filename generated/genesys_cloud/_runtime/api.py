"""Bases of the API classes, and their views that return raw responses."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from types import MethodType
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    ParamSpec,
    TypeVar,
    cast,
)

from .deprecation import tell
from .lazy import LazyModule

if TYPE_CHECKING:
    from .client import client as _client
    from .config.options import RequestOptions
    from .operation import Call
    from .pagination import AsyncPages, Pages
    from .responses.raw import RawResponse
    from .streaming.response import AsyncStreaming, Streaming
else:
    _client = LazyModule(".client.client", __package__)

P = ParamSpec("P")
T = TypeVar("T")


class API:
    """Base of a sync API class."""

    __slots__ = ("_client",)

    def __init__(self, client: _client.SyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    def _send(self, call: Call[T], options: RequestOptions | None) -> T:
        return self._client.send(call, options)

    def _pages(
        self,
        call: Call[Any],
        limit: int | None,
        resume_from: str | None,
        options: RequestOptions | None,
    ) -> Pages[Any, Any]:
        from .pagination import Pages

        return Pages(self._client, call, limit, resume_from, options)


class AsyncAPI:
    """Base of an async API class."""

    __slots__ = ("_client",)

    def __init__(self, client: _client.AsyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    async def _send(self, call: Call[T], options: RequestOptions | None) -> T:
        return await self._client.send(call, options)

    def _pages(
        self,
        call: Call[Any],
        limit: int | None,
        resume_from: str | None,
        options: RequestOptions | None,
    ) -> AsyncPages[Any, Any]:
        from .pagination import AsyncPages

        return AsyncPages(self._client, call, limit, resume_from, options)


class RawAPI:
    """Base of the view of a sync API class whose methods return `RawResponse`.

    The methods are those of the API class itself, run on this object (see `raw`).
    """

    __slots__ = ("_client",)

    def __init__(self, client: _client.SyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    def _send(self, call: Call[T], options: RequestOptions | None) -> RawResponse[T]:
        return self._client.send_raw(call, options)


class AsyncRawAPI:
    """Base of the view of an async API class whose methods return `RawResponse`."""

    __slots__ = ("_client",)

    def __init__(self, client: _client.AsyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    async def _send(
        self, call: Call[T], options: RequestOptions | None
    ) -> RawResponse[T]:
        return await self._client.send_raw(call, options)


class StreamingAPI:
    """Base of the view of a sync API class whose methods leave the body unread.

    They return what sends the call on entering a ``with`` block.
    """

    __slots__ = ("_client",)

    def __init__(self, client: _client.SyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    def _send(self, call: Call[T], options: RequestOptions | None) -> Streaming[T]:
        return self._client.send_streamed(call, options)


class AsyncStreamingAPI:
    """Base of the view of an async API class whose methods leave the body unread.

    They return what sends the call on entering an ``async with`` block.
    """

    __slots__ = ("_client",)

    def __init__(self, client: _client.AsyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    async def _send(
        self, call: Call[T], options: RequestOptions | None
    ) -> AsyncStreaming[T]:
        return self._client.send_streamed(call, options)


class raw(Generic[P, T]):
    """A method of an API class with the same arguments, returning a `RawResponse`.

    The very function of the API class is bound to the view, whose ``_send`` keeps the
    answer as it came. So there is one signature, one docstring and one place that makes
    the call.
    """

    __slots__ = ("_function",)

    def __init__(self, function: Callable[Concatenate[Any, P], T]) -> None:
        self._function = function

    def __get__(
        self, instance: RawAPI | None, owner: type[RawAPI]
    ) -> Callable[P, RawResponse[T]]:
        # Of the class it has the signature, for tools that look at it.
        method = MethodType(self._function, instance or owner)
        return cast("Callable[P, RawResponse[T]]", method)


class async_raw(Generic[P, T]):
    """The same as `raw` for a method of an async API class."""

    __slots__ = ("_function",)

    def __init__(
        self, function: Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]
    ) -> None:
        self._function = function

    def __get__(
        self, instance: AsyncRawAPI | None, owner: type[AsyncRawAPI]
    ) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]:
        # Of the class it has the signature, for tools that look at it.
        method = MethodType(self._function, instance or owner)
        return cast("Callable[P, Coroutine[Any, Any, RawResponse[T]]]", method)


class streamed(Generic[P, T]):
    """A method of an API class with the same arguments, for a ``with`` block."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[Concatenate[Any, P], T]) -> None:
        self._function = function

    def __get__(
        self, instance: StreamingAPI | None, owner: type[StreamingAPI]
    ) -> Callable[P, Streaming[T]]:
        # Of the class it has the signature, for tools that look at it.
        method = MethodType(self._function, instance or owner)
        return cast("Callable[P, Streaming[T]]", method)


class async_streamed(Generic[P, T]):
    """The same as `streamed` for a method of an async API class.

    Calling it is no coroutine: arguments are checked at once, and what it returns goes
    into an ``async with`` block.
    """

    __slots__ = ("_function",)

    def __init__(
        self, function: Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]
    ) -> None:
        self._function = function

    def __get__(
        self, instance: AsyncStreamingAPI | None, owner: type[AsyncStreamingAPI]
    ) -> Callable[P, AsyncStreaming[T]]:
        function: Callable[..., Coroutine[Any, Any, T]] = self._function
        # Checkers know no marks of functions, so it is anything to them.
        marked: Any = function if hasattr(function, "__deprecated__") else None
        if marked is not None:
            # The warning is given here, so that it names the line of the caller.
            function = marked.__wrapped__

        @wraps(MethodType(function, instance or owner))
        def method(*args: P.args, **values: P.kwargs) -> AsyncStreaming[T]:
            if marked is not None:
                tell(instance, marked, stacklevel=2)
            # The view's `_send` waits for nothing, so that one step is all there is.
            try:
                function(instance, *args, **values).send(None)
            except StopIteration as end:
                opened: AsyncStreaming[T] = end.value
                return opened
            raise AssertionError("a view waited")

        return method
