"""How deep quotes and lists of a page lie inside of each other.

The reader looks at lines and does not care. Whoever shows the texts later parses them
as Markdown, mostly by a call for each level.
"""

import re

from ..diagnostics import Diagnostics
from .page_source import Source

# What opens a level at the start of a line, with the blanks before it.
_LEVEL = re.compile(r"[ \t]*+(?:>|[-*+](?=[ \t])|[0-9]{1,9}+[.)](?=[ \t]))")
_FIRST = frozenset(" \t>-*+0123456789")
_INDENT = 2
"""The columns by which a nested list is indented, at least."""


def check_nesting(source: Source, limit: int, diagnostics: Diagnostics) -> None:
    """Diagnose the first line of a page that nests deeper than it may."""
    for number, line in enumerate(source.lines):
        # A character is two levels at most, a tab; and most lines are rows.
        if 2 * len(line) <= limit or line[0] not in _FIRST or number in source.inert:
            continue
        depth = _depth(line)
        if depth > limit:
            place = source.start(number)
            diagnostics.add("D015", place, depth=depth, limit=limit)
            return


def _depth(line: str) -> int:
    """How many quotes and lists a line opens, and into how many it is indented."""
    blanks = line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4)
    levels, end = 0, 0
    while match := _LEVEL.match(line, end):
        levels, end = levels + 1, match.end()
    if not levels or not line[end:].strip():
        return 0  # it is text, or a rule
    return levels + len(blanks) // _INDENT
