"""Which classes a definition serves, found out in one walk, as by following each."""

from hypothesis import given
from hypothesis import strategies as st

from generator.model import (
    ApiClass,
    ApiSpec,
    Definition,
    Operation,
    Property,
    Response,
    SourceSpan,
    TypeRef,
)
from generator.rendering.plan.model_modules import _users
from generator.rendering.plan.references import references_of

PLACE = SourceSpan("x.md")
SIZE = 6
REFERENCES = st.lists(st.integers(0, SIZE), max_size=3)  # the last has no page


def type_of(number: int) -> TypeRef:
    return TypeRef(name=f"D{number}", definition=True)


def drop_of(classes: list[list[int]], definitions: list[list[int]]) -> ApiSpec:
    """Classes and definitions by the numbers of the definitions they refer to."""
    return ApiSpec(
        apis=tuple(_api(number, found) for number, found in enumerate(classes)),
        definitions=tuple(
            Definition(
                name=f"D{number}",
                file="x.md",
                description="",
                properties=tuple(
                    Property(
                        name=f"p{place}",
                        type=type_of(other),
                        required=False,
                        description="",
                        span=PLACE,
                    )
                    for place, other in enumerate(found)
                ),
                span=PLACE,
            )
            for number, found in enumerate(definitions)
        ),
    )


def _api(number: int, references: list[int]) -> ApiClass:
    responses = tuple(
        Response(status="200", type=type_of(other), description="", span=PLACE)
        for other in references
    )
    operation = Operation(
        name="get",
        method="GET",
        path="/",
        summary="",
        description="",
        deprecated=False,
        parameters=(),
        responses=responses,
        span=PLACE,
    )
    return ApiClass(
        name=f"A{number}",
        file="x.md",
        description="",
        url=None,
        operations=(operation,),
        span=PLACE,
    )


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
