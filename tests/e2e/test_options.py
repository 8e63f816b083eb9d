"""Options of a call, and of a copy of the client; endpoints without documents."""

from __future__ import annotations

import pytest

import genesys_cloud
from generator.sandbox import Disconnect, RunningSandbox, ScriptedResponse
from genesys_cloud import NULL, RequestOptions, models
from tests.e2e.conftest import INFERRED, Connect

USER = "LicenseAPI.getLicenseUser"
INFER = "LicenseAPI.postLicenseInfer"


def test_headers_and_query_of_one_call(visit: Connect, market: RunningSandbox) -> None:
    options = RequestOptions(headers={"X-Own": "1"}, query={"expand": ["a", "b"]})
    visit().shop.get_shop_item("1", sold=True, options=options)
    (arrival,) = market.log.calls
    assert arrival.headers["x-own"] == "1"
    assert arrival.target.endswith("?sold=true&expand=a&expand=b")


def test_a_copy_has_options_of_its_own(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    client = connect()
    copy = client.with_options(headers={"X-Own": "copy"}, max_retries=0)
    sandbox.script(USER, ScriptedResponse(status=500))
    with pytest.raises(genesys_cloud.InternalServerError):
        copy.license.get_license_user("u")
    assert client.license.get_license_user("u").id == "u"
    first, second = sandbox.log.of(USER)
    assert first.headers["x-own"] == "copy"
    assert "x-own" not in second.headers
    copy.close()
    assert client.license.get_license_user("u").id == "u"


def test_an_idempotency_key_goes_along(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(INFER, Disconnect(when="before"), ScriptedResponse(status=502))
    options = RequestOptions(idempotency_key="k1", retry_unsafe=True)
    assert connect().license.post_license_infer(["a"], options=options)
    assert {a.headers["idempotency-key"] for a in sandbox.log.of(INFER)} == {"k1"}
    assert sandbox.log.counts.received[INFER] == 3
    assert sandbox.log.counts.by_key == {"k1": 1}


def test_a_post_may_be_repeated_if_asked(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(INFER, Disconnect(when="after"), ScriptedResponse(status=500))
    client = connect().with_options(retry_unsafe=True)
    assert client.license.post_license_infer(["a"]) == INFERRED
    assert sandbox.log.counts.applied[INFER] == 2


def test_an_endpoint_without_documents(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    client = connect()
    path = "/api/v2/license/users/a%2Fb"
    assert client.request("GET", path)["id"] == "a/b"
    user = client.request("GET", path, type=models.LicenseUser)
    assert type(user) is models.LicenseUser
    listed = client.request("GET", "/api/v2/license/users", query={"pageSize": 2})
    assert len(listed["entities"]) == 2
    inferred = client.request("POST", "/api/v2/license/infer", body=["a"])
    assert inferred == INFERRED
    client.request("POST", "/api/v2/license/infer", body=NULL)
    assert sandbox.log.of(INFER)[-1].content == b"null"
    with pytest.raises(genesys_cloud.NotFoundError) as caught:
        client.request("GET", "/api/v2/nowhere")
    assert caught.value.code == "not.found"


@pytest.mark.parametrize(
    "path", ["http://127.0.0.1:9/x", "//127.0.0.1:9/x", "@127.0.0.1:9/", "/a/../b"]
)
def test_an_endpoint_cannot_be_elsewhere(
    connect: Connect, sandbox: RunningSandbox, path: str
) -> None:
    with pytest.raises(ValueError, match="path"):
        connect().request("GET", path)
    assert not sandbox.log.calls


def test_raw_answers(connect: Connect, sandbox: RunningSandbox) -> None:
    raw = connect().with_raw_response.license.get_license_user("u")
    assert raw.status == 200
    assert raw.headers["Content-Type"] == "application/json"
    assert raw.correlation_id.startswith("c0ffee-")
    assert raw.content.startswith(b"{")
    assert raw.elapsed > 0
    assert raw.parse() == connect().license.get_license_user("u")


def test_raw_answers_tell_null_from_absent(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, ScriptedResponse(status=200, body={"id": None}))
    raw = connect().with_raw_response.license.get_license_user("u")
    assert raw.content == b'{"id": null}'
    assert raw.parse().id is None


def test_models_can_be_loaded_before(connect: Connect) -> None:
    client = connect()
    client.preload("license")
    client.preload()
    with pytest.raises(ValueError, match="licence"):
        client.preload("licence")
    assert client.license.get_license_user("u").id == "u"
