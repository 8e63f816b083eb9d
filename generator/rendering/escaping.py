"""Escaping: the only way that document text becomes Python, TOML or Markdown.

Document text is hostile: it may contain quotes, backslashes, control characters,
bidirectional overrides or incomplete escapes. Every function here returns source whose
value is the text (strings), or the text modulo white space (docstrings), and which
black leaves unchanged.
"""

import re
import textwrap
from functools import lru_cache

from ..confusables import is_visible
from ..toml_utils import toml_string as toml_string

LINE_LENGTH = 88
"""The width of black, and so of everything rendered."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_SHORT_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _numbered(character: str) -> str:
    """Return the escape of a character by its number."""
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escape(character: str) -> str:
    """Return one character as Python may hold it between quotes; visible ones stay."""
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    return character if is_visible(character) else _numbered(character)


def _escaped(text: str) -> str:
    if "\\" not in text and is_visible(text):
        return text
    return "".join(map(_escape, text))


def string(text: str) -> str:
    """Return a Python string literal, in the quotes that black prefers."""
    body = _escaped(text)
    if '"' not in body:
        return f'"{body}"'
    if body.count('"') > body.count("'"):
        return "'{}'".format(body.replace("'", "\\'"))
    return '"{}"'.format(body.replace('"', '\\"'))


@lru_cache(maxsize=65536)
def wrap(line: str, width: int, hanging: int = 0) -> tuple[str, ...]:
    """Return a line broken at spaces to ``width`` characters, words whole.

    All parts keep the indentation of the line; all but the first get ``hanging`` more.
    """
    if len(line) <= width:
        return (line,)
    indent = line[: len(line) - len(line.lstrip(" "))]
    return tuple(
        textwrap.wrap(
            line.strip(" "),
            width=width,
            initial_indent=indent,
            subsequent_indent=indent + " " * hanging,
            break_long_words=False,
            break_on_hyphens=False,
            expand_tabs=False,
            replace_whitespace=False,
        )
    )


def _docstring_line(line: str) -> str:
    """Return a line of a docstring: escaped, and unable to end the literal.

    From Python 3.13 on, a docstring with half of a surrogate pair does not compile: it
    shows the number instead.
    """
    line = _SURROGATE.sub(lambda match: _numbered(match[0]), line)
    return _escaped(line).replace('"""', '\\"\\"\\"')


def _no_comment(line: str) -> str:
    """Return a line that does not begin like a comment.

    mypy, flake8 and others look for directives in lines, even inside strings.
    """
    bare = line.lstrip(" ")
    if not bare.startswith("#"):
        return line
    return f"{line[: len(line) - len(bare)]}\\x23{bare[1:]}"


@lru_cache(maxsize=65536)
def docstring(text: str, indent: int) -> str:
    """Return a wrapped docstring literal for a place indented by ``indent`` spaces.

    The template indents the first line. The text must not be empty.
    """
    margin = " " * indent
    escaped = [
        _docstring_line(part).rstrip(" ")
        for line in _dedented(text.strip().expandtabs(4))
        for part in wrap(line, LINE_LENGTH - indent)
    ]
    if escaped[0].startswith('"'):
        escaped[0] = "\\x22" + escaped[0][1:]
    if escaped[-1].endswith('"'):
        tail = 2 if escaped[-1].endswith('\\"\\"\\"') else 1
        escaped[-1] = escaped[-1][:-tail] + "\\x22"
    if len(escaped) == 1 and indent + len(escaped[0]) + 6 > LINE_LENGTH:
        escaped = _broken(escaped[0])
    if len(escaped) == 1:
        return f'"""{escaped[0]}"""'
    escaped[1:] = map(_no_comment, escaped[1:])
    body = "\n".join(margin + line if line else "" for line in escaped)
    return f'"""{body.lstrip(" ")}\n{margin}"""'


def _dedented(text: str) -> list[str]:
    """Return the trimmed lines of a docstring (PEP 257)."""
    first, *rest = (line.rstrip() for line in text.split("\n"))
    margin = min(
        (len(line) - len(line.lstrip(" ")) for line in rest if line), default=0
    )
    return [first.strip(), *(line[margin:] for line in rest)]


def _broken(line: str) -> list[str]:
    """Split a line that fits only without its quotes."""
    head, _, tail = line.rpartition(" ")
    return [head.rstrip(" "), tail] if head.strip() else [line]


_ORDERED = " | ".join(rf"(?<=^\d{{{digits}}})[.)]" for digits in range(1, 10))

_MARKDOWN_SPECIAL = re.compile(
    rf"""(
    [\\`*\[\]<&|~$^@] |  # anywhere
    ^[#+\-=:>] |  # a heading, a list, a rule, a quote
    {_ORDERED} |  # an ordered list
    (?<=[ ])\# |  # the end of a heading
    (?<![^\W_])_ | _(?![^\W_]) |  # emphasis, which does not begin within a word
    =(?==) | (?<==)= |  # highlighted text
    :(?=//) | (?<=www)\.  # a link without brackets
    )""",
    re.VERBOSE,
)
"""Characters that CommonMark or an extension reads as markup."""


def _one_line(text: str) -> str:
    """Return text on one line; with hidden characters as their numbers."""
    line = " ".join(text.split())
    if is_visible(line):
        return line
    return "".join(c if is_visible(c) else _numbered(c) for c in line)


def markdown_text(text: str) -> str:
    """Return text on one line of Markdown, unable to become markup, HTML or a link."""
    return _MARKDOWN_SPECIAL.sub(r"\\\1", _one_line(text))


def markdown_code(text: str) -> str:
    """Return a code span (CommonMark 6.1), its fence longer than any in the text."""
    line = _one_line(text)
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    padding = "" if line.strip("`") == line != "" else " "
    return f"{fence}{padding}{line}{padding}{fence}"
