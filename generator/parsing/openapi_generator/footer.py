"""The last lines of a page: its version, or links to other pages."""

import re

from ..page_source import PageSource

_VERSION = re.compile(r"_(?P<package>[\w.-]+) (?P<version>\d[\w.+-]*)_")
_BACK = re.compile(r"(?:\[\[Back to [\w ]+\]\]\([\w./#-]*\)\s*)+")


def parse_footer(source: PageSource) -> tuple[int, str]:
    """Return the line where the footer begins, and the version in it.

    The footer is the last line with text. Without one the line is the number of lines.
    """
    count = len(source.lines)
    version = ""
    for number in range(count - 1, -1, -1):
        line = source.lines[number].strip()
        if not line:
            continue
        if number in source.inert:
            break
        if match := _VERSION.fullmatch(line):
            version = match["version"]
        elif _BACK.fullmatch(line) is None:
            break
        source.coverage.claim(number, line)
        count = number
    return count, version


def is_navigation(line: str) -> bool:
    """Return True if a line has links to the top and to other pages, and no more."""
    return _BACK.fullmatch(line.strip()) is not None
