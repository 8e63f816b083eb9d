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
from ._runtime.public import public as _public
from ._runtime.typos import suggests_attributes as _suggests_attributes

if TYPE_CHECKING:
    from ._raw import license as _raw_license
    from ._streaming import license as _streaming_license
    from .api import license as _api_license
else:
    _raw_license = _LazyModule(
        "._raw.license",
        __package__,
    )
    _streaming_license = _LazyModule(
        "._streaming.license",
        __package__,
    )
    _api_license = _LazyModule(
        ".api.license",
        __package__,
    )


@_public
class GenesysCloud(_SyncClient):
    """Genesys Cloud Platform API: sync client, which threads can share."""

    _platform = _PLATFORM

    @_lazy_property
    def with_raw_response(self) -> GenesysCloudWithRawResponse:
        """The same APIs, with methods that return the whole response."""
        return GenesysCloudWithRawResponse(self)

    @_lazy_property
    def with_streaming_response(self) -> GenesysCloudWithStreamingResponse:
        """The same APIs, with methods that leave the body unread."""
        return GenesysCloudWithStreamingResponse(self)

    @_lazy_property
    def license(self) -> _api_license.LicenseAPI:
        """Per-user platform license assignments"""
        return _api_license.LicenseAPI(self)


@_public
class AsyncGenesysCloud(_AsyncClient):
    """Genesys Cloud Platform API: async client, which tasks can share."""

    _platform = _PLATFORM

    @_lazy_property
    def with_raw_response(self) -> AsyncGenesysCloudWithRawResponse:
        """The same APIs, with methods that return the whole response."""
        return AsyncGenesysCloudWithRawResponse(self)

    @_lazy_property
    def with_streaming_response(self) -> AsyncGenesysCloudWithStreamingResponse:
        """The same APIs, with methods that leave the body unread."""
        return AsyncGenesysCloudWithStreamingResponse(self)

    @_lazy_property
    def license(self) -> _api_license.AsyncLicenseAPI:
        """Per-user platform license assignments"""
        return _api_license.AsyncLicenseAPI(self)


class GenesysCloudWithRawResponse(_RawView):
    """``GenesysCloud`` with methods that return the whole response."""

    @_lazy_property
    def license(self) -> _raw_license.LicenseAPIWithRawResponse:
        """Per-user platform license assignments"""
        return _raw_license.LicenseAPIWithRawResponse(self._client)


class AsyncGenesysCloudWithRawResponse(_AsyncRawView):
    """``AsyncGenesysCloud`` with methods that return the whole response."""

    @_lazy_property
    def license(self) -> _raw_license.AsyncLicenseAPIWithRawResponse:
        """Per-user platform license assignments"""
        return _raw_license.AsyncLicenseAPIWithRawResponse(self._client)


@_suggests_attributes
class GenesysCloudWithStreamingResponse:
    """``GenesysCloud`` with methods that leave the body unread."""

    def __init__(self, client: GenesysCloud) -> None:
        self._client = client

    @_lazy_property
    def license(self) -> _streaming_license.LicenseAPIWithStreamingResponse:
        """Per-user platform license assignments"""
        return _streaming_license.LicenseAPIWithStreamingResponse(self._client)


@_suggests_attributes
class AsyncGenesysCloudWithStreamingResponse:
    """``AsyncGenesysCloud`` with methods that leave the body unread."""

    def __init__(self, client: AsyncGenesysCloud) -> None:
        self._client = client

    @_lazy_property
    def license(self) -> _streaming_license.AsyncLicenseAPIWithStreamingResponse:
        """Per-user platform license assignments"""
        return _streaming_license.AsyncLicenseAPIWithStreamingResponse(self._client)
