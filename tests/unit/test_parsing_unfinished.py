"""Marks of a merge conflict, and text that was left out, wherever they stand."""

import pytest

from generator.diagnostics import Diagnostics
from generator.parsing.page_source import PageSource
from generator.parsing.unfinished import mentions_omission, report_unfinished


def said(text: str) -> list[tuple[str, int]]:
    """Codes and lines of what is said of a text."""
    diagnostics = Diagnostics()
    report_unfinished(PageSource("x.md", text), diagnostics)
    return [(item.code, item.span.line) for item in diagnostics.items]


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< HEAD",
        "=======",
        ">>>>>>> feature/pets",
        "||||||| 1a2b3c4",
        "> <<<<<<< ours",
        "    >>>>>>> theirs",
        "The id. <<<<<<< HEAD The name. ======= Both. >>>>>>> main",
        "| id | `string` | Yes | <<<<<<< |",
    ],
)
def test_marks_of_a_merge_conflict_are_told_anywhere(line: str) -> None:
    for text in (line, f"a\n\n{line}\nb", f"```\n{line}\n```", f"<!--\n{line}\n-->"):
        assert said(text) == [("D132", text[: text.index(line)].count("\n") + 1)]


@pytest.mark.parametrize(
    "text",
    [
        "Methods\n=======\n\ntext",
        "a\n========",
        "<<<<<<<<<",
        "|||||||",
        "| a | b |\n|||||||\n",
        "> > > > > > > deep",
    ],
)
def test_what_only_looks_like_a_mark_is_text(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "...",
        "\u2026",
        "[...]",
        "(\u2026)",
        ". . .",
        "- ...",
        "1. ...",
        "> ...",
        "* **...**",
        "- `...` - ...",
        "| ... | ... | ... | ... |",
        "| \u2026 | | No | |",
        "| id | `string` | Yes | ... |",
        "... 12 more methods ...",
        "... and so on",
        "[truncated]",
        "(12 rows omitted)",
        "- <snip>",
        "&hellip;",
    ],
)
def test_an_ellipsis_of_its_own_is_told(line: str) -> None:
    assert said(f"a\n\n{line}\nb") == [("D134", 3)]
    assert said(f"```\n{line}\n```") == []


@pytest.mark.parametrize(
    "line",
    [
        "Monday = 1 ... Sunday = 7",
        "Wait...",
        "- One, two, ...",
        "| a | `string` | No | x || ... ) or (y || ...). |",
        "[omitted](omitted.md)",
        "What was omitted (by default) counts.",
    ],
)
def test_an_ellipsis_inside_of_a_text_is_text(line: str) -> None:
    assert said(line) == []


def test_comments_that_say_that_text_was_left_out() -> None:
    assert mentions_omission(" ... ")
    assert mentions_omission(" other parameters as above ")
    assert mentions_omission(" 12 more rows ")
    assert not mentions_omission(" markdownlint-disable ")


def test_long_lines_take_no_longer_than_their_length() -> None:
    for line in ("." * 99_999 + "a", "| " * 99_999 + "...a", "(" * 99_999 + " omitted"):
        assert said(line) == []
