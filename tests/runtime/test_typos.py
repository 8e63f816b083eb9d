"""Arguments of constructors that there are not."""

from __future__ import annotations

import traceback
from typing import Any

import pytest

from genesys_cloud import (
    PKCE,
    AsyncGenesysCloud,
    ClientCredentials,
    Gateway,
    GenesysCloud,
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
    wanted = f"^{cls.__name__} has no argument '{given}' .did you mean '{meant}'.?"
    with pytest.raises(TypeError, match=wanted):
        cls(**{given: "s3cret"})


def test_all_unknown_names_are_told() -> None:
    wrong: dict[str, Any] = {"hots": "x", "zzz": "y"}
    with pytest.raises(TypeError) as caught:
        Gateway(**wrong)
    assert str(caught.value) == (
        "Gateway has no argument 'hots' (did you mean 'host'?), 'zzz';"
        " arguments: host, scheme, port, login_path, api_path"
    )


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
