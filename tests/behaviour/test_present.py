"""Fields that every full response has, and lists that are never absent."""

from __future__ import annotations

import copy
import importlib
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.synthetic import write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

from .conftest import make_client

FACTS = drop(
    [
        api(
            "ShopAPI",
            operation("getItem", "GET /item", answers={"200": "Item"}),
            operation("getItems", "GET /items", answers={"200": "Listing"}),
            operation("postItem", "POST /item", parameter("body", "body", "Item")),
            operation("putBulk", "PUT /bulk", parameter("body", "body", "Bulk")),
        )
    ],
    [
        definition("Listing", entities="Item[]", total="number", others="Item[]"),
        definition("Item", id="string", name="string", parts="Item[]"),
        definition("Bulk", entities="Item[]", needed="Item[]!"),
    ],
)
CONFIG = """
[package]
name = "present_fields"
[typing]
present = ["Item.i?"]
empty_lists = ["entities", "needed", "total", "parts"]
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder: Path = tmp_path_factory.mktemp("present")
    write_drop(folder / "docs", FACTS)
    (folder / "docs/client.toml").write_text(CONFIG)
    name = make_client(folder / "docs", folder / "out")
    sys.path.insert(0, str(folder / "out"))
    yield importlib.import_module(name)
    sys.path.remove(str(folder / "out"))


@pytest.fixture
def asked(shop: ModuleType) -> Callable[[Any], Any]:
    """A client that gets one response."""

    def make(body: Any) -> Any:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
        return shop.Client(
            access_token="t",
            base_url="https://api.test",
            transport=transport,
            on_mismatch="ignore",
        )

    return make


def declarations(shop: ModuleType, name: str) -> dict[str, str]:
    """The fields of a model as checkers read them."""
    model = getattr(shop.models, name)
    text = Path(sys.modules[model.__module__].__file__ or "").read_text("utf-8")
    lines = text.partition(f"class {name}(")[2].partition("\nclass ")[0].splitlines()
    pairs = (line.strip().partition(": ") for line in lines if ": " in line)
    return {field: rest for field, _, rest in pairs}


def test_checkers_see_values_without_none(shop: ModuleType) -> None:
    item = declarations(shop, "Item")
    assert item["id"] == "str = _present()"
    assert item["name"] == "str | None = None"
    # It is sent, so that an absent list is not an empty one.
    assert item["parts"] == "list[_m.Item] | None = None"
    listing = declarations(shop, "Listing")
    assert listing["entities"] == "list[_m.Item] = _empty_list()"
    assert listing["others"] == "list[_m.Item] | None = None"
    assert listing["total"] == "int | float | None = None"
    bulk = declarations(shop, "Bulk")
    assert bulk["entities"] == "list[_m.Item] | None = None"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"id": "1"}, []),
        ({"name": "x"}, ["$.id"]),
        ({"id": None, "parts": [{"name": "y"}]}, ["$.id", "$.parts[*].id"]),
    ],
)
def test_the_absence_of_a_present_field_is_told(
    asked: Callable[[Any], Any], body: Any, told: list[str]
) -> None:
    with asked(body) as client:
        assert client.shop.get_item().id == body.get("id")
        found = [each.path for each in client.mismatches]
    assert sorted(found) == told


def test_requests_may_lack_a_present_field(
    shop: ModuleType, asked: Callable[[Any], Any]
) -> None:
    item = shop.models.Item(name="x")
    assert item.id is None
    with asked({}) as client:
        client.shop.post_item(item)
        client.shop.post_item({"name": "x"})


@pytest.mark.parametrize("body", [{}, {"entities": None}, {"entities": []}])
def test_absent_lists_are_empty(asked: Callable[[Any], Any], body: Any) -> None:
    with asked({**body, "odd": 1, "total": 0}) as client:
        for _ in range(2):
            page = client.shop.get_items()
            assert page.entities == []
            assert page.others is None
        assert not client.mismatches
    for same in (copy.deepcopy(page), pickle.loads(pickle.dumps(page))):
        assert same == page
    model = type(page)
    assert model.from_dict(body).entities == []
    assert model.from_json("{}").entities == []
    assert model().entities == []
    assert model().entities is not model().entities
