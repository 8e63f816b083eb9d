"""The index: the classes, their order, and the vendor's pages about them."""

import re
from collections.abc import Sequence

import msgspec

from ...diagnostics import Diagnostics, SourceSpan
from ..markdown import Block, parse_blocks
from ..page_source import PageSource, Region
from ..stray_text import report_comments, report_headings, report_sentence
from ..tables import Row, TableKind, TableParser, find_header
from .footer import end_without_footer, parse_footer
from .type_refs import linked_page

CLASS_SUFFIX = "-api.md"

_CLASS = re.compile(
    r"\[(?P<tick>`?)(?P<name>[^`\[\]\s]+)(?P=tick)\]\((?P<target>[^()\s]*)\)"
)
# A name of up to five words, each of which begins as names do, or none.
_TITLE = re.compile(
    r"(?:(?!(?:All|Deprecated|Internal|Legacy|No|Not|Obsolete|Old|Only|Some|The)\b)"
    r"[A-Z][\w.-]* ){0,5}Classes"
)
_LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\(\s*<?(?P<url>[^\s<>]+)>?\s*\)")
_WEB = re.compile(r"https?://[^/]", re.IGNORECASE)

_LINK_TEXTS = frozenset({"", "Click here", "Documentation", "Resource Center"})
"""Texts of links to the vendor's pages; only the target matters."""


class IndexEntry(msgspec.Struct):
    """A row of the index; ``page`` is the file name of the class's page.

    ``description`` is compared with that of the class's page, which counts.
    """

    name: str
    page: str
    description: str
    url: str | None
    span: SourceSpan


class Index(msgspec.Struct, tag=True):
    """The index, in its own order; ``end_without_footer`` as in ``ClassPage``."""

    entries: list[IndexEntry]
    end_without_footer: SourceSpan | None


def _is_entry(cells: Sequence[str]) -> bool:
    return _CLASS.fullmatch(cells[0]) is not None


def _has_cells(parts: Sequence[str]) -> bool:
    """Return True if there is a link to a class, or any beside another part."""
    mark = "](" if len(parts) > 1 else f"{CLASS_SUFFIX})"
    return any(mark in part for part in parts)


_INDEX = TableKind(("Class Name", "Description"), _is_entry, has_cells=_has_cells)


def parse_index(source: PageSource, diagnostics: Diagnostics) -> Index | None:
    """Parse the index; diagnose and skip rows that name no page.

    Return None, with a diagnostic, if it names no class at all. The column that is
    neither name nor description holds the links, if there is one.
    """
    end = parse_footer(source, diagnostics)
    blocks = parse_blocks(source, end)
    header = find_header(source, Region(0, end), _INDEX)
    if header is None:
        columns = ", ".join(_INDEX.columns)
        diagnostics.add("D108", source.span(0), owner="index", columns=columns)
        source.coverage.mark_reported(0, end)
        return None
    report_comments(source, [Region(0, end)], diagnostics)
    _report_introduction(source, blocks, header, diagnostics)
    report_headings(
        source, [block for block in blocks if block.start > header], diagnostics
    )
    table = TableParser(source, Region(header, end), _INDEX, diagnostics)
    others = [title for title in table.titles if title not in _INDEX.columns]
    if not table.check_columns(known=others[:1]):
        return None
    entries: dict[str, IndexEntry] = {}
    row: Row | None = None
    for row in table.rows((*_INDEX.columns, *others[:1])):
        entry = _entry(source, row, diagnostics)
        if entry is None:
            source.coverage.mark_reported(row.line, row.end)
            continue
        if entry.page in entries:
            first = entries[entry.page].span
            diagnostics.add(
                "D301", entry.span, kind="index entry", name=entry.page, first=first
            )
            source.coverage.mark_reported(row.line, row.end)
            continue
        source.coverage.claim(
            row.line, row.written(*row.cells[:1], entry.description, *row.cells[2:])
        )
        entries[entry.page] = entry
    if row is None:
        diagnostics.add("D313", source.start(header))
    if not entries:
        return None
    return Index(list(entries.values()), end_without_footer(source, end))


def _report_introduction(
    source: PageSource, blocks: Sequence[Block], header: int, diagnostics: Diagnostics
) -> None:
    """Take the title, and diagnose all else above the table."""
    above = 0
    for block in blocks:
        if block.kind == "heading" and block.start < header:
            _report_text(source, Region(above, block.start), diagnostics)
            source.coverage.claim(block.start, block.written)
            if above or block.level > 1 or not _TITLE.fullmatch(block.text):
                place = source.find(block.start, block.text)
                report_sentence(source, place, block.text, diagnostics)
            above = block.end
    _report_text(source, Region(above, header), diagnostics)


def _report_text(source: PageSource, region: Region, diagnostics: Diagnostics) -> None:
    """Diagnose text above the table."""
    for part in source.paragraphs(region):
        text = source.read(part)
        diagnostics.add("D114", source.start(part.start), text=text)
        source.coverage.mark_reported(part.start, part.end)


def _entry(source: PageSource, row: Row, diagnostics: Diagnostics) -> IndexEntry | None:
    line, cells = row.line, row.cells
    match = _CLASS.fullmatch(cells[0])
    page = linked_page(match["target"]) if match else None
    if match is None or page is None or not page.endswith(CLASS_SUFFIX):
        diagnostics.add("D210", source.find(line, cells[0]), text=cells[0])
        return None
    url: str | None = None
    if len(cells) > 2 and cells[2]:
        link = _LINK.fullmatch(cells[2])
        if link is None or not _WEB.match(link["url"]):
            diagnostics.add("D211", source.find(line, cells[2]), text=cells[2])
        else:
            url = link["url"]
            if link["text"] not in _LINK_TEXTS:
                place = source.find(line, f"[{link['text']}]")
                report_sentence(source, place, link["text"], diagnostics)
    if len(cells) > 2 and url is None and _LINK.search(cells[1]):
        text = source.lines[line].strip()
        diagnostics.add("D118", source.start(line), text=text)
    return IndexEntry(match["name"], page, cells[1], url, source.start(line))
