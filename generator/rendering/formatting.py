"""Formatting of text, so that black leaves it unchanged.

Rendered text is formatted by construction. If a line is too long to be sure, black
formats the statement.
"""

import os
import re
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from . import line_breaking
from .escaping import LINE_LENGTH

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

# Unrolled, so that it takes one way through a text: possessive quantifiers around
# groups match wrongly in early releases of Python 3.11.
_DOCSTRING = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""',
    re.DOTALL,
)

_STATEMENT_GAP = re.compile(r"(\n{2,}(?=\S)|\n\Z)")
"""Blank lines before a statement at the margin, and the end of the module."""

_LONG_LINE = re.compile(rf"^.{{{LINE_LENGTH + 1},}}$", re.MULTILINE)


_WORTH_A_PROCESS = 200_000
"""Characters that black formats in the time that a process takes to start."""


def format_files(
    files: Mapping[str, str], jobs: int = 1, foreign: Collection[str] = ()
) -> dict[str, str]:
    """Return the files (path to text) with every Python module formatted.

    Black formats the whole of ``foreign`` files, which custom templates made. Up to
    ``jobs`` processes share that work if it is worth starting them.
    """
    ours = {
        path: _format(text) if path.endswith(".py") else text
        for path, text in files.items()
        if path not in foreign
    }
    whole = {path: text for path, text in files.items() if path in foreign}
    modules = [path for path in whole if path.endswith(".py")]
    texts = [whole[path] for path in modules]
    format_module = partial(_format, whole=True)
    if jobs == 1 or sum(map(len, texts)) < _WORTH_A_PROCESS:
        done = list(map(format_module, texts))
    else:
        with _processes(jobs) as pool:
            done = list(pool.map(format_module, texts))
    return ours | whole | dict(zip(modules, done, strict=True))


@contextmanager
def _processes(jobs: int) -> "Generator[ProcessPoolExecutor, None, None]":
    """Yield a pool of new interpreters, which do not import from the working directory.

    Python looks there first, even for modules of the standard library, and the pages
    may lie there.
    """
    from concurrent.futures import ProcessPoolExecutor  # few runs need it
    from multiprocessing import get_context

    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        # Spawned, since a forked process inherits the threads of this one.
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            yield pool
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def _format(text: str, *, whole: bool = False) -> str:
    if whole:
        return f"{_black(text)}\n"
    return "".join(
        _black(part) if _needs_black(part) else part for part in _statements(text)
    )


def is_fixed_point(text: str) -> bool:
    """Return True if rendered text is surely as black would have it."""
    if not _LONG_LINE.search(text):
        return True
    code = _DOCSTRING.sub('""', text)
    return all(line_breaking.is_black_stable(line) for line in _LONG_LINE.findall(code))


def _statements(text: str) -> list[str]:
    """Return the statements of a module and the gaps between them.

    Statements at the margin can be formatted one by one, since the templates get the
    blank lines between them right. A module's docstring may look like several.
    """
    if is_fixed_point(text):
        return [text]
    docstring = _DOCSTRING.match(text)
    start = docstring.end() if docstring else 0
    return [text[:start], *_STATEMENT_GAP.split(text[start:])]


def _needs_black(part: str) -> bool:
    # A part that begins with quotes is the docstring of a module.
    return not part.startswith('"""') and not is_fixed_point(part)


def _black(statement: str) -> str:
    import black  # 150 ms that most runs need not spend

    mode = black.Mode(line_length=LINE_LENGTH)
    return black.format_str(statement, mode=mode).rstrip("\n")
