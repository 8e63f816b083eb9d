"""Raw views of ``OAuthAPI``."""

# pyright: reportDeprecated=false

from __future__ import annotations

from .._runtime.api import AsyncRawAPI as _AsyncRawAPI
from .._runtime.api import RawAPI as _RawAPI
from .._runtime.api import async_raw as _async_raw
from .._runtime.api import raw as _raw
from ..api import oauth as _api


class OAuthAPIWithRawResponse(_RawAPI):
    """``OAuthAPI`` with methods that return the whole response."""

    list = _raw(_api.OAuthAPI.list)
    post_list = _raw(_api.OAuthAPI.post_list)
    delete_lists = _raw(_api.OAuthAPI.delete_lists)
    put_list = _raw(_api.OAuthAPI.put_list)


class AsyncOAuthAPIWithRawResponse(_AsyncRawAPI):
    """``AsyncOAuthAPI`` with methods that return the whole response."""

    list = _async_raw(_api.AsyncOAuthAPI.list)
    post_list = _async_raw(_api.AsyncOAuthAPI.post_list)
    delete_lists = _async_raw(_api.AsyncOAuthAPI.delete_lists)
    put_list = _async_raw(_api.AsyncOAuthAPI.put_list)
