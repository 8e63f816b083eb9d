"""Dialects are told apart by what the pages look like, and nothing of them is lost."""

from pathlib import Path

import msgspec
import pytest

from generator.config import Config, Documents
from generator.diagnostics import Diagnostics
from generator.model import ApiSpec, MapValues, Permissions, TypeRef
from generator.parsing import parse_documents
from generator.parsing.dialects import dialect_of
from generator.parsing.openapi_generator.canonical_form import canonicalize
from generator.parsing.openapi_generator.notes import Notes, parse_notes

CASES = Path(__file__).parents[1] / "cases" / "parsing"
SAMPLE = CASES / "openapi-generator" / "docs"
STOCK = CASES / "openapi-generator-stock" / "docs"


def parse(folder: Path, config: Config | None = None) -> tuple[ApiSpec, Diagnostics]:
    diagnostics = Diagnostics()
    spec = parse_documents(folder, config or Config(), diagnostics)
    return spec, diagnostics


@pytest.mark.parametrize(
    ("folder", "dialect"),
    [
        (SAMPLE, "openapi-generator"),
        (STOCK, "openapi-generator"),
        (CASES / "plain" / "docs", "platform"),
        (Path("/nowhere"), "platform"),
    ],
)
def test_pages_show_their_dialect(folder: Path, dialect: str) -> None:
    assert dialect_of(folder) == dialect


def test_names_of_the_platform_come_first(tmp_path: Path) -> None:
    page = SAMPLE / "Pet.md"
    (tmp_path / "Pet.md").write_bytes(page.read_bytes())
    assert dialect_of(tmp_path) == "openapi-generator"
    (tmp_path / "pets-api.md").touch()
    assert dialect_of(tmp_path) == "platform"


def test_the_configuration_decides() -> None:
    config = Config(documents=Documents(dialect="platform"))
    _, diagnostics = parse(SAMPLE, config)
    assert [item.code for item in diagnostics.items] == ["D003"]


def test_facts_of_the_sample() -> None:
    spec, _ = parse(SAMPLE)
    get, search, post = spec.apis[0].operations
    assert get.permissions == Permissions(
        require="any", names=("shop:pet:view", "shop:pet:*")
    )
    assert search.permissions == Permissions(require="all")
    assert post.permissions == Permissions(
        require="all", names=("shop:pet:add", "shop:stock:edit")
    )
    assert (get.deprecated, search.preview, post.preview) == (True, True, False)
    assert get.parameters[0].name == "petId"
    assert get.parameters[0].description == 'The "ID" of the pet'
    size, order, born, sold = search.parameters
    assert (size.format, size.default, order.values) == ("integer", 25, ("asc", "desc"))
    assert (order.default, order.description) == ("asc", "Order: asc | desc")
    assert (born.format, sold.default) == ("date", False)
    pet = next(each for each in spec.definitions if each.name == "Pet")
    types = {each.name: each.type for each in pet.properties}
    numbers = MapValues(type=TypeRef(name="number", array=True), format="integer")
    assert types["counts"] == TypeRef(name="object", values=numbers)
    owners = MapValues(type=TypeRef(name="Owner", definition=True))
    assert types["owners"] == TypeRef(name="object", values=owners)
    assert types["grid"] == TypeRef(name="Array", array=True)
    assert types["anything"] == TypeRef(name="object")


def test_facts_of_the_stock_pages() -> None:
    spec, _ = parse(STOCK)
    add, find = spec.apis[0].operations
    assert (add.method, add.path) == ("POST", "/pet")
    assert [each.location for each in add.parameters] == ["body"]
    types = {each.status: each.type for each in add.responses}
    pet = TypeRef(name="Pet", definition=True)
    assert types == {"201": pet, "405": None, "default": None}
    assert [each.name for each in find.parameters] == ["shopId", "status"]
    status = find.parameters[1]
    assert status.type == TypeRef(name="string")
    assert status.values == ("available", "sold")
    assert [each.name for each in spec.definitions] == ["Pet"]


@pytest.mark.parametrize(
    ("cell", "notes"),
    [
        ("", Notes(required=True)),
        ("[optional]", Notes(required=False)),
        ("[default to 50]", Notes(required=True, default=50)),
        ("[optional] [default to 0.5]", Notes(required=False, default=0.5)),
        ("[optional] [default to [a, b]]", Notes(required=False, default="[a, b]")),
        ("[optional] [default to None]", Notes(required=False)),
        ("[optional] [readonly]", Notes(required=False)),
        ("<br />**Values**: a, b&amp;c, a", Notes(True, None, ("a", "b&c"))),
        ("[maybe]", None),
        ("[optional] and so on", None),
    ],
)
def test_notes(cell: str, notes: Notes | None) -> None:
    assert parse_notes(cell) == notes


def test_doubtful_names_are_listed() -> None:
    spec, diagnostics = parse(SAMPLE)
    note = diagnostics.items[0]
    names = [detail.rpartition(" ")[2] for detail in note.details]
    properties = [
        f"{each.name}.{item.name}"
        for each in spec.definitions
        for item in each.properties
    ]
    query = ["pageSize", "sortOrder", "bornBefore", "sold"]
    assert names == [
        *(f"PetsApi.get_pets.query.{name}" for name in query),
        *properties,
    ]
    assert note.message.startswith(f"{len(names)} wire names ")
    assert note.details[0].startswith("PetsApi.md:82:1: ")
    listed = msgspec.json.decode(diagnostics.render("json"))["diagnostics"][0]
    assert listed["details"] == list(note.details)
    assert note.details[0] not in diagnostics.render("text")


def test_path_variables_show_the_spelling_of_the_wire(tmp_path: Path) -> None:
    for page in SAMPLE.glob("*.md"):
        text = page.read_text("utf-8").replace("{petId}", "{pet_id}")
        (tmp_path / page.name).write_text(text, "utf-8")
    spec, diagnostics = parse(tmp_path)
    names = [each.name for each in spec.apis[0].operations[1].parameters]
    assert names == ["page_size", "sort_order", "born_before", "sold"]
    assert "in Python's spelling" in diagnostics.items[0].message


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        (
            "| **a** | str | x | y | [optional] |",
            r"| **a** | str | x \| y | [optional] |",
        ),
        (
            "| **a** | str | x | <br />**Values**: p|q, r |",
            r"| **a** | str | x | <br />**Values**: p\|q, r |",
        ),
        ("| **a** | str | x | y | other |", "| **a** | str | x | y | other |"),
        (
            "| **a** | str | x | | **b** | int | y | [optional] |",
            "| **a** | str | x | | **b** | int | y | [optional] |",
        ),
    ],
)
def test_pipes_in_texts_are_escaped(line: str, canonical: str) -> None:
    assert canonicalize(f"# A\n{line}\n") == f"# A\n{canonical}\n"
