"""What arguments become on the wire, and what is refused before any traffic."""

import enum
import math
from collections import UserDict, deque
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from templates.runtime.encoding.json_body import encode_body
from templates.runtime.model import NULL
from templates.runtime.operation import (
    Operation,
    Parameter,
    Response,
    body,
    header,
    query,
)
from tests.runtime.tiny_models import Owner, Pet

PLUS_2 = timezone(timedelta(hours=2))
NOON = datetime(2024, 2, 29, 12, 0, 0, 123999, tzinfo=PLUS_2)
ID = UUID("12345678-1234-5678-1234-567812345678")
NAIVE = datetime(2024, 2, 29, 12)


class Color(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Plain(enum.Enum):
    A = "a"


def operation(*parameters: Parameter, template: str = "/x") -> Operation[None]:
    return Operation("A.op", "POST", template, parameters, ())


def sent(kind: str, value: Any) -> tuple[str, ...]:
    """The texts of a query parameter of a kind."""
    return tuple(
        text for _, text in operation(query("q", kind)).with_values(value).query
    )


@pytest.mark.parametrize(
    ("kind", "value", "texts"),
    [
        ("string", "", ("",)),
        ("string", "ä b", ("ä b",)),
        ("string", Color.RED, ("red",)),
        ("string", ID, (str(ID),)),
        ("string[]", [ID, "x"], (str(ID), "x")),
        ("any", ID, (str(ID),)),
        ("any", Decimal("2.50"), ("2.50",)),
        ("number", Decimal("25"), ("25",)),
        ("number", Decimal("25.0"), ("25",)),
        ("number", Decimal("-0.00"), ("0",)),
        ("number", Decimal("0.10"), ("0.10",)),
        ("number", Decimal("1E+20"), ("1" + "0" * 20,)),
        ("number", Decimal("-1.5E+1000000"), ("-1.5E+1000000",)),
        ("number", Decimal("1E-1000"), ("1E-1000",)),
        ("number", Decimal("123456789.123456789123"), ("123456789.123456789123",)),
        ("number", 0, ("0",)),
        ("number", Level.HIGH, ("3",)),
        ("number", 10**16, ("10000000000000000",)),
        ("number", 1e16, ("10000000000000000",)),
        ("number", 25.0, ("25",)),
        ("number", -0.0, ("0",)),
        ("number", 0.1, ("0.1",)),
        ("number", 2**70, (str(2**70),)),
        ("boolean", False, ("false",)),
        ("boolean", True, ("true",)),
        ("date", date(2024, 2, 29), ("2024-02-29",)),
        ("date", "tomorrow", ("tomorrow",)),
        ("date-time", NOON, ("2024-02-29T10:00:00.123999Z",)),
        ("date-time", "now", ("now",)),
        ("local-date-time", NAIVE, ("2024-02-29T12:00:00.000",)),
        ("string[]", ["a", "b"], ("a", "b")),
        ("string[]", ("a",), ("a",)),
        ("string[]", deque(["a"]), ("a",)),
        ("number[]", range(2), ("0", "1")),
        ("string[]", [], ()),
        ("Array[]", ["a", 1, True], ("a", "1", "true")),
        ("object", {"a": [1]}, ('{"a":[1]}',)),
        ("object", {}, ("{}",)),
        ("any", 0, ("0",)),
    ],
)
def test_values_are_sent(kind: str, value: Any, texts: tuple[str, ...]) -> None:
    assert sent(kind, value) == texts


@pytest.mark.parametrize(
    ("kind", "value", "error"),
    [
        ("string", 1, TypeError),
        ("string", b"x", TypeError),
        ("string", "\ud800", ValueError),
        ("number", True, TypeError),
        ("number", "1", TypeError),
        ("number", math.nan, ValueError),
        ("number", math.inf, ValueError),
        ("number", Decimal("NaN"), ValueError),
        ("number", Decimal("-Infinity"), ValueError),
        ("number", ID, TypeError),
        ("string", Decimal("1"), TypeError),
        ("date", ID, TypeError),
        ("boolean", 1, TypeError),
        ("boolean", "true", TypeError),
        ("date", NOON, TypeError),
        ("date", 1, TypeError),
        ("date-time", NAIVE, ValueError),
        ("date-time", date(2024, 2, 29), TypeError),
        ("date-time", datetime.min.replace(tzinfo=PLUS_2), ValueError),
        ("local-date-time", NOON, ValueError),
        ("string[]", "ab", TypeError),
        ("string[]", b"ab", TypeError),
        ("string[]", {"a"}, TypeError),
        ("string[]", {"a": 1}, TypeError),
        ("string[]", iter("ab"), TypeError),
        ("string[]", ["a", None], TypeError),
        ("string[]", ["a", 1], TypeError),
        ("object", "x", TypeError),
        ("object", [], TypeError),
        ("string", NULL, TypeError),
        ("any", NULL, TypeError),
        ("string[]", NULL, TypeError),
        ("string[]", [NULL], TypeError),
    ],
)
def test_values_are_refused(kind: str, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^A\.op: q") as caught:
        sent(kind, value)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    "value", ["a\r\nB: c", "a\nb", "a\rb", "a\0", " a", "a ", "\t", "ä", "a\x7f"]
)
def test_header_values_cannot_start_another_header(value: str) -> None:
    with pytest.raises(ValueError, match=r"^A\.op: if_match \(If-Match in "):
        operation(header("If-Match", "string")).with_values(value)


@pytest.mark.parametrize(
    ("kind", "value", "content"),
    [
        ("object", {"a": None, "b": NULL}, '{"a":null,"b":null}'),
        ("object", {}, "{}"),
        ("object", UserDict({"a": 1}), '{"a":1}'),
        ("object", Pet(name="x", id=None, extra_={"a": None}), None),
        ("object[]", [Pet(name="x"), {"a": 1}], '[{"name":"x"},{"a":1}]'),
        ("object[]", (), "[]"),
        ("string", "x", '"x"'),
        ("string", "", '""'),
        ("string[]", ("a",), '["a"]'),
        ("number", 0, "0"),
        ("boolean", False, "false"),
        ("date", date(2024, 2, 29), '"2024-02-29"'),
        ("date-time", NOON, '"2024-02-29T10:00:00.123999Z"'),
        ("local-date-time", NAIVE, '"2024-02-29T12:00:00.000"'),
        ("local-date-time[]", [NAIVE], '["2024-02-29T12:00:00.000"]'),
        ("any", [1, "a", None], '[1,"a",null]'),
        ("string[]", [ID], f'["{ID}"]'),
        ("number", Decimal("0.1"), "0.1"),
        ("any", {"id": ID, "n": [Decimal("7.0")]}, f'{{"id":"{ID}","n":[7]}}'),
        ("object", {"n": Decimal("1E+400")}, '{"n":1E+400}'),
        ("object", {"n": Decimal("0." + "1" * 30)}, f'{{"n":0.{"1" * 30}}}'),
        ("object", Pet(name=ID), f'{{"name":"{ID}"}}'),
        ("Array[]", [[1], []], "[[1],[]]"),
        ("object", NULL, "null"),
        ("string[]", NULL, "null"),
    ],
)
def test_bodies_are_sent(kind: str, value: Any, content: str | None) -> None:
    expected = content or '{"name":"x","extra":{"a":null}}'
    assert operation(body(kind))(value).content == expected.encode()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("object", []),
        ("object", "x"),
        ("object[]", Pet(name="x")),
        ("object[]", {}),
        ("object[]", ["x"]),
        ("string", 1),
        ("string[]", "ab"),
        ("number", True),
        ("boolean", 0),
        ("any", object()),
        ("date", NOON),
    ],
)
def test_bodies_of_the_wrong_kind_are_refused(kind: str, value: Any) -> None:
    with pytest.raises(TypeError, match=r"^A\.op: body"):
        operation(body(kind))(value)


def test_a_mapping_for_json_has_numbers_and_texts() -> None:
    pet = Pet(name=ID, friends=[Decimal("7.0"), Decimal("0.10"), Decimal("1E+999")])
    assert pet.to_dict() == {"name": str(ID), "friends": [7, 0.1, "1E+999"]}
    assert pet.to_json() == f'{{"name":"{ID}","friends":[7,0.1,1E+999]}}'


@pytest.mark.parametrize(
    ("value", "error", "place"),
    [
        ({"items": [0, 1, 2, {"when": NAIVE}]}, ValueError, r"body\.items\[3\]\.when"),
        (
            {"a b": object()},
            TypeError,
            r"body\['a b'\] must be a JSON value, not object",
        ),
        ([{1: 2}], TypeError, r"body\[0\] must have str keys, not int"),
        (Pet(name="x", owner=Owner(full_name="y", pets=[1])), None, ""),
        (Pet(name="x", seen=NAIVE), ValueError, r"body\.seen must have a time zone"),
        (Pet(name="x", wakes=NOON), ValueError, r"body\.wakes must not have a"),
        (
            Pet(name="x", friends={Color}),
            TypeError,
            r"body\.friends must be a JSON value, not set",
        ),
        ([math.nan], ValueError, r"body\[0\] must be a finite"),
        ({"x": Decimal("sNaN")}, ValueError, r"body\.x must be a finite"),
        ({"x": -math.inf}, ValueError, r"body\.x must be a finite"),
        ([b"x"], TypeError, r"body\[0\] must be a JSON value, not bytes"),
        (["\udfff"], ValueError, r"body\[0\] must not contain a lone"),
        ({"\udfff": 1}, ValueError, r"body\['.*'\] must not contain a lone"),
        ([iter([])], TypeError, r"body\[0\]"),
    ],
)
def test_the_place_of_what_cannot_be_sent_is_named(
    value: Any, error: type[Exception] | None, place: str
) -> None:
    if error is None:
        # Wrong by its type, but JSON: models check names, not values.
        assert encode_body(value)
        return
    with pytest.raises(error, match=place) as caught:
        encode_body(value)
    assert type(caught.value) is error


def test_deep_and_cyclic_bodies_end_in_an_error() -> None:
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    pet = Pet(name="x")
    pet.friends = [pet]
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    for value in (cyclic, pet, deep):
        with pytest.raises(ValueError, match="levels deep"):
            encode_body(value)
    fine: list[Any] = []
    for _ in range(150):
        fine = [fine]
    assert encode_body(fine).startswith(b"[[")
    while deep:
        deep = deep["a"]


def test_the_type_of_a_row_is_loaded_once_and_late() -> None:
    loads: list[int] = []

    def load() -> type[Pet]:
        loads.append(1)
        return Pet

    row = Response("200", load, "")
    assert row.typed
    assert loads == []
    assert row.type is row.type is Pet
    assert row.decoder is row.decoder
    assert loads == [1]
