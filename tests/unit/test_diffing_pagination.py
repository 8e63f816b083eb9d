"""Which changes tell that an operation is paged otherwise than before."""

import pytest
from msgspec.structs import replace

from generator.config import Config, Overlay, Paging, PagingOverlay, PagingRule
from generator.diffing import Comparison, Side
from tests.synthetic import Fact
from tests.synthetic.small import api, definition, drop, operation, parameter, read


def ruled(*rules: PagingRule) -> Config:
    return Config(paging=Paging(items=("entities", "results"), rules=rules))


NUMBERED = PagingRule(
    style="number", parameters=("page",), last="pages", methods=("GET", "POST")
)
NUMBERS = ruled(NUMBERED)

TURNED = parameter("query", "page", "number", required=False)
OTHER = parameter("query", "other", required=False)
BODY = parameter("body", "body", "Query")
QUERY = definition("Query", page="number", text="string")
PAGE = definition("Page", results="string[]", pages="number")

COME, GONE = ("paging_changed", "additive"), ("paging_changed", "breaking")


def differ(
    old: Fact, new: Fact, before: Config = NUMBERS, after: Config | None = None
) -> list[tuple[str, str]]:
    """Return kinds and classes of the changes between two drops."""
    after = after or before
    sides = Side(read(old, before), before), Side(read(new, after), after)
    return [(c.kind, c.class_) for c in Comparison(*sides).changes]


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


@pytest.mark.parametrize(
    ("old", "new", "rules", "cause"),
    [
        (listing(TURNED), listing(), NUMBERS, "parameter_removed"),
        (
            searching(),
            searching(definition("Query", text="string")),
            NUMBERS,
            "property_removed",
        ),
        (
            listing(TURNED),
            listing(TURNED, definitions=(definition("Page", pages="number"),)),
            NUMBERS,
            "property_removed",
        ),
        (
            listing(TURNED),
            listing(TURNED, answers={"200": "string"}),
            NUMBERS,
            "response_type_changed",
        ),
        (
            listing(TURNED),
            listing(TURNED, definitions=()),
            NUMBERS,
            "definition_removed",
        ),
        (
            listing(TURNED),
            listing(TURNED, endpoint="PUT /x"),
            NUMBERS,
            "endpoint_changed",
        ),
        (
            listing(TURNED),
            listing(TURNED, name="find"),
            ruled(replace(NUMBERED, operations=("ZooAPI.list",))),
            "operation_renamed",
        ),
    ],
)
def test_an_iterator_that_goes_is_told_beside_its_cause(
    old: Fact, new: Fact, rules: Config, cause: str
) -> None:
    assert GONE in (gone := differ(old, new, rules))
    assert {kind for kind, _ in gone} == {"paging_changed", cause}
    assert COME in differ(new, old, rules)


def test_other_paging_is_told() -> None:
    both = definition("Page", results="string[]", pages="number", entities="number[]")
    changes = [GONE, ("property_added", "additive")]
    new = listing(TURNED, definitions=(both,))
    assert differ(listing(TURNED), new) == changes
    assert GONE in differ(new, listing(TURNED))
    first = parameter("query", "at", "number", required=False)
    rules = ruled(replace(NUMBERED, parameters=("at", "page")))
    changes = [GONE, ("parameter_added", "additive")]
    assert differ(listing(TURNED), listing(first, TURNED), rules) == changes


def test_rules_and_overlays_are_told() -> None:
    same = listing(TURNED)
    less = ruled(replace(NUMBERED, last=""))
    paging = PagingOverlay(style="number", parameter="page", items="results")
    overlay = Overlay(reason="It is.", operation="ZooAPI.list", paging=paging)
    for after in (less, Config()):
        assert differ(same, same, NUMBERS, after) == [GONE]
    config = Config(overlay=(overlay,))
    assert differ(same, same, Config(), config) == [COME]
    assert differ(same, same, config, Config()) == [GONE]


@pytest.mark.parametrize(
    "new",
    [
        listing(TURNED, OTHER),
        listing(TURNED, definitions=(PAGE, definition("Other", a="string"))),
        listing({**TURNED, "required": True}),
        listing(TURNED, endpoint="GET /y"),
    ],
)
def test_the_same_paging_is_not_told(new: Fact) -> None:
    kinds = [kind for kind, _ in differ(listing(TURNED), new)]
    assert len(kinds) == 1
    assert "paging_changed" not in kinds
