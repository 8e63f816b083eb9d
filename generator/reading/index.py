"""The index: the classes of a drop, their order, and the vendor's pages about them."""

import re
from collections.abc import Sequence

import msgspec

from ..diagnostics import Diagnostics, SourceSpan
from .footer import footer_start
from .markdown import Block, read_blocks
from .notes import note_comments, note_headings
from .source import Region, Source
from .tables import Row, TableKind, TableReader, find_header
from .types import page_of

CLASS_SUFFIX = "-api.md"

_CLASS = re.compile(
    r"\[(?P<tick>`?)(?P<name>[^`\[\]\s]+)(?P=tick)\]\((?P<target>[^()\s]*)\)"
)
_LINK = re.compile(r"\[[^\[\]]*\]\(\s*<?(?P<url>[^\s<>]+)>?\s*\)")


class IndexEntry(msgspec.Struct):
    """A row of the index; ``page`` is the file name of the class's page."""

    name: str
    page: str
    url: str | None
    span: SourceSpan


class Index(msgspec.Struct):
    """The index, in its own order."""

    entries: list[IndexEntry]


def _is_entry(cells: Sequence[str]) -> bool:
    return _CLASS.fullmatch(cells[0]) is not None


_INDEX = TableKind(("Class Name", "Description"), _is_entry)


def read_index(source: Source, diagnostics: Diagnostics) -> Index | None:
    """Read the index; rows that name no page are diagnosed and left out.

    None, with a diagnostic, if it names no class at all.

    The column that is neither name nor description holds the links; an index without it
    has none. The text of the description column is the class page's to say.
    """
    end = footer_start(source)
    blocks = read_blocks(source, end)
    header = find_header(source, Region(0, end), _INDEX)
    if header is None:
        columns = ", ".join(_INDEX.columns)
        diagnostics.add("D108", source.span(0), owner="the index", columns=columns)
        return None
    note_comments(source, [Region(0, end)], diagnostics)
    _note_introduction(source, blocks, header, diagnostics)
    note_headings(
        source, [block for block in blocks if block.start > header], diagnostics
    )
    table = TableReader(source, Region(header, end), _INDEX, diagnostics)
    others = [title for title in table.titles if title not in _INDEX.columns]
    if not table.check_columns(known=others[:1]):
        return None
    entries: dict[str, IndexEntry] = {}
    row: Row | None = None
    for row in table.rows((*_INDEX.columns, *others[:1])):
        entry = _entry(source, row.line, row.cells, diagnostics)
        if entry is None:
            continue
        if entry.page in entries:
            first = entries[entry.page].span
            diagnostics.add(
                "D301", entry.span, kind="index entry", name=entry.page, first=first
            )
            continue
        entries[entry.page] = entry
    if row is None:
        diagnostics.add("D313", source.start(header))
    return Index(list(entries.values())) if entries else None


def _note_introduction(
    source: Source, blocks: Sequence[Block], header: int, diagnostics: Diagnostics
) -> None:
    """Diagnose text above the table that is no heading."""
    headings = {block.start for block in blocks if block.kind == "heading"}
    for region in source.paragraphs(Region(0, header)):
        if region.start not in headings:
            text = source.read(region)
            diagnostics.add("D114", source.start(region.start), text=text)


def _entry(
    source: Source, line: int, cells: Sequence[str], diagnostics: Diagnostics
) -> IndexEntry | None:
    match = _CLASS.fullmatch(cells[0])
    page = page_of(match["target"]) if match else None
    if match is None or page is None or not page.endswith(CLASS_SUFFIX):
        diagnostics.add("D210", source.find(line, cells[0]), text=cells[0])
        return None
    url: str | None = None
    if len(cells) > 2 and cells[2]:
        link = _LINK.fullmatch(cells[2])
        if link is None:
            diagnostics.add("D211", source.find(line, cells[2]), text=cells[2])
        else:
            url = link["url"]
    return IndexEntry(match["name"], page, url, source.start(line))
