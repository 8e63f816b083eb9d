"""Streaming views of ``LicenseAPI``."""

from __future__ import annotations

from .._runtime.api import AsyncStreamingAPI as _AsyncStreamingAPI
from .._runtime.api import StreamingAPI as _StreamingAPI
from .._runtime.api import async_streamed as _async_streamed
from .._runtime.api import streamed as _streamed
from ..api import license as _api


class LicenseAPIWithStreamingResponse(_StreamingAPI):
    """``LicenseAPI`` with methods that leave the body unread."""

    get_license_definition = _streamed(_api.LicenseAPI.get_license_definition)
    get_license_definitions = _streamed(_api.LicenseAPI.get_license_definitions)
    get_license_toggle = _streamed(_api.LicenseAPI.get_license_toggle)
    get_license_user = _streamed(_api.LicenseAPI.get_license_user)
    get_license_users = _streamed(_api.LicenseAPI.get_license_users)
    post_license_infer = _streamed(_api.LicenseAPI.post_license_infer)
    post_license_organization = _streamed(_api.LicenseAPI.post_license_organization)
    post_license_toggle = _streamed(_api.LicenseAPI.post_license_toggle)
    post_license_users = _streamed(_api.LicenseAPI.post_license_users)


class AsyncLicenseAPIWithStreamingResponse(_AsyncStreamingAPI):
    """``AsyncLicenseAPI`` with methods that leave the body unread."""

    get_license_definition = _async_streamed(
        _api.AsyncLicenseAPI.get_license_definition,
    )
    get_license_definitions = _async_streamed(
        _api.AsyncLicenseAPI.get_license_definitions,
    )
    get_license_toggle = _async_streamed(_api.AsyncLicenseAPI.get_license_toggle)
    get_license_user = _async_streamed(_api.AsyncLicenseAPI.get_license_user)
    get_license_users = _async_streamed(_api.AsyncLicenseAPI.get_license_users)
    post_license_infer = _async_streamed(_api.AsyncLicenseAPI.post_license_infer)
    post_license_organization = _async_streamed(
        _api.AsyncLicenseAPI.post_license_organization,
    )
    post_license_toggle = _async_streamed(_api.AsyncLicenseAPI.post_license_toggle)
    post_license_users = _async_streamed(_api.AsyncLicenseAPI.post_license_users)
