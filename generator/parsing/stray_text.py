"""Diagnostics of ignored text, and of text that looks like structure."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from ..diagnostics import Diagnostics, SourceSpan
from .markdown import Block
from .page_source import PageSource, Region, split
from .unfinished import mentions_omission

_HOLDS = re.compile(
    r"^[ \t]*+(?:\||[-*+]\s|#{1,6}\s|`[A-Za-z]+ /|```|~~~)|\*\*\(", re.MULTILINE
)
_PARAMETER = re.compile(r"`[^`]*\*\*\(.*\)\*\*|, (?:required|optional)\)\*\*")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s", re.MULTILINE)
# Starts and parts of a line that are structure, not continued prose.
_LOST = re.compile(
    r"\s*(?:`(?!``)|</?[a-z]|\||(?:query|headers)\.\w|body\s*[:(-]"
    r"|A promise that |This method does not have any parameters\.)"
    r"|.*?(?:\*\*\(|\)\*\*|[\w\])],\s*(?:required|optional)\s*\)"
    r"|\b(?:string|number|boolean|object|array)(?:\[\])?,\s*(?:required|optional)\b)",
    re.IGNORECASE,
)


def looks_like_row(line: str) -> bool:
    """Return True if a line looks like a row of three cells, or a parameter."""
    if _PARAMETER.search(line):
        return True
    text = line.strip()
    return text.startswith("|") and len(split(text)) > 3


def report_rows(source: PageSource, region: Region, diagnostics: Diagnostics) -> None:
    """Diagnose rows and parameters inside a text, which keeps them."""
    for number in range(region.start, region.end):
        line = source.lines[number]
        if number in source.code and not _PARAMETER.search(line):
            # Blocks of code show rows, but only a lost parameter looks like one.
            continue
        if looks_like_row(line):
            diagnostics.add("D118", source.start(number), text=line.strip())


def report_continued(
    source: PageSource, region: Region, diagnostics: Diagnostics
) -> None:
    """Diagnose lines below an item that belong to its text and may be misplaced.

    Continued prose is fine; an item without its bullet is not.
    """
    for number in range(region.start, region.end):
        if number in source.inert:
            report_rows(source, Region(number, number + 1), diagnostics)
            continue
        line = source.lines[number]
        text, place = line.strip(), source.start(number)
        if _HEADING.match(text):
            diagnostics.add("D106", place, heading=text)
        elif _LOST.match(line):
            diagnostics.add("D118", place, text=text)


def report_headings(
    source: PageSource, blocks: Sequence[Block], diagnostics: Diagnostics
) -> None:
    """Diagnose headings that are kept as text."""
    for block in blocks:
        if block.kind == "heading":
            line = source.lines[block.start].strip()
            diagnostics.add("D106", source.start(block.start), heading=line)


def report_unclosed(source: PageSource, diagnostics: Diagnostics) -> None:
    """Diagnose blocks of code and comments without an end."""
    for part in source.verbatim:
        if not part.closed:
            place = source.start(part.start)
            if part.column:
                place = source.span(part.start, part.column)
            diagnostics.add("D107" if part.kind == "code" else "D123", place)


def report_comments(
    source: PageSource, regions: Sequence[Region], diagnostics: Diagnostics
) -> None:
    """Diagnose comments: all in these regions, and any that hides a heading.

    Elsewhere a comment is text, but may say that content was left out. The regions come
    in the order of the page.
    """
    starts = [region.start for region in regions]
    for part in source.verbatim:
        if part.kind == "code" or not part.closed:
            continue
        lines = source.lines[part.start : part.end]
        lines[-1] = lines[-1][: part.last]
        lines[0] = lines[0][part.column :].lstrip()
        text = "\n".join(lines)
        inner = text.removeprefix("<!--")
        place = source.span(part.start, part.column)
        if not part.column:
            place = source.start(part.start)
        at = bisect_right(starts, part.start) - 1
        if at < 0 or part.start >= regions[at].end:
            if _HEADING.search(inner):
                diagnostics.add("D119", place, text=text)
            elif mentions_omission(inner.removesuffix("-->")):
                diagnostics.add("D134", place, text=text)
        else:
            code = "D119" if _HOLDS.search(inner) else "D120"
            diagnostics.add(code, place, text=text)
            if part.alone:
                source.coverage.mark_reported(part.start, part.end)


# Front matter for tools that render pages, which says nothing about the API.
_RULES = ("---", "+++")
_SETTING = re.compile(
    r"(?:authors?|categor(?:ies|y)|created|date|description|draft|edit_url|hide_title|id"
    r"|keywords|lang(?:uage)?|last_modified|layout|linktitle|modified|nav_order|parent"
    r"|permalink|position|published|sidebar(?:_label|_position)?|slug|tags|title|toc"
    r"|updated|url|weight)\s*[:=]",
    re.IGNORECASE,
)


def report_settings(source: PageSource, diagnostics: Diagnostics) -> None:
    """Diagnose settings above the title of a page that may say something of the API."""
    if source.original is None or source.lines[0] or source.original[:3] not in _RULES:
        return
    for number, line in enumerate(source.original.split("\n")):
        if source.lines[number] or (number and line.rstrip() in ("---", "...")):
            return
        if line[:1] not in (*" \t-+#[", "") and not _SETTING.match(line):
            report_sentence(source, source.span(number), line.strip(), diagnostics)


def report_unrecognized(
    source: PageSource, region: Region, diagnostics: Diagnostics
) -> None:
    """Diagnose each paragraph of a region that nothing reads."""
    for part in source.paragraphs(region):
        text = source.read(part)
        diagnostics.add("D105", source.start(part.start), text=text)
        source.coverage.mark_reported(part.start, part.end)


def report_sentence(
    source: PageSource, place: SourceSpan, text: str, diagnostics: Diagnostics
) -> None:
    """Diagnose a sentence that is none of those known; once, as pages repeat them."""
    if text not in source.coverage.sentences:
        source.coverage.sentences.add(text)
        diagnostics.add("D127", place, text=text)
