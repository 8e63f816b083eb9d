"""The clients: one attribute for each API class, loaded on first use."""

from __future__ import annotations

from functools import cached_property as _cached_property
from typing import TYPE_CHECKING

from ._platform import PLATFORM as _PLATFORM
from ._runtime.client import AsyncClient as _AsyncClient
from ._runtime.client import SyncClient as _SyncClient
from ._runtime.views import AsyncRawView as _AsyncRawView
from ._runtime.views import RawView as _RawView

if TYPE_CHECKING:
    from ._raw import oauth as _raw_oauth
    from ._raw import queue as _raw_queue
    from ._streaming import oauth as _streaming_oauth
    from ._streaming import queue as _streaming_queue
    from .api import oauth as _api_oauth
    from .api import queue as _api_queue


class Trap(_SyncClient):
    """Traps of naming, called synchronously; threads may share it."""

    _platform = _PLATFORM

    @_cached_property
    def with_raw_response(
        self,
    ) -> TrapWithRawResponse:
        """The same APIs, whose methods return the whole response."""
        return TrapWithRawResponse(self)

    @_cached_property
    def with_streaming_response(
        self,
    ) -> TrapWithStreamingResponse:
        """The same APIs, whose methods leave the body unread."""
        return TrapWithStreamingResponse(self)

    @_cached_property
    def oauth(
        self,
    ) -> _api_oauth.OAuthAPI:
        """An API."""
        from .api import oauth as _module

        return _module.OAuthAPI(
            self,
        )

    @_cached_property
    def queue(
        self,
    ) -> _api_queue.QueueAPI:
        """QueueAPI"""
        from .api import queue as _module

        return _module.QueueAPI(
            self,
        )


class AsyncTrap(_AsyncClient):
    """Traps of naming, called asynchronously; tasks may share it."""

    _platform = _PLATFORM

    @_cached_property
    def with_raw_response(
        self,
    ) -> AsyncTrapWithRawResponse:
        """The same APIs, whose methods return the whole response."""
        return AsyncTrapWithRawResponse(self)

    @_cached_property
    def with_streaming_response(
        self,
    ) -> AsyncTrapWithStreamingResponse:
        """The same APIs, whose methods leave the body unread."""
        return AsyncTrapWithStreamingResponse(self)

    @_cached_property
    def oauth(
        self,
    ) -> _api_oauth.AsyncOAuthAPI:
        """An API."""
        from .api import oauth as _module

        return _module.AsyncOAuthAPI(
            self,
        )

    @_cached_property
    def queue(
        self,
    ) -> _api_queue.AsyncQueueAPI:
        """QueueAPI"""
        from .api import queue as _module

        return _module.AsyncQueueAPI(
            self,
        )


class TrapWithRawResponse(_RawView):
    """``Trap`` whose methods return the whole response."""

    @_cached_property
    def oauth(
        self,
    ) -> _raw_oauth.OAuthAPIWithRawResponse:
        """An API."""
        from ._raw import oauth as _module

        return _module.OAuthAPIWithRawResponse(
            self._client,
        )

    @_cached_property
    def queue(
        self,
    ) -> _raw_queue.QueueAPIWithRawResponse:
        """QueueAPI"""
        from ._raw import queue as _module

        return _module.QueueAPIWithRawResponse(
            self._client,
        )


class AsyncTrapWithRawResponse(_AsyncRawView):
    """``AsyncTrap`` whose methods return the whole response."""

    @_cached_property
    def oauth(
        self,
    ) -> _raw_oauth.AsyncOAuthAPIWithRawResponse:
        """An API."""
        from ._raw import oauth as _module

        return _module.AsyncOAuthAPIWithRawResponse(
            self._client,
        )

    @_cached_property
    def queue(
        self,
    ) -> _raw_queue.AsyncQueueAPIWithRawResponse:
        """QueueAPI"""
        from ._raw import queue as _module

        return _module.AsyncQueueAPIWithRawResponse(
            self._client,
        )


class TrapWithStreamingResponse:
    """``Trap`` whose methods leave the body unread."""

    def __init__(self, client: Trap) -> None:
        self._client = client

    @_cached_property
    def oauth(
        self,
    ) -> _streaming_oauth.OAuthAPIWithStreamingResponse:
        """An API."""
        from ._streaming import oauth as _module

        return _module.OAuthAPIWithStreamingResponse(
            self._client,
        )

    @_cached_property
    def queue(
        self,
    ) -> _streaming_queue.QueueAPIWithStreamingResponse:
        """QueueAPI"""
        from ._streaming import queue as _module

        return _module.QueueAPIWithStreamingResponse(
            self._client,
        )


class AsyncTrapWithStreamingResponse:
    """``AsyncTrap`` whose methods leave the body unread."""

    def __init__(self, client: AsyncTrap) -> None:
        self._client = client

    @_cached_property
    def oauth(
        self,
    ) -> _streaming_oauth.AsyncOAuthAPIWithStreamingResponse:
        """An API."""
        from ._streaming import oauth as _module

        return _module.AsyncOAuthAPIWithStreamingResponse(
            self._client,
        )

    @_cached_property
    def queue(
        self,
    ) -> _streaming_queue.AsyncQueueAPIWithStreamingResponse:
        """QueueAPI"""
        from ._streaming import queue as _module

        return _module.AsyncQueueAPIWithStreamingResponse(
            self._client,
        )
