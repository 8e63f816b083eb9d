"""Tokens: all grants, renewal, refusals, stores, and giving them back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from platformdirs import user_config_path

import genesys_cloud
from generator.sandbox import ANY, TOKEN, RunningSandbox, ScriptedResponse
from genesys_cloud import (
    PKCE,
    AccessToken,
    AuthorizationCode,
    ClientCredentials,
    FileTokenStore,
    MemoryTokenStore,
    RefreshToken,
    RequestOptions,
    SAML2Bearer,
)
from tests.e2e.conftest import Connect
from tests.e2e.driver import Driver

USER = "LicenseAPI.getLicenseUser"
BACK = "http://127.0.0.1:1/back"


def _code(sandbox: RunningSandbox, **more: str) -> str:
    url = genesys_cloud.GenesysCloud.authorize_url(
        "id", BACK, state="s", login_url=sandbox.url, **more
    )
    back = httpx.get(url, follow_redirects=False).headers["location"]
    found = parse_qs(urlsplit(back).query)
    assert found["state"] == ["s"]
    return found["code"][0]


def _by_code(sandbox: RunningSandbox) -> Any:
    return AuthorizationCode(
        client_id="id",
        client_secret="secret",
        code=_code(sandbox),
        redirect_uri=BACK,
    )


def _by_pkce(sandbox: RunningSandbox) -> Any:
    verifier = PKCE.new_verifier()
    code = _code(sandbox, verifier=verifier)
    return PKCE(client_id="id", code=code, redirect_uri=BACK, verifier=verifier)


def _by_saml(sandbox: RunningSandbox) -> Any:
    return SAML2Bearer(
        client_id="id",
        client_secret="secret",
        assertion="assertion",
        organization="org",
    )


GRANTS: dict[str, Callable[[RunningSandbox], Any]] = {
    "client_credentials": lambda _: ClientCredentials("id", "secret"),
    "authorization_code": _by_code,
    "pkce": _by_pkce,
    "saml2": _by_saml,
}


@pytest.mark.parametrize("grant", GRANTS)
def test_every_grant_gets_a_token_and_another_when_it_runs_out(
    login: Connect, sandbox: RunningSandbox, grant: str
) -> None:
    client = login(credentials=GRANTS[grant](sandbox))
    assert client.license.get_license_user("u").id == "u"
    sandbox.auth.expire()
    assert client.license.get_license_user("v").id == "v"
    assert sum(sandbox.log.counts.grants.values()) == 2
    if grant in ("authorization_code", "pkce"):
        assert sandbox.log.counts.grants["refresh_token"] == 1


def test_a_refresh_token_is_enough(login: Connect, sandbox: RunningSandbox) -> None:
    code = _code(sandbox)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    url = f"{sandbox.url}/oauth/token"
    given = httpx.post(url, data=form, auth=("id", "secret")).json()
    credentials = RefreshToken(
        client_id="id", client_secret="secret", refresh_token=given["refresh_token"]
    )
    client = login(credentials=credentials)
    assert client.license.get_license_user("u").id == "u"
    assert sandbox.log.counts.grants["refresh_token"] == 1


def test_a_token_is_used_as_it_is(login: Connect, sandbox: RunningSandbox) -> None:
    client = login(credentials=AccessToken("fixed-token"))
    assert client.license.get_license_user("u").id == "u"
    assert not sandbox.log.of(TOKEN)


def test_a_token_is_renewed_before_it_runs_out(
    login: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.auth.token_life = 600
    client = login()
    now = client._context.clock()
    client._context.clock = lambda: now
    client.license.get_license_user("u")
    client._context.clock = lambda: now + 530
    client.license.get_license_user("u")
    assert sandbox.log.counts.received[TOKEN] == 1
    client._context.clock = lambda: now + 541
    client.license.get_license_user("u")
    assert sandbox.log.counts.received[TOKEN] == 2
    assert sandbox.log.counts.expired == 0


def test_many_callers_share_one_request(
    driver: Driver, login: Connect, sandbox: RunningSandbox
) -> None:
    client = login()
    for round in range(1, 3):
        calls = [
            lambda n=n: client.license.get_license_user(f"u{n}") for n in range(20)
        ]
        results = driver.together(calls)
        assert [user.id for user in results] == [f"u{n}" for n in range(20)]
        assert sandbox.log.counts.grants["client_credentials"] == round
        sandbox.auth.expire()


def test_a_token_that_is_refused_again_is_an_error(
    login: Connect, sandbox: RunningSandbox
) -> None:
    refused = ScriptedResponse(status=401, code="bad.credentials", message="no")
    sandbox.script(USER, refused, times=10)
    with pytest.raises(genesys_cloud.UnauthorizedError) as caught:
        login().license.get_license_user("u")
    assert caught.value.attempts == 2
    assert sandbox.log.counts.received[TOKEN] == 2


def test_a_token_may_run_out_on_its_way(
    login: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.auth.token_life = 600
    client = login()
    now = client._context.clock()
    # Whatever arrives has taken longer than a token lasts.
    client._context.clock = lambda: now + 700 * len(sandbox.log.of(USER))
    expired = ScriptedResponse(status=401, code="bad.credentials")
    sandbox.script(USER, expired, times=3)
    assert client.license.get_license_user("u").id == "u"
    assert sandbox.log.counts.received == {USER: 4, TOKEN: 4}
    sandbox.script(USER, expired, times=50)
    with pytest.raises(genesys_cloud.UnauthorizedError):
        client.license.get_license_user("u", options=RequestOptions(max_retries=2))
    assert sandbox.log.counts.received == {USER: 8, TOKEN: 8}


def test_any_401_asks_for_one_new_token(
    login: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, ScriptedResponse(status=401, code="not.allowed"))
    assert login().license.get_license_user("u").id == "u"
    assert sandbox.log.counts.received[TOKEN] == 2
    sandbox.script(USER, ScriptedResponse(status=401, content=b"<html>"), times=10)
    with pytest.raises(genesys_cloud.UnauthorizedError) as caught:
        login().license.get_license_user("u")
    assert caught.value.attempts == 2
    assert sandbox.log.counts.received[TOKEN] == 4


def test_a_wrong_secret_says_what_to_do(
    driver: Driver, login: Connect, sandbox: RunningSandbox
) -> None:
    client = login(client_secret="hush")
    with pytest.raises(genesys_cloud.TokenRequestError) as caught:
        client.license.get_license_user("u")
    assert caught.value.code == "invalid_client"
    assert caught.value.status == 401
    assert "secret" in str(caught.value)
    assert "hush" not in f"{caught.value!r}{vars(caught.value)!r}{client!r}"
    # Nobody is left waiting, and the next call may try anew.
    results = driver.together([lambda: client.license.get_license_user("u")] * 5)
    assert {type(r) for r in results} == {genesys_cloud.TokenRequestError}
    sandbox.auth.clients["id"] = "hush"
    assert client.license.get_license_user("u").id == "u"


def test_a_login_that_fails_stalls_nobody(
    driver: Driver, login: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(TOKEN, ScriptedResponse(status=503))
    client = login(max_retries=0)
    calls = [lambda: client.license.get_license_user("u")] * 8
    results = driver.together(calls)
    failed = [r for r in results if isinstance(r, Exception)]
    assert all(isinstance(r, genesys_cloud.TokenRequestError) for r in failed)
    assert client.license.get_license_user("u").id == "u"


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_a_store_spares_the_next_client_a_login(
    login: Connect, sandbox: RunningSandbox, tmp_path: Path, kind: str
) -> None:
    store = MemoryTokenStore() if kind == "memory" else FileTokenStore(tmp_path / "t")
    for name in ("u", "v"):
        client = login(token_store=store)
        assert client.license.get_license_user(name).id == name
        client.close()
    assert sandbox.log.counts.received[TOKEN] == 1
    if kind == "file" and os.name == "posix":
        files = list((tmp_path / "t").iterdir())
        assert sorted(file.suffix for file in files) == [".json", ".lock"]
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_closing_gives_the_token_back_if_told_to(
    login: Connect, sandbox: RunningSandbox
) -> None:
    client = login(revoke_on_close=True)
    client.license.get_license_user("u")
    client.close()
    client.close()
    (token,) = sandbox.log.counts.by_token
    assert not sandbox.auth.is_valid(token)
    assert sandbox.log.counts.received["DELETE /api/v2/tokens/me"] == 1


@pytest.mark.parametrize("given", [False, True], ids=["not told", "not its own"])
def test_closing_leaves_other_tokens_alone(
    login: Connect, sandbox: RunningSandbox, given: bool
) -> None:
    token = AccessToken("fixed-token")
    client = login(credentials=token, revoke_on_close=True) if given else login()
    client.license.get_license_user("u")
    client.close()
    assert "DELETE /api/v2/tokens/me" not in sandbox.log.counts.received


def test_the_environment_is_asked_last(
    connect: Connect, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENESYS_CLOUD_CLIENT_ID", "id")
    monkeypatch.setenv("GENESYS_CLOUD_CLIENT_SECRET", "secret")
    monkeypatch.setenv("GENESYS_CLOUD_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("GENESYS_CLOUD_LOGIN_URL", sandbox.url)
    client = connect(access_token=None)
    assert client.license.get_license_user("u").id == "u"
    assert sandbox.log.counts.grants["client_credentials"] == 1


def test_a_profile_is_a_file_of_its_owner(
    connect: Connect,
    sandbox: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = user_config_path("genesys-cloud", appauthor=False, ensure_exists=True)
    file = folder / "profiles.toml"
    file.write_text(
        '[test]\nclient_id = "id"\nclient_secret = "secret"\n'
        f'base_url = "{sandbox.url}"\nlogin_url = "{sandbox.url}"\n'
    )
    settings = {"access_token": None, "base_url": None, "profile": "test"}
    file.chmod(0o644)
    with pytest.raises(genesys_cloud.ConfigurationError, match="chmod 600"):
        connect(**settings)
    file.chmod(0o600)
    assert connect(**settings).license.get_license_user("u").id == "u"


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"access_token": None}, "credentials"),
        ({"access_token": None, "client_id": "id"}, "client_secret"),
        ({"access_token": None, "client_id": "i", "client_secret": "s"}, "login"),
        ({"base_url": None}, "region"),
        ({"base_url": None, "region": "us-east-l"}, "us-east-1"),
        ({"base_url": "ftp://x"}, "base_url"),
    ],
)
def test_a_client_that_cannot_work_is_refused(
    connect: Connect, settings: dict[str, Any], word: str
) -> None:
    with pytest.raises(genesys_cloud.ConfigurationError, match=word):
        connect(**settings)


def test_an_expired_token_costs_no_retry(
    login: Connect, sandbox: RunningSandbox
) -> None:
    client = login()
    client.license.get_license_user("u")
    sandbox.auth.expire()
    sandbox.script(ANY, ScriptedResponse(status=500))
    options = RequestOptions(max_retries=1)
    assert client.license.get_license_user("u", options=options).id == "u"
