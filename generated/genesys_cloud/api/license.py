"""Per-user platform license assignments"""

from __future__ import annotations

from collections.abc import Mapping as _Mapping
from collections.abc import Sequence as _Sequence
from typing import Any as _Any

from .. import models as _m
from .._runtime.api import API as _SyncAPI
from .._runtime.api import AsyncAPI as _AsyncAPI
from .._runtime.api import RequestOptions as _RequestOptions
from .._runtime.operation import Operation as _Operation
from .._runtime.operation import Paging as _Paging
from .._runtime.operation import Response as _Response
from .._runtime.operation import all_of as _all_of
from .._runtime.operation import any_of as _any_of
from .._runtime.operation import body as _body
from .._runtime.operation import path as _path
from .._runtime.operation import query as _query
from .._runtime.pagination import AsyncPages as _AsyncPages
from .._runtime.pagination import Pages as _Pages
from ._statuses import ERRORS_1 as _errors_1

_op_get_license_definition: _Operation[_m.LicenseDefinition] = _Operation(
    "LicenseAPI.getLicenseDefinition",
    "GET",
    "/api/v2/license/definitions/{licenseId}",
    [_path("licenseId", "string")],
    [
        _Response("200", lambda: _m.LicenseDefinition, "successful operation"),
        *_errors_1,
    ],
    permissions=_any_of("authorization:grant:add", "authorization:license:view"),
)

_op_get_license_definitions: _Operation[list[_m.LicenseDefinition]] = _Operation(
    "LicenseAPI.getLicenseDefinitions",
    "GET",
    "/api/v2/license/definitions",
    [],
    [
        _Response("200", lambda: list[_m.LicenseDefinition], "successful operation"),
        *_errors_1,
    ],
    permissions=_any_of("authorization:grant:add", "authorization:license:view"),
)

_op_get_license_toggle: _Operation[_m.LicenseOrgToggle] = _Operation(
    "LicenseAPI.getLicenseToggle",
    "GET",
    "/api/v2/license/toggles/{featureName}",
    [_path("featureName", "string")],
    [_Response("200", lambda: _m.LicenseOrgToggle, "successful operation"), *_errors_1],
    permissions=_all_of(),
)

_op_get_license_user: _Operation[_m.LicenseUser] = _Operation(
    "LicenseAPI.getLicenseUser",
    "GET",
    "/api/v2/license/users/{userId}",
    [_path("userId", "string")],
    [_Response("200", lambda: _m.LicenseUser, "successful operation"), *_errors_1],
    permissions=_any_of("authorization:grant:add", "authorization:license:view"),
)

_op_get_license_users: _Operation[_m.UserLicensesEntityListing] = _Operation(
    "LicenseAPI.getLicenseUsers",
    "GET",
    "/api/v2/license/users",
    [_query("pageSize", "number"), _query("pageNumber", "number")],
    [
        _Response("200", lambda: _m.UserLicensesEntityListing, "successful operation"),
        *_errors_1,
    ],
    _Paging(
        "number",
        items="entities",
        parameter="pageNumber",
        last="page_count",
        size_parameter="pageSize",
        page_size=100,
    ),
    permissions=_all_of(),
)

_op_post_license_infer: _Operation[list[str]] = _Operation(
    "LicenseAPI.postLicenseInfer",
    "POST",
    "/api/v2/license/infer",
    [_body("string[]")],
    [_Response("200", lambda: list[str], "successful operation"), *_errors_1],
    permissions=_all_of(),
)

_op_post_license_organization: _Operation[list[_m.LicenseUpdateStatus]] = _Operation(
    "LicenseAPI.postLicenseOrganization",
    "POST",
    "/api/v2/license/organization",
    [_body("object", lambda: _m.LicenseBatchAssignmentRequest)],
    [
        _Response("200", lambda: list[_m.LicenseUpdateStatus], "successful operation"),
        *_errors_1,
    ],
    permissions=_any_of("authorization:grant:add"),
)

_op_post_license_toggle: _Operation[_m.LicenseOrgToggle] = _Operation(
    "LicenseAPI.postLicenseToggle",
    "POST",
    "/api/v2/license/toggles/{featureName}",
    [_path("featureName", "string")],
    [_Response("200", lambda: _m.LicenseOrgToggle, "successful operation"), *_errors_1],
    permissions=_all_of(),
)

_op_post_license_users: _Operation[dict[str, _Any]] = _Operation(
    "LicenseAPI.postLicenseUsers",
    "POST",
    "/api/v2/license/users",
    [_body("string[]")],
    [_Response("200", lambda: dict[str, _Any], "successful operation"), *_errors_1],
    permissions=_any_of("authorization:grant:add", "authorization:license:view"),
)

_operations = [
    _op_get_license_definition,
    _op_get_license_definitions,
    _op_get_license_toggle,
    _op_get_license_user,
    _op_get_license_users,
    _op_post_license_infer,
    _op_post_license_organization,
    _op_post_license_toggle,
    _op_post_license_users,
]


class LicenseAPI(_SyncAPI):
    """Per-user platform license assignments

    All methods take ``options`` of one call, such as timeout and headers.

    Source: classes/license-api.md,
    https://developer.genesys.cloud/organization/license-apis
    """

    def get_license_definition(
        self,
        license_id: str,
        *,
        options: _RequestOptions | None = None,
    ) -> _m.LicenseDefinition:
        """Get PureCloud license definition.

        ``GET /api/v2/license/definitions/{licenseId}``

        Requires any of: authorization:grant:add, authorization:license:view.

        Args:
            license_id: ID

        Returns:
            200: LicenseDefinition. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return self._send(_op_get_license_definition.with_values(license_id), options)

    def get_license_definitions(
        self,
        *,
        options: _RequestOptions | None = None,
    ) -> list[_m.LicenseDefinition]:
        """Get all PureCloud license definitions available for the organization.

        ``GET /api/v2/license/definitions``

        Requires any of: authorization:grant:add, authorization:license:view.

        Returns:
            200: LicenseDefinition[]. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return self._send(_op_get_license_definitions.with_values(), options)

    def get_license_toggle(
        self,
        feature_name: str,
        *,
        options: _RequestOptions | None = None,
    ) -> _m.LicenseOrgToggle:
        """Deprecated - no alternative required. This operation will always return 'true'
        for requested toggles

        ``GET /api/v2/license/toggles/{featureName}``

        Requires no permissions.

        Args:
            feature_name: featureName

        Returns:
            200: LicenseOrgToggle. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return self._send(_op_get_license_toggle.with_values(feature_name), options)

    def get_license_user(
        self,
        user_id: str,
        *,
        options: _RequestOptions | None = None,
    ) -> _m.LicenseUser:
        """Get licenses for specified user.

        ``GET /api/v2/license/users/{userId}``

        Requires any of: authorization:grant:add, authorization:license:view.

        Args:
            user_id: ID

        Returns:
            200: LicenseUser. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return self._send(_op_get_license_user.with_values(user_id), options)

    def get_license_users(
        self,
        *,
        page_size: int | None = None,
        page_number: int | None = None,
        options: _RequestOptions | None = None,
    ) -> _m.UserLicensesEntityListing:
        """Get a page of users and their licenses

        Retrieve a page of users in an organization along with the licenses they
        possess.

        ``GET /api/v2/license/users``

        Requires no permissions.

        Args:
            page_size: Page size

                Default of the server: 25.
            page_number: Page number

                Default of the server: 1.

        Returns:
            200: UserLicensesEntityListing. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return self._send(
            _op_get_license_users.with_values(page_size, page_number),
            options,
        )

    def iter_license_users(
        self,
        *,
        page_size: int | None = None,
        page_number: int | None = None,
        max_items: int | None = None,
        resume_from: str | None = None,
        options: _RequestOptions | None = None,
    ) -> _Pages[_m.UserLicenses, _m.UserLicensesEntityListing]:
        """Iterate over all items of `get_license_users`, page by page.

        Takes the arguments of `get_license_users`. ``.pages()`` yields whole pages.

        Args:
            max_items: Maximum number of items; None for all.
            resume_from: ``resume_token`` of an earlier loop, to continue it.

        Raises:
            PagingError: The server repeats pages.
            APIError: As `get_license_users`.
        """
        return self._pages(
            _op_get_license_users.with_values(page_size, page_number),
            max_items,
            resume_from,
            options,
        )

    def post_license_infer(
        self,
        body: _Sequence[str] | None = None,
        *,
        options: _RequestOptions | None = None,
    ) -> list[str]:
        """Get a list of licenses inferred based on a list of roleIds

        ``POST /api/v2/license/infer``

        Requires no permissions.

        Args:
            body: The body of the request. An empty object or `null` is allowed if the
                body is optional.

        Returns:
            200: string[]. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return self._send(_op_post_license_infer.with_values(body), options)

    def post_license_organization(
        self,
        body: _m.LicenseBatchAssignmentRequest | _Mapping[str, _Any] | None = None,
        *,
        options: _RequestOptions | None = None,
    ) -> list[_m.LicenseUpdateStatus]:
        """Update the organization's license assignments in a batch.

        ``POST /api/v2/license/organization``

        Requires any of: authorization:grant:add.

        Args:
            body: The body of the request. An empty object or `null` is allowed if the
                body is optional.

        Returns:
            200: LicenseUpdateStatus[]. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return self._send(_op_post_license_organization.with_values(body), options)

    def post_license_toggle(
        self,
        feature_name: str,
        *,
        options: _RequestOptions | None = None,
    ) -> _m.LicenseOrgToggle:
        """Deprecated. No alternative required - this endpoint has no effect

        ``POST /api/v2/license/toggles/{featureName}``

        Requires no permissions.

        Args:
            feature_name: featureName

        Returns:
            200: LicenseOrgToggle. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return self._send(_op_post_license_toggle.with_values(feature_name), options)

    def post_license_users(
        self,
        body: _Sequence[str] | None = None,
        *,
        options: _RequestOptions | None = None,
    ) -> dict[str, _Any]:
        """Fetch user licenses in a batch.

        ``POST /api/v2/license/users``

        Requires any of: authorization:grant:add, authorization:license:view.

        Args:
            body: The body of the request. An empty object or `null` is allowed if the
                body is optional.

        Returns:
            200: object. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return self._send(_op_post_license_users.with_values(body), options)


class AsyncLicenseAPI(_AsyncAPI):
    """Per-user platform license assignments

    All methods take ``options`` of one call, such as timeout and headers.

    Source: classes/license-api.md,
    https://developer.genesys.cloud/organization/license-apis
    """

    async def get_license_definition(
        self,
        license_id: str,
        *,
        options: _RequestOptions | None = None,
    ) -> _m.LicenseDefinition:
        """Get PureCloud license definition.

        ``GET /api/v2/license/definitions/{licenseId}``

        Requires any of: authorization:grant:add, authorization:license:view.

        Args:
            license_id: ID

        Returns:
            200: LicenseDefinition. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return await self._send(
            _op_get_license_definition.with_values(license_id),
            options,
        )

    async def get_license_definitions(
        self,
        *,
        options: _RequestOptions | None = None,
    ) -> list[_m.LicenseDefinition]:
        """Get all PureCloud license definitions available for the organization.

        ``GET /api/v2/license/definitions``

        Requires any of: authorization:grant:add, authorization:license:view.

        Returns:
            200: LicenseDefinition[]. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return await self._send(_op_get_license_definitions.with_values(), options)

    async def get_license_toggle(
        self,
        feature_name: str,
        *,
        options: _RequestOptions | None = None,
    ) -> _m.LicenseOrgToggle:
        """Deprecated - no alternative required. This operation will always return 'true'
        for requested toggles

        ``GET /api/v2/license/toggles/{featureName}``

        Requires no permissions.

        Args:
            feature_name: featureName

        Returns:
            200: LicenseOrgToggle. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return await self._send(
            _op_get_license_toggle.with_values(feature_name),
            options,
        )

    async def get_license_user(
        self,
        user_id: str,
        *,
        options: _RequestOptions | None = None,
    ) -> _m.LicenseUser:
        """Get licenses for specified user.

        ``GET /api/v2/license/users/{userId}``

        Requires any of: authorization:grant:add, authorization:license:view.

        Args:
            user_id: ID

        Returns:
            200: LicenseUser. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return await self._send(_op_get_license_user.with_values(user_id), options)

    async def get_license_users(
        self,
        *,
        page_size: int | None = None,
        page_number: int | None = None,
        options: _RequestOptions | None = None,
    ) -> _m.UserLicensesEntityListing:
        """Get a page of users and their licenses

        Retrieve a page of users in an organization along with the licenses they
        possess.

        ``GET /api/v2/license/users``

        Requires no permissions.

        Args:
            page_size: Page size

                Default of the server: 25.
            page_number: Page number

                Default of the server: 1.

        Returns:
            200: UserLicensesEntityListing. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return await self._send(
            _op_get_license_users.with_values(page_size, page_number),
            options,
        )

    def iter_license_users(
        self,
        *,
        page_size: int | None = None,
        page_number: int | None = None,
        max_items: int | None = None,
        resume_from: str | None = None,
        options: _RequestOptions | None = None,
    ) -> _AsyncPages[_m.UserLicenses, _m.UserLicensesEntityListing]:
        """Iterate over all items of `get_license_users`, page by page.

        Takes the arguments of `get_license_users`. ``.pages()`` yields whole pages.

        Args:
            max_items: Maximum number of items; None for all.
            resume_from: ``resume_token`` of an earlier loop, to continue it.

        Raises:
            PagingError: The server repeats pages.
            APIError: As `get_license_users`.
        """
        return self._pages(
            _op_get_license_users.with_values(page_size, page_number),
            max_items,
            resume_from,
            options,
        )

    async def post_license_infer(
        self,
        body: _Sequence[str] | None = None,
        *,
        options: _RequestOptions | None = None,
    ) -> list[str]:
        """Get a list of licenses inferred based on a list of roleIds

        ``POST /api/v2/license/infer``

        Requires no permissions.

        Args:
            body: The body of the request. An empty object or `null` is allowed if the
                body is optional.

        Returns:
            200: string[]. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return await self._send(_op_post_license_infer.with_values(body), options)

    async def post_license_organization(
        self,
        body: _m.LicenseBatchAssignmentRequest | _Mapping[str, _Any] | None = None,
        *,
        options: _RequestOptions | None = None,
    ) -> list[_m.LicenseUpdateStatus]:
        """Update the organization's license assignments in a batch.

        ``POST /api/v2/license/organization``

        Requires any of: authorization:grant:add.

        Args:
            body: The body of the request. An empty object or `null` is allowed if the
                body is optional.

        Returns:
            200: LicenseUpdateStatus[]. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return await self._send(
            _op_post_license_organization.with_values(body),
            options,
        )

    async def post_license_toggle(
        self,
        feature_name: str,
        *,
        options: _RequestOptions | None = None,
    ) -> _m.LicenseOrgToggle:
        """Deprecated. No alternative required - this endpoint has no effect

        ``POST /api/v2/license/toggles/{featureName}``

        Requires no permissions.

        Args:
            feature_name: featureName

        Returns:
            200: LicenseOrgToggle. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return await self._send(
            _op_post_license_toggle.with_values(feature_name),
            options,
        )

    async def post_license_users(
        self,
        body: _Sequence[str] | None = None,
        *,
        options: _RequestOptions | None = None,
    ) -> dict[str, _Any]:
        """Fetch user licenses in a batch.

        ``POST /api/v2/license/users``

        Requires any of: authorization:grant:add, authorization:license:view.

        Args:
            body: The body of the request. An empty object or `null` is allowed if the
                body is optional.

        Returns:
            200: object. successful operation

        Raises:
            APIStatusError: Status 400, 401, 403, 404, 408, 409, 413, 415, 429, 500,
                503, 504 (ErrorBody), or any other.
        """
        return await self._send(_op_post_license_users.with_values(body), options)
