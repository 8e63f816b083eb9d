"""Models that only LicenseAPI uses."""

from __future__ import annotations

from .. import models as _m
from .._runtime.model import Model as _Model
from .._runtime.model import empty_list as _empty_list
from .._runtime.model import expected as _expected
from .._runtime.model import required as _required


class AddressableLicenseDefinition(_Model):
    """A license definition by reference: enough to fetch the whole.

    Source: definitions/addressablelicensedefinition-definition.md
    """

    id: str | None = None
    """Identifies the object; no other object has the same value."""
    self_uri: str | None = None
    """Where the object itself can be fetched."""


class Detail(_Model):
    """One of the causes of an error, tied to the field or the entity at fault.

    Source: definitions/detail-definition.md
    """

    error_code: str | None = None
    """What went wrong, as a code."""
    field_name: str | None = None
    """The field of the request that it went wrong with."""
    entity_id: str | None = None
    """The entity that it went wrong with."""
    entity_name: str | None = None
    """What that entity is called."""


class ErrorBody(_Model):
    """What the API answers when a request fails.

    Source: definitions/errorbody-definition.md
    """

    message: str | None = None
    """What went wrong, for people."""
    code: str | None = None
    """What went wrong, for programs."""
    status: int | None = None
    """The HTTP status of the answer."""
    entity_id: str | None = None
    """The entity that the error is about."""
    entity_name: str | None = None
    """What that entity is called."""
    message_with_params: str | None = None
    """The message with placeholders in place of values."""
    message_params: dict[str, str] | None = None
    """The values of the placeholders, by name."""
    context_id: str | None = None
    """Names the request; support asks for it."""
    details: list[_m.Detail] | None = None
    """The single causes, where there are several."""
    errors: list[_m.ErrorBody] | None = None
    """The errors behind this one."""
    limit: _m.Limit | None = None
    """The limit that was exceeded, if that was the cause."""


class LicenseAssignmentRequest(_Model):
    """A change of who holds one license.

    Source: definitions/licenseassignmentrequest-definition.md
    """

    license_id: str = _expected()
    """The license to give and to take."""
    user_ids_add: list[str] = _expected()
    """The users who get it."""
    user_ids_remove: list[str] = _expected()
    """The users who lose it."""


class LicenseBatchAssignmentRequest(_Model):
    """Several changes of license holders in one request.

    Source: definitions/licensebatchassignmentrequest-definition.md
    """

    assignments: list[_m.LicenseAssignmentRequest] = _required()
    """The changes, one for each license."""


class LicenseDefinition(_Model):
    """A license that an organization can give to its users.

    Source: definitions/licensedefinition-definition.md
    """

    id: str | None = None
    """Identifies the object; no other object has the same value."""
    description: str | None = None
    """What the license is for."""
    permissions: _m.Permissions | None = None
    """What a user who holds the license may do."""
    prerequisites: list[_m.AddressableLicenseDefinition] | None = None
    """The licenses that a user must hold before this one."""
    comprises: list[_m.LicenseDefinition] | None = None
    """The licenses that this one includes."""
    self_uri: str | None = None
    """Where the object itself can be fetched."""


class LicenseOrgToggle(_Model):
    """Whether a licensed feature is switched on in the organization.

    Source: definitions/licenseorgtoggle-definition.md
    """

    feature_name: str | None = None
    """The feature."""
    enabled: bool | None = None
    """Whether it is on."""


class LicenseUpdateStatus(_Model):
    """How the change of one user's license went.

    Source: definitions/licenseupdatestatus-definition.md
    """

    user_id: str | None = None
    """The user."""
    license_id: str | None = None
    """The license."""
    result: str | None = None
    """How it went."""


class LicenseUser(_Model):
    """A user with the definitions of the licenses held.

    Source: definitions/licenseuser-definition.md
    """

    id: str | None = None
    """Identifies the object; no other object has the same value."""
    licenses: list[_m.LicenseDefinition] | None = None
    """The licenses that the user holds."""
    self_uri: str | None = None
    """Where the object itself can be fetched."""


class Limit(_Model):
    """A limit of the platform.

    Source: definitions/limit-definition.md
    """

    key: str | None = None
    """What is limited."""
    namespace: str | None = None
    """The part of the platform that sets the limit."""
    value: int | None = None
    """How much is allowed."""


class Permissions(_Model):
    """Permissions, by identifier.

    Source: definitions/permissions-definition.md
    """

    ids: list[str] = _expected()
    """The identifiers of the permissions."""


class UserLicenses(_Model):
    """A user with the identifiers of the licenses held.

    Source: definitions/userlicenses-definition.md
    """

    id: str | None = None
    """Identifies the object; no other object has the same value."""
    licenses: list[str] | None = None
    """The identifiers of the licenses."""
    self_uri: str | None = None
    """Where the object itself can be fetched."""


class UserLicensesEntityListing(_Model):
    """A page of a listing of users and their licenses.

    Source: definitions/userlicensesentitylisting-definition.md
    """

    entities: list[_m.UserLicenses] = _empty_list()
    """The users on this page."""
    page_size: int | None = None
    """How many users a page holds at most."""
    page_number: int | None = None
    """Which page this is; the first one is 1."""
    total: int | None = None
    """How many users there are on all pages."""
    page_count: int | None = None
    """How many pages there are."""
