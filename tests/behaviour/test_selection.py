"""Clients of a part of an API, which ``[select]`` names."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run
from tests.synthetic import write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

from .conftest import make_client

FACTS = drop(
    [
        api(
            "PetAPI",
            operation(
                "getPet",
                "GET /v1/pets/{id}",
                parameter("path", "id", "string"),
                answers={"200": "Pet"},
            ),
            operation(
                "getPets",
                "GET /v1/pets",
                parameter("query", "page", "number", required=False),
                answers={"200": "Page"},
            ),
            operation("postPet", "POST /v1/pets", parameter("body", "body", "NewPet")),
        ),
        api(
            "ShopAPI",
            operation("getShop", "GET /v1/shop", answers={"200": "Shop"}),
            operation("deleteShop", "DELETE /v2/shop"),
        ),
    ],
    [
        definition("Pet", id="string", owner="Owner", friends="Pet[]"),
        definition("Owner", pets="Pet[]", home="Home"),
        definition("Home", street="string"),
        definition("Page", entities="Pet[]"),
        definition("NewPet", name="string", home="Home"),
        definition("Shop", name="string", pets="Pet[]"),
        definition("Lonely", id="string"),
    ],
)
PETS = ["PetAPI.getPet", "PetAPI.getPets", "PetAPI.postPet"]
SHOP = ["ShopAPI.getShop", "ShopAPI.deleteShop"]
CONFIG = """
[paging]
items = ["entities"]
[[paging.rules]]
style = "number"
parameters = ["page"]
"""


def documents(folder: Path, select: str) -> Path:
    write_drop(folder / "docs", FACTS)
    (folder / "docs/client.toml").write_text(f"{CONFIG}[select]\n{select}\n")
    return folder / "docs"


def model_of(docs: Path) -> tuple[list[str], list[str]]:
    """The operations and definitions that ``inspect`` prints."""
    view: dict[str, Any] = json.loads(run("inspect", "--specs", docs).stdout)
    operations = [
        f"{each['name']}.{one['name']}"
        for each in view["classes"]
        for one in each["operations"]
    ]
    return operations, [each["name"] for each in view["definitions"]]


@pytest.mark.parametrize(
    ("select", "operations", "definitions"),
    [
        ("", PETS + SHOP, None),
        ('classes = ["Pet*"]', PETS, "Home NewPet Owner Page Pet"),
        ('not_classes = ["Shop*"]', PETS, "Home NewPet Owner Page Pet"),
        ('operations = ["*.post*"]', PETS[2:], "Home NewPet"),
        ('paths = ["/v?/shop"]', SHOP, "Home Owner Pet Shop"),
        ('paths = ["/v1/*"]\nnot_operations = ["PetAPI.*"]', SHOP[:1], None),
        ('not_paths = ["/v1/*"]', SHOP[1:], ""),
        ('classes = ["ShopAPI"]\noperations = ["*.getPet"]', PETS[:1] + SHOP, None),
    ],
)
def test_a_part_has_what_its_operations_lead_to(
    tmp_path: Path, select: str, operations: list[str], definitions: str | None
) -> None:
    found, models = model_of(documents(tmp_path, select))
    assert found == operations
    if definitions is not None:
        assert sorted(models) == definitions.split()


def test_a_client_of_a_part(tmp_path: Path) -> None:
    docs = documents(tmp_path, 'classes = ["PetAPI"]\nnot_operations = ["*.postPet"]')
    config = (docs / "client.toml").read_text()
    (docs / "client.toml").write_text(f'[package]\nname = "pet_part"\n{config}')
    name = make_client(docs, tmp_path / "out")
    sys.path.insert(0, str(tmp_path / "out"))
    try:
        part = importlib.import_module(name)
        assert list(part.operations) == PETS[:2]
        assert part.models.__all__ == ["Home", "Owner", "Page", "Pet"]
        client = part.Client(access_token="t", base_url="https://api.test")
        assert client.pet.iter_pets()
        with pytest.raises(AttributeError):
            client.shop  # noqa: B018  # the access alone raises
    finally:
        sys.path.remove(str(tmp_path / "out"))
    names = {path.name for path in (tmp_path / "out").rglob("*.py")}
    assert "pet.py" in names
    assert "shop.py" not in names
    assert "ShopAPI" not in (tmp_path / "out/REFERENCE.md").read_text()


def test_other_commands_follow(tmp_path: Path) -> None:
    docs = documents(tmp_path, 'operations = ["*.getPet"]')
    described = json.loads(run("openapi", "--specs", docs).stdout)
    assert list(described["paths"]) == ["/v1/pets/{id}"]
    assert set(described["components"]["schemas"]) >= {"Pet", "Owner", "Home"}
    assert "Shop" not in described["components"]["schemas"]
    whole = documents(tmp_path / "whole", "")
    told = run("diff", docs, whole, "--config", docs / "client.toml")
    assert "ShopAPI" not in told.stdout
    told = run("diff", docs, docs)
    assert told.exit_code == 0


def test_a_pattern_that_matches_nothing_is_told(tmp_path: Path) -> None:
    docs = documents(tmp_path, 'classes = [\n  "PetAPI",\n  "Zoo*",\n]')
    told = run("inspect", "--specs", docs)
    line = (docs / "client.toml").read_text().split("\n").index('  "Zoo*",') + 1
    place = f"{docs.as_posix()}/client.toml:{line}:3"
    assert f"{place}: warning[C005]: selection matches nothing" in told.stderr
    assert "'PetAPI'" not in told.stderr
