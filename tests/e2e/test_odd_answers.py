"""Answers that differ from the documents: nothing of them is lost, and it is said."""

from __future__ import annotations

import warnings
from types import ModuleType
from typing import Any

import pytest

from generator.sandbox import Malformed, RunningSandbox, ScriptedResponse
from generator.sandbox.store import Row
from tests.e2e.conftest import Connect

ITEM = "ShopAPI.getShopItem"
NAME = "Café Zoë"


def _read(
    visit: Connect, market: RunningSandbox, how: Any, **settings: Any
) -> tuple[Any, Any]:
    row = Row(key="1", body={"name": NAME, "price": 5})
    market.store.put("/api/v2/shop/items", row)
    market.script(
        ITEM, how if isinstance(how, ScriptedResponse) else Malformed(how=how)
    )
    client = visit(**{"on_mismatch": "ignore", **settings})
    return client.shop.get_shop_item("1"), client


def test_missing_required_fields_are_none(
    visit: Connect, market: RunningSandbox
) -> None:
    thing, client = _read(visit, market, "missing")
    assert thing.name is None
    assert thing.owner.name is None
    assert (thing.id, thing.tags, thing.sold) == ("1", ["priority"], True)
    assert client.mismatches


def test_values_of_another_type_stay_as_they_came(
    visit: Connect, market: RunningSandbox
) -> None:
    thing, client = _read(visit, market, "wrong")
    assert thing.id == "1"
    assert thing.name == 7
    assert thing.price == "5 pieces"
    assert thing.sold == "yes"
    assert thing.owner.name == 7
    paths = {mismatch.path for mismatch in client.mismatches}
    assert {"$.name", "$.price", "$.sold", "$.owner.name"} <= paths


def test_odd_dates_are_texts(visit: Connect, market: RunningSandbox) -> None:
    thing, client = _read(visit, market, "dates")
    assert thing.date_created == "soon"
    assert thing.date_due == "soon"
    assert thing.name == NAME
    assert {m.path for m in client.mismatches} == {"$.dateCreated", "$.dateDue"}


@pytest.mark.parametrize("text", ["", "12:30Z", "2024-02-30T00:00:00Z", "0000-00-00"])
def test_a_date_that_is_none_loses_nothing(
    visit: Connect, market: RunningSandbox, text: str
) -> None:
    body = {"id": "1", "name": "x", "dateCreated": text, "dateDue": text}
    thing, _ = _read(visit, market, ScriptedResponse(status=200, body=body))
    assert (thing.id, thing.name) == ("1", "x")
    assert thing.date_created in (text, None)


def test_nulls_are_none(visit: Connect, market: RunningSandbox) -> None:
    thing, _ = _read(visit, market, "nulls")
    assert all(value is None for value in (thing.id, thing.owner, thing.date_due))


def test_unknown_fields_are_in_the_raw_answer(
    visit: Connect, market: RunningSandbox
) -> None:
    market.script(ITEM, Malformed(how="unknown"))
    raw = visit().with_raw_response.shop.get_shop_item("1")
    assert b"neverDocumented" in raw.content
    assert raw.parse().id == "1"


def test_unknown_values_of_an_enum_are_values(
    visit: Connect, market: RunningSandbox
) -> None:
    body = {"id": "1", "name": "x", "state": "NEVER_SEEN"}
    thing, client = _read(visit, market, ScriptedResponse(status=200, body=body))
    assert thing.state == "NEVER_SEEN"
    assert not client.mismatches


def test_bare_references_are_the_normal_case(
    visit: Connect, market: RunningSandbox
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        thing, _ = _read(visit, market, "references", on_mismatch="warn")
    assert thing.owner.id == "reference"
    assert thing.owner.name is None


def test_a_difference_is_warned_of_once(
    visit: Connect, shop: ModuleType, market: RunningSandbox
) -> None:
    market.script(ITEM, Malformed(how="dates"), times=3)
    client = visit()
    with pytest.warns(shop.ResponseMismatchWarning) as caught:
        client.shop.get_shop_item("1")
    said = [str(warning.message) for warning in caught]
    assert [text.count("$.date") for text in said] == [1, 1]
    client.shop.get_shop_item("1")
    client.shop.get_shop_item("1")
    assert set(client.mismatches.values()) == {3}


def test_a_difference_is_an_error_if_asked(
    visit: Connect, shop: ModuleType, market: RunningSandbox
) -> None:
    with pytest.raises(shop.ResponseMismatchError) as caught:
        _read(visit, market, "wrong", on_mismatch="raise")
    assert caught.value.operation == ITEM
    assert caught.value.content
    assert caught.value.mismatches


def test_a_difference_is_an_event(
    visit: Connect, shop: ModuleType, market: RunningSandbox
) -> None:
    seen: list[Any] = []
    client = visit(on_mismatch="ignore")
    client.on(shop.ResponseMismatched, seen.append)
    market.script(ITEM, Malformed(how="dates"))
    client.shop.get_shop_item("1")
    assert {event.path for event in seen} == {"$.dateCreated", "$.dateDue"}


@pytest.mark.parametrize("how", ["bom", "gzip", "charset"])
def test_other_ways_to_write_it_are_read(
    visit: Connect, market: RunningSandbox, how: str
) -> None:
    thing, _ = _read(visit, market, how)
    assert thing.name == NAME


@pytest.mark.parametrize("how", ["html", "truncated", "broken-gzip", "empty"])
def test_what_cannot_be_read_is_a_clear_error(
    visit: Connect, shop: ModuleType, market: RunningSandbox, how: str
) -> None:
    with pytest.raises(shop.DecodeError) as caught:
        _read(visit, market, how)
    assert caught.value.operation == ITEM
    assert caught.value.attempts == 1
    assert ITEM in str(caught.value)


def test_one_odd_item_loses_no_other(visit: Connect, market: RunningSandbox) -> None:
    entities = [{"id": str(n), "name": "x", "dateCreated": ""} for n in range(50)]
    entities[7] = {"id": "7", "name": 5, "owner": "somebody"}  # type: ignore[dict-item]
    body = {"entities": entities, "pageCount": 1}
    market.script("ShopAPI.getShopItems", ScriptedResponse(status=200, body=body))
    found = list(visit(on_mismatch="ignore").shop.iter_shop_items())
    assert [item.id for item in found] == [str(n) for n in range(50)]
    assert (found[7].name, found[7].owner) == (5, "somebody")
