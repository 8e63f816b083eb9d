"""Pages of definitions."""

import re
from collections.abc import Sequence

import msgspec

from ...diagnostics import Diagnostics, SourceSpan
from ...model import Definition, Property
from ..formats import temporal_format
from ..markdown import Block, parse_blocks
from ..page_source import PageSource, Region
from ..stray_text import (
    report_comments,
    report_headings,
    report_rows,
    report_unrecognized,
)
from ..tables import TableKind, TableParser, find_header, titles_of
from ..wire_names import LONGEST, check_name, is_word, wire_name
from .footer import end_without_footer, parse_footer
from .type_refs import Reference, TypeParser, is_link, is_shifted, is_type, names_type

_TITLE = re.compile(r"`(?P<name>[^`\s]+)` Definition")
# A row without pipes: name, type and flag with white space between.
_BARE = re.compile(
    r"\s*`?[\w.$-]+`?\s+(?P<type>`[^`\s]+`|\[[^][]+(?:\[\])?\]\([^()\s]*\)|\S+)"
    r"(?P<flag>\s+(?:Yes|No)(?:\s|$))?"
)
_FLAGS = {"Yes": True, "No": False}
_WORDS = {required: word for word, required in _FLAGS.items()}


def _is_property(cells: Sequence[str]) -> bool:
    return cells[2] in _FLAGS


def _has_cells(parts: Sequence[str]) -> bool:
    """Return True if there is a link to a definition, or a flag and a type."""
    return any(map(is_link, parts)) or (
        not _FLAGS.keys().isdisjoint(parts)
        and ("" in parts or any(map(is_type, parts)))
    )


def _is_row_like(line: str) -> bool:
    """Return True if a line has a type after a name, or a flag after a type."""
    match = _BARE.match(line)
    return match is not None and bool(match["flag"] or is_type(match["type"]))


_PROPERTIES = TableKind(
    ("Property", "Type", "Required", "Description"),
    _is_property,
    needed=3,
    has_cells=_has_cells,
    is_row_like=_is_row_like,
)
_NONE = re.compile(
    r"This (?:definition|model|object|schema|type) "
    r"(?:does not have any|doesn't have any|has no) properties\.?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[-*+]\s+`")
# Rows without their outer pipes, in a quote, or in HTML.
_CELLS = re.compile(r"\|[^|]*\||<t[dhr]\b", re.IGNORECASE)


class DefinitionPage(msgspec.Struct, tag=True):
    """A parsed page of a definition; ``end_without_footer`` as in ``ClassPage``."""

    definition: Definition
    references: list[Reference]
    end_without_footer: SourceSpan | None


def parse_definition(
    source: PageSource, diagnostics: Diagnostics
) -> DefinitionPage | None:
    """Parse a page of a definition; None if it has no title or no header row.

    A page without a table is a definition without properties.
    """
    end = parse_footer(source, diagnostics)
    blocks = parse_blocks(source, end)
    title = parse_title(source, blocks, _TITLE, "# `Name` Definition", diagnostics)
    if title is None:
        return None
    name, line = title
    if not is_word(name):
        place = source.find(line, name)
        diagnostics.add("D213", place, name=name, kind="definition", longest=LONGEST)
    below = Region(line + 1, end)
    header = find_header(source, below, _PROPERTIES)
    types = TypeParser(source, diagnostics)
    report_headings(source, blocks[1:], diagnostics)
    properties: Sequence[Property] = ()
    structured = [Region(0, line)]
    if header is not None:
        table = TableParser(source, Region(header, end), _PROPERTIES, diagnostics)
        report_rows(source, Region(line + 1, header), diagnostics)
        report_comments(source, [*structured, Region(header, end)], diagnostics)
        properties = _properties(source, table, types, diagnostics)
        description = source.read(Region(line + 1, header))
    else:
        report_comments(source, [*structured, below], diagnostics)
        found = _without_table(source, name, below, diagnostics)
        if found is None:
            source.coverage.mark_reported(below.start, below.end)
            return None
        description = found
    definition = Definition(
        name=name,
        file=source.file,
        description=description,
        properties=tuple(properties),
        span=source.start(line),
    )
    source.coverage.claim(below.start, definition.description)
    return DefinitionPage(definition, types.references, end_without_footer(source, end))


def _is_head(line: str) -> bool:
    """Return True if a line has most of the titles."""
    return len(set(titles_of(line, _PROPERTIES)) & set(_PROPERTIES.columns)) > 2


def _without_table(
    source: PageSource, name: str, region: Region, diagnostics: Diagnostics
) -> str | None:
    """Return the description of a definition without properties.

    Return None, with a diagnostic, if the page contains possible properties.
    """
    paragraphs = source.paragraphs(region)
    if paragraphs and _NONE.fullmatch(source.read(paragraphs[-1])):
        source.coverage.claim(paragraphs[-1].start, source.read(paragraphs[-1]))
        return source.read(Region(region.start, paragraphs[-1].start))
    owner = f"definition {name!r}"
    place = source.start(region.start - 1)
    for number in range(region.start, region.end):
        line = source.lines[number].lstrip()
        meant = _ITEM.match(line) or "**(" in line or _CELLS.search(line)
        if (meant and number not in source.inert) or _is_head(line):
            columns = ", ".join(_PROPERTIES.columns)
            diagnostics.add("D108", place, owner=owner, columns=columns)
            return None
    diagnostics.add("D122", place, owner=owner)
    return source.read(region)


def parse_title(
    source: PageSource,
    blocks: Sequence[Block],
    pattern: re.Pattern[str],
    expected: str,
    diagnostics: Diagnostics,
) -> tuple[str, int] | None:
    """Return the name in a page's title, and its line.

    Diagnose text above the title.
    """
    for block in blocks:
        match = pattern.fullmatch(block.text)
        if block.kind != "heading" or block.level != 1 or match is None:
            break
        report_unrecognized(source, Region(0, block.start), diagnostics)
        source.coverage.claim_node(block.start, block.written)
        return match["name"], block.start
    place = source.start(blocks[0].start) if blocks else source.span(0)
    diagnostics.add("D101", place, expected=expected)
    source.coverage.mark_reported(0, len(source.lines))
    return None


def _properties(
    source: PageSource, table: TableParser, types: TypeParser, diagnostics: Diagnostics
) -> list[Property]:
    if not table.check_columns():
        return []
    found: dict[str, Property] = {}
    for row in table.rows():
        written, cell, flag, description = row.cells
        span = source.start(row.line)
        name = written
        # Nearly all names are, and have no marks of emphasis.
        plain = written.isascii() and written.isidentifier()
        if not plain or written[0] == written[-1] == "_":
            name = _name(source, row.line, written, diagnostics)
            if not check_name(name, "property", span, diagnostics):
                source.coverage.mark_reported(row.line, row.end)
                continue
        kind = types.read(cell, row.line, row.end)
        if is_shifted(cell, description):
            diagnostics.add("D118", span, text=description)
        required = _FLAGS.get(flag)
        if required is None:
            diagnostics.add("D203", source.find(row.line, flag), value=flag)
            source.coverage.mark_reported(row.line, row.end)
        if name in found:
            first = found[name].span
            diagnostics.add("D301", span, kind="property", name=name, first=first)
            source.coverage.mark_reported(row.line, row.end)
            continue
        found[name] = property_ = Property(
            name=name,
            type=kind,
            required=bool(required),
            description=description,
            format=temporal_format(kind, description),
            span=span,
        )
        if required is not None and names_type(cell, property_.type):
            flag = _WORDS[property_.required]
            text = row.written(written, cell, flag, property_.description)
            source.coverage.claim_node(row.line, text)
    return list(found.values())


def _name(source: PageSource, line: int, written: str, diagnostics: Diagnostics) -> str:
    """Return the wire name in a cell; note another spelling in Markdown."""
    name = wire_name(written)
    if name != written and name != written[1:-1]:
        place = source.find(line, written)
        diagnostics.add("D215", place, written=written, name=name)
    return name
