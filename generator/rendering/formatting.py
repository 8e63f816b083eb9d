"""Text that is black's fixed point.

Rendered text is one by construction. Where a line is too long for that to be sure,
black itself formats the statement.
"""

import os
import re
from collections.abc import Collection, Generator, Iterable, Mapping
from contextlib import contextmanager

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

_WORTH_A_PROCESS = 200_000
"""Characters that take black longer than a new process takes to start."""


def formatted(
    files: Mapping[str, str],
    jobs: int = 1,
    foreign: Collection[str] = (),
) -> dict[str, str]:
    """The files (path to text), every Python module formatted.

    Black runs on up to ``jobs`` processes, if there is enough for it to do. It looks at
    all of the ``foreign`` files, which templates made that nothing is known of.
    """
    ours = [path for path in files if _is_python(path) and path not in foreign]
    modules = {path: _parts(files[path]) for path in ours}
    doubtful = [part for parts in modules.values() for part in parts if _in_doubt(part)]
    theirs = [path for path in files if _is_python(path) and path in foreign]
    unsettled = list(dict.fromkeys([*doubtful, *(files[path] for path in theirs)]))
    settled = dict(zip(unsettled, _black(unsettled, jobs), strict=True))
    finished = {
        path: "".join(settled.get(part, part) for part in parts)
        for path, parts in modules.items()
    }
    finished |= {path: f"{settled[files[path]]}\n" for path in theirs}
    return {**files, **finished}


def _is_python(path: str) -> bool:
    return path.endswith(".py")


def is_fixed_point(text: str) -> bool:
    """Whether rendered text is surely as black would have it."""
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


def _black(statements: list[str], jobs: int) -> Iterable[str]:
    if jobs == 1 or sum(map(len, statements)) < _WORTH_A_PROCESS:
        return [_black_one(statement) for statement in statements]
    # Loaded here, since few runs need it.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, since a forked process must not inherit the threads of this one.
    spawn = get_context("spawn")
    with _safe_path(), ProcessPoolExecutor(jobs, mp_context=spawn) as pool:
        return list(pool.map(_black_one, statements))


@contextmanager
def _safe_path() -> Generator[None, None, None]:
    """Keep new interpreters from importing what lies in the working folder.

    They look there first, even for modules of the standard library, and the documents
    may lie there.
    """
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def _black_one(statement: str) -> str:
    import black  # 150 ms that most runs need not spend

    mode = black.Mode(line_length=LINE_LENGTH)
    return black.format_str(statement, mode=mode).rstrip("\n")
