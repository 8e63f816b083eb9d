"""Streaming views of ``OAuthAPI``."""

# pyright: reportDeprecated=false

from __future__ import annotations

from .._runtime.api import AsyncStreamingAPI as _AsyncStreamingAPI
from .._runtime.api import StreamingAPI as _StreamingAPI
from .._runtime.api import async_streamed as _async_streamed
from .._runtime.api import streamed as _streamed
from ..api import oauth as _api


class OAuthAPIWithStreamingResponse(_StreamingAPI):
    """``OAuthAPI`` with methods that leave the body unread."""

    list = _streamed(_api.OAuthAPI.list)
    post_list = _streamed(_api.OAuthAPI.post_list)
    delete_lists = _streamed(_api.OAuthAPI.delete_lists)
    put_list = _streamed(_api.OAuthAPI.put_list)


class AsyncOAuthAPIWithStreamingResponse(_AsyncStreamingAPI):
    """``AsyncOAuthAPI`` with methods that leave the body unread."""

    list = _async_streamed(_api.AsyncOAuthAPI.list)
    post_list = _async_streamed(_api.AsyncOAuthAPI.post_list)
    delete_lists = _async_streamed(_api.AsyncOAuthAPI.delete_lists)
    put_list = _async_streamed(_api.AsyncOAuthAPI.put_list)
