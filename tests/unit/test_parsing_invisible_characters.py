"""Characters that hide and names that look like others are told, and no others are."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Diagnostics
from generator.model import Definition
from generator.parsing.invisible_characters import report_hidden, report_lookalikes
from generator.parsing.page_source import PageSource
from tests import nodes

TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def told(definition: Definition) -> list[str]:
    diagnostics = Diagnostics()
    report_lookalikes(nodes.drop(definition), diagnostics)
    return [item.code for item in diagnostics.items]


def hidden(text: str) -> list[tuple[int, int]]:
    diagnostics = Diagnostics()
    report_hidden(PageSource("x.md", text), diagnostics)
    assert {item.code for item in diagnostics.items} <= {"D217"}
    return [(item.span.line, item.span.column) for item in diagnostics.items]


@pytest.mark.parametrize(
    "name",
    ["size", "größe", "naïve", "用户Id", "ユーザー名", "한글Id", "имя", "αβγ", "l1I0O"],
)
def test_names_of_one_script_are_what_they_look_like(name: str) -> None:
    assert told(nodes.definition("A", nodes.prop(name), nodes.prop("other"))) == []


@pytest.mark.parametrize(
    "name",
    [
        "p\u0430ge",  # a Cyrillic letter
        "\u0421\u041e\u0420",  # nothing else
        "\u03bfption",  # a Greek one
        "\uff50age",  # a wide one
        "pa\u200dge",  # a joiner
        "pag\ufe0fe",  # a variation selector
        "\u3164",  # a filler
        "na\u0436me",  # a Cyrillic letter that is like no other
    ],
)
def test_names_that_look_like_others_are_told(name: str) -> None:
    assert told(nodes.definition("A", nodes.prop(name))) == ["D218"]


@pytest.mark.parametrize("name", ["p\u0430ge", "pag\ufe0fe", "\uff50age"])
def test_two_names_that_look_alike_are_told_once(name: str) -> None:
    pair = nodes.prop("page"), nodes.prop(name)
    assert told(nodes.definition("A", *pair)) == ["D219"]
    assert told(nodes.definition("A", *reversed(pair))) == ["D218", "D219"]


@given(st.text(st.characters(max_codepoint=127)))
def test_control_characters_are_told_line_by_line(text: str) -> None:
    lines = text.split("\n")
    controls = [
        [n for n, c in enumerate(line, 1) if c != "\t" and not c.isprintable()]
        for line in lines
    ]
    assert hidden(text) == [(n, at[0]) for n, at in enumerate(controls, 1) if at]


def test_all_that_turns_the_direction_of_a_text_is_told() -> None:
    turning = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.bidirectional(chr(code)) in TURNING
    ]
    assert len(turning) == 9
    for character in turning:
        assert hidden(f"a\nbc{character}d\né") == [(2, 3)]


def test_text_that_shows_all_that_it_is_is_left_alone() -> None:
    assert (
        hidden("Größe\tof\u00a0a co\u00adoperation, 用户, שלום, zero\u200bwidth 😀️\n")
        == []
    )
