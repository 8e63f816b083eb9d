"""The sandbox itself: it takes all that it knows from the documents."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from generator.config import load_config
from generator.diagnostics import Diagnostics
from generator.model import TypeRef
from generator.sandbox import Documents, Orders, Served, Status, read_documents
from generator.sandbox.checking import Checker, Refused
from generator.sandbox.paging import Listings
from generator.sandbox.values import Values
from tests.e2e.conftest import SPECS
from tests.e2e.remote import Remote

BEARER = {"Authorization": "Bearer fixed-token"}


@pytest.fixture(scope="module")
def documents(whole_drop: Path) -> Documents:
    return read_documents(whole_drop, SPECS / "client.toml")


def test_every_operation_of_a_whole_drop_has_a_route(documents: Documents) -> None:
    for name, documented in documents.operations.items():
        operation = documented.operation
        path = operation.path
        for item in operation.parameters:
            if item.location == "path":
                path = path.replace("{" + item.name + "}", f"%2F{item.name}")
        match = documents.match(operation.method, path)
        assert match is not None, name
        # The same endpoint may be documented in several classes.
        assert match.documented.operation.path.count("{") == len(match.values)
        assert all(value.startswith("/") for value in match.values.values()), name
        assert operation.method in documents.methods(path)


def test_every_type_of_a_whole_drop_has_a_value(documents: Documents) -> None:
    values, checker = Values(documents), Checker(documents)
    for name in documents.definitions:
        type_ = TypeRef(name=name, definition=True)
        value = values.answer(type_, {})
        json.dumps(value)
        assert list(checker._problems(type_, value, "body")) == []


def test_every_listing_has_pages(documents: Documents, market: Served) -> None:
    found = 0
    for drop in (documents, market.documents):
        listings = Listings(drop, Values(drop))
        for documented in drop.operations.values():
            page = listings.page(documented, documented.operation.path, {}, None)
            assert (page is None) == (documented.operation.paging is None)
            json.dumps(page)
            found += page is not None
    assert found >= 7


def test_wrong_requests_are_told_why(sandbox: Served) -> None:
    with httpx.Client(base_url=sandbox.url, headers=BEARER) as http:

        def asked(method: str, path: str, **values: object) -> tuple[int, str]:
            answer = http.request(method, f"/api/v2/license/{path}", **values)  # type: ignore[arg-type]
            return answer.status_code, answer.json()["message"]

        assert asked("GET", "users?size=2") == (400, "query size is unknown")
        assert asked("GET", "users?pageSize=x") == (400, "query pageSize is no number")
        assert asked("GET", "users?pageSize=1&pageSize=2")[0] == 400
        assert asked("POST", "infer", json={}) == (400, "body is no array")
        assert asked("POST", "infer", json=[1]) == (400, "body[0] is no string")
        assert asked("POST", "infer", content=b"{}")[0] == 415
        assert asked("GET", "definitions", json=1) == (400, "there is to be no body")
        assert asked("POST", "infer", json=["x" * 512_000])[0] == 413
        assert asked("PUT", "users")[0] == 405
        assert asked("GET", "nothing")[0] == 404


def test_a_token_is_needed(sandbox: Served) -> None:
    answer = httpx.get(f"{sandbox.url}/api/v2/license/users")
    assert answer.status_code == 401
    assert answer.json()["contextId"] == answer.headers["inin-correlation-id"]


def test_orders_can_come_by_http(sandbox: Served) -> None:
    user = "LicenseAPI.getLicenseUser"
    remote = Remote(sandbox.url)
    remote.order(Orders(plans={user: [Status(status=418)]}, expires_in=5))
    path = f"{sandbox.url}/api/v2/license/users/u"
    statuses = [httpx.get(path, headers=BEARER).status_code for _ in range(2)]
    assert statuses == [418, 200]
    assert remote.counts().statuses == {418: 1, 200: 1}
    assert sandbox.login.expires_in == 5
    assert not remote.order(Orders(reset=True)).arrived
    remote.close()


def test_a_plan_for_an_unknown_operation_is_a_mistake(sandbox: Served) -> None:
    with pytest.raises(LookupError):
        sandbox.plan("LicenseAPI.getNothing", Status(status=500))


def test_documents_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    config = load_config(SPECS / "client.toml", Diagnostics())
    assert config.package.name
    with pytest.raises(ValueError, match="cannot be read"):
        read_documents(tmp_path, SPECS / "client.toml")


def test_required_parameters_are_demanded(market: Served) -> None:
    operation = market.documents.operations["ShopAPI.putShopItem"].operation
    with pytest.raises(Refused, match="the body is missing"):
        market.checker.check(operation, "", {}, b"")
    kind = {"content-type": "application/json"}
    with pytest.raises(Refused, match=r"body\.name is missing"):
        market.checker.check(operation, "", kind, b"{}")
