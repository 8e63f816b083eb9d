"""Numbers that ``client.toml`` knows to be whole."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import httpx
import pytest

from tests.synthetic import write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

from .conftest import make_client

FACTS = drop(
    [
        api(
            "ShopAPI",
            operation(
                "getItems",
                "GET /items",
                parameter("query", "pageSize", "number", required=False),
                parameter("query", "minScore", "number", required=False),
                answers={"200": "Listing"},
            ),
        )
    ],
    [
        definition("Listing", pageSize="number", score="number", counts="Item[]"),
        definition("Item", itemCount="number", errorIndexes="number[]", size="string"),
    ],
)
CONFIG = """
[package]
name = "whole_numbers"
[typing]
integers = ["page?ize", "*Count", "*Indexes", "size"]
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder: Path = tmp_path_factory.mktemp("integers")
    write_drop(folder / "docs", FACTS)
    (folder / "docs/client.toml").write_text(CONFIG)
    name = make_client(folder / "docs", folder / "out")
    sys.path.insert(0, str(folder / "out"))
    yield importlib.import_module(name)
    sys.path.remove(str(folder / "out"))


def test_integers_are_int_in_annotations(shop: ModuleType) -> None:
    listing, item = shop.models.Listing, shop.models.Item
    hints = get_type_hints(listing)
    assert hints["page_size"] == int | None
    assert hints["score"] == int | float | None
    hints = get_type_hints(item)
    assert hints["item_count"] == int | None
    assert hints["error_indexes"] == list[int] | None
    assert hints["size"] == str | None
    client = shop.Client(access_token="t", base_url="https://api.test")
    hints = get_type_hints(client.shop.get_items)
    assert hints["page_size"] == int | None
    assert hints["min_score"] == int | float | None


def test_fractions_are_read_and_told(shop: ModuleType) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.query.decode())
        body = '{"pageSize":25.0,"score":1.0,"counts":[{"itemCount":3.7}]}'
        return httpx.Response(200, content=body)

    settings: dict[str, Any] = {"access_token": "t", "base_url": "https://api.test"}
    transport = httpx.MockTransport(answer)
    with shop.Client(**settings, transport=transport, on_mismatch="ignore") as client:
        found = client.shop.get_items(page_size=Decimal("25"))
        told = {
            f"{each.path}: {each.got}, not {each.expected}"
            for each in client.mismatches
        }
    assert asked == ["pageSize=25"]
    assert (found.page_size, type(found.page_size)) == (25, int)
    assert (found.score, type(found.score)) == (1.0, float)
    assert found.counts[0].item_count == 3.7
    assert told == {
        "$.pageSize: number with a point, not integer",
        "$.counts[*].itemCount: number, not integer",
    }
