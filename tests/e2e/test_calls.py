"""What a call sends, and what it gives back."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any

import pytest

import genesys_cloud
from generator.sandbox import RunningSandbox, ScriptedResponse
from genesys_cloud import models
from tests.e2e.conftest import INFERRED, Connect

USER = "LicenseAPI.getLicenseUser"
ITEM = "ShopAPI.getShopItem"


def test_an_api_is_an_attribute_made_on_first_use(connect: Connect) -> None:
    client = connect()
    assert client.license.get_license_user("u1").id == "u1"
    views = client.with_raw_response, client.with_streaming_response
    for each in (client, *views):
        with pytest.raises(AttributeError, match=r"'licence'\. Did you mean 'license'"):
            each.licence  # noqa: B018  # the access alone raises
        with pytest.raises(AttributeError, match="Did you mean 'get_license_users'"):
            each.license.get_licence_users()
        assert not hasattr(each, "zzz")


def test_methods_have_the_names_that_users_know(connect: Connect) -> None:
    license = connect().license
    assert license.get_license_users(page_size=3, page_number=1).page_count == 20
    assert license.get_license_definitions()[0].prerequisites


def test_wrong_arguments_are_refused_before_any_traffic(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    license = connect().license
    with pytest.raises(TypeError, match="userId"):
        license.get_license_user(None)
    with pytest.raises(TypeError, match="user_id"):
        license.get_license_user()
    with pytest.raises(TypeError, match="pageSize"):
        license.get_license_users(page_size="3")
    with pytest.raises(TypeError, match="body"):
        license.post_license_infer("a")
    assert not sandbox.log.calls


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_path_value_cannot_lead_elsewhere(
    connect: Connect, sandbox: RunningSandbox, name: str
) -> None:
    with pytest.raises(ValueError, match="userId"):
        connect().license.get_license_user(name)
    assert not sandbox.log.calls


@pytest.mark.parametrize("name", ["a/b", "a b?c#d%e", "é€😀", "../../x", "%2e%2e"])
def test_a_path_value_arrives_as_it_was(
    connect: Connect, sandbox: RunningSandbox, name: str
) -> None:
    assert connect().license.get_license_user(name).id == name
    (arrival,) = sandbox.log.of(USER)
    assert arrival.target.count("/") == 5


def test_models_and_mappings_are_bodies(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    request = models.LicenseBatchAssignmentRequest(
        assignments=[
            models.LicenseAssignmentRequest(
                license_id="l", user_ids_add=["a"], user_ids_remove=[]
            )
        ]
    )
    license = connect().license
    first = license.post_license_organization(request)
    assert license.post_license_organization(request.to_dict()) == first
    one, two = sandbox.log.of("LicenseAPI.postLicenseOrganization")
    assert one.content == two.content
    assert isinstance(first[0], models.LicenseUpdateStatus)


def test_none_is_not_sent_and_null_is(
    visit: Connect, shop: ModuleType, market: RunningSandbox
) -> None:
    api = visit().shop
    thing = shop.models.Item(name="x", price=None, state=shop.NULL)
    api.patch_shop_item("1", thing)
    api.patch_shop_item("1", {"name": "x", "price": None})
    assert [a.content for a in market.log.of("ShopAPI.patchShopItem")] == [
        b'{"name":"x","state":null}',
        b'{"name":"x","price":null}',
    ]


def test_the_query_is_what_the_platform_reads(
    visit: Connect, market: RunningSandbox
) -> None:
    visit().shop.get_shop_item(
        "1",
        expand=["a,b", "c"],
        since=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        sold=True,
        if_none_match='"t"',
    )
    (arrival,) = market.log.of(ITEM)
    assert arrival.target.partition("?")[2] == (
        "expand=a%2Cb&expand=c&since=2024-01-02T03%3A04%3A05.000Z&sold=true"
    )
    assert arrival.headers["if-none-match"] == '"t"'


def test_the_body_of_a_delete_is_sent(visit: Connect, market: RunningSandbox) -> None:
    assert visit().shop.delete_shop_item("1", {"why": "broken"}) is None
    (arrival,) = market.log.of("ShopAPI.deleteShopItem")
    assert arrival.content == b'{"why":"broken"}'


def test_no_body_is_no_body(
    visit: Connect, connect: Connect, market: RunningSandbox
) -> None:
    assert visit().shop.post_shop_touch() is None
    (arrival,) = market.log.of("ShopAPI.postShopTouch")
    assert arrival.content == b""
    assert "content-type" not in arrival.headers
    assert connect().license.post_license_infer() == INFERRED


@pytest.mark.parametrize("status", [200, 201, 203, 206, 226, 299])
def test_every_2xx_is_a_success(
    connect: Connect, sandbox: RunningSandbox, status: int
) -> None:
    sandbox.script(USER, ScriptedResponse(status=status, body={"id": "u"}))
    client = connect(on_mismatch="ignore")
    assert client.license.get_license_user("u").id == "u"
    assert bool(client.mismatches) == (status != 200)


def test_answers_are_typed_models(visit: Connect, shop: ModuleType) -> None:
    thing = visit().shop.get_shop_item("1")
    assert type(thing) is shop.models.Item
    assert type(thing.owner) is shop.models.Person
    assert type(thing.date_created) is datetime
    assert thing.date_created.tzinfo is UTC
    assert type(thing.date_due) is date
    assert thing.tags == ["priority"]


def test_models_go_to_json_and_back(visit: Connect, shop: ModuleType) -> None:
    thing = visit().shop.get_shop_item("1")
    assert shop.models.Item.from_dict(thing.to_dict()) == thing
    assert shop.models.Item.from_json(thing.to_json()) == thing


def test_deprecated_operations_warn(visit: Connect) -> None:
    api = visit().shop
    with pytest.warns(DeprecationWarning, match="deprecated"):
        api.get_shop_old()


def test_the_server_refuses_what_no_document_has(visit: Connect) -> None:
    with pytest.raises(Exception, match=r"body\.colour is unknown") as caught:
        visit().shop.put_shop_item("1", {"name": "x", "colour": "red"})
    assert caught.value.code == "bad.request"  # type: ignore[attr-defined]


def test_many_clients_have_each_their_own(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.auth.fixed |= {"a", "b"}
    one, two = connect(access_token="a"), connect(access_token="b")
    one.license.get_license_user("1")
    two.license.get_license_user("2")
    one.close()
    two.license.get_license_user("3")
    assert sandbox.log.counts.by_token == {"a": 1, "b": 2}
    with pytest.raises(genesys_cloud.ClientClosedError):
        one.license.get_license_user("4")


def test_nothing_is_warned_about_in_a_plain_call(connect: Connect) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found: Any = connect().license.get_license_user("1")
    assert found.id == "1"
    assert not caught
