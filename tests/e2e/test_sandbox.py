"""The sandbox itself: it takes all that it knows from the documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from generator.config import load_config
from generator.diagnostics import Diagnostics
from generator.model import TypeRef
from generator.sandbox import (
    AdminRequest,
    RunningSandbox,
    Sandbox,
    ScriptedResponse,
    Settings,
    SpecIndex,
    read_index,
    run_in_thread,
)
from generator.sandbox.checking import InvalidRequest
from generator.sandbox.ids import number_of
from generator.sandbox.values import is_object
from tests.e2e.conftest import SPECS, read_spec
from tests.e2e.remote import RemoteSandbox

BEARER = {"Authorization": "Bearer fixed-token"}


@pytest.fixture(scope="module")
def index(whole_drop: Path) -> SpecIndex:
    return read_spec(whole_drop, SPECS / "client.toml")


@pytest.fixture(scope="module")
def strict() -> Iterator[RunningSandbox]:
    """A sandbox that knows its own ids only."""
    with run_in_thread(read_spec(SPECS)) as sandbox:
        sandbox.auth.fixed.add("fixed-token")
        yield sandbox


def test_every_operation_of_a_whole_drop_has_a_route(index: SpecIndex) -> None:
    for name, endpoint in index.operations.items():
        operation = endpoint.operation
        path = operation.path
        for item in operation.parameters:
            if item.location == "path":
                path = path.replace("{" + item.name + "}", f"%2F{item.name}")
        match = index.match(operation.method, path)
        assert match is not None, name
        # The same endpoint may be documented in several classes.
        assert match.endpoint.operation.path.count("{") == len(match.values)
        assert all(value.startswith("/") for value in match.values.values()), name
        assert operation.method in index.methods(path)


def test_every_type_of_a_whole_drop_has_a_value(index: SpecIndex) -> None:
    sandbox = Sandbox(index)
    for name in index.definitions:
        type_ = TypeRef(name=name, definition=True)
        value = sandbox.values.make(type_, name)
        json.dumps(value)
        assert list(sandbox.checker.problems(type_, value, "body")) == []


def test_single_resources_are_listed_ones(index: SpecIndex) -> None:
    sandbox = Sandbox(index, Settings(size=5))
    found = 0
    for (method, path), endpoint in index.by_shape.items():
        if method != "GET" or endpoint.names or endpoint.type is None:
            continue
        place = sandbox.resources.place(endpoint, path)
        value = sandbox.resources.read(endpoint, place, endpoint.type)
        if is_object(value) and sandbox.ids.is_own(str(value.get("id"))):
            assert number_of(value["id"]) in range(5), endpoint.name
            found += 1
    assert found


def test_every_listing_has_pages(index: SpecIndex, market: RunningSandbox) -> None:
    found = 0
    for drop in (index, market.index):
        listings = Sandbox(drop).listings
        for endpoint in drop.operations.values():
            page = listings.respond(endpoint, endpoint.operation.path, {}, None)
            assert page is not None or endpoint.operation.paging is None
            json.dumps(page)
            found += page is not None
    assert found >= 7


def test_wrong_requests_are_told_why(sandbox: RunningSandbox) -> None:
    with httpx.Client(base_url=sandbox.url, headers=BEARER) as http:

        def asked(method: str, path: str, **values: object) -> tuple[int, str]:
            answer = http.request(method, f"/api/v2/license/{path}", **values)  # type: ignore[arg-type]
            return answer.status_code, answer.json()["message"]

        assert asked("GET", "users?size=2") == (
            400,
            "query parameter 'size' is unknown",
        )
        assert asked("GET", "users?pageSize=x") == (
            400,
            "query parameter 'pageSize' must be an integer, not 'x'",
        )
        assert asked("GET", "users?pageSize=1&pageSize=2")[0] == 400
        assert asked("POST", "infer", json={}) == (
            400,
            "body must be an array, not an object",
        )
        assert asked("POST", "infer", json=[1]) == (
            400,
            "body[0] must be a string, not a number",
        )
        assert asked("POST", "infer", content=b"{}")[0] == 415
        assert asked("GET", "definitions", json=1) == (400, "body must be empty")
        assert asked("POST", "infer", json=["x" * 512_000])[0] == 413
        assert asked("PUT", "users")[0] == 405
        assert asked("GET", "nothing")[0] == 404


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("users/%ff", None, 404),
        ("users/%00", None, 404),
        ("users?pageSize=%ff", None, 400),
        ("users?pageNumber=99999999999999999999999999", None, 200),
        ("infer", b"[" * 100_000, 400),
        ("infer", b'["\\ud800"]', 400),
        ("infer", b"\xff", 400),
        ("infer", b"[1e999]", 400),
    ],
)
def test_hostile_requests_are_refused(
    strict: RunningSandbox, path: str, content: bytes | None, status: int
) -> None:
    headers = {**BEARER, "Content-Type": "application/json"}
    with httpx.Client(base_url=strict.url, headers=headers) as http:
        method = "GET" if content is None else "POST"
        response = http.request(method, f"/api/v2/license/{path}", content=content)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/json"


def test_a_token_is_needed(sandbox: RunningSandbox) -> None:
    answer = httpx.get(f"{sandbox.url}/api/v2/license/users")
    assert answer.status_code == 401
    assert answer.json()["contextId"] == answer.headers["inin-correlation-id"]


def test_orders_can_come_by_http(sandbox: RunningSandbox) -> None:
    user = "LicenseAPI.getLicenseUser"
    remote = RemoteSandbox(sandbox.url)
    remote.send(
        AdminRequest(scripts={user: [ScriptedResponse(status=418)]}, token_life=5)
    )
    path = f"{sandbox.url}/api/v2/license/users/u"
    statuses = [httpx.get(path, headers=BEARER).status_code for _ in range(2)]
    assert statuses == [418, 200]
    assert remote.counts().statuses == {418: 1, 200: 1}
    assert sandbox.auth.token_life == 5
    assert not remote.send(AdminRequest(reset=True)).received
    remote.close()


def test_a_plan_for_an_unknown_operation_is_a_mistake(sandbox: RunningSandbox) -> None:
    with pytest.raises(LookupError):
        sandbox.script("LicenseAPI.getNothing", ScriptedResponse(status=500))


def test_documents_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    config = load_config(SPECS / "client.toml", Diagnostics())
    assert config.package.name
    diagnostics = Diagnostics()
    assert read_index(tmp_path, SPECS / "client.toml", diagnostics) is None
    assert diagnostics.has_errors


def test_required_parameters_are_demanded(market: RunningSandbox) -> None:
    endpoint = market.index.operations["ShopAPI.putShopItem"]
    values = {"itemId": "1"}
    with pytest.raises(InvalidRequest, match="body is missing"):
        market.checker.check(endpoint, values, "", {}, b"")
    kind = {"content-type": "application/json"}
    with pytest.raises(InvalidRequest, match=r"body\.name is missing"):
        market.checker.check(endpoint, values, "", kind, b"{}")
