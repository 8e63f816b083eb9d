"""The login of the sandbox over raw HTTP, where clients see no more than a refusal."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from generator.sandbox import RunningSandbox, Settings, run_in_thread
from tests.e2e.conftest import Connect

BACK = "http://127.0.0.1:1/back?keep=1"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
CODE = {"grant_type": "authorization_code", "redirect_uri": BACK}


@pytest.fixture
def http(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url) as found:
        yield found


def authorize(http: httpx.Client, **query: str) -> httpx.Response:
    given = {"client_id": "id", "response_type": "code", "redirect_uri": BACK}
    return http.get("/oauth/authorize", params={**given, **query})


def code_of(http: httpx.Client, **query: str) -> str:
    location = authorize(http, **query).headers["location"]
    found = parse_qs(urlsplit(location).query)
    assert found["keep"] == ["1"]
    return found["code"][0]


def token(http: httpx.Client, auth: Any = None, **form: str) -> httpx.Response:
    return http.post("/oauth/token", data=form, auth=auth)


def refusal(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def test_a_code_works_once_and_for_its_own_request(http: httpx.Client) -> None:
    auth = ("id", "secret")
    code = code_of(http, state="s")
    assert token(http, auth, code=code, **CODE).json()["refresh_token"]
    wrong = [
        {"code": code},
        {"code": "never"},
        {"code": code_of(http), "redirect_uri": "http://127.0.0.1:1/"},
        {"code": code_of(http, **PKCE)},
        {"code": code_of(http, **PKCE), "code_verifier": "w" * 43},
        {"code": code_of(http), "code_verifier": VERIFIER},
    ]
    for form in wrong:
        assert refusal(token(http, auth, **{**CODE, **form})) == (400, "invalid_grant")


def test_a_client_without_a_secret_needs_pkce(http: httpx.Client) -> None:
    form = {**CODE, "client_id": "id"}
    assert refusal(token(http, **form, code=code_of(http))) == (400, "invalid_grant")
    granted = token(http, **form, code=code_of(http, **PKCE), code_verifier=VERIFIER)
    again = {"grant_type": "refresh_token", "client_id": "id"}
    refresh = granted.json()["refresh_token"]
    assert token(http, **again, refresh_token=refresh).is_success
    assert refusal(token(http, **again, refresh_token=refresh))[1] == "invalid_grant"


def test_a_code_expires(http: httpx.Client, sandbox: RunningSandbox) -> None:
    code = code_of(http)
    sandbox.clock.advance(600)
    response = token(http, ("id", "secret"), code=code, **CODE)
    assert refusal(response) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "query",
    [
        {"client_id": "<b>"},
        {"response_type": "token"},
        {"redirect_uri": "/back"},
        {"redirect_uri": "http://127.0.0.1/#x"},
        {"code_challenge": CHALLENGE},
    ],
)
def test_a_wrong_authorize_url_is_a_page(
    http: httpx.Client, query: dict[str, str]
) -> None:
    response = authorize(http, **query)
    assert response.status_code == 400
    assert "html" in response.headers["content-type"]
    assert "<b>" not in response.text


@pytest.mark.parametrize(
    ("auth", "form", "expected"),
    [
        (("id", "wrong"), {"grant_type": "client_credentials"}, "invalid_client"),
        (("other", "secret"), {"grant_type": "client_credentials"}, "invalid_client"),
        (None, {"grant_type": "client_credentials"}, "invalid_client"),
        (None, {"grant_type": "refresh_token"}, "invalid_client"),
        (("id", "secret"), {"grant_type": "password"}, "unsupported_grant_type"),
        (("id", "secret"), {}, "unsupported_grant_type"),
    ],
)
def test_wrong_token_requests(
    http: httpx.Client, auth: Any, form: dict[str, str], expected: str
) -> None:
    assert refusal(token(http, auth, **form))[1] == expected


def test_a_token_expires_with_the_platforms_code(
    login: Connect, sandbox: RunningSandbox, http: httpx.Client
) -> None:
    sandbox.auth.token_life = 60.0
    granted = token(http, ("id", "secret"), grant_type="client_credentials").json()
    assert repr(granted["expires_in"]) == "60"
    bearer = {"Authorization": f"Bearer {granted['access_token']}"}
    path = "/api/v2/license/users/u"
    assert http.get(path, headers=bearer).is_success
    sandbox.clock.advance(59)
    assert http.get(path, headers=bearer).is_success
    sandbox.clock.advance(1)
    refused = http.get(path, headers=bearer)
    assert (refused.status_code, refused.json()["code"]) == (401, "bad.credentials")
    # A client gets a new token, and the call succeeds.
    client = login()
    assert client.license.get_license_user("u").id == "u"
    sandbox.clock.advance(60)
    assert client.license.get_license_user("u").id == "u"
    assert sandbox.log.counts.grants["client_credentials"] == 3


def test_any_client_may_log_in_if_the_settings_say_so(sandbox: RunningSandbox) -> None:
    settings = Settings(any_client=True, client_id="mine", client_secret="hidden")
    with run_in_thread(sandbox.index, settings) as other:
        url = f"{other.url}/oauth/token"
        form = {"grant_type": "client_credentials"}
        for auth in (("a", "b"), ("mine", "hidden")):
            assert httpx.post(url, data=form, auth=auth).is_success
        # The client that it knows keeps its secret.
        assert httpx.post(url, data=form, auth=("mine", "b")).status_code == 401
        assert httpx.post(url, data=form).status_code == 401
