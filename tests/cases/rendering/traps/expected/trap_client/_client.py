"""Client classes, with an attribute for each API class that loads on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._platform import PLATFORM as _PLATFORM
from ._runtime.client.client import AsyncClient as _AsyncClient
from ._runtime.client.client import SyncClient as _SyncClient
from ._runtime.client.raw_view import AsyncRawView as _AsyncRawView
from ._runtime.client.raw_view import RawView as _RawView
from ._runtime.lazy import LazyModule as _LazyModule
from ._runtime.lazy import lazy_property as _lazy_property

if TYPE_CHECKING:
    from ._raw import oauth as _raw_oauth
    from ._raw import queue as _raw_queue
    from ._streaming import oauth as _streaming_oauth
    from ._streaming import queue as _streaming_queue
    from .api import oauth as _api_oauth
    from .api import queue as _api_queue
else:
    _raw_oauth = _LazyModule(
        "._raw.oauth",
        __package__,
    )
    _raw_queue = _LazyModule(
        "._raw.queue",
        __package__,
    )
    _streaming_oauth = _LazyModule(
        "._streaming.oauth",
        __package__,
    )
    _streaming_queue = _LazyModule(
        "._streaming.queue",
        __package__,
    )
    _api_oauth = _LazyModule(
        ".api.oauth",
        __package__,
    )
    _api_queue = _LazyModule(
        ".api.queue",
        __package__,
    )


class Trap(_SyncClient):
    """Traps of naming: sync client, which threads can share."""

    _platform = _PLATFORM

    @_lazy_property
    def with_raw_response(self) -> TrapWithRawResponse:
        """The same APIs, with methods that return the whole response."""
        return TrapWithRawResponse(self)

    @_lazy_property
    def with_streaming_response(self) -> TrapWithStreamingResponse:
        """The same APIs, with methods that leave the body unread."""
        return TrapWithStreamingResponse(self)

    @_lazy_property
    def oauth(self) -> _api_oauth.OAuthAPI:
        """An API."""
        return _api_oauth.OAuthAPI(self)

    @_lazy_property
    def queue(self) -> _api_queue.QueueAPI:
        """QueueAPI"""
        return _api_queue.QueueAPI(self)


class AsyncTrap(_AsyncClient):
    """Traps of naming: async client, which tasks can share."""

    _platform = _PLATFORM

    @_lazy_property
    def with_raw_response(self) -> AsyncTrapWithRawResponse:
        """The same APIs, with methods that return the whole response."""
        return AsyncTrapWithRawResponse(self)

    @_lazy_property
    def with_streaming_response(self) -> AsyncTrapWithStreamingResponse:
        """The same APIs, with methods that leave the body unread."""
        return AsyncTrapWithStreamingResponse(self)

    @_lazy_property
    def oauth(self) -> _api_oauth.AsyncOAuthAPI:
        """An API."""
        return _api_oauth.AsyncOAuthAPI(self)

    @_lazy_property
    def queue(self) -> _api_queue.AsyncQueueAPI:
        """QueueAPI"""
        return _api_queue.AsyncQueueAPI(self)


class TrapWithRawResponse(_RawView):
    """``Trap`` with methods that return the whole response."""

    @_lazy_property
    def oauth(self) -> _raw_oauth.OAuthAPIWithRawResponse:
        """An API."""
        return _raw_oauth.OAuthAPIWithRawResponse(self._client)

    @_lazy_property
    def queue(self) -> _raw_queue.QueueAPIWithRawResponse:
        """QueueAPI"""
        return _raw_queue.QueueAPIWithRawResponse(self._client)


class AsyncTrapWithRawResponse(_AsyncRawView):
    """``AsyncTrap`` with methods that return the whole response."""

    @_lazy_property
    def oauth(self) -> _raw_oauth.AsyncOAuthAPIWithRawResponse:
        """An API."""
        return _raw_oauth.AsyncOAuthAPIWithRawResponse(self._client)

    @_lazy_property
    def queue(self) -> _raw_queue.AsyncQueueAPIWithRawResponse:
        """QueueAPI"""
        return _raw_queue.AsyncQueueAPIWithRawResponse(self._client)


class TrapWithStreamingResponse:
    """``Trap`` with methods that leave the body unread."""

    def __init__(self, client: Trap) -> None:
        self._client = client

    @_lazy_property
    def oauth(self) -> _streaming_oauth.OAuthAPIWithStreamingResponse:
        """An API."""
        return _streaming_oauth.OAuthAPIWithStreamingResponse(self._client)

    @_lazy_property
    def queue(self) -> _streaming_queue.QueueAPIWithStreamingResponse:
        """QueueAPI"""
        return _streaming_queue.QueueAPIWithStreamingResponse(self._client)


class AsyncTrapWithStreamingResponse:
    """``AsyncTrap`` with methods that leave the body unread."""

    def __init__(self, client: AsyncTrap) -> None:
        self._client = client

    @_lazy_property
    def oauth(self) -> _streaming_oauth.AsyncOAuthAPIWithStreamingResponse:
        """An API."""
        return _streaming_oauth.AsyncOAuthAPIWithStreamingResponse(self._client)

    @_lazy_property
    def queue(self) -> _streaming_queue.AsyncQueueAPIWithStreamingResponse:
        """QueueAPI"""
        return _streaming_queue.AsyncQueueAPIWithStreamingResponse(self._client)
