"""Unknown arguments, fields and attributes."""

from __future__ import annotations

import subprocess
import sys
import traceback
from typing import Any

import pytest

import genesys_cloud
from genesys_cloud import (
    PKCE,
    AsyncGenesysCloud,
    ClientCredentials,
    Gateway,
    GenesysCloud,
    Model,
    RequestOptions,
    RetryPolicy,
    StoredToken,
    Timeout,
)
from genesys_cloud.models import (
    LicenseAssignmentRequest,
    LicenseBatchAssignmentRequest,
    LicenseUser,
)
from tests.e2e.conftest import ROOT

TYPOS: list[tuple[Any, str, str]] = [
    (GenesysCloud, "acess_token", "access_token"),
    (AsyncGenesysCloud, "clientId", "client_id"),
    (GenesysCloud, "base_uri", "base_url"),
    (ClientCredentials, "secret", "client_secret"),
    (PKCE, "clientid", "client_id"),
    (RequestOptions, "time_out", "timeout"),
    (RequestOptions, "retries", "max_retries"),
    (RetryPolicy, "max_retry_tiem", "max_retry_time"),
    (Timeout, "reed", "read"),
    (Gateway, "api", "api_path"),
    (StoredToken, "accesstoken", "access_token"),
    (LicenseUser, "selfUri", "self_uri"),
    (LicenseAssignmentRequest, "licenseId", "license_id"),
]


@pytest.mark.parametrize(("cls", "given", "meant"), TYPOS)
def test_a_typo_is_told_with_the_likely_name(cls: Any, given: str, meant: str) -> None:
    kind = "field" if issubclass(cls, Model) else "argument"
    with pytest.raises(TypeError) as caught:
        cls(**{given: "s3cret"})
    assert str(caught.value) == (
        f"{cls.__name__} has no {kind} {given!r}; did you mean {meant!r}?"
    )


def test_all_unknown_names_are_told() -> None:
    wrong: dict[str, Any] = {"hots": "x", "zzz": "y"}
    with pytest.raises(TypeError) as caught:
        Gateway(**wrong)
    assert str(caught.value) == (
        "Gateway has no argument 'hots', 'zzz'; did you mean 'host'?"
        " Arguments: host, scheme, port, login_path, api_path"
    )


def test_a_copy_names_the_likely_field() -> None:
    user = LicenseUser(id="u1")
    with pytest.raises(TypeError, match="no field 'selfUri'; did you mean 'self_uri'"):
        user.copy_with(selfUri="/u1")


def test_attributes_name_the_likely_one() -> None:
    client: Any
    with GenesysCloud(access_token="t", region="us-east-1") as client:
        for owner, wrong, name in (
            (client, "licens", "license"),
            (client.license, "get_license_usr", "get_license_user"),
            (client.license, "getLicenseUser", "get_license_user"),
            (client.with_raw_response, "licence", "license"),
            (client.with_streaming_response, "licence", "license"),
        ):
            with pytest.raises(AttributeError, match=f"Did you mean '{name}'\\?$"):
                getattr(owner, wrong)


def test_modules_name_the_likely_name() -> None:
    package: Any = genesys_cloud
    with pytest.raises(AttributeError, match=r"Did you mean 'LicenseUser'\?$"):
        package.models.LicenceUser  # noqa: B018  # the access alone raises
    with pytest.raises(AttributeError, match=r"Did you mean 'RequestOptions'\?$"):
        package.RequestOption  # noqa: B018  # the access alone raises
    for module in (package, package.models):
        assert not hasattr(module, "__wrapped__")


def test_python_names_the_likely_field_of_a_model() -> None:
    script = "from genesys_cloud.models import LicenseUser; LicenseUser().selfUri"
    command = [sys.executable, "-c", script]
    failed = subprocess.run(
        command,
        cwd=ROOT / "generated",
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert "Did you mean: 'self_uri'?" in failed.stderr


def test_other_mistakes_are_told_as_before() -> None:
    nothing: Any = {}
    with pytest.raises(TypeError, match="LicenseBatchAssignmentRequest needs assign"):
        LicenseBatchAssignmentRequest(**nothing)
    with pytest.raises(TypeError, match="Missing required argument 'client_secret'"):
        ClientCredentials("id", **nothing)


@pytest.mark.parametrize("cls", [GenesysCloud, ClientCredentials])
def test_a_typo_shows_no_secret(cls: Any) -> None:
    with pytest.raises(TypeError) as caught:
        cls(client_id="x", client_secret="s3cret", klient="s3cret")
    shown = traceback.TracebackException.from_exception(
        caught.value.with_traceback(caught.tb.tb_next), capture_locals=True
    )
    assert "s3cret" not in "".join(shown.format())


def test_a_subclass_may_have_a_constructor_of_its_own() -> None:
    class Own(GenesysCloud):
        def __init__(self, name: str, **values: Any) -> None:
            super().__init__(access_token="t", **values)
            self.name = name

    assert Own("x", region="eu-west-1").name == "x"
    with pytest.raises(TypeError, match="Own has no argument 'regin'"):
        Own("x", regin="eu-west-1")


def test_an_attribute_that_fails_is_no_typo() -> None:
    class Client(GenesysCloud):
        @property
        def broken(self) -> object:
            # The attribute is missing on purpose.
            return object().inner  # type: ignore[attr-defined]

    with Client(access_token="t", region="us-east-1") as client:
        with pytest.raises(AttributeError, match=r"'object' object .* 'inner'"):
            client.broken  # noqa: B018  # the access alone raises
        with pytest.raises(AttributeError, match=r"_licence'$"):
            # Neither do checkers know it, and the access alone raises.
            client._licence  # type: ignore[attr-defined]  # noqa: B018
