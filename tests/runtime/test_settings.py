"""What a client's constructor takes, and what it says to everything else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from templates.runtime.auth.credentials import ClientCredentials as CLIENT
from templates.runtime.auth.credentials import SAML2Bearer
from templates.runtime.auth.tokens import Grant
from templates.runtime.config.hosts import Gateway
from templates.runtime.errors import ConfigurationError
from tests.runtime.tiny import PLATFORM, AsyncTiny, Tiny

ROOT = Path(__file__).parents[2]
TOKEN: dict[str, Any] = {"access_token": "t0ken"}
GRANT: dict[str, Any] = {"client_id": "an-id", "client_secret": "a-secret"}
AT: dict[str, Any] = {"base_url": "https://api.example"}
NORTH: dict[str, Any] = {"region": "north-1"}
VARIABLES = {
    name: f"TINY_{name.upper()}"
    for name in (
        "client_id",
        "client_secret",
        "access_token",
        "region",
        "domain",
        "base_url",
        "login_url",
    )
}


def token_of(client: Tiny) -> str:
    """The token of a client that was given one, else how it asks for one."""
    tokens = client._context.tokens
    if tokens.current is not None:
        return tokens.current.value
    assert tokens.grant is not None
    return tokens.grant.credentials.grant


def grant_of(client: Tiny) -> Grant:
    grant = client._context.tokens.grant
    assert grant is not None
    return grant


@pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "needs region or base_url.*north-1, south-1"),
        (TOKEN, "needs region or base_url.*north-1, south-1"),
        (AT, "needs credentials: access_token, or client_id and client_secret"),
        (NORTH, "needs credentials"),
        ({**NORTH, "access_token": ""}, "access_token must be a non-empty"),
        ({**NORTH, **GRANT, "client_secret": ""}, "client_secret must be a non-empty"),
        ({**NORTH, **GRANT, "client_id": 7}, "client_id must be a non-empty str"),
        ({**NORTH, "client_id": "x"}, "needs client_secret too"),
        ({**NORTH, "client_secret": "x"}, "needs client_id too"),
        ({**NORTH, **GRANT, **TOKEN}, "not both"),
        ({**NORTH, "access_token": "a\r\nX: y"}, "must be visible ASCII"),
        ({**NORTH, "access_token": "Bearer x"}, "must be visible ASCII"),
        ({**TOKEN, "region": "nort-1"}, "did you mean 'north-1'.*north-1, south-1"),
        ({**TOKEN, "region": "moon"}, "unknown region 'moon': Regions: north-1"),
        ({**TOKEN, "region": ""}, "unknown region"),
        (
            {**GRANT, **AT},
            "needs a login host.*add region or login_url to .*, or use an acc",
        ),
        ({**TOKEN, "base_url": "api.example"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": ""}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "ftp://x"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "https://"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "https://x:99999"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "https://[x"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "https://x/\n"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": 7}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "https://u:a-secret@x"}, "must not contain a user"),
        ({**TOKEN, "base_url": "https://x?a-secret=1"}, "must not contain .* a query"),
        ({**TOKEN, "base_url": "https://x#y"}, "must not contain .* a fragment"),
        ({**TOKEN, **NORTH, "login_url": "x"}, "login_url must be an absolute"),
        ({**TOKEN, **NORTH, "domain": "d"}, "only one of region and domain"),
        ({**TOKEN, **NORTH, "gateway": Gateway("g")}, "one of region and gateway"),
        ({**TOKEN, "domain": ""}, "domain must be a name"),
        ({**TOKEN, "domain": "a/b"}, "domain must be a name"),
        ({**TOKEN, "domain": "u@b"}, "domain must be a name"),
        ({**TOKEN, "domain": 7}, "domain must be a name"),
        ({**TOKEN, "gateway": "https://g"}, "gateway must be a Gateway"),
        ({**TOKEN, "region": 7}, "unknown region 7"),
        ({**NORTH, "credentials": "x"}, "an object such as ClientCredentials"),
        ({**NORTH, **TOKEN, "credentials": CLIENT("i", "s")}, "either credentials or"),
        (
            {**NORTH, **GRANT, "credentials": CLIENT("i", "s")},
            "client_secret, not both",
        ),
        ({**AT, "credentials": CLIENT("i", "a-secret")}, "needs a login host"),
        ({**NORTH, **GRANT, "token_store": {}}, "token_store must have the methods"),
        ({**NORTH, **GRANT, "refresh_before": -1}, "refresh_before must be a number"),
        ({**NORTH, **GRANT, "refresh_before": True}, "refresh_before must be a number"),
        ({**NORTH, **GRANT, "refresh_before": "60"}, "refresh_before must be a number"),
        ({**NORTH, **GRANT, "revoke_on_close": True}, "does not revoke tokens"),
        ({**TOKEN, **AT, "timeout": 0}, "timeout must be positive"),
        ({**TOKEN, **AT, "timeout": "1"}, "timeout must be a number"),
        ({**TOKEN, **AT, "max_retries": -1}, "max_retries must be zero or more"),
        ({**TOKEN, **AT, "max_retries": True}, "max_retries must be an int"),
        ({**TOKEN, **AT, "max_retries": None}, "max_retries must be an int"),
        ({**TOKEN, **AT, "rate_limit": 0}, "rate_limit must be positive"),
        ({**TOKEN, **AT, "rate_limit": "300"}, "rate_limit must be a number"),
    ],
)
def test_what_cannot_work_is_told_at_construction(
    cls: type[Any], settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        cls(**settings)
    assert "a-secret" not in str(caught.value)
    assert "t0ken" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "base_url"),
    [
        ({**TOKEN, **NORTH}, "https://api.north.example"),
        ({**GRANT, **NORTH}, "https://api.north.example"),
        ({**GRANT, **NORTH, **AT}, "https://api.example"),
        ({**TOKEN, "base_url": "http://[::1]:80/a/"}, "http://[::1]:80/a"),
        ({**TOKEN, "domain": "my.example"}, "https://api.my.example"),
        ({**TOKEN, "gateway": Gateway("gw.example")}, "https://gw.example"),
        (
            {**TOKEN, "gateway": Gateway("::1", "http", 8080, api_path="/v2/")},
            "http://[::1]:8080/v2",
        ),
        ({**TOKEN, **AT, "gateway": Gateway("gw.example")}, "https://api.example"),
    ],
)
def test_where_calls_go(settings: dict[str, Any], base_url: str) -> None:
    client = Tiny(**settings)
    assert repr(client) == f"<Tiny of {base_url}>"
    assert "secret" not in repr(vars(client)) + repr(client.pet)


@pytest.mark.parametrize(
    ("settings", "token_url"),
    [
        (NORTH, "https://login.north.example/oauth/token"),
        ({"domain": "my.example"}, "https://login.my.example/oauth/token"),
        (
            {"gateway": Gateway("g.example", port=1, login_path="in")},
            "https://g.example:1/in/oauth/token",
        ),
        ({**AT, "login_url": "http://127.0.0.1:1/"}, "http://127.0.0.1:1/oauth/token"),
        ({**NORTH, "login_url": "https://in"}, "https://in/oauth/token"),
    ],
)
def test_where_tokens_come_from(settings: dict[str, Any], token_url: str) -> None:
    assert grant_of(Tiny(**GRANT, **settings)).token_url == token_url


@pytest.mark.parametrize(
    "values",
    [
        {"host": ""},
        {"host": "https://g"},
        {"host": "g/x"},
        {"host": "u@g"},
        {"host": "g", "scheme": "ftp"},
        {"host": "g", "port": 0},
        {"host": "g", "port": 65536},
        {"host": "g", "port": "80"},
        {"host": "g", "port": True},
        {"host": "g", "api_path": "a?b"},
        {"host": "g", "login_path": "a b"},
        {"host": 7},
    ],
)
def test_what_is_no_gateway(values: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="gateway"):
        Gateway(**values)


@pytest.fixture
def setenv(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set variables of the environment; the platform knows one for each setting."""
    for cls in (Tiny, AsyncTiny):
        platform = replace(PLATFORM, environment=VARIABLES)
        monkeypatch.setattr(cls, "_platform", platform)
    for variable in VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)

    def setenv(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(VARIABLES[name], value)

    return setenv


def test_the_environment_stands_in_for_arguments(setenv: Any) -> None:
    setenv(client_id="env-id", client_secret="env-secret", region="north-1")
    assert grant_of(Tiny()).credentials == CLIENT("env-id", "env-secret")
    assert repr(Tiny()) == "<Tiny of https://api.north.example>"
    assert token_of(Tiny(**TOKEN)) == "t0ken"
    assert grant_of(Tiny(credentials=CLIENT("a", "b"))).credentials == CLIENT("a", "b")


def test_a_token_of_the_environment_gives_way_to_a_client_id(setenv: Any) -> None:
    setenv(access_token="env-token", region="north-1")
    assert token_of(Tiny()) == "env-token"
    assert token_of(Tiny(**GRANT)) == "client_credentials"


def test_a_place_of_the_environment_gives_way_to_an_argument(setenv: Any) -> None:
    setenv(base_url="https://env.example", login_url="https://in.env.example")
    assert repr(Tiny(**TOKEN)) == "<Tiny of https://env.example>"
    client = Tiny(**GRANT, **NORTH)
    assert repr(client) == "<Tiny of https://api.north.example>"
    assert grant_of(client).token_url == "https://login.north.example/oauth/token"
    assert repr(Tiny(**TOKEN, **AT)) == "<Tiny of https://api.example>"


@pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
@pytest.mark.parametrize(
    ("around", "settings", "message"),
    [
        (
            {"client_id": "i", "client_secret": "a-secret"},
            {"client_id": "mine"},
            "client_secret too: client_id of the arguments comes without client_sec",
        ),
        (
            {"client_secret": "a-secret"},
            {"client_id": "mine"},
            "client_id of the arguments comes without client_secret, and set",
        ),
        (
            {"client_id": "i", "access_token": ""},
            {},
            "client_secret too: TINY_CLIENT_ID of the environment comes without TINY_",
        ),
        (
            {"client_secret": "a-secret"},
            {},
            "client_id too: TINY_CLIENT_SECRET of the environment comes without TINY_",
        ),
        # A login host of the environment is not for the base URL of an argument.
        ({"login_url": "https://in.env.example"}, {**GRANT, **AT}, "needs a login"),
        ({"region": "north-1"}, {**GRANT, **AT}, "needs a login host"),
        # Nor is the base URL of the environment for the login host of an argument.
        (
            {"base_url": "https://env.example"},
            {**GRANT, "login_url": "https://in.example"},
            "needs region or base_url",
        ),
    ],
)
def test_sources_are_not_put_together(
    setenv: Any,
    cls: type[Any],
    around: dict[str, str],
    settings: dict[str, Any],
    message: str,
) -> None:
    setenv(**around)
    with pytest.raises(ConfigurationError, match=message) as caught:
        cls(**settings)
    assert "a-secret" not in str(caught.value)


def test_an_argument_may_lead_credentials_elsewhere(setenv: Any) -> None:
    setenv(
        client_id="env-id",
        client_secret="env-secret",
        base_url="https://env.example",
        login_url="https://in.env.example",
    )
    client = Tiny(base_url="https://mine.example")
    assert repr(client) == "<Tiny of https://mine.example>"
    assert grant_of(client).token_url == "https://in.env.example/oauth/token"
    client = Tiny(login_url="https://in.mine.example")
    assert repr(client) == "<Tiny of https://env.example>"
    assert grant_of(client).token_url == "https://in.mine.example/oauth/token"
    client = Tiny(**NORTH)
    assert repr(client) == "<Tiny of https://api.north.example>"
    assert grant_of(client).token_url == "https://login.north.example/oauth/token"


def test_an_empty_variable_is_none(setenv: Any) -> None:
    setenv(access_token="", client_id="", region="north-1")
    with pytest.raises(ConfigurationError, match="TINY_CLIENT_ID and TINY_CLIENT_SEC"):
        Tiny()
    assert token_of(Tiny(**TOKEN)) == "t0ken"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"access_token": "a-secret", "client_id": "i"}, "TINY_ACCESS_TOKEN or TINY"),
        ({"access_token": "a", "domain": "d", "region": "r"}, "TINY_REGION and TINY_D"),
        ({"access_token": "a-secret x", "region": "north-1"}, "must be visible ASCII"),
        ({"access_token": "a", "region": "north"}, "unknown region 'north'"),
        ({"access_token": "a", "base_url": "a-secret"}, "absolute http"),
        ({}, r"region or base_url \(or TINY_REGION in the environment\)"),
    ],
)
def test_what_is_wrong_with_the_environment_is_told(
    setenv: Any, values: dict[str, str], message: str
) -> None:
    setenv(**values)
    with pytest.raises(ConfigurationError, match=message) as caught:
        Tiny()
    assert "a-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("field", "organization", "message"),
    [
        ("orgName", None, "needs organization"),
        ("", "acme", "does not support organization"),
        ("orgName", "acme", ""),
        ("", None, ""),
    ],
)
def test_an_organisation_where_the_platform_names_one(
    monkeypatch: pytest.MonkeyPatch, field: str, organization: str | None, message: str
) -> None:
    platform = replace(PLATFORM, organization_field=field)
    monkeypatch.setattr(Tiny, "_platform", platform)
    credentials = SAML2Bearer(
        client_id="i", client_secret="s", assertion="PHg+", organization=organization
    )
    if message:
        with pytest.raises(ConfigurationError, match=message):
            Tiny(credentials=credentials, **NORTH)
        return
    form = grant_of(Tiny(credentials=credentials, **NORTH)).first_form() or {}
    assert form.get("orgName") == organization


def test_a_platform_with_one_host_needs_no_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = replace(PLATFORM, api="https://one", login="https://in.one", regions={})
    monkeypatch.setattr(Tiny, "_platform", one)
    assert repr(Tiny(**GRANT)) == "<Tiny of https://one>"


def test_importing_loads_no_http_library() -> None:
    code = (
        "import sys, tests.runtime.tiny as tiny\n"
        "assert not {'httpx', 'anyio'} & set(sys.modules)\n"
        "for cls in (tiny.Tiny, tiny.AsyncTiny):\n"
        "    cls(access_token='x', base_url='http://x')\n"
        "late = {'aiohttp', 'httpx_aiohttp', 'platformdirs', 'tomllib'}\n"
        "assert not late & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_making_and_closing_a_client_opens_nothing() -> None:
    with Tiny(**TOKEN, **AT) as client:
        assert client.pet is client.pet
        assert client._runner._sender is None


@pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
def test_a_client_that_is_not_set_up_can_be_shown(cls: Any) -> None:
    assert repr(object.__new__(cls)) == f"<{cls.__name__}, not set up>"


def of_httpx2(name: str) -> Any:
    """Make an object as of httpx2, whose classes have the names of those of httpx."""
    return type(name, (), {"__module__": "httpx2"})()


@pytest.mark.parametrize(
    ("cls", "settings", "message"),
    [
        (
            Tiny,
            {"http_client": httpx.AsyncClient()},
            "http_client must be an httpx.Client, not httpx.AsyncClient",
        ),
        (AsyncTiny, {"http_client": httpx.Client()}, "must be an httpx.AsyncClient"),
        (Tiny, {"http_client": 5}, "http_client must be an httpx.Client, not int"),
        (Tiny, {"http_client": "x"}, "http_client must be an httpx.Client, not str"),
        (
            Tiny,
            {"http_client": of_httpx2("Client")},
            "http_client must be an httpx.Client, not httpx2.Client",
        ),
        (
            AsyncTiny,
            {"transport": of_httpx2("AsyncHTTPTransport")},
            "must be an httpx.AsyncBaseTransport, not httpx2.AsyncHTTPTransport",
        ),
        (Tiny, {"transport": 5}, "transport must be an httpx.BaseTransport, not int"),
        (Tiny, {"transport": httpx.AsyncHTTPTransport()}, "be an httpx.BaseTransport"),
        (AsyncTiny, {"transport": httpx.HTTPTransport()}, "httpx.AsyncBaseTransport"),
        (Tiny, {"retry_policy": 5}, "retry_policy must be a RetryPolicy"),
        (AsyncTiny, {"retry_policy": {}}, "retry_policy must be a RetryPolicy"),
        (Tiny, {"log_bodies": "no"}, "log_bodies must be True or False"),
        (Tiny, {"revoke_on_close": 1}, "revoke_on_close must be True or False"),
    ],
)
def test_things_of_the_wrong_kind_are_refused(
    cls: Any, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        cls(**AT, **TOKEN, **settings)
