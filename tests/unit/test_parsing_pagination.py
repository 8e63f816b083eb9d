"""Which operations answer page by page, by the rules of a configuration."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.config import Config, Paging, PagingRule, load_config
from generator.diagnostics import Diagnostics
from generator.model import Definition, Operation, TypeRef
from generator.parsing.pagination import with_paging
from tests import nodes

ENTITY = nodes.refers("Entity")
RULES = load_config(
    Path(__file__).parents[2] / "specs/client.toml", Diagnostics()
).paging


def definition(name: str, **properties: TypeRef) -> Definition:
    return nodes.definition(name, *map(nodes.prop, properties, properties.values()))


NUMBER = TypeRef(name="number")
STRING = TypeRef(name="string")
ENTITIES = TypeRef(name="Entity", array=True, definition=True)
DEFINITIONS = (
    definition("Entity", id=STRING),
    definition("Counted", entities=ENTITIES, pageCount=NUMBER, nextUri=STRING),
    definition("Linked", entities=ENTITIES, nextUri=STRING),
    definition("Plain", results=ENTITIES),
    definition("Nested", results=nodes.refers("Plainer")),
    definition("Plainer", entities=ENTITIES),
    definition("Single", pageCount=NUMBER),
    definition("Cursors", after=STRING),
    definition("ByCursor", entities=ENTITIES, cursors=nodes.refers("Cursors")),
    definition("Query", pageNumber=NUMBER),
    definition("Asking", paging=nodes.refers("Query")),
)


def operation(
    answers: tuple[TypeRef | None, ...],
    query: tuple[str, ...] = (),
    body: str = "",
    method: str = "GET",
) -> Operation:
    parameters = [nodes.parameter(name, "query", NUMBER) for name in query]
    if body:
        parameters.append(nodes.parameter("body", "body", nodes.refers(body)))
    responses = (nodes.response(str(200 + n), type_) for n, type_ in enumerate(answers))
    return nodes.operation(
        "getThings", *parameters, method=method, responses=tuple(responses)
    )


def paged(made: Operation, rules: Paging = RULES) -> tuple[str, ...] | None:
    api = nodes.api("ThingAPI", made)
    drop = with_paging(nodes.drop(api, *DEFINITIONS), rules)
    found = drop.apis[0].operations[0].paging
    if found is None:
        return None
    assert found.item == ENTITY
    place = f"{found.location}.{found.parameter}" if found.location else ""
    return found.style, place, found.items, found.next, found.last


def answer(name: str) -> tuple[TypeRef, ...]:
    return (nodes.refers(name),)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            operation(answer("Counted"), ("pageSize", "pageNumber")),
            ("number", "query.pageNumber", "entities", "", "pageCount"),
        ),
        (operation(answer("Counted")), ("link", "", "entities", "nextUri", "")),
        (
            operation(answer("Linked"), ("pageNumber",)),
            ("link", "", "entities", "nextUri", ""),
        ),
        (
            operation(answer("Plain"), ("pageNumber",)),
            ("number", "query.pageNumber", "results", "", ""),
        ),
        (
            operation(answer("Nested"), ("pageNumber",)),
            ("number", "query.pageNumber", "results.entities", "", ""),
        ),
        (
            operation(answer("ByCursor"), ("cursor",)),
            ("cursor", "query.cursor", "entities", "cursors.after", ""),
        ),
        (
            operation(answer("Counted"), body="Query", method="POST"),
            ("number", "body.pageNumber", "entities", "", "pageCount"),
        ),
        (
            operation(answer("Plain"), body="Asking", method="POST"),
            ("number", "body.paging.pageNumber", "results", "", ""),
        ),
        (
            operation((*answer("Linked"), None)),
            ("link", "", "entities", "nextUri", ""),
        ),
    ],
)
def test_the_first_rule_that_fits_counts(
    made: Operation, expected: tuple[str, ...]
) -> None:
    assert paged(made) == expected


@pytest.mark.parametrize(
    "made",
    [
        operation(answer("Single"), ("pageNumber",)),
        operation(answer("Plain")),
        operation(answer("Linked"), method="PATCH"),
        operation(answer("Linked"), method="POST"),
        operation((*answer("Linked"), *answer("Counted"))),
        operation((TypeRef(name="Linked", definition=True, array=True),)),
        operation(answer("Missing"), ("pageNumber",)),
        operation((None,), ("pageNumber",)),
    ],
)
def test_what_no_rule_fits_is_not_paged(made: Operation) -> None:
    assert paged(made) is None


def test_an_operation_can_be_excepted() -> None:
    none = PagingRule(style="none", operations=("ThingAPI.getThings",))
    rules = Paging(items=RULES.items, rules=(none, *RULES.rules))
    assert paged(operation(answer("Linked")), rules) is None


def test_without_rules_nothing_is_paged() -> None:
    assert paged(operation(answer("Linked")), Config().paging) is None


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Page size", 100),
        ("", 100),
        ("Number of entities to return. Maximum of 200.", 100),
        ("Page size [max value is 50]", 50),
        ("The page size for the listing. The max that will be returned is 25.", 25),
        ("Default: 25, Maximum: 50.", 50),
        ("The maximum, which is the default 25", 100),
        ("Maximum number of results. Default is 25. The maximum page size is 30.", 30),
        ("The number of notes; must be between 120 and 200, default is 150", 120),
        ("At least the minimum of 1,000", 1000),
        ("limited to 1,000 records; pageNumber * pageSize must be <= 50", 100),
        ("max 0", 100),
        (f"max {'9' * 9999}", 100),
        ("Deprecated, paging is not supported", 0),
    ],
)
def test_a_page_size_is_bounded_by_the_text(text: str, size: int) -> None:
    parameter = nodes.parameter("pageSize", "query", NUMBER, description=text)
    made = replace(operation(answer("Linked")), parameters=(parameter,))
    api = nodes.api("ThingAPI", made)
    found = with_paging(nodes.drop(api, *DEFINITIONS), RULES)
    paging = found.apis[0].operations[0].paging
    assert paging is not None
    assert paging.page_size == size
    assert paging.size_parameter == ("pageSize" if size else "")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (operation(answer("Counted"), ("pageNumber", "pageSize")), "pageSize"),
        (operation(answer("Counted"), ("pageNumber", "limit", "pageSize")), "pageSize"),
        (operation(answer("Counted"), ("pageNumber", "limit")), "limit"),
        (operation(answer("Counted"), ("pageNumber",)), ""),
        (operation(answer("Counted"), body="Sized", method="POST"), "pageSize"),
        (operation(answer("Counted"), body="Worded", method="POST"), ""),
    ],
)
def test_the_first_parameter_of_the_page_size_counts(
    made: Operation, expected: str
) -> None:
    bodies = (
        definition("Sized", pageNumber=NUMBER, pageSize=NUMBER),
        definition("Worded", pageNumber=NUMBER, pageSize=STRING),
    )
    drop = nodes.drop(nodes.api("ThingAPI", made), *DEFINITIONS, *bodies)
    for rules, name in ((RULES, expected), (replace(RULES, page_size=None), "")):
        paging = with_paging(drop, rules).apis[0].operations[0].paging
        assert paging is not None
        assert paging.size_parameter == name
