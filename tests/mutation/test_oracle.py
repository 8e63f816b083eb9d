"""What the oracle takes for a loss, and what is none, one mutant at a time."""

import dataclasses

import msgspec
import pytest

from generator.diagnostics import SourceSpan
from tests.mutation.mutant import Change, edit
from tests.mutation.oracle import Reader, Reading, Verdict, judge
from tests.mutation.page import Page

READER = Reader(())
DEFINITION = """\
# `Pet` Definition

Pets.

| Property | Type | Required | Description |
|---|---|---|---|
| kind | `string` | No | What it is. |
| name | `string` | No | How it is called,
by those who know it. |
| tail | `number` | No | Its length. |
"""
CLASS = """\
# `PetAPI` Class

## Methods

- [`getPet`](#getpet) - Reads a pet.

### `getPet`

Reads a pet.

> This method is deprecated and may be removed in the future.

#### Endpoint

`GET /pet`

#### Parameters

This method does not have any parameters.

#### Returns

| HTTP Status Code | Returned Type | Description |
|---|---|---|
| `200` | `string` | Fine. |
"""


def page(text: str) -> Page:
    definition = "definitions/pet-definition.md"
    return Page.of("classes/pet-api.md" if "PetAPI" in text else definition, text)


def tried(text: str, old: str, new: str) -> tuple[Reading, Reading, Change]:
    """The lines ``old`` become ``new``."""
    assert text.count(old) == 1
    before = page(text)
    start = text[: text.index(old)].count("\n")
    change = edit(start, start + old.count("\n") + 1, new.split("\n"))
    base = READER.base(before)
    assert base.read
    assert not base.said
    return base, READER.mutant(before, change), change


JOINED = "by those who know it. |\n| tail | `number` | No | Its length. |"


@pytest.mark.parametrize("glue", ["\u2028", "\r", "", " "])
def test_rows_joined_below_a_line_break_are_told_where_the_row_begins(
    glue: str,
) -> None:
    base, mutant, change = tried(DEFINITION, JOINED, JOINED.replace("\n", glue))
    assert "D118" in {one.code for one in mutant.said}
    assert judge(base, mutant, change).outcome == "diagnosed"


def test_rows_joined_are_lost_if_another_row_is_told_of_or_their_characters() -> None:
    base, mutant, change = tried(DEFINITION, JOINED, JOINED.replace("\n", "\u2028"))
    elsewhere = SourceSpan(mutant.said[0].span.file, 7)
    for said in (
        [one for one in mutant.said if one.code == "D217"],
        [msgspec.structs.replace(one, span=elsewhere) for one in mutant.said],
    ):
        assert said
        other = dataclasses.replace(mutant, said=tuple(said))
        assert judge(base, other, change).outcome == "loss"


def test_an_emphasised_word_is_no_kind_of_a_quote() -> None:
    old = "> This method is deprecated and may be removed in the future."
    verdict = judge(*tried(CLASS, old, old.replace("This", "**This**")))
    assert verdict.outcome == "differs"
    verdict = judge(*tried(CLASS, old, old.replace("> ", "> **Warning:** ")))
    assert verdict == Verdict("same")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (DEFINITION, "{}", "Pets."),
        (DEFINITION, "| tail | `number` | No | {} |", "Its length."),
        (CLASS, "| `200` | `string` | {} |", "Fine."),
    ],
)
def test_marks_around_the_only_word_of_a_text_are_no_loss(
    text: str, line: str, words: str
) -> None:
    text = text.replace(line.format(words), line.format("Deprecated"))
    tries = tried(text, line.format("Deprecated"), line.format("`Deprecated`"))
    assert judge(*tries).outcome == "differs"
