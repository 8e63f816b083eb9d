"""Text that is black's fixed point, and proof that Python can read it.

Rendered text is a fixed point by construction. Where a line is too long for that to be
sure, black itself formats the module. Every module passes ``compile`` before anything
is written.
"""

import re
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor

from generator.rendering import layout
from generator.rendering.literals import LINE_LENGTH

_DOCSTRING = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL)

_STATEMENT_GAP = re.compile(r"(\n{2,}(?=\S)|\n\Z)")
"""Blank lines before a statement at the margin, and the end of the module."""

_LONG_LINE = re.compile(rf"^.{{{LINE_LENGTH + 1},}}$", re.MULTILINE)

Sources = Mapping[str, str]
"""Path to text."""


def formatted(files: Sources, jobs: int = 1) -> dict[str, str]:
    """The files with every Python module formatted and compiled, on ``jobs`` processes.

    Raises:
        SyntaxError: A module is not Python, which is a bug of plan or templates.
    """
    modules = [(path, text) for path, text in files.items() if path.endswith(".py")]
    shares = [share for i in range(jobs) if (share := _share(modules, i, jobs))]
    if len(shares) > 1:
        with ProcessPoolExecutor(len(shares)) as pool:
            results = list(pool.map(_finish, shares))
    else:
        results = [_finish(share) for share in shares]
    changed = {path: text for result in results for path, text in result}
    return {path: changed.get(path, text) for path, text in files.items()}


def _share(
    modules: list[tuple[str, str]], index: int, jobs: int
) -> list[tuple[str, str]]:
    """One process's modules, dealt out by size so that all shares weigh the same."""
    return sorted(modules, key=lambda item: (-len(item[1]), item[0]))[index::jobs]


def _finish(modules: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Format and compile; only what formatting changed comes back."""
    changed: list[tuple[str, str]] = []
    for path, text in modules:
        if not is_fixed_point(text):
            text = _reformatted(text)
            changed.append((path, text))
        compile(text, path, "exec", dont_inherit=True)
    return changed


def is_fixed_point(text: str) -> bool:
    """Whether rendered text is surely as black would have it."""
    if not _LONG_LINE.search(text):
        return True
    code = _DOCSTRING.sub('""', text)
    return all(layout.vouched(line) for line in _LONG_LINE.findall(code))


def _reformatted(text: str) -> str:
    """The module as black has it, with only the statements in doubt given to it.

    Statements at the margin are formatted one by one, apart from the blank lines
    between them, which the templates get right. Text that this cannot cut into
    statements is formatted whole.
    """
    import black  # 150 ms that most runs need not spend
    from black.parsing import InvalidInput

    def tidy(text: str) -> str:
        return black.format_str(text, mode=black.Mode(line_length=LINE_LENGTH))

    docstring = _DOCSTRING.match(text)
    start = docstring.end() if docstring else 0
    try:
        parts = _STATEMENT_GAP.split(text[start:])
        parts[::2] = [
            p if is_fixed_point(p) else tidy(p).rstrip("\n") for p in parts[::2]
        ]
    except InvalidInput:
        return tidy(text)
    return text[:start] + "".join(parts)
