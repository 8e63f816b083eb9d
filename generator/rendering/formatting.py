"""Text that is black's fixed point.

Rendered text is one by construction. Where a line is too long for that to be sure,
black itself formats the statement.
"""

import re
from collections.abc import Collection, Mapping

from . import line_breaking
from .escaping import LINE_LENGTH

# Unrolled, so that it takes one way through a text: possessive quantifiers around
# groups match wrongly in early releases of Python 3.11.
_DOCSTRING = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""',
    re.DOTALL,
)

_STATEMENT_GAP = re.compile(r"(\n{2,}(?=\S)|\n\Z)")
"""Blank lines before a statement at the margin, and the end of the module."""

_LONG_LINE = re.compile(rf"^.{{{LINE_LENGTH + 1},}}$", re.MULTILINE)


def formatted(
    files: Mapping[str, str], foreign: Collection[str] = ()
) -> dict[str, str]:
    """Return the files (path to text) with every Python module formatted.

    Black looks at the whole of ``foreign`` files, which custom templates made.
    """
    return {
        path: _format(text, whole=path in foreign) if path.endswith(".py") else text
        for path, text in files.items()
    }


def _format(text: str, *, whole: bool) -> str:
    if whole:
        return f"{_black(text)}\n"
    return "".join(_black(part) if _in_doubt(part) else part for part in _parts(text))


def is_fixed_point(text: str) -> bool:
    """Return True if rendered text is surely as black would have it."""
    if not _LONG_LINE.search(text):
        return True
    code = _DOCSTRING.sub('""', text)
    return all(line_breaking.is_black_stable(line) for line in _LONG_LINE.findall(code))


def _parts(text: str) -> list[str]:
    """A module in doubt as its statements and the gaps between, other text whole.

    Statements at the margin can be formatted one by one, since the templates get the
    blank lines between them right. A module's docstring may look like several.
    """
    if is_fixed_point(text):
        return [text]
    docstring = _DOCSTRING.match(text)
    start = docstring.end() if docstring else 0
    return [text[:start], *_STATEMENT_GAP.split(text[start:])]


def _in_doubt(part: str) -> bool:
    # A part that begins with quotes is the docstring of a module.
    return not part.startswith('"""') and not is_fixed_point(part)


def _black(statement: str) -> str:
    import black  # 150 ms that most runs need not spend

    mode = black.Mode(line_length=LINE_LENGTH)
    return black.format_str(statement, mode=mode).rstrip("\n")
