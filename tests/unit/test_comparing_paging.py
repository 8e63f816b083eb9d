"""Which changes tell that an operation is paged otherwise than before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.comparing import Comparison, Side
from generator.config import Config, Overlay, Paging, PagingOverlay, PagingRule
from generator.diagnostics import Diagnostics
from generator.overlays import apply_overlays
from generator.reading import read_drop
from tests.synthetic import Fact, write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

Differ = Callable[..., list[tuple[str, str]]]
"""Kinds and classes of the changes between two drops, with their configurations."""


def ruled(*rules: PagingRule) -> Config:
    return Config(paging=Paging(items=("entities", "results"), rules=rules))


NUMBERED = PagingRule(
    style="number", parameters=("page",), last="pages", methods=("GET", "POST")
)
LINKED = PagingRule(style="link", next="next")
CURSED = PagingRule(style="cursor", parameters=("after",), next="cursors.after")
NUMBERS, LINKS, CURSORS = ruled(NUMBERED), ruled(LINKED), ruled(CURSED)

TURNED = parameter("query", "page", "number", required=False)
OTHER = parameter("query", "other", required=False)
BODY = parameter("body", "body", "Query")
QUERY = definition("Query", page="number", text="string")
PAGE = definition("Page", results="string[]", pages="number")

COME, GONE = ("paging_changed", "additive"), ("paging_changed", "breaking")


@pytest.fixture
def differ(tmp_path: Path) -> Differ:
    count = 0

    def side(facts: Fact, config: Config) -> Side:
        nonlocal count
        count += 1
        folder = tmp_path / str(count)
        write_drop(folder, facts)
        diagnostics = Diagnostics()
        read = read_drop(folder, config, diagnostics)
        if config.overlay:
            read = apply_overlays(read, config, diagnostics)
        assert not diagnostics.has_errors, diagnostics.render()
        return Side(read, config)

    def differ_in(
        old: Fact, new: Fact, before: Config = NUMBERS, after: Config | None = None
    ) -> list[tuple[str, str]]:
        sides = side(old, before), side(new, after or before)
        return [(c.kind, c.class_) for c in Comparison(*sides).changes]

    return differ_in


def listing(
    *parameters: Fact,
    definitions: tuple[Fact, ...] = (PAGE,),
    name: str = "list",
    endpoint: str = "GET /x",
    answers: dict[str, str | None] | None = None,
) -> Fact:
    made = operation(name, endpoint, *parameters, answers=answers or {"200": "Page"})
    return drop([api("ZooAPI", made, operation("k", "GET /k"))], list(definitions))


def searching(query: Fact = QUERY, page: Fact = PAGE) -> Fact:
    return listing(BODY, definitions=(query, page), endpoint="POST /x")


def test_a_parameter_of_the_query(differ: Differ) -> None:
    paged, plain = listing(TURNED), listing()
    assert differ(plain, paged) == [("parameter_added", "additive")]
    assert differ(paged, plain) == [("parameter_removed", "breaking")]
    # It turns the page whatever its type is, and if it has to be there.
    typed = listing({**TURNED, "type": "string"})
    changes = [GONE, ("parameter_type_changed", "breaking")]
    assert differ(paged, typed, NUMBERS, Config()) == changes
    needed = listing({**TURNED, "required": True})
    changes = [GONE, ("parameter_became_required", "breaking")]
    assert differ(paged, needed, NUMBERS, Config()) == changes


def test_a_parameter_that_goes_before_another(differ: Differ) -> None:
    rules = ruled(replace(NUMBERED, parameters=("at", "page")))
    first = parameter("query", "at", "number", required=False)
    changes = [GONE, ("parameter_added", "additive")]
    assert differ(listing(TURNED), listing(first, TURNED), rules) == changes
    assert differ(listing(first, TURNED), listing(TURNED), rules) == [
        ("parameter_removed", "breaking")
    ]


def test_a_property_of_the_body(differ: Differ) -> None:
    """It may go where it is only sent, and takes the iterator along."""
    paged, plain = searching(), searching(definition("Query", text="string"))
    assert differ(plain, paged) == [("property_added", "additive")]
    assert differ(paged, plain) == [GONE, ("property_removed", "additive")]


def test_the_type_of_the_body(differ: Differ) -> None:
    paged = searching()
    untyped = {**BODY, "type": "object"}
    plain = listing(untyped, definitions=(QUERY, PAGE), endpoint="POST /x")
    assert differ(paged, plain) == [("parameter_type_changed", "breaking")]


def test_properties_of_the_answer(differ: Differ) -> None:
    paged = listing(TURNED)
    for gone in ("results", "pages"):
        rest = [p for p in PAGE["properties"] if p["name"] != gone]
        plain = listing(TURNED, definitions=({**PAGE, "properties": rest},))
        assert differ(paged, plain) == [("property_removed", "breaking")]
        assert differ(plain, paged) == [("property_added", "additive")]
    typed = definition("Page", results="number[]", pages="number")
    other = listing(TURNED, definitions=(typed,))
    assert differ(paged, other) == [("property_type_changed", "breaking")]


def test_items_that_go_before_others(differ: Differ) -> None:
    both = definition("Page", results="string[]", pages="number", entities="number[]")
    changes = [GONE, ("property_added", "additive")]
    new = listing(TURNED, definitions=(both,))
    assert differ(listing(TURNED), new) == changes
    assert differ(new, listing(TURNED)) == [("property_removed", "breaking")]


def test_properties_within_others(differ: Differ) -> None:
    after = parameter("query", "after", required=False)
    page = definition("Page", results="string[]", cursors="Cursors")
    cursors = definition("Cursors", after="string")
    paged = listing(after, definitions=(page, cursors))
    empty = listing(after, definitions=(page, definition("Cursors")))
    assert differ(empty, paged, CURSORS) == [("property_added", "additive")]
    assert differ(paged, empty, CURSORS) == [("property_removed", "breaking")]
    missing = listing(after, definitions=(page,))
    assert differ(missing, paged, CURSORS) == [("definition_added", "breaking")]
    assert differ(paged, missing, CURSORS) == [("definition_removed", "breaking")]


def test_the_answer(differ: Differ) -> None:
    paged = listing(TURNED)
    plain = listing(TURNED, answers={"200": "string"})
    assert differ(paged, plain) == [("response_type_changed", "breaking")]
    assert differ(plain, paged) == [("response_type_changed", "breaking")]
    two = listing(TURNED, answers={"200": "Page", "202": "string"})
    assert differ(paged, two) == [("response_added", "breaking")]
    assert differ(two, paged) == [("response_removed", "breaking")]
    # An error's answer is nobody's page.
    failing = listing(TURNED, answers={"200": "Page", "404": "string"})
    changes = [GONE, ("response_added", "additive")]
    assert differ(paged, failing, NUMBERS, Config()) == changes
    assert differ(failing, paged, Config(), NUMBERS) == [
        COME,
        ("response_removed", "additive"),
    ]


def test_the_definition_of_the_answer(differ: Differ) -> None:
    paged, plain = listing(TURNED), listing(TURNED, definitions=())
    assert differ(plain, paged) == [("definition_added", "breaking")]
    assert differ(paged, plain) == [("definition_removed", "breaking")]


def test_the_method(differ: Differ) -> None:
    for method in ("PUT", "PATCH"):
        new = listing(TURNED, endpoint=f"{method} /x")
        assert differ(listing(TURNED), new) == [("endpoint_changed", "breaking")]
    page = definition("Page", results="string[]", next="string")
    old, new = (
        listing(definitions=(page,), endpoint=f"{method} /x")
        for method in ("GET", "POST")
    )
    assert differ(old, new, LINKS) == [("endpoint_changed", "breaking")]
    # The path is another thing.
    moved = listing(TURNED, endpoint="GET /y")
    changes = [("endpoint_changed", "breaking"), GONE]
    assert differ(listing(TURNED), moved, NUMBERS, Config()) == changes


def test_a_name_that_a_rule_has(differ: Differ) -> None:
    old, new = listing(TURNED), listing(TURNED, name="find")
    renamed = ("operation_renamed", "breaking")
    own = replace(NUMBERED, operations=("ZooAPI.list",))
    assert differ(old, new, ruled(own)) == [renamed]
    none = PagingRule(style="none", operations=("ZooAPI.list",))
    assert differ(old, new, ruled(none, NUMBERED)) == [renamed]
    # Where no rule has it, or one the new name too, it is no reason.
    assert differ(old, new, NUMBERS, Config()) == [renamed, GONE]
    less = replace(own, operations=("ZooAPI.find",), last="")
    assert differ(old, new, ruled(own), ruled(less)) == [renamed, GONE]


def test_a_name_that_an_overlay_has(differ: Differ) -> None:
    paging = PagingOverlay(style="number", parameter="page", items="results")
    overlay = Overlay(reason="It is.", operation="ZooAPI.list", paging=paging)
    config = Config(overlay=(overlay,))
    old, new = listing(TURNED), listing(TURNED, name="find")
    assert differ(old, new, config, Config()) == [("operation_renamed", "breaking")]
    assert differ(old, old, config, Config()) == [GONE]
    assert differ(old, old, Config(), config) == [COME]


@pytest.mark.parametrize(
    "new",
    [
        listing(TURNED, OTHER),
        listing(TURNED, definitions=(PAGE, definition("Other", a="string"))),
        listing(
            TURNED,
            definitions=(
                definition("Page", results="string[]", pages="number", a="string"),
            ),
        ),
    ],
)
def test_what_has_nothing_to_do_with_it(differ: Differ, new: Fact) -> None:
    """Another rule is told, whatever came at the same time."""
    less = ruled(replace(NUMBERED, last=""))
    assert len(differ(listing(TURNED), new)) == 1
    for after in (less, Config()):
        changes = differ(listing(TURNED), new, NUMBERS, after)
        assert GONE in changes
        assert len(changes) == 2
    assert COME in differ(listing(TURNED), new, Config(), NUMBERS)
