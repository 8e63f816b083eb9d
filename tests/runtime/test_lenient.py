"""Values that differ from their type: nothing is lost, all differences are found."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from templates.runtime.responses.lenient import read
from templates.runtime.responses.mismatches import Finding
from tests.runtime.tiny_models import Listing, Owner, Pet


def said(found: list[Finding]) -> list[tuple[list[Any], str, str]]:
    return [(list(reversed(f.steps)), f.expected, f.got) for f in found]


@pytest.mark.parametrize(
    ("wire", "field", "value", "expected", "got"),
    [
        ({"id": 5}, "id", 5, "string", "number"),
        ({"id": {"a": 1}}, "id", {"a": 1}, "string", "object"),
        ({"dateBorn": ""}, "date_born", "", "date", "string of another format"),
        ({"seen": "08:30Z"}, "seen", "08:30Z", "date-time", "string of another format"),
        ({"seen": 5}, "seen", 5, "date-time", "number"),
        ({"owner": [1]}, "owner", [1], "Owner", "array"),
        ({"owner": "me"}, "owner", "me", "Owner", "string"),
        ({"friends": {"a": 1}}, "friends", {"a": 1}, "array", "object"),
        ({"extra": [1]}, "extra_", [1], "object", "array"),
    ],
)
def test_a_value_of_another_type_stays_as_it_came(
    wire: dict[str, Any], field: str, value: Any, expected: str, got: str
) -> None:
    pet, found = read({"name": "x", **wire}, Pet)
    assert type(pet) is Pet
    assert pet.name == "x"
    assert getattr(pet, field) == value
    assert said(found) == [([next(iter(wire))], expected, got)]


def test_the_rest_of_an_odd_object_is_read_as_ever() -> None:
    pet, found = read(
        {
            "id": 1,
            "name": None,
            "owner": {"full-name": "y", "pets": [{"seen": "2020-01-02T03:04:05Z"}]},
            "dateBorn": "2020-01-02",
            "naps": ["2020-01-02T03:04:05", "late"],
            "extra": {"a": [1, None]},
            "tomorrow": "unknown",
        },
        Pet,
    )
    assert pet.name is None
    assert isinstance(pet.owner, Owner)
    assert pet.owner.pets[0].seen == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert pet.date_born == date(2020, 1, 2)
    assert pet.naps == [datetime(2020, 1, 2, 3, 4, 5), "late"]
    assert pet.extra_ == {"a": [1, None]}
    assert said(found) == [
        (["id"], "string", "number"),
        (["naps", 1], "date-time", "string of another format"),
        (["tomorrow"], "nothing", "a field"),
    ]
    assert pet.extra == {"tomorrow": "unknown"}


def test_one_odd_item_leaves_the_others() -> None:
    items: list[Any] = [{"name": "a"}, None, "b", {"name": 1}, {"name": "c"}]
    listing, found = read({"entities": items}, Listing)
    assert listing.entities[0] == Pet(name="a")
    assert listing.entities[1:3] == [None, "b"]
    assert listing.entities[3].name == 1
    assert listing.entities[4] == Pet(name="c")
    assert said(found) == [
        (["entities", 1], "Pet", "null"),
        (["entities", 2], "Pet", "string"),
        (["entities", 3, "name"], "string", "number"),
    ]


class Colour(Enum):
    RED = "red"


class Defaults(msgspec.Struct):
    a: int = 5
    b: list[int] = []
    c: str | None = None


class First(msgspec.Struct, tag=True):
    a: int = 0


class Second(msgspec.Struct, tag=True):
    a: int = 0


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (int | float | None, "5", "number"),
        (float, "x", "number"),
        (bool, 1, "boolean"),
        (int, 1.5, "number"),
        (Colour, "blue", "Colour"),
        (list[list[int]], [[1], ["x"]], "number"),
        (dict[str, int], {"a": "x"}, "number"),
        (dict[int, int], {"a": 1}, "object"),
        (list[int] | str, {"a": 1}, "array or string"),
        (First | Second, {"type": "Third"}, "First or Second"),
        (None, 1, "null"),
    ],
)
def test_any_type(kind: Any, value: Any, expected: str) -> None:
    kept, found = read(value, kind)
    assert kept == value
    assert [f.expected for f in found] == [expected]


@pytest.mark.parametrize(
    ("kind", "value", "made"),
    [
        (float, 1, 1.0),
        (int, 1.0, 1),
        (Colour, "red", Colour.RED),
        (Any, [{}], [{}]),
        (Literal["a"], "a", "a"),
        (list[int] | str, "x", "x"),
        (date | None, "2020-01-02", date(2020, 1, 2)),
        (list[date], ["2020-01-02"], [date(2020, 1, 2)]),
        (dict[str, date], {"a": "2020-01-02"}, {"a": date(2020, 1, 2)}),
        (First | Second, {"type": "Second", "a": 1}, Second(1)),
        (Defaults, {"a": 7}, Defaults(7)),
        (Defaults, {}, Defaults()),
    ],
)
def test_what_fits_becomes_what_the_type_says(kind: Any, value: Any, made: Any) -> None:
    result, found = read(value, kind)
    assert result == made
    assert type(result) is type(made)
    assert found == []


def test_defaults_of_other_structs_are_kept() -> None:
    made, found = read({"c": 1}, Defaults)
    assert made == Defaults(c=1)  # type: ignore[arg-type]
    assert len(found) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "owner", "friends", "full-name", "pets", "seen", "naps"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(JSON)
def test_it_agrees_with_the_strict_reader_and_never_breaks(value: Any) -> None:
    result, found = read({"friends": [value], "owner": value}, Pet)
    assert type(result) is Pet
    try:
        strict = msgspec.convert({"friends": [value], "owner": value}, Pet)
    except msgspec.ValidationError:
        assert found
    else:
        assert not found
        assert result == strict
