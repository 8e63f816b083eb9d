"""Raw views of ``LicenseAPI``."""

from __future__ import annotations

from .._runtime.api import AsyncRawAPI as _AsyncRawAPI
from .._runtime.api import RawAPI as _RawAPI
from .._runtime.api import async_raw as _async_raw
from .._runtime.api import raw as _raw
from ..api import license as _api


class LicenseAPIWithRawResponse(_RawAPI):
    """``LicenseAPI`` with methods that return the whole response."""

    get_license_definition = _raw(_api.LicenseAPI.get_license_definition)
    get_license_definitions = _raw(_api.LicenseAPI.get_license_definitions)
    get_license_toggle = _raw(_api.LicenseAPI.get_license_toggle)
    get_license_user = _raw(_api.LicenseAPI.get_license_user)
    get_license_users = _raw(_api.LicenseAPI.get_license_users)
    post_license_infer = _raw(_api.LicenseAPI.post_license_infer)
    post_license_organization = _raw(_api.LicenseAPI.post_license_organization)
    post_license_toggle = _raw(_api.LicenseAPI.post_license_toggle)
    post_license_users = _raw(_api.LicenseAPI.post_license_users)


class AsyncLicenseAPIWithRawResponse(_AsyncRawAPI):
    """``AsyncLicenseAPI`` with methods that return the whole response."""

    get_license_definition = _async_raw(_api.AsyncLicenseAPI.get_license_definition)
    get_license_definitions = _async_raw(_api.AsyncLicenseAPI.get_license_definitions)
    get_license_toggle = _async_raw(_api.AsyncLicenseAPI.get_license_toggle)
    get_license_user = _async_raw(_api.AsyncLicenseAPI.get_license_user)
    get_license_users = _async_raw(_api.AsyncLicenseAPI.get_license_users)
    post_license_infer = _async_raw(_api.AsyncLicenseAPI.post_license_infer)
    post_license_organization = _async_raw(
        _api.AsyncLicenseAPI.post_license_organization,
    )
    post_license_toggle = _async_raw(_api.AsyncLicenseAPI.post_license_toggle)
    post_license_users = _async_raw(_api.AsyncLicenseAPI.post_license_users)
