"""Document text is hostile: whatever it holds, it stays a value."""

import ast
import tomllib

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.rendering import literals

HOSTILE = [
    '"', "'", '"""', "'''", "\\", "\\\\", '\\"', "\\N{DEGREE SIGN}", "\\x41", "{x}",
    "{{ x }}", "{% raw %}", "#", "# coding: latin-1", "\0", "\x1b[31m", "\r", "\r\n",
    "\n", "\t", "\f", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff", "\xa0", "é", "😀",
    " ", "   ", "word", "a" * 70, "a" * 100, "two words", "%s", "`", "|", "<b>", "](x)",
]  # fmt: skip

texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(HOSTILE), max_size=24).map("".join),
)


def squeezed(text: str) -> str:
    return "".join(text.split())


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
    source = f"x = [\n    {literals.string(text)},\n]\n"
    assert constants(source) == [text]
    assert is_black(source)
    assert source.count("\n") == 3


@pytest.mark.parametrize("indent", [4, 8])
@given(text=texts)
def test_a_docstring_keeps_its_text_but_for_white_space(text: str, indent: int) -> None:
    if not text.strip():
        return
    literal = literals.docstring(text, indent)
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
    assert squeezed(found) == squeezed(text)
    assert is_black(source)


@given(st.text(alphabet="ab \n", min_size=1))
def test_a_docstring_keeps_its_line_breaks_where_lines_are_short(text: str) -> None:
    if not text.strip():
        return
    literal = literals.docstring(text, 4)
    lines = [line.strip() for line in text.strip().split("\n")]
    if all(len(line) < 70 for line in lines):
        value: str = ast.literal_eval(literal)
        assert [line.strip() for line in value.strip().split("\n")] == lines


def test_a_docstring_is_wrapped_at_spaces() -> None:
    literal = literals.docstring("word " * 40, 8)
    assert max(len(line) for line in literal.split("\n")) <= 88
    assert literal.count("word") == 40


def test_wrapping_keeps_the_indentation_and_hangs() -> None:
    assert literals.wrap("    name: one two three", 14, hanging=4) == (
        "    name: one",
        "        two",
        "        three",
    )


@given(texts)
def test_toml_reads_the_text_again(text: str) -> None:
    assert tomllib.loads(f"x = {literals.toml_string(text)}") == {"x": text}


@given(texts)
def test_markdown_text_has_no_markup(text: str) -> None:
    escaped = literals.markdown_text(text)
    assert "\n" not in escaped
    plain = escaped.replace("\\\\", "")
    for mark in "`*_[]<>#|~!":
        assert all(plain[i - 1] == "\\" for i, c in enumerate(plain) if c == mark)


@given(texts)
def test_a_code_span_cannot_be_left(text: str) -> None:
    span = literals.markdown_code(text)
    assert "\n" not in span
    fence = len(span) - len(span.lstrip("`"))
    inner = span[fence:-fence]
    runs = [len(run) for run in inner.replace("`", "\0`\0").split("\0") if run == "`"]
    assert span.endswith("`" * fence)
    assert "`" * fence not in inner or not runs
