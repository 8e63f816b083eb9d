"""Document text is hostile: whatever it holds, it stays a value."""

import ast
import re
import tomllib
import unicodedata
from typing import Any

import black
import mistune
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mypy.util import get_mypy_comments

from generator.rendering import escaping

HOSTILE = [
    '"', "'", '"""', "'''", "\\", "\\\\", '\\"', "\\N{DEGREE SIGN}", "\\x41", "{x}",
    "{{ x }}", "{% raw %}", "#", "# coding: latin-1", "\0", "\x1b[31m", "\r", "\r\n",
    "\n", "\t", "\f", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff", "\xa0", "é", "😀",
    " ", "   ", "word", "a" * 70, "a" * 100, "two words", "%s", "`", "|", "<b>", "](x)",
    "\ud800", "\udfff", "\u2066", "\u2029", "\ufe0f", "\u3164", "\u115f", "\U000e0100",
    "\n# mypy: ignore-errors\n", "\n# flake8: noqa\n", " # type: ignore", "# fmt: off",
    "# -*- coding: utf-7 -*-", "\n## heading\n", "- item", "1. one", "> quote", "===",
    "---", "***", "![x](y)", "<script>", "https://a.example", "www.a.bc", "\u180b",
    "_a_", "*b*", "`c`", "[d](e)", "<f@g.hi>", "&lt;", "[^1]", "~~x~~", "$x$", "~~~",
    "```", "    code", "\x01    code",
]  # fmt: skip

texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(HOSTILE), max_size=24).map("".join),
)


def squeezed(text: str) -> str:
    return "".join(text.split())


HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)


def all_seen(text: str) -> bool:
    """Whether no character of a text hides from, or fools, whoever reads it."""
    hiding = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
    shown = text.replace("\n", "")
    return not HIDDEN.search(shown) and not hiding.intersection(
        map(unicodedata.category, shown)
    )


def is_black(source: str) -> bool:
    return black.format_str(source, mode=black.Mode()) == source


def constants(source: str) -> list[object]:
    """The constants of a module that consists of nothing else."""
    allowed = (ast.Module, ast.Assign, ast.Name, ast.Store, ast.List, ast.Load)
    nodes = list(ast.walk(ast.parse(source)))
    assert all(isinstance(node, (*allowed, ast.Constant)) for node in nodes)
    return [node.value for node in nodes if isinstance(node, ast.Constant)]


@given(texts)
def test_a_string_is_its_text_again_and_nothing_else(text: str) -> None:
    source = f"x = [\n    {escaping.string(text)},\n]\n"
    assert constants(source) == [text]
    assert is_black(source)
    assert all_seen(source)
    assert source.count("\n") == 3


@pytest.mark.parametrize("indent", [4, 8])
@given(text=texts)
def test_a_docstring_keeps_its_text_but_for_white_space(text: str, indent: int) -> None:
    if not text.strip():
        return
    literal = escaping.docstring(text, indent)
    source = f"class A:\n    {literal}\n"
    if indent == 8:
        source = f"class A:\n    def f(self) -> None:\n        {literal}\n"
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.ClassDef)
    holder = node if indent == 4 else node.body[0]
    assert isinstance(holder, (ast.ClassDef, ast.FunctionDef))
    assert len(holder.body) == 1
    found = ast.get_docstring(holder, clean=False)
    assert found is not None
    assert squeezed(found) == squeezed(without_surrogates(text))
    assert is_black(source)
    assert all_seen(source)


def without_surrogates(text: str) -> str:
    """A text as docstrings have it, which cannot hold halves of surrogate pairs."""
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


@given(st.text(alphabet="ab \n", min_size=1))
def test_a_docstring_keeps_its_line_breaks_where_lines_are_short(text: str) -> None:
    if not text.strip():
        return
    literal = escaping.docstring(text, 4)
    lines = [line.strip() for line in text.strip().split("\n")]
    if all(len(line) < 70 for line in lines):
        value: str = ast.literal_eval(literal)
        assert [line.strip() for line in value.strip().split("\n")] == lines


def test_a_docstring_is_wrapped_at_spaces() -> None:
    literal = escaping.docstring("word " * 40, 8)
    assert max(len(line) for line in literal.split("\n")) <= 88
    assert literal.count("word") == 40


def test_wrapping_keeps_the_indentation_and_hangs() -> None:
    assert escaping.wrap("    name: one two three", 14, hanging=4) == (
        "    name: one",
        "        two",
        "        three",
    )


@given(texts)
def test_no_line_of_a_docstring_passes_for_a_comment(text: str) -> None:
    if text.strip():
        source = escaping.docstring(text, 0)
        assert not any(line.strip().startswith("#") for line in source.split("\n"))
        assert get_mypy_comments(source) == []


@given(texts)
def test_toml_reads_the_text_again(text: str) -> None:
    source = f"x = {escaping.toml_string(text)}"
    whole = re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
    assert tomllib.loads(source) == {"x": whole}
    assert all_seen(source)


MARKDOWN: Any = mistune.create_markdown(
    renderer=None,
    plugins=[
        *("abbr", "def_list", "footnotes", "insert", "mark", "math", "speedup"),
        *("strikethrough", "subscript", "superscript", "table", "task_lists", "url"),
    ],
)


def shown(text: str) -> str:
    """A text on one line, as Markdown is to show it: what hides has its number."""
    return "".join(c if all_seen(c) else hidden(c) for c in " ".join(text.split()))


def hidden(character: str) -> str:
    code = ord(character)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"


@pytest.mark.parametrize("before", ["", "word\n\n", "- item\n\n", "| a |\n|---|\n\n"])
@given(text=texts)
def test_markdown_text_has_no_markup(before: str, text: str) -> None:
    if not text.strip():
        return
    found = MARKDOWN(before + escaping.markdown_text(text))[-1]
    assert found["type"] == "paragraph"
    assert {child["type"] for child in found["children"]} == {"text"}
    assert "".join(child["raw"] for child in found["children"]) == shown(text)


@given(texts)
def test_a_code_span_cannot_be_left(text: str) -> None:
    (found,) = MARKDOWN(f"a {escaping.markdown_code(text)} b")
    before, span, after = found["children"]
    assert (before["raw"], after["raw"]) == ("a ", " b")
    assert span["type"] == "codespan"
    assert span["raw"].strip() == shown(text)
