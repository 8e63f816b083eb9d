"""Requests to the sandbox that no client sends: each one gets a response."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from generator.sandbox import RunningSandbox
from generator.sandbox.admin import PATH
from generator.sandbox.asgi import HttpResponse, reply
from generator.sandbox.checking import MAX_BODY

BEARER = {"Authorization": "Bearer fixed-token"}
USERS = "/api/v2/license/users"
BATCH = "/api/v2/license/organization"
OPERATION = "LicenseAPI.getLicenseUser"


@pytest.fixture
def http(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, headers=BEARER) as found:
        yield found


def test_a_path_that_is_not_utf_8_has_a_response(http: httpx.Client) -> None:
    response = http.get(f"{USERS}/%FF%00")
    assert (response.status_code, response.json()["id"]) == (200, "\ufffd\0")


@pytest.mark.parametrize("content", [b"[" * 200_000, b'{"a":' * 90_000])
def test_deep_json_is_refused(http: httpx.Client, content: bytes) -> None:
    json_type = {"Content-Type": "application/json"}
    response = http.post(BATCH, content=content, headers=json_type)
    assert (response.status_code, response.json()["code"]) == (400, "invalid.json")


def test_the_sandbox_keeps_no_more_of_a_body_than_it_takes(
    http: httpx.Client, sandbox: RunningSandbox
) -> None:
    json_type = {"Content-Type": "application/json"}
    content = b'"' + b"a" * 3_000_000 + b'"'
    response = http.post(BATCH, content=content, headers=json_type)
    assert (response.status_code, response.json()["code"]) == (413, "payload.too.large")
    assert len(sandbox.log.calls[-1].content) == MAX_BODY + 1


def test_content_types_are_compared_without_case(http: httpx.Client) -> None:
    headers = {"Content-Type": "Application/JSON; charset=UTF-8"}
    response = http.post("/api/v2/license/infer", content=b'["r"]', headers=headers)
    assert response.status_code == 200


def test_a_host_that_is_not_one_cannot_change_a_response(
    http: httpx.Client, sandbox: RunningSandbox
) -> None:
    body = {"id": "u", "selfUri": "@sandbox-origin@/u"}
    sandbox.script(OPERATION, *scripted(body), times=None)
    for host in ('a","id":"evil', "a/b", "a b", "u@h", ""):
        response = http.get(f"{USERS}/u", headers={"Host": host})
        assert response.json() == {"id": "u", "selfUri": f"{sandbox.url}/u"}
    named = http.get(f"{USERS}/u", headers={"Host": "sandbox.example:80"})
    assert named.json()["selfUri"] == "http://sandbox.example:80/u"


def scripted(body: Any) -> list[Any]:
    from generator.sandbox import ScriptedResponse

    return [ScriptedResponse(status=200, body=body)]


@pytest.mark.parametrize("target", ["http://[::1", "/relative", "http://h/#part"])
def test_a_wrong_redirect_uri_is_a_400(http: httpx.Client, target: str) -> None:
    query = {"client_id": "id", "response_type": "code", "redirect_uri": target}
    response = http.get("/oauth/authorize", params=query)
    assert response.status_code == 400
    assert "redirect_uri must be an absolute URL" in response.text


def test_a_range_beyond_all_numbers_is_ignored(
    http: httpx.Client, sandbox: RunningSandbox
) -> None:
    sandbox.storage.files["f"] = b"content"
    for text in (f"bytes={'9' * 5000}-", f"bytes=0-{'9' * 5000}", "bytes=5-2"):
        response = httpx.get(f"{sandbox.url}/storage/f", headers={"Range": text})
        assert (response.status_code, response.content) == (200, b"content")


@pytest.mark.parametrize("status", [204, 205, 304])
def test_a_response_without_content_has_none(status: int) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(reply(send, HttpResponse(status, b"content")))
    assert sent[0]["headers"] == []
    assert sent[1]["body"] == b""


@pytest.mark.parametrize("fault", ["101", "199", "99", "600", "\u00b2"])
def test_a_fault_is_a_status_that_ends_a_response(
    http: httpx.Client, fault: str
) -> None:
    headers = httpx.Headers({"X-Sandbox-Fault": fault}, encoding="latin-1")
    response = http.get(f"{USERS}/u", headers=headers)
    assert response.status_code == 400
    assert response.json()["message"].startswith("a fault must be like 503")


@pytest.mark.parametrize(
    "change",
    [
        {"token_life": -1},
        {"grace": -1},
        {"advance": -1},
        {"advance": 1e300},
        {"rates": {"failures": {"503": 5}}},
        {"rates": {"failures": {"9": 0.5}}},
        {"rates": {"failures": {"101": 0.5}}},
        {"rates": {"cuts": -0.1}},
        {"rates": {"latency": -1}},
        {"rates": {"latency": 1e12}},
        {"scripts": {OPERATION: [{"type": "ScriptedResponse", "status": 9}]}},
        {"scripts": {OPERATION: [{"type": "ScriptedResponse", "status": 101}]}},
        {"scripts": {OPERATION: [{"type": "Delay", "seconds": -3}]}},
        {
            "scripts": {
                OPERATION: [
                    {
                        "type": "ScriptedResponse",
                        "status": 200,
                        "headers": {"X-A": "b\r\nSet-Cookie: c"},
                    }
                ]
            }
        },
        {
            "scripts": {
                OPERATION: [
                    {
                        "type": "ScriptedResponse",
                        "status": 200,
                        "headers": {"X A": "b"},
                    }
                ]
            }
        },
    ],
    ids=str,
)
def test_the_admin_endpoint_refuses_what_no_server_can_do(
    http: httpx.Client, change: dict[str, Any]
) -> None:
    refused = http.post(PATH, json={"reset": False, **change})
    assert refused.status_code == 400, refused.text
    assert refused.json()["message"]
    assert http.get(f"{USERS}/u").status_code == 200


def test_a_refused_change_changes_nothing(
    http: httpx.Client, sandbox: RunningSandbox
) -> None:
    change: dict[str, Any] = {
        "reset": True,
        "scripts": {OPERATION: [], "NoAPI.none": []},
    }
    assert http.post(PATH, content=json.dumps(change)).status_code == 404
    assert http.get(f"{USERS}/u").status_code == 200  # The token is still valid.
    assert sandbox.auth.is_valid("fixed-token")
