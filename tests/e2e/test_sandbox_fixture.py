"""The server of the fixture `mdclient_sandbox`, with both clients."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

import genesys_cloud
from generator.sandbox import RunningSandbox
from generator.testing import SandboxServer
from genesys_cloud import BadRequestError, NotFoundError, RequestOptions
from genesys_cloud.models import LicenseUser
from tests.e2e.conftest import ROOT
from tests.e2e.driver import Driver

USER = "license.get_license_user"


@pytest.fixture
def server(sandbox: RunningSandbox) -> SandboxServer:
    return SandboxServer(sandbox)


@pytest.fixture
def client(server: SandboxServer, driver: Driver) -> Any:
    return server.client(lambda **given: driver.client(genesys_cloud, **given))


def test_a_client_logs_in(server: SandboxServer, client: Any) -> None:
    assert client.license.get_license_user("u1").id == "u1"
    operations = [call.operation for call in server.calls]
    assert operations == ["token", USER]


def test_a_client_may_have_a_network_of_its_own(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A proxy of the environment is not for a server of this process.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with server.client(genesys_cloud.GenesysCloud) as client:
        assert client.license.get_license_users().entities
    with (
        httpx.Client(trust_env=False) as http,
        server.client(genesys_cloud.GenesysCloud, http_client=http) as client,
    ):
        assert client.license.get_license_users().entities


def test_calls_are_what_the_client_sent(server: SandboxServer, client: Any) -> None:
    client.license.get_license_users(page_size=5)
    client.license.post_license_infer(["é"])
    with pytest.raises(NotFoundError):
        client.request("GET", "/api/v2/never", options=RequestOptions(max_retries=0))
    listed, inferred, other = server.calls[-3:]
    assert (listed.method, listed.path) == ("GET", "/api/v2/license/users")
    assert listed.query == {"pageSize": ["5"]}
    assert listed.body is None
    assert inferred.body == ["é"]
    assert inferred.headers["content-type"] == "application/json"
    assert other.operation == "GET /api/v2/never"
    statuses = [call.status for call in server.calls]
    assert statuses == [200, 200, 200, 404]
    server.script("license.get_license_users", fault="cut:half", times=1)
    client.license.get_license_users()
    assert [call.status for call in server.calls[-2:]] == [0, 200]


def test_scripts_take_models_and_data(server: SandboxServer, client: Any) -> None:
    get = client.license.get_license_user
    server.script(USER, body={"id": "always"})
    server.script(USER, body=LicenseUser(id="once"), times=1)
    server.script("LicenseAPI.getLicenseUser", status=404, times=1, delay="1ms")
    assert get("u").id == "once"
    with pytest.raises(NotFoundError):
        get("u")
    assert [get("u").id for _ in range(2)] == ["always", "always"]
    server.script(USER, fault="cut:before", times=1)
    assert get("u").id == "always"
    assert client.stats.retries == 1
    server.reset()
    assert get("u").id == "u"
    assert [call.operation for call in server.calls] == [USER, "token", USER]


def test_a_success_without_a_body_has_the_documented_one(
    server: SandboxServer, client: Any
) -> None:
    server.script(USER, status=200, headers={"X-Scripted": "yes"}, times=1)
    user = next(iter(client.license.iter_license_users()))
    raw = client.with_raw_response.license.get_license_user(user.id)
    assert raw.headers["x-scripted"] == "yes"
    assert raw.parse().id == user.id
    server.script(USER, status=202, times=1, check=False)
    raw = client.with_raw_response.license.get_license_user(user.id)
    assert (raw.status, json.loads(raw.content)["id"]) == (202, user.id)
    server.script(USER, status=204, times=1, check=False)
    raw = client.with_raw_response.license.get_license_user(user.id)
    assert (raw.status, raw.content) == (204, b"")
    # What is wrong with a request stays wrong.
    server.script(USER, status=200, times=1)
    with pytest.raises(BadRequestError):
        client.request("GET", f"/api/v2/license/users/{user.id}", query={"size": 1})


@pytest.mark.parametrize(
    ("operation", "values", "message"),
    [
        ("license.get_license_usr", {}, "did you mean 'LicenseAPI.getLicenseUser'"),
        (USER, {"body": {"id": 7}}, "body.id must be a string, not a number"),
        (USER, {"status": 418}, "status 418 is not documented"),
        (USER, {"status": 99}, "Expected `int` >= 200"),
        (USER, {"delay": "2"}, "a duration must be like 50ms"),
        (USER, {"fault": "cut"}, "cut must be one of before, after, half, not ''"),
        (USER, {"times": 0}, "Expected `int` >= 1"),
    ],
)
def test_a_script_that_does_not_match_the_documents_is_an_error(
    server: SandboxServer, operation: str, values: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        server.script(operation, **values)
    if values.keys() & {"body"} or values.get("status") == 418:
        server.script(operation, **values, check=False)


BLOCK = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)


def test_the_tests_in_the_documentation_pass(server: SandboxServer) -> None:
    page = (ROOT / "docs/client.md").read_text("utf-8")
    section = page.partition("### Sandbox in pytest")[2].partition("\n## ")[0]
    names: dict[str, Any] = {}
    for source in BLOCK.findall(section):
        exec(source, names)
    tests = [names[name] for name in names if name.startswith("test_")]
    assert len(tests) == 4
    for test in tests:
        test(server)


def test_time_passes_at_once(server: SandboxServer, client: Any) -> None:
    client.license.get_license_user("u")
    server.advance(86_400)
    client.license.get_license_user("u")
    operations = [call.operation for call in server.calls]
    assert operations == ["token", USER, USER, "token", USER]
