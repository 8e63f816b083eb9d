"""Signs of an unfinished page: merge conflict markers, and omitted text."""

import re

from ..diagnostics import Diagnostics
from .page_source import PageSource

# Git, Mercurial and Jujutsu write exactly seven; formatters may put them on one line.
_CONFLICT = re.compile(
    r"(?<!<)<{7}(?!<)|(?<!>)>{7}(?!>)|^[ \t>]*(?:\|{7} [^|]+|={7}[ \t]*)$"
)
_BETWEEN = "======="
_MARKS = ("<<<<<<<", ">>>>>>>", "|||||||", _BETWEEN)

_DOTS = re.compile(r"\.{3,}|\. \. \.|\u2026|&hellip;")
_WORD = re.compile(r"[^\W_]")
_NUMBER = re.compile(r"[ \t>]*+[0-9]{1,9}[.)](?=\s)")
_MARKUP = " \t*_`()[]<>"
_GONE = r"abridged|omitted|snip(?:ped)?|truncated"
_IN_BRACKETS = re.compile(
    rf"[^\w\[(<]*+[\[(<](?=[^\])>]*\b(?:{_GONE})\b)[^\])>]*+[\])>]\W*+",
    re.IGNORECASE,
)
# A quick check, regardless of the case of the first letter: most pages have none.
_HINTS = ("...", ". . .", "\u2026", "&hellip;", "mitted", "runcated", "snip", "bridged")
_REST = re.compile(
    rf"\b(?:{_GONE}|and so on|elided|etc|left out|more|omits?|others?|remain(?:ing|s)?"
    r"|rest|same as|shortened|skipped|unchanged)\b",
    re.IGNORECASE,
)


def report_unfinished(source: PageSource, diagnostics: Diagnostics) -> None:
    """Diagnose marks of a merge conflict and lines that say that text was left out."""
    text = source.text
    if any(mark in text for mark in _MARKS):
        _report_conflicts(source, diagnostics)
    if not any(hint in text for hint in _HINTS):
        return
    for number, line in enumerate(source.lines):
        if _is_ellipsis(line) and number not in source.inert:
            diagnostics.add("D134", source.start(number), text=line.strip())


def mentions_omission(comment: str) -> bool:
    """Return True if a comment says that something stood in its place."""
    return bool(_DOTS.search(comment) or _REST.search(comment))


def _is_ellipsis(line: str) -> bool:
    """Return True if a line, or a cell of a row, only stands for what was left out."""
    dots = _DOTS.search(line)
    if dots is None:
        return _IN_BRACKETS.fullmatch(line) is not None
    number = _NUMBER.match(line)
    before = line[number.end() if number else 0 : dots.start()]
    after = line[dots.end() :]
    if not _WORD.search(before) and (
        not _WORD.search(after) or mentions_omission(after)
    ):
        return True
    cells = line.split("|") if line.lstrip().startswith("|") else []
    filled = (cell for cell in cells if cell.strip(_MARKUP))
    return any(not _DOTS.sub("", cell).strip(_MARKUP) for cell in filled)


def _report_conflicts(source: PageSource, diagnostics: Diagnostics) -> None:
    """Diagnose each mark, in code and comments as well."""
    certain = any(mark in source.text for mark in _MARKS[:2])
    above = ""
    for number, line in enumerate(source.lines):
        match = _CONFLICT.search(line)
        text = line.strip(" \t>")
        # It may underline a heading of seven characters.
        heading = text == _BETWEEN and len(above) == len(text) and not certain
        if match is not None and not heading:
            place = source.span(number, match.start())
            diagnostics.add("D132", place, text=line.strip())
        above = text
