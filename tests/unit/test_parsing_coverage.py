"""The account: what readers forget, take twice or alter does not go unseen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config import Config
from generator.diagnostics import Diagnostic, Diagnostics
from generator.model import ApiSpec, Coverage
from generator.parsing import parse_documents
from generator.parsing.coverage import check_coverage
from generator.parsing.coverage_log import BLANK, strip_whitespace
from generator.parsing.page_source import PageSource, Region
from generator.parsing.platform import (
    class_page,
    definition_page,
    index_page,
    operations,
    parameters,
)
from generator.parsing.platform.class_page import parse_class
from generator.parsing.platform.definition_page import parse_definition
from generator.parsing.platform.deprecation import Notice
from generator.parsing.platform.index_page import parse_index
from generator.parsing.platform.sections import ClassParts
from generator.parsing.tables import Row, TableParser

CLASS = """\
# `PetsAPI` Class ##

All about *pets*.

<!-- text -->
> a quote

## Methods

- [`getPet`](#getpet) - Get
a pet.
- [`addPet`](#addpet)

### `getPet`

Get
a pet.

> [!WARNING]
> This method is
>   deprecated.

Really.

#### Description

One.

    two

#### Endpoint

`GET /pets/{id}`

#### Parameters

- `id` - **(string, required)** The id
over two lines
- `query` - **(object)** The query string parameters for the request. An empty object or `null` is allowed if all query string parameters are optional.
* `query.a` - **(number[], optional)**
- `body` - **([Pet](pet-definition.md), required)** - the pet

#### Returns

A promise that settles to an answer.

| HTTP Status Code | Returned type | Description |
|---|:-:|---|
| `200` | [Pet](pet-definition.md) | ok | or so |
| `404` | | not
found |
| `500`
| default |

### `addPet`

#### Endpoint

`POST /pets`

#### Parameters

This method does not have any parameters.

#### Returns

A promise that settles to an answer.

| HTTP Status Code | Returned type | Description |
|---|---|---|
| `200` |  |  |

---

*Generated on 2025-01-06*"""  # noqa: E501
DEFINITION = """\
# `Pet` Definition

A pet.

| Description | Required | Property | Since | Type |
|---|---|---|---|---|
| its | name | Yes | name | 1 | `string` |
| | No | $ref |  | [Pet[]](pet-definition.md)
| *old* | No | age | 2 | `number` |
<!-- told -->

---

*Generated on 2025-01-06*
"""
INDEX = """\
# Pet Classes

| Class Name | Description | Documentation |
|---|---|---|
| [`PetsAPI`](pets-api.md) | All about *pets*. | [Click here](https://example.com)
| [`ShopAPI`](shop-api.md) |  |

---
"""
SAID = {
    "class": ["D311", "D131", "D129", "D129"],
    "definition": ["D110", "D118", "D120"],
    "index": list[str](),
}
PAGES: dict[str, tuple[str, Callable[[PageSource, Diagnostics], object], int]] = {
    "class": (CLASS, parse_class, 11),
    "definition": (DEFINITION, parse_definition, 4),
    "index": (INDEX, parse_index, 0),
}


def settle(source: PageSource) -> tuple[Coverage, list[Diagnostic]]:
    """The account of a page that was read, and what is said about it."""
    diagnostics = Diagnostics()
    return check_coverage(source, diagnostics), list(diagnostics.items)


def read(kind: str, text: str | None = None) -> tuple[PageSource, list[str]]:
    """A page after reading, and the codes of what its reader said."""
    page, reader, _ = PAGES[kind]
    source, diagnostics = (
        PageSource("x.md", page if text is None else text),
        Diagnostics(),
    )
    reader(source, diagnostics)
    return source, [item.code for item in diagnostics.items]


def visible(text: str) -> int:
    return sum(character not in BLANK for character in text)


@pytest.mark.parametrize("kind", PAGES)
def test_all_of_a_page_is_claimed(kind: str) -> None:
    source, said = read(kind)
    account, gaps = settle(source)
    assert said == SAID[kind]
    told = visible("12<!-- told -->") if kind == "definition" else 0
    assert gaps == []
    assert account == Coverage(
        pages=1,
        characters=visible(source.text),
        claimed=visible(source.text) - told,
        reported=told,
        nodes=PAGES[kind][2],
    )


def claims_of(kind: str) -> list[int]:
    return list(range(len(read(kind)[0].coverage.pieces)))


@pytest.mark.parametrize(
    ("kind", "number"), [(kind, number) for kind in PAGES for number in claims_of(kind)]
)
def test_a_claim_that_is_missing_or_doubled_is_told(kind: str, number: int) -> None:
    source, _ = read(kind)
    line, text = source.coverage.pieces.pop(number)
    lost = visible(text)
    account, gaps = settle(source)
    assert [item.code for item in gaps] == ["D124"] * (lost > 0)
    assert account.claimed + account.reported + lost == account.characters
    if lost:
        last = line + text.strip().count("\n") + 1
        assert line < gaps[0].span.line <= last + 1

    source, _ = read(kind)
    source.coverage.pieces.append((line, text))
    assert [item.code for item in settle(source)[1]] == ["D125"] * (lost > 0)


def test_the_place_of_what_is_lost_is_exact() -> None:
    source = PageSource("x.md", "one\n\n  two | three\tfour |\n\nfive")
    source.coverage.claim(0, "one")
    source.coverage.claim(2, "two||")
    source.coverage.claim(4, "five")
    account, gaps = settle(source)
    assert [str(item.span) for item in gaps] == ["x.md:3:9"]
    assert gaps[0].message.endswith("'three\\tfour'")
    assert account.characters - account.claimed == len("threefour")


def test_lines_that_a_diagnostic_told_about_need_no_claim() -> None:
    source = PageSource("x.md", "a\nb\nc\nd")
    source.coverage.claim(0, "a")
    source.coverage.mark_reported(1, 3)
    source.coverage.claim(3, "d")
    assert settle(source) == (
        Coverage(pages=1, characters=4, claimed=2, reported=2),
        [],
    )
    # A text may hold them even so.
    source.coverage.claim(1, "bc")
    assert settle(source)[0].claimed == 4


@pytest.mark.parametrize(
    ("space", "code"),
    [("\u00a0", "D126"), ("\u2003", "D126"), ("\u200b", "D124"), ("\ufeff", "D124")],
)
def test_only_plain_white_space_is_dropped_in_silence(space: str, code: str) -> None:
    source = PageSource("x.md", f"a \t b\n{space}c{space}\r\v\f")
    source.coverage.claim(0, "a b")
    source.coverage.claim(1, "c")
    account, gaps = settle(source)
    assert [(item.code, item.span.line) for item in gaps] == [(code, 2)]
    assert account.characters == 5


texts = st.text(st.sampled_from("ab|# \n\t\u00a0ä"), max_size=30)


@settings(deadline=None)
@given(texts, st.lists(st.tuples(st.integers(0, 9), texts), max_size=6))
def test_the_account_is_balanced_only_if_the_pieces_are_the_page(
    text: str, pieces: list[tuple[int, str]]
) -> None:
    source = PageSource("x.md", text)
    for line, piece in pieces:
        source.coverage.claim(line, piece)
    account, gaps = settle(source)
    ordered = sorted(pieces, key=lambda piece: piece[0])
    assert bool(gaps) == (
        strip_whitespace("".join(p for _, p in ordered)) != strip_whitespace(text)
    )
    assert account.claimed + account.reported <= account.characters == visible(text)


# What readers may forget: each of these breaks one on purpose.

Patch = Callable[[pytest.MonkeyPatch], None]


def changed(owner: Any, name: str, change: Callable[[Any], Any] | None) -> Patch:
    """Replaces a function by one with another result, or by one that does nothing."""
    whole = getattr(owner, name)

    def replaced(*args: Any, **rest: Any) -> Any:
        return change(whole(*args, **rest)) if change else ("", "")

    return lambda patch: patch.setattr(owner, name, replaced)


def forget_a_cell(result: tuple[list[str], int, str]) -> tuple[list[str], int, str]:
    cells, shown, closing = result
    return [*cells[:-1], ""], shown, closing


def forget_a_row(rows: Iterator[Row]) -> Iterator[Row]:
    next(rows)
    return rows


def forget_a_line(text: str) -> str:
    return text.rpartition("\n")[0]


def forget_an_operation(parts: ClassParts) -> ClassParts:
    parts.operations.pop()
    return parts


def go_on(notices: Sequence[Notice]) -> list[Notice]:
    """Quotes that seem to be a line longer than they are."""
    regions = (item.region for item in notices)
    longer = [Region(region.start, region.end + 2) for region in regions]
    return [replace(item, region=to) for item, to in zip(notices, longer, strict=True)]


def of_another_flag(node: Any) -> Any:
    return msgspec.structs.replace(node, required=not node.required)


def of_another_status(node: Any) -> Any:
    return msgspec.structs.replace(node, status="418")


def without_type(node: Any) -> Any:
    return msgspec.structs.replace(node, type=None)


def without_text(node: Any) -> Any:
    return msgspec.structs.replace(node, description="")


@pytest.mark.parametrize(
    ("kind", "patch"),
    [
        ("class", changed(TableParser, "_cells", forget_a_cell)),
        ("definition", changed(TableParser, "_cells", forget_a_cell)),
        ("index", changed(TableParser, "_cells", forget_a_cell)),
        ("class", changed(TableParser, "rows", forget_a_row)),
        ("definition", changed(TableParser, "rows", forget_a_row)),
        ("index", changed(TableParser, "rows", forget_a_row)),
        ("class", changed(TableParser, "_skip_dashes", lambda line: line + 1)),
        ("class", changed(PageSource, "read", forget_a_line)),
        (
            "class",
            changed(parameters._ParameterParser, "items", lambda items: items[1:]),
        ),
        ("class", changed(class_page, "split_class", forget_an_operation)),
        ("class", changed(class_page, "_list_entry", None)),
        ("class", changed(operations, "parse_notices", go_on)),
        ("class", changed(operations.OperationParser, "_summary", None)),
        ("class", changed(operations, "Response", without_text)),
        ("class", changed(parameters, "Parameter", without_text)),
        ("class", changed(class_page, "ApiClass", without_text)),
        ("definition", changed(definition_page, "Property", without_text)),
        ("definition", changed(definition_page, "Definition", without_text)),
        ("index", changed(index_page, "IndexEntry", without_text)),
        ("class", changed(operations, "Response", without_type)),
        ("class", changed(operations, "Response", of_another_status)),
        ("class", changed(parameters, "Parameter", without_type)),
        ("class", changed(parameters, "Parameter", of_another_flag)),
        ("definition", changed(definition_page, "Property", without_type)),
        ("definition", changed(definition_page, "Property", of_another_flag)),
    ],
)
def test_a_reader_that_forgets_is_found_out(
    kind: str, patch: Patch, monkeypatch: pytest.MonkeyPatch
) -> None:
    patch(monkeypatch)
    codes = {item.code for item in settle(read(kind)[0])[1]}
    assert codes & {"D124", "D125"}


# Whole drops.


def nodes(drop: ApiSpec) -> int:
    """How many facts a drop has."""
    found = len(drop.apis) + len(drop.definitions)
    for api in drop.apis:
        for operation in api.operations:
            found += 1 + len(operation.parameters) + len(operation.responses)
    return found + sum(len(item.properties) for item in drop.definitions)


def test_a_whole_drop_is_claimed(whole_drop: Path) -> None:
    account, diagnostics = Coverage(), Diagnostics()
    drop = parse_documents(whole_drop, Config(), diagnostics, coverage=account)
    assert not {"D124", "D125", "D126"} & {item.code for item in diagnostics.items}
    texts = [path.read_text("utf-8") for path in sorted(whole_drop.glob("*/*.md"))]
    characters = sum(map(visible, texts))
    assert account == Coverage(
        pages=len(texts),
        characters=characters,
        claimed=characters,
        reported=0,
        nodes=nodes(drop),
    )
