"""Classes that a definition serves: one walk finds the same as following each."""

from hypothesis import given
from hypothesis import strategies as st

from generator.model import ApiClass, ApiSpec, Definition
from generator.rendering.plan.model_modules import _users
from generator.rendering.plan.references import references_of
from tests import nodes

SIZE = 6
REFERENCES = st.lists(st.integers(0, SIZE), max_size=3)  # the last has no page


def drop_of(classes: list[list[int]], definitions: list[list[int]]) -> ApiSpec:
    """Classes and definitions by the numbers of the definitions they refer to."""
    return nodes.drop(
        *(_api(f"A{number}", found) for number, found in enumerate(classes)),
        *(_definition(f"D{number}", found) for number, found in enumerate(definitions)),
    )


def _api(name: str, found: list[int]) -> ApiClass:
    refers = (nodes.response("200", nodes.refers(f"D{other}")) for other in found)
    return nodes.api(name, nodes.operation("get", responses=tuple(refers)))


def _definition(name: str, found: list[int]) -> Definition:
    rows = (nodes.prop(f"p{n}", nodes.refers(f"D{to}")) for n, to in enumerate(found))
    return nodes.definition(name, *rows)


def reached(start: list[int], definitions: list[list[int]]) -> set[int]:
    found: set[int] = set()
    pending = list(start)
    while pending:
        number = pending.pop()
        if number < len(definitions) and number not in found:
            found.add(number)
            pending += definitions[number]
    return found


@given(
    st.lists(REFERENCES, max_size=4),
    st.lists(REFERENCES, min_size=SIZE, max_size=SIZE),
)
def test_users_are_those_that_reach_a_definition(
    classes: list[list[int]], definitions: list[list[int]]
) -> None:
    expected: dict[str, str | None] = {}
    for api, start in enumerate(classes):
        for number in reached(start, definitions):
            name = f"D{number}"
            expected[name] = None if name in expected else f"A{api}"
    assert _users(references_of(drop_of(classes, definitions))) == expected
