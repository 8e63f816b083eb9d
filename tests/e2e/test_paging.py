"""All items of a listing, whichever way its pages are turned."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from types import ModuleType
from typing import Any

import pytest

from generator.sandbox import RunningSandbox, ScriptedResponse
from generator.sandbox.ids import Ids
from tests.e2e.conftest import Connect

LISTINGS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any], int]] = {
    "number": ("iter_shop_items", (), {"page_size": 25}, 3),
    "number-to-the-end": ("iter_shop_plain", (), {"page_size": 25}, 4),
    "body": ("iter_shop_items_query", ({"text": "x", "pageSize": 25},), {}, 3),
    "cursors": ("iter_shop_shelves", (), {"page_size": "25"}, 3),
    "cursor": ("iter_shop_events", (), {"page_size": 25}, 3),
    "link": ("iter_shop_orders", ("20/24",), {"page_size": 25}, 3),
    "scim": ("iter_shop_people", (), {"count": 25}, 3),
}


def _method(api: Any, name: str) -> Any:
    post = name.replace("iter_", "iter_post_", 1)
    return getattr(api, name, None) or getattr(api, post)


def _ids(name: str) -> list[str]:
    kind = "person" if name == "iter_shop_people" else "item"
    return [Ids(0).make(kind, number) for number in range(60)]


@pytest.fixture(params=LISTINGS)
def listing(request: pytest.FixtureRequest) -> Any:
    return LISTINGS[request.param]


def test_every_item_comes_once(
    visit: Connect, market: RunningSandbox, listing: Any
) -> None:
    name, values, named, pages = listing
    method = _method(visit().shop, name)
    assert [item.id for item in method(*values, **named)] == _ids(name)
    assert len(market.log.calls) == pages
    assert set(market.log.counts.statuses) == {200}


def test_pages_are_whole(visit: Connect, shop: ModuleType, listing: Any) -> None:
    name, values, named, count = listing
    pages = list(_method(visit().shop, name)(*values, **named).pages())
    assert len(pages) == count
    kind = "ScimListing" if "people" in name else "Listing"
    assert all(type(page).__name__.endswith(kind) for page in pages)


def test_a_limit_fetches_no_more_than_it_needs(
    visit: Connect, market: RunningSandbox, listing: Any
) -> None:
    name, values, named, _ = listing
    found = _method(visit().shop, name)(*values, max_items=30, **named)
    assert [item.id for item in found] == _ids(name)[:30]
    assert len(market.log.calls) == 2


def test_a_listing_goes_on_from_a_resume_token(visit: Connect, listing: Any) -> None:
    name, values, named, _ = listing
    method = _method(visit().shop, name)
    first = method(*values, **named)
    pages = first.pages()
    next(iter(pages))
    rest = method(*values, resume_from=first.resume_token, **named)
    assert [item.id for item in rest] == _ids(name)[25:]


def test_each_loop_begins_anew(visit: Connect, listing: Any) -> None:
    name, values, named, _ = listing
    found = _method(visit().shop, name)(*values, max_items=40, **named)
    assert [item.id for item in found] == _ids(name)[:40]
    assert [item.id for item in islice(found, 30)] == _ids(name)[:30]
    assert [item.id for item in found] == _ids(name)[:40]
    pages = list(found.pages())
    items = [item.id for page in pages for item in page_items(page)]
    assert items[:40] == _ids(name)[:40]


@pytest.mark.parametrize(
    ("name", "values", "calls"),
    [
        ("iter_shop_items", (), 1),
        ("iter_shop_plain", (), 2),
        ("iter_shop_items_query", ({"text": "x"},), 1),
        ("iter_shop_events", (), 1),
        ("iter_shop_orders", ("20/24",), 1),
        # Its documents allow 50 at most.
        ("iter_shop_shelves", (), 2),
        # No parameter of the page size in the configuration.
        ("iter_shop_people", (), 3),
    ],
)
def test_the_page_size_is_that_of_the_configuration(
    visit: Connect, market: RunningSandbox, name: str, values: Any, calls: int
) -> None:
    assert [item.id for item in _method(visit().shop, name)(*values)] == _ids(name)
    assert len(market.log.calls) == calls


def page_items(page: Any) -> list[Any]:
    results = getattr(page, "results", page)
    return getattr(results, "entities", None) or results.resources


def test_nothing_is_fetched_before_it_is_needed(
    visit: Connect, market: RunningSandbox, listing: Any
) -> None:
    name, values, named, _ = listing
    found = _method(visit().shop, name)(*values, **named)
    assert not market.log.calls
    assert [item.id for item in islice(found, 3)] == _ids(name)[:3]
    assert len(market.log.calls) == 1


def test_an_empty_listing_has_no_items(
    visit: Connect, market: RunningSandbox, listing: Any
) -> None:
    name, values, named, _ = listing
    market.listings.size = 0
    assert list(_method(visit().shop, name)(*values, **named)) == []


def test_pages_that_are_cut_down_lose_nothing(
    visit: Connect, market: RunningSandbox
) -> None:
    market.listings.size = 250
    found = list(visit().shop.iter_shop_items(page_size=500))
    assert len({item.id for item in found}) == 250
    assert len(market.log.calls) == 3


@pytest.mark.parametrize(
    ("name", "operation", "body"),
    [
        ("iter_shop_events", "getShopEvents", {"cursor": "c1"}),
        ("iter_shop_orders", "getShopOrders", {"nextUri": "/api/v2/shop/orders/1?p=1"}),
        ("iter_shop_plain", "getShopPlain", {}),
        ("iter_shop_items", "getShopItems", {"pageCount": 9}),
    ],
)
@pytest.mark.parametrize(
    "items", [[], [{"id": "1", "name": "x"}]], ids=["empty", "same"]
)
def test_a_server_that_goes_round_is_found_out(
    visit: Connect,
    shop: ModuleType,
    market: RunningSandbox,
    name: str,
    operation: str,
    body: dict[str, Any],
    items: list[Any],
) -> None:
    page = ScriptedResponse(status=200, body={"entities": items, **body})
    market.script(f"ShopAPI.{operation}", page, times=10)
    values = ("1",) if "orders" in name else ()
    if name in ("iter_shop_plain", "iter_shop_items") and not items:
        # One empty page is the last, or the nine that were named are all.
        assert list(getattr(visit().shop, name)()) == []
        return
    with pytest.raises(shop.PagingError):
        list(getattr(visit().shop, name)(*values))
    assert len(market.log.calls) <= 4


@pytest.mark.parametrize(
    "link",
    ["{other}/api/v2/shop/orders/1?position=50", "@{host}/", ".{host}/", "//{host}/x"],
)
def test_a_link_never_leads_the_token_to_another_host(
    visit: Connect, shop: ModuleType, market: RunningSandbox, link: str
) -> None:
    host = market.other_url.removeprefix("http://")
    uri = link.format(other=market.other_url, host=host)
    first = {"entities": [{"id": "1", "name": "x"}], "nextUri": uri}
    market.script("ShopAPI.getShopOrders", ScriptedResponse(status=200, body=first))
    with suppress(shop.APIError):
        list(visit(max_retries=0).shop.iter_shop_orders("1"))
    hosts = {arrival.headers["host"] for arrival in market.log.calls}
    assert hosts == {market.url.removeprefix("http://")}
