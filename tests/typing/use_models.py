"""What users do with the models of the committed client. Nothing here runs.

A line that is wrong on purpose says so; both checkers complain where such a line is
right after all.
"""

import copy
from typing import Any, assert_type

from genesys_cloud import NULL, Model
from genesys_cloud.models import (
    ErrorBody,
    LicenseAssignmentRequest,
    LicenseBatchAssignmentRequest,
    LicenseDefinition,
    LicenseUser,
    Limit,
    Permissions,
)


def make() -> None:
    request = LicenseAssignmentRequest(
        license_id="l1", user_ids_add=["u1"], user_ids_remove=[]
    )
    assert_type(request.license_id, str)
    assert_type(request.user_ids_add, list[str])
    assert_type(Limit(), Limit)
    assert_type(Limit(value=1).value, int | None)
    assert_type(Limit(value=1, key=None), Limit)


def make_partly() -> None:
    # What is nested in a body, or only received, has what is known of it.
    assert_type(LicenseAssignmentRequest(license_id="l1").user_ids_add, list[str])
    assert_type(Permissions().ids, list[str])


def make_null() -> None:
    assert_type(Permissions(ids=NULL), Permissions)
    assert_type(Limit(key=NULL, value=NULL), Limit)
    LicenseUser(licenses=[NULL], id=NULL)
    LicenseDefinition(permissions=NULL, comprises=NULL)
    Limit().value = NULL


def make_wrongly() -> None:
    # The required properties of a body, and None for one.
    LicenseBatchAssignmentRequest()  # type: ignore[call-arg]
    Permissions(ids=None)  # type: ignore[arg-type]
    # Values of other types, in lists and models too.
    Limit(value="1")  # type: ignore[arg-type]
    Limit(key=1)  # type: ignore[arg-type]
    Permissions(ids="p1")  # type: ignore[arg-type]
    Permissions(ids=[1])  # type: ignore[list-item]
    LicenseDefinition(permissions=Limit())  # type: ignore[arg-type]
    # A name on the wire, a name that is none, and a value without name.
    LicenseUser(selfUri="/u")  # type: ignore[call-arg]
    LicenseUser(name="n")  # type: ignore[call-arg]
    LicenseUser("u1")  # type: ignore[call-arg]


def read(user: LicenseUser, body: ErrorBody) -> None:
    for license in user.licenses or []:
        assert_type(license, LicenseDefinition)
        assert_type(license.comprises, list[LicenseDefinition] | None)
        if license.permissions:
            assert_type(license.permissions.ids, list[str])
    assert_type(body.message_params, dict[str, str] | None)
    assert_type(body.errors, list[ErrorBody] | None)
    # What may be absent has to be looked at, and what is no property is none.
    len(user.licenses)  # type: ignore[arg-type]
    print(user.selfUri)  # type: ignore[attr-defined]


def convert(limit: Limit) -> None:
    assert_type(limit.to_dict(), dict[str, Any])
    assert_type(limit.to_json(), str)
    assert_type(Limit.from_dict({"key": "k"}), Limit)
    assert_type(Limit.from_json(b"{}"), Limit)
    assert_type(Limit.from_json("{}"), Limit)
    assert_type(limit.copy_with(key="k"), Limit)
    assert_type(copy.copy(limit), Limit)
    anything: Model = limit
    assert_type(anything.to_dict(), dict[str, Any])
    Limit.from_json({})  # type: ignore[arg-type]
