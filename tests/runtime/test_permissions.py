"""Operations know the permissions that they require, and errors name them."""

from __future__ import annotations

import pickle

import pytest

from genesys_cloud import PermissionSet, operations
from templates.runtime.operation import Operation, all_of, any_of
from templates.runtime.operation import PermissionSet as OwnSet
from templates.runtime.responses.parsing import Outcome, status_error
from templates.runtime.transport.messages import Headers, HttpResponse

GRANT = "authorization:grant:add"
VIEW = "authorization:license:view"


def error_text(status: int, permissions: OwnSet | None) -> str:
    operation: Operation[None] = Operation(
        "A.b", "GET", "/b", [], [], permissions=permissions
    )
    response = HttpResponse(status, Headers([]), b"", 0.1)
    return str(status_error(Outcome(operation(), response, "", 1, ""), None))


def test_sets_say_what_they_require() -> None:
    assert str(any_of("a", "b")) == "any of: a, b"
    assert str(all_of("a")) == "all of: a"
    assert str(all_of()) == "no permissions"
    assert repr(any_of("a")) == "PermissionSet(any_of=('a',))"
    assert pickle.loads(pickle.dumps(any_of("a"))) == OwnSet(any_of=("a",))


def test_a_forbidden_call_names_them() -> None:
    assert "needs any of: a, b" in error_text(403, any_of("a", "b"))
    assert "needs" not in error_text(403, None)
    assert "needs" not in error_text(404, any_of("a"))


def test_permissions_of_an_operation() -> None:
    users = operations["LicenseAPI.getLicenseUser"]
    assert users.permissions == PermissionSet(any_of=(GRANT, VIEW))
    assert operations["LicenseAPI.getLicenseUsers"].permissions == PermissionSet()
    assert Operation("A.b", "GET", "/b", [], []).permissions is None


def test_permissions_of_a_script() -> None:
    names = ["license.get_license_user", "LicenseAPI.postLicenseUsers"]
    either = PermissionSet(any_of=(GRANT, VIEW))
    assert operations.permissions(names) == (either,)
    names += ["license.post_license_organization", "license.get_license_users"]
    assert operations.permissions(names) == (either, PermissionSet(any_of=(GRANT,)))


@pytest.mark.parametrize("name", ["license.x", "x.get_license_user", "x", ""])
def test_unknown_operations_have_no_permissions(name: str) -> None:
    with pytest.raises(KeyError):
        operations.permissions([name])
