"""Raw views of ``QueueAPI``."""

from __future__ import annotations

from .._runtime.api import AsyncRawAPI as _AsyncRawAPI
from .._runtime.api import RawAPI as _RawAPI
from .._runtime.api import async_raw as _async_raw
from .._runtime.api import raw as _raw
from ..api import queue as _api


class QueueAPIWithRawResponse(_RawAPI):
    """``QueueAPI`` with methods that return the whole response."""

    get_numbers = _raw(_api.QueueAPI.get_numbers)
    get_number = _raw(_api.QueueAPI.get_number)


class AsyncQueueAPIWithRawResponse(_AsyncRawAPI):
    """``AsyncQueueAPI`` with methods that return the whole response."""

    get_numbers = _async_raw(_api.AsyncQueueAPI.get_numbers)
    get_number = _async_raw(_api.AsyncQueueAPI.get_number)
