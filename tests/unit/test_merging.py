"""One model of two documentations: the first rules, the second adds facts."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

import msgspec
import pytest

from generator.config import Config, Documents
from generator.diagnostics import Diagnostics
from generator.diffing.specs import compare_specs
from generator.loading import configuration, read_documents, second_documents
from generator.merging import SecondSpec, merge_specs
from generator.merging.facts import merge_types
from generator.merging.matching import match_names
from generator.model import (
    ApiSpec,
    Coverage,
    Format,
    MapValues,
    Permissions,
    SourceSpan,
    TypeRef,
)
from generator.naming import Words
from generator.parsing import parse_documents
from generator.pipeline import SpecSource, generate, watch
from generator.pipeline.run_cache import user_cache
from generator.progress import silent
from tests import nodes

CASES = Path(__file__).parents[1] / "cases" / "parsing"
SAMPLE = CASES / "second-documents" / "docs"
DIFFERENT = CASES / "second-documents-differ" / "docs"
NUMBER, STRING = TypeRef(name="number"), TypeRef(name="string")
STRINGS = TypeRef(name="string", array=True)
OPEN, PET = (TypeRef(name=name, definition=True) for name in ("Open", "Pet"))
OBJECT = TypeRef(name="object")
LOCAL: Format = "local-date-time"


def read(folder: Path, more: str = "") -> tuple[ApiSpec, Diagnostics]:
    diagnostics = Diagnostics()
    if more:
        path = folder / "client.toml"
        path.write_text(path.read_text("utf-8") + more, "utf-8")
    config = configuration(folder, None, diagnostics)
    also = second_documents(folder, None, config.documents)
    return read_documents(folder, config, diagnostics, also=also), diagnostics


def test_facts_are_added_with_their_places() -> None:
    spec, diagnostics = read(SAMPLE)
    assert diagnostics.items == ()
    pets, put = spec.apis[0].operations
    size, order, tags, match = pets.parameters
    assert (size.format, size.default) == ("integer", 25)
    assert (order.values, order.default) == (("asc", "desc"), "asc")
    assert tags.values == ("wild", "tame")
    assert (match.name, match.location) == ("If-Match", "header")
    assert size.span == SourceSpan("classes/pets-api.md", 21)
    assert size.also == SourceSpan("second/PetsApi.md", 31)
    names = ("shop:pet:view", "shop:pet:edit")
    assert pets.permissions == Permissions(require="any", names=names)
    assert put.permissions == Permissions(require="all")
    assert (pets.preview, put.preview, put.keyword_path) == (True, False, False)
    pet = {each.name: each for each in spec.definitions[0].properties}
    assert pet["numberOfLegs"].format == "integer"
    assert pet["weight"].format == "float"
    assert pet["dateBorn"].format == "date-time"
    numbers = MapValues(type=TypeRef(name="number", array=True), format="integer")
    assert pet["labels"].type == TypeRef(name="object", values=numbers)
    assert pet["from"].also == SourceSpan("second/Pet.md", 14)


def test_the_first_documents_rule(tmp_path: Path) -> None:
    shutil.copytree(DIFFERENT, tmp_path, dirs_exist_ok=True)
    spec, diagnostics = read(tmp_path)
    plain = parse_documents(tmp_path, Config(), Diagnostics())
    for merged, first in zip(
        spec.apis[0].operations, plain.apis[0].operations, strict=True
    ):
        assert merged.responses == first.responses
        names = [(p.name, p.location, p.required) for p in first.parameters]
        assert names == [(p.name, p.location, p.required) for p in merged.parameters]
    codes = [item.code for item in diagnostics.items]
    assert {"D401", "D402", "D403", "D404", "D405", "D406", "D407", "D408"} <= {*codes}
    listed = {item.code: item.details for item in diagnostics.items}
    assert listed["D407"] == ("second/PetsApi.md:63:1: PetsApi.get_toys (GET /toys)",)
    assert [each.rpartition(" ")[2] for each in listed["D404"]] == [
        "PetsAPI.getPets.colour",
        "Pet.a_b",
    ]


def test_an_overlay_settles_a_difference(tmp_path: Path) -> None:
    shutil.copytree(DIFFERENT, tmp_path, dirs_exist_ok=True)
    overlays = """
[[overlay]]
property = "Pet.id"
required = false
reason = "The second documents are right."

[[overlay]]
parameter = "PetsAPI.getPets.query.pageSize"
type = "string"
reason = "The second documents are right."

[[overlay]]
response = "PetsAPI.getPets.200"
type = "Pet"
reason = "The second documents are right."
"""
    _, diagnostics = read(tmp_path, overlays)
    assert not {"D401", "D402", "D403"} & {item.code for item in diagnostics.items}


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        (["pageSize"], ["page_size"], {"pageSize": "page_size"}),
        (["sent.id"], ["sent_id"], {"sent.id": "sent_id"}),
        (["from", "self"], ["pcFrom", "pcSelf"], {"from": "pcFrom", "self": "pcSelf"}),
        (["class"], ["var_class"], {"class": "var_class"}),
        (["IPv4"], ["ipv4"], {"IPv4": "ipv4"}),
        (["A1", "HNO"], ["a1", "hno"], {"A1": "a1", "HNO": "hno"}),
        (["a.b", "a_b"], ["a_b"], {}),
        (["from", "pcFrom"], ["pcFrom"], {"pcFrom": "pcFrom"}),
    ],
)
def test_names_match_one_to_one(
    first: Sequence[str], second: Sequence[str], pairs: dict[str, str]
) -> None:
    ours, theirs = ([nodes.prop(name) for name in names] for names in (first, second))
    found = match_names(ours, theirs, Words().snake)
    assert {name: each.name for name, each in found.pairs.items()} == pairs


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        ((NUMBER, None), (NUMBER, "integer"), (NUMBER, "integer")),
        ((STRING, "date-time"), (STRING, "date-time"), (STRING, "date-time")),
        ((STRING, LOCAL), (STRING, "date-time"), (STRING, LOCAL)),
        ((STRING, "date"), (STRING, "date-time"), None),
        ((STRING, "date-time"), (STRING, None), None),
        ((NUMBER, None), (STRING, None), None),
        ((None, None), (STRING, None), None),
        ((None, None), (None, None), (None, None)),
        ((OPEN, None), (OBJECT, None), (OPEN, None)),
        ((PET, None), (OBJECT, None), None),
        ((STRINGS, None), (STRING, None), None),
    ],
)
def test_types_are_merged(
    first: tuple[TypeRef | None, Format | None],
    second: tuple[TypeRef | None, Format | None],
    merged: tuple[TypeRef | None, Format | None] | None,
) -> None:
    assert merge_types(*first, *second, {"Open"}) == merged


def test_paths_are_relative_to_the_configuration(tmp_path: Path) -> None:
    specs, other = tmp_path / "specs", tmp_path / "x"
    (found,) = second_documents(specs, None, Documents(), [other])
    assert (found.name, found.label) == ("../x", "x")


def test_a_change_of_second_documents_makes_the_client_again(
    tmp_path: Path,
) -> None:
    specs, out = tmp_path / "specs", tmp_path / "out"
    shutil.copytree(SAMPLE, specs)

    def run() -> Coverage | None:
        diagnostics = Diagnostics()
        with user_cache(diagnostics) as cache:
            source = SpecSource(specs=specs)
            outcome = generate(source, out, diagnostics, silent, cache=cache)
        return outcome.coverage

    first = run()
    assert run() == first
    model = next(out.rglob("models/pets.py"))
    assert "number_of_legs: int | None" in model.read_text("utf-8")
    page = specs / "second" / "Pet.md"
    page.write_text(page.read_text("utf-8").replace("| int |", "| float |"), "utf-8")
    run()
    assert "number_of_legs: int | float | None" in model.read_text("utf-8")


def test_a_comparison_sees_what_second_documents_add(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    page, model = tmp_path / "second" / "PetsApi.md", tmp_path / "second" / "Pet.md"
    text = page.read_text("utf-8")
    text = text.replace("* shop:pet:edit\n", "").replace("asc, desc", "asc, desc, none")
    text = text.replace("default to 25", "default to 50").replace("wild, tame", "wild")
    page.write_text(text, "utf-8")
    model.write_text(model.read_text("utf-8").replace("[int]", "[float]"), "utf-8")
    changes = compare_specs(read(SAMPLE)[0], read(tmp_path)[0])
    assert [(c.kind, c.class_, c.text, c.old, c.new) for c in changes] == [
        (
            "permissions_changed",
            "permissions",
            None,
            "any of shop:pet:view, shop:pet:edit",
            "any of shop:pet:view",
        ),
        ("text_changed", "documentation", "default", "25", "50"),
        ("value_added", "additive", None, None, "none"),
        ("text_changed", "documentation", "values", "wild, tame", "wild"),
        (
            "property_type_changed",
            "breaking",
            None,
            "object of number[] (integer)",
            "object of number[] (float)",
        ),
    ]
    plain = parse_documents(SAMPLE, Config(), Diagnostics())
    kinds = {change.kind for change in compare_specs(plain, read(SAMPLE)[0])}
    assert "permissions_changed" in kinds


def test_earlier_documents_rule_over_later_ones() -> None:
    """Facts of the first and of earlier second documents stay."""
    config = configuration(SAMPLE, None, Diagnostics())
    (first,) = second_documents(SAMPLE, None, config.documents)
    plain = SAMPLE / "plain"
    alone = read_documents(SAMPLE, config, Diagnostics(), also=[first])
    bare = parse_documents(SAMPLE, Config(), Diagnostics())
    later = merge_specs(alone, SecondSpec(bare, plain.name))
    assert facts_of(later.spec) == facts_of(alone)


def facts_of(spec: ApiSpec) -> list[object]:
    """The facts that second documents add to a spec."""
    operations = [each for api in spec.apis for each in api.operations]
    parameters = [each for operation in operations for each in operation.parameters]
    properties = [item for each in spec.definitions for item in each.properties]
    return [
        [(each.permissions, each.preview, each.keyword_path) for each in operations],
        [(p.type, p.format, p.values, p.default) for p in parameters],
        [(p.type, p.format) for p in properties],
    ]


@pytest.mark.parametrize(
    ("types", "is_reordered"),
    [
        ((STRING, STRING), True),
        ((STRING, NUMBER), False),
        ((STRING, STRING, NUMBER), True),
        ((NUMBER, STRING, STRING), True),
    ],
)
def test_text_arguments_in_another_order_are_keywords(
    types: Sequence[TypeRef], is_reordered: bool
) -> None:
    arguments = [
        nodes.parameter(name, "path", kind, required=True)
        for name, kind in zip("abc", types, strict=False)
    ]
    path = "/x/" + "/".join(f"{{{each.name}}}" for each in reversed(arguments))
    spec = nodes.drop(nodes.api("XAPI", nodes.operation("get", *arguments, path=path)))
    merged = merge_specs(spec, SecondSpec(spec, "other")).spec
    assert merged.apis[0].operations[0].keyword_path is is_reordered


def test_the_order_of_permissions_and_values_is_no_change(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    page = tmp_path / "second" / "PetsApi.md"
    text = page.read_text("utf-8")
    view, edit = "* shop:pet:view\n", "* shop:pet:edit\n"
    text = text.replace(view + edit, edit + view).replace("asc, desc", "desc, asc")
    assert text != page.read_text("utf-8")
    page.write_text(text, "utf-8")
    assert list(compare_specs(read(SAMPLE)[0], read(tmp_path)[0])) == []


@pytest.mark.parametrize(
    ("names", "is_changed"), [(("a:b:c",), False), (("a:b:c", "a:b:d"), True)]
)
def test_any_of_one_permission_is_all_of_it(
    names: tuple[str, ...], is_changed: bool
) -> None:
    old, new = (
        msgspec.structs.replace(
            nodes.operation("get"), permissions=Permissions(require=rule, names=names)
        )
        for rule in get_args(Literal["any", "all"])
    )
    before, after = (nodes.drop(nodes.api("XAPI", each)) for each in (old, new))
    assert bool(list(compare_specs(before, after))) is is_changed


def test_arguments_that_became_keywords_have_no_order_any_more() -> None:
    one, two = (nodes.parameter(name, "path", STRING, required=True) for name in "ab")
    old = nodes.operation("get", one, two, path="/x/{a}/{b}")
    new = msgspec.structs.replace(old, keyword_path=True)
    before, after = (nodes.drop(nodes.api("XAPI", each)) for each in (old, new))
    (change,) = compare_specs(before, after)
    assert (change.kind, change.old, change.new) == (
        "parameter_order_changed",
        "a, b",
        "",
    )


def test_operations_beyond_doubt_are_taken(tmp_path: Path) -> None:
    folder = CASES / "second-documents-confirmed" / "docs"
    spec, diagnostics = read(folder)
    toys = spec.apis[0].operations[-1]
    names = [(each.location, each.name) for each in toys.parameters]
    assert names == [("path", "shopId"), ("query", "pageSize"), ("header", "If-Match")]
    toy = spec.definitions[-1]
    assert (toy.name, toy.file) == ("Toy", "second/Toy.md")
    assert [each.name for each in toy.properties] == [
        "id",
        "numberOfLegs",
        "dateBorn",
        "labels",
    ]
    details = {item.code: item.details for item in diagnostics.items}
    assert [each.rpartition(": ")[2] for each in details["D407"]] == [
        "hue is in doubt",
        "lid_size is in doubt",
    ]
    assert [each.rpartition(": ")[2] for each in details["D409"]] == [
        "PetsApi.get_toys (GET /shops/{}/toys)"
    ]
    out = tmp_path / "client"
    found = Diagnostics()
    generate(SpecSource(specs=folder), out, found, silent)
    assert not found.has_errors
    (module,) = out.rglob("api/pets.py")
    assert "def get_toys(" in module.read_text("utf-8")


def test_arguments_in_doubtful_order_are_keywords(tmp_path: Path) -> None:
    specs, out = tmp_path / "specs", tmp_path / "client"
    shutil.copytree(SAMPLE, specs)
    page = specs / "second" / "PetsApi.md"
    text = page.read_text("utf-8").replace("shop_id, pet_id", "pet_id, shop_id")
    shop, pet = (
        f"| **{name}_id** | **str**| The {name} |  |\n" for name in ("shop", "pet")
    )
    page.write_text(text.replace(shop + pet, pet + shop), "utf-8")
    generate(SpecSource(specs=specs), out, Diagnostics(), silent)
    (module,) = out.rglob("api/pets.py")
    text = module.read_text("utf-8")
    start = text.index("def put_shop_pet(")
    names = re.findall(r"^        (\*|\w+)", text[start : text.index(")", start)], re.M)
    assert names == ["self", "body", "*", "shop_id", "pet_id", "options"]


def test_watching_includes_second_documents() -> None:
    source = SpecSource(specs=SAMPLE, also=(DIFFERENT,))
    assert source.second_directories == [SAMPLE / "second", DIFFERENT]
    assert {*source.second_directories} <= watch.watched_directories(source)
