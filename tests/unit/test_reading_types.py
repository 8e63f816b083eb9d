import pytest

from generator.diagnostics import Diagnostics
from generator.model import TypeRef
from generator.reading.infer import temporal_format
from generator.reading.source import Source
from generator.reading.types import TypeReader, page_of

LOCAL = "local-date-time"
STRING = TypeRef(name="string")


def read(cell: str) -> tuple[TypeRef | None, list[str], list[tuple[str, str, int]]]:
    diagnostics = Diagnostics()
    reader = TypeReader(Source("x.md", f"| {cell} |"), diagnostics)
    kind = reader.read(cell, 0, 1)
    assert reader.read(cell, 0, 1) == kind
    references = [(ref.name, ref.page, ref.count) for ref in reader.references]
    return kind, [item.code for item in diagnostics.items], references


@pytest.mark.parametrize("tick", ["", "`"])
@pytest.mark.parametrize("array", ["", "[]"])
@pytest.mark.parametrize("name", ["string", "number", "boolean", "object"])
def test_primitives(name: str, array: str, tick: str) -> None:
    kind, said, references = read(f"{tick}{name}{array}{tick}")
    assert kind == TypeRef(name=name, array=bool(array))
    assert kind is not None
    assert kind.notation == name + array
    assert (said, references) == ([], [])


@pytest.mark.parametrize(
    ("cell", "array", "page"),
    [
        ("[X](x-definition.md)", False, "x-definition.md"),
        ("[X[]](../definitions/x-definition.md)", True, "x-definition.md"),
        ("[`X`](x-definition.md)", False, "x-definition.md"),
        ("[`X[]`](./x-definition.md#x)", True, "x-definition.md"),
        ("[X](x%2Dy-definition.md)", False, "x-y-definition.md"),
    ],
)
def test_links_are_references(cell: str, array: bool, page: str) -> None:
    kind, said, references = read(cell)
    assert kind == TypeRef(name="X", array=array, definition=True)
    assert said == []
    assert references == [("X", page, 2)]


def test_a_definition_called_like_a_primitive_is_none() -> None:
    kind, _, _ = read("[string](string-definition.md)")
    assert kind == TypeRef(name="string", definition=True)
    assert kind != STRING


def test_arrays_of_anything_and_no_type() -> None:
    assert read("Array[]")[0] == TypeRef(name="Array", array=True)
    assert read("") == (None, [], [])


@pytest.mark.parametrize(
    "cell",
    ["Array", "strin", "string[][]", "`string", "string`", "[X]", "X", "[X](y z.md)"],
)
def test_anything_else_is_no_type(cell: str) -> None:
    # Twice, since the cell is read twice and each place is wrong.
    assert read(cell) == (None, ["D201", "D201"], [])


@pytest.mark.parametrize("target", ["x.md", "https://a.b/x-definition.md", "#x", ""])
def test_links_elsewhere_are_no_types(target: str) -> None:
    assert read(f"[X]({target})")[1] == ["D202", "D202"]


def test_the_place_of_a_type_is_its_own() -> None:
    diagnostics = Diagnostics()
    TypeReader(Source("x.md", "\n| a | strin |"), diagnostics).read("strin", 1, 2)
    assert str(diagnostics.items[0].span) == "x.md:2:7"
    assert "did you mean 'string'" in diagnostics.items[0].hint


def test_pages_of_links() -> None:
    assert page_of("../a/b.md#c") == "b.md"
    assert page_of("/a/b.md") is None
    assert page_of("a/") is None


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (
            "When. Date time is represented as an ISO-8601 string. For example: x",
            "date-time",
        ),
        ("Date time is represented as an ISO-8601 string", "date-time"),
        (
            "Date time is represented as an ISO-8601 string without a timezone. For",
            LOCAL,
        ),
        ("Dates are represented as an ISO-8601 string. For example", "date"),
        ("Date time is\nrepresented as an ISO-8601\tstring.", "date-time"),
        ("Date time is represented as an ISO-8601 string\nwithout a\ntimezone.", LOCAL),
        ("Dates are represented as an\n\nISO-8601 string.", "date"),
        ("Time is represented as an ISO-8601 string without a timezone.", None),
        ("Intervals are represented as an ISO-8601 string.", None),
        ("Periods are represented as an ISO-8601 string.", None),
        ("The start date in ISO-8601 format", None),
        ("createdDate", None),
        ("", None),
    ],
)
def test_formats_come_from_fixed_sentences(
    description: str, expected: str | None
) -> None:
    assert temporal_format(STRING, description) == expected


@pytest.mark.parametrize(
    "kind",
    [
        None,
        TypeRef(name="number"),
        TypeRef(name="string", array=True),
        TypeRef(name="string", definition=True),
    ],
)
def test_only_a_string_has_a_format(kind: TypeRef | None) -> None:
    sentence = "Date time is represented as an ISO-8601 string."
    assert temporal_format(kind, sentence) is None
