"""Pages of definitions."""

import re
from collections.abc import Sequence

import msgspec

from ..diagnostics import Diagnostics, SourceSpan
from ..model import Definition, Property
from .infer import temporal_format
from .markdown import Block, read_blocks
from .source import Region, Source, footer_start
from .tables import TableKind, TableReader, find_header, note_rows, unclaimed
from .types import Reference, TypeReader

_TITLE = re.compile(r"`(?P<name>[^`\s]+)` Definition")
_FLAGS = {"Yes": True, "No": False}


def _is_property(cells: Sequence[str]) -> bool:
    return cells[2] in _FLAGS


_PROPERTIES = TableKind(("Property", "Type", "Required", "Description"), _is_property)


class DefinitionPage(msgspec.Struct):
    """What a page of a definition holds."""

    definition: Definition
    references: list[Reference]


def read_definition(source: Source, diagnostics: Diagnostics) -> DefinitionPage | None:
    """Read a page of a definition; None if it has no title or no table."""
    end = footer_start(source)
    blocks = read_blocks(source, end)
    title = read_title(source, blocks, _TITLE, "# `Name` Definition", diagnostics)
    if title is None:
        return None
    name, line = title
    header = find_header(source, Region(line + 1, end), _PROPERTIES)
    owner = f"the definition {name!r}"
    if header is None:
        columns = ", ".join(_PROPERTIES.columns)
        place = source.start(line)
        diagnostics.add("D108", place, owner=owner, columns=columns)
        return None
    types = TypeReader(source, diagnostics)
    table = TableReader(source, Region(header, end), _PROPERTIES, diagnostics)
    note_headings(source, blocks[1:], diagnostics)
    note_rows(source, Region(line + 1, header), diagnostics)
    properties = _properties(source, table, types, diagnostics)
    definition = Definition(
        name=name,
        file=source.file,
        description=source.read(Region(line + 1, header)),
        properties=tuple(properties),
        span=source.start(line),
    )
    return DefinitionPage(definition, types.references)


def read_title(
    source: Source,
    blocks: Sequence[Block],
    pattern: re.Pattern[str],
    expected: str,
    diagnostics: Diagnostics,
) -> tuple[str, int] | None:
    """The name in a page's title, and its line; the first block must be the title.

    Text above the title is diagnosed.
    """
    for block in blocks:
        match = pattern.fullmatch(block.text)
        if block.kind != "heading" or block.level != 1 or match is None:
            break
        unclaimed(source, Region(0, block.start), diagnostics)
        return match["name"], block.start
    place = source.start(blocks[0].start) if blocks else source.span(0)
    diagnostics.add("D101", place, expected=expected)
    return None


def note_headings(
    source: Source, blocks: Sequence[Block], diagnostics: Diagnostics
) -> None:
    """Diagnose headings that are kept as text."""
    for block in blocks:
        if block.kind == "heading":
            line = source.lines[block.start].strip()
            diagnostics.add("D106", source.start(block.start), heading=line)


def _properties(
    source: Source, table: TableReader, types: TypeReader, diagnostics: Diagnostics
) -> list[Property]:
    if not table.check_columns():
        return []
    found: dict[str, Property] = {}
    for row in table.rows():
        name, cell, flag, description = row.cells
        name = _unquoted(name)
        span = source.start(row.line)
        kind = types.read(cell, row.line)
        required = _FLAGS.get(flag)
        if required is None:
            diagnostics.add("D203", source.find(row.line, flag), value=flag)
        if not check_name(name, "property", span, diagnostics):
            continue
        if name in found:
            first = found[name].span
            diagnostics.add("D301", span, kind="property", name=name, first=first)
            continue
        found[name] = Property(
            name=name,
            type=kind,
            required=bool(required),
            description=description,
            format=temporal_format(kind, description),
            span=span,
        )
    return list(found.values())


def _unquoted(name: str) -> str:
    """A name without the backticks around it, if it has them."""
    if len(name) > 2 and name[0] == name[-1] == "`":
        return name[1:-1]
    return name


def check_name(
    name: str, kind: str, span: SourceSpan, diagnostics: Diagnostics
) -> bool:
    """Whether a name can be one; else it is diagnosed."""
    if name and not any(map(str.isspace, name)):
        return True
    diagnostics.add("D209", span, name=name, kind=kind)
    return False
