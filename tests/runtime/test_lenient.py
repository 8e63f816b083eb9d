"""Values that differ from their type: nothing is lost, all differences are found."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from templates.runtime.responses.lenient import read
from tests.runtime.tiny_models import Pet


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
        (int, 1.5, "integer"),
        (Colour, "blue", "Colour"),
        (list[list[int]], [[1], ["x"]], "integer"),
        (dict[str, int], {"a": "x"}, "integer"),
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
