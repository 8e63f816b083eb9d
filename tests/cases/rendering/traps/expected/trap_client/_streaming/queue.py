"""Streaming views of ``QueueAPI``."""

from __future__ import annotations

from .._runtime.api import AsyncStreamingAPI as _AsyncStreamingAPI
from .._runtime.api import StreamingAPI as _StreamingAPI
from .._runtime.api import async_streamed as _async_streamed
from .._runtime.api import streamed as _streamed
from ..api import queue as _api


class QueueAPIWithStreamingResponse(_StreamingAPI):
    """``QueueAPI`` with methods that leave the body unread."""

    get_numbers = _streamed(_api.QueueAPI.get_numbers)
    get_number = _streamed(_api.QueueAPI.get_number)


class AsyncQueueAPIWithStreamingResponse(_AsyncStreamingAPI):
    """``AsyncQueueAPI`` with methods that leave the body unread."""

    get_numbers = _async_streamed(_api.AsyncQueueAPI.get_numbers)
    get_number = _async_streamed(_api.AsyncQueueAPI.get_number)
