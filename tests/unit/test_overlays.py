"""Overlays correct a drop and leave the rest of it alone; docs/overlays.md is true."""

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generator.config import (
    Config,
    Overlay,
    Paging,
    PagingOverlay,
    PagingRule,
    Typing,
)
from generator.diagnostics import Diagnostics
from generator.diagnostics.codes import CATALOGUE
from generator.model import ApiSpec, Operation, Parameter, Property, TypeRef
from generator.overlays import apply_overlays
from generator.parsing import parse_documents
from generator.pipeline import SpecSource, inspect, with_user_paths
from generator.progress import silent

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "overlays.md").read_text("utf-8")
DOCS = ROOT / "tests" / "cases" / "parsing" / "overlays" / "docs"
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.M | re.S)
NUMBERS = PagingRule(style="number", parameters=("after",))


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """The documents of the case without its overlays."""
    folder = tmp_path / "docs"
    shutil.copytree(DOCS, folder)
    shutil.rmtree(folder / "overlays")
    (folder / "client.toml").unlink()
    return folder


@pytest.fixture
def drop(docs: Path) -> ApiSpec:
    return parse_documents(docs, Config(), Diagnostics())


def applied(
    drop: ApiSpec, *overlays: dict[str, Any], paging: Paging | None = None
) -> tuple[ApiSpec, list[str]]:
    """The corrected drop, and the codes of what was said."""
    diagnostics = Diagnostics()
    config = Config(
        overlay=tuple(Overlay(reason="because", **each) for each in overlays),
        paging=paging or Paging(),
    )
    corrected = apply_overlays(drop, config, diagnostics)
    return corrected, [item.code for item in diagnostics.items]


def property_of(drop: ApiSpec, name: str) -> Property:
    properties = drop.definitions[0].properties
    return next(each for each in properties if each.name == name)


def operation_of(drop: ApiSpec, name: str) -> Operation:
    return next(each for each in drop.apis[0].operations if each.name == name)


def test_a_definition_called_like_a_type_is_named_in_full(drop: ApiSpec) -> None:
    odd = msgspec.structs.replace(drop.definitions[0], name="string")
    drop = msgspec.structs.replace(drop, definitions=(odd, *drop.definitions))
    number = {"property": "Pet.owner.name", "type": "string[]"}
    full = {"property": "Pet.id", "type": "definition:string"}
    corrected, _ = applied(drop, number, full)
    types = {each.name: each.type for each in corrected.definitions[1].properties}
    assert types["owner.name"] == TypeRef(name="string", array=True)
    assert types["id"] == TypeRef(name="string", definition=True)


def test_rules_of_paging_see_the_corrected_answer(drop: ApiSpec) -> None:
    paging = Paging(items=("entities",), rules=(NUMBERS,))
    paged, _ = applied(drop, {"property": "Pet.id", "required": True}, paging=paging)
    assert operation_of(paged, "getPets").paging is not None
    row = {"response": "PetsAPI.getPets.200", "type": "Pet"}
    corrected, said = applied(drop, row, paging=paging)
    assert said == []
    assert operation_of(corrected, "getPets").paging is None


def test_an_overlay_of_paging_comes_before_all_rules(drop: ApiSpec) -> None:
    paging = Paging(items=("entities",), rules=(NUMBERS,))
    none = {"operation": "PetsAPI.getPets", "paging": PagingOverlay(style="none")}
    corrected, said = applied(drop, none, paging=paging)
    (changed,) = operation_of(corrected, "getPets").corrections
    assert said == []
    assert operation_of(corrected, "getPets").paging is None
    assert (changed.documents, changed.overlay) == ("number", "none")
    same = PagingOverlay(style="number", parameter="after")
    overlay = {"operation": "PetsAPI.getPets", "paging": same}
    assert applied(drop, overlay, paging=paging)[1] == ["C102"]


def parameter_of(drop: ApiSpec, name: str) -> Parameter:
    parameters = operation_of(drop, "getPets").parameters
    return next(each for each in parameters if each.name == name)


def test_a_pattern_is_about_all_places_that_it_fits(drop: ApiSpec) -> None:
    places = ["*.stat?", "*.born", "*.seen"]
    states = {"places": places, "values": ("a", "b")}
    corrected, said = applied(drop, states)
    # Times and objects can have no known values, so that the last fits nothing.
    assert said == ["C101"]
    assert property_of(corrected, "state").values == ("a", "b")
    assert parameter_of(corrected, "state").values == ("a", "b")
    assert property_of(corrected, "seen") == property_of(drop, "seen")
    assert property_of(corrected, "born") == property_of(drop, "born")
    (change,) = property_of(corrected, "state").corrections
    assert (change.fact, change.reason) == ("values", "because")


def test_an_overlay_of_one_target_goes_before_a_pattern(drop: ApiSpec) -> None:
    pattern = {"places": ["*.state"], "values": ("a",)}
    own = {"property": "Pet.state", "values": ("b",)}
    for overlays in ((pattern, own), (own, pattern)):
        corrected, said = applied(drop, *overlays)
        assert said == []
        assert property_of(corrected, "state").values == ("b",)
        assert parameter_of(corrected, "state").values == ("a",)
    other = {"places": ["Pet.s*"], "values": ["c"]}
    assert applied(drop, pattern, other)[1] == ["C103"]


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ({"places": ["*.nothing", "*.state"], "values": ["a"]}, ["C101"]),
        ({"places": ["Pet.seen"], "values": ["a"]}, ["C101"]),
        ({"places": ["*.state"], "property": "Pet.id", "required": True}, ["C105"]),
        ({"places": ["Pet.id"], "deprecated": "x"}, ["C105"]),
        # Facts that are right already, and parameters of paths, are left alone.
        ({"places": ["*"], "required": False}, []),
    ],
)
def test_patterns_without_a_fitting_place_are_told(
    drop: ApiSpec, overlay: dict[str, Any], said: list[str]
) -> None:
    assert applied(drop, overlay)[1] == said


def test_suggestions_end(drop: ApiSpec) -> None:
    diagnostics = Diagnostics()
    overlays = [
        Overlay(reason="r", property=f"Pet.stat{n:02}", required=True)
        for n in range(30)
    ]
    apply_overlays(drop, Config(overlay=tuple(overlays)), diagnostics)
    hints = [item.hint for item in diagnostics.items]
    assert sum("did you mean 'Pet.state'" in hint for hint in hints) == 20


def test_another_configuration_does_not_hide_the_overlays_of_the_documents(
    docs: Path, tmp_path: Path
) -> None:
    (docs / "overlays").mkdir()
    (docs / "overlays" / "own.toml").write_text(EXAMPLES[0])
    (docs / "client.toml").write_text("[[overlay]]\n")
    other = tmp_path / "other.toml"
    other.write_text('\n[[overlay]]\noperation = "X.y"\nreason = "r"\n')
    source = SpecSource(specs=docs, config=other)
    diagnostics = Diagnostics()
    view = json.loads(inspect(source, diagnostics, silent) or b"")
    (state,) = (p for p in view["definitions"][0]["properties"] if "values" in p)
    assert state["values"] == ["alive", "missing"]
    assert state["corrections"][0]["file"] == "overlays/own.toml"
    (missed,) = with_user_paths(diagnostics, source).items
    assert missed.code == "C101"
    assert (missed.span.file, missed.span.line) == (other.as_posix(), 2)


def test_a_number_can_be_an_integer(drop: ApiSpec) -> None:
    number = {"property": "Pet.id", "type": "number", "format": "integer"}
    corrected, said = applied(drop, number)
    assert said == []
    assert property_of(corrected, "id").format == "integer"
    _, said = applied(drop, {"property": "Pet.id", "format": "integer"})
    assert said == ["C105"]


def test_patterns_make_numbers_integers(drop: ApiSpec) -> None:
    numbers = tuple(
        Overlay(reason="r", property=f"Pet.{name}", type="number")
        for name in ("id", "state")
    )
    typed = apply_overlays(drop, Config(overlay=numbers), Diagnostics())
    exception = Overlay(reason="r", property="Pet.state", format="none")
    typing = Typing(integers=("i?", "st*"))
    config = Config(overlay=(exception,), typing=typing)
    diagnostics = Diagnostics()
    corrected = apply_overlays(typed, config, diagnostics)
    assert not diagnostics.items
    assert property_of(corrected, "id").format == "integer"
    assert property_of(corrected, "state").format is None
    assert corrected.definitions[1:] == typed.definitions[1:]
    other = Config(typing=Typing(integers=("d", "I?", "state.*")))
    assert apply_overlays(typed, other, diagnostics) == typed


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_of_the_page_hold(docs: Path, example: str) -> None:
    (docs / "overlays").mkdir()
    (docs / "overlays" / "example.toml").write_text(example)
    diagnostics = Diagnostics()
    view = inspect(SpecSource(specs=docs), diagnostics, silent)
    assert diagnostics.render() == ""
    said = sum(
        key not in {"reason", "property", "parameter", "response", "operation"}
        for table in tomllib.loads(example)["overlay"]
        for key in table
    )
    assert view is not None
    assert view.count(b'"documents":') == said > 0


def test_the_page_has_all_keys_and_codes() -> None:
    keys = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.M))
    fields = {*Overlay.__struct_fields__, *PagingOverlay.__struct_fields__} - {"span"}
    codes = {code for code in CATALOGUE if code.startswith("C1")}
    assert keys == fields | codes
    for code in codes:
        assert f"| `{code}` | {CATALOGUE[code].severity} |" in PAGE


def test_inspect_shows_no_new_field_where_nothing_was_corrected(docs: Path) -> None:
    view = inspect(SpecSource(specs=docs), Diagnostics(), silent)
    assert view is not None
    assert "corrections" not in json.dumps(json.loads(view))
    assert b'"values"' not in view
