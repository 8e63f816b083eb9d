"""Bases of the API classes and of their views that return raw responses.

For type checkers and editors `deprecated` is that of PEP 702. At run time it does more:
a program may call an operation a million times, and each client warns once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from types import MethodType
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Final,
    Generic,
    ParamSpec,
    TypeVar,
    cast,
)
from warnings import warn

from .client.raw_view import ClientView
from .config.options import RequestOptions
from .lazy import LazyModule

if TYPE_CHECKING:
    from .client import client as _client
    from .operation import Call
    from .pagination import AsyncPages, Pages
    from .responses.raw import RawResponse
    from .streaming.response import AsyncStreaming, Streaming
else:
    _client = LazyModule(".client.client", __package__)

__all__ = [
    "API",
    "AsyncAPI",
    "AsyncRawAPI",
    "AsyncStreamingAPI",
    "RawAPI",
    "RequestOptions",
    "StreamingAPI",
    "async_raw",
    "async_streamed",
    "deprecated",
    "raw",
    "streamed",
]

P = ParamSpec("P")
T = TypeVar("T")


_COROUTINE: Final = 0x80

if TYPE_CHECKING:
    from typing_extensions import deprecated
else:

    def deprecated(message: str) -> Callable[[Any], Any]:
        """Mark a method as deprecated, and warn at the line of its first call.

        Views and copies of a client count as the same client.
        """

        def mark(function: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(function)
            def method(api: Any, *args: Any, **values: Any) -> Any:
                if key not in api._client._context.deprecations:
                    warn_deprecated(api, method, stacklevel=2)
                return function(api, *args, **values)

            key = function.__module__, message
            method.__deprecated__ = message
            if function.__code__.co_flags & _COROUTINE and sys.version_info >= (3, 12):
                import inspect

                inspect.markcoroutinefunction(method)
            return method

        return mark


def warn_deprecated(api: Any, method: Any, stacklevel: int) -> None:
    """Warn of a deprecated method, once for each client.

    Args:
        api: The object whose method it is.
        method: Deprecated method, which has the mark.
        stacklevel: Stack level of the line that calls it; 1 is the caller of this.
    """
    message: str = method.__deprecated__
    key = method.__module__, message
    warned: set[tuple[str, str]] = api._client._context.deprecations
    if key not in warned:
        # If the warning is an error, the next call raises it, too.
        warn(message, DeprecationWarning, stacklevel=stacklevel + 1)
        warned.add(key)


class API(ClientView["_client.SyncClient"]):
    """Base of a sync API class."""

    __slots__ = ()

    def _send(self, call: Call[T], options: RequestOptions | None) -> T:
        return self._client.send(call, options)

    def _pages(
        self,
        call: Call[Any],
        max_items: int | None,
        resume_from: str | None,
        options: RequestOptions | None,
    ) -> Pages[Any, Any]:
        from .pagination import Pages

        return Pages(self._client, call, max_items, resume_from, options)


class AsyncAPI(ClientView["_client.AsyncClient"]):
    """Base of an async API class."""

    __slots__ = ()

    async def _send(self, call: Call[T], options: RequestOptions | None) -> T:
        return await self._client.send(call, options)

    def _pages(
        self,
        call: Call[Any],
        max_items: int | None,
        resume_from: str | None,
        options: RequestOptions | None,
    ) -> AsyncPages[Any, Any]:
        from .pagination import AsyncPages

        return AsyncPages(self._client, call, max_items, resume_from, options)


class RawAPI(ClientView["_client.SyncClient"]):
    """Base of the raw view of a sync API class.

    The methods are those of the API class itself, run on this object (see `raw`).
    """

    __slots__ = ()

    def _send(self, call: Call[T], options: RequestOptions | None) -> RawResponse[T]:
        return self._client.send_raw(call, options)


class AsyncRawAPI(ClientView["_client.AsyncClient"]):
    """Base of the raw view of an async API class."""

    __slots__ = ()

    async def _send(
        self, call: Call[T], options: RequestOptions | None
    ) -> RawResponse[T]:
        return await self._client.send_raw(call, options)


class StreamingAPI(ClientView["_client.SyncClient"]):
    """Base of the streaming view of a sync API class.

    They return what sends the call on entering a ``with`` block.
    """

    __slots__ = ()

    def _send(self, call: Call[T], options: RequestOptions | None) -> Streaming[T]:
        return self._client.send_streamed(call, options)


class AsyncStreamingAPI(ClientView["_client.AsyncClient"]):
    """Base of the streaming view of an async API class.

    They return what sends the call on entering an ``async with`` block.
    """

    __slots__ = ()

    async def _send(
        self, call: Call[T], options: RequestOptions | None
    ) -> AsyncStreaming[T]:
        return self._client.send_streamed(call, options)


class raw(Generic[P, T]):
    """Method of a raw view, with the arguments of the API method.

    The very function of the API class is bound to the view, whose ``_send`` keeps the
    raw response. So there is one signature, one docstring and one place that makes
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
    """Method of an async raw view, with the arguments of the API method."""

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
    """Method of a streaming view, with the arguments of the API method."""

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
    """Method of an async streaming view, with the arguments of the API method.

    It is not a coroutine function: it checks the arguments at once, and returns an
    async context manager.
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
                warn_deprecated(instance, marked, stacklevel=2)
            # The view's `_send` waits for nothing, so that one step is all there is.
            try:
                function(instance, *args, **values).send(None)
            except StopIteration as end:
                opened: AsyncStreaming[T] = end.value
                return opened
            raise AssertionError("a view waited")

        return method
