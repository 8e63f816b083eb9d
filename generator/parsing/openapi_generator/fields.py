"""Rows of parameters and properties: name, type, description, notes."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

import msgspec

from ...diagnostics import Diagnostics, SourceSpan
from ...model import Format, TypeRef
from ..page_source import PageSource, Region
from ..tables import TableKind, TableParser, find_header
from ..wire_names import check_name
from .notes import Notes, parse_notes
from .type_refs import TypeParser

_NAME = re.compile(r"\*\*(?P<name>[^*\s]+)\*\*")


def _is_row(cells: Sequence[str]) -> bool:
    return _NAME.fullmatch(cells[0]) is not None


def _has_cells(parts: Sequence[str]) -> bool:
    """Return True if there is a name between others."""
    return any(map(_NAME.fullmatch, parts))


FIELDS = TableKind(
    ("Name", "Type", "Description", "Notes"),
    _is_row,
    needed=3,
    has_cells=_has_cells,
)


class FieldRow(msgspec.Struct, frozen=True):
    """A row: a parameter or a property in Python's spelling."""

    name: str
    type: TypeRef | None
    format: Format | None
    description: str
    notes: Notes
    span: SourceSpan


def plain_text(text: str) -> str:
    """Return a text without the escapes that the templates added to it."""
    if "\\" in text:
        text = text.replace('\\"', '"').replace("\\&quot;", "&quot;")
        text = text.replace("\\|", "|")
    return unescape(text) if "&" in text else text


class FieldTable:
    """A parser of the tables of one page."""

    def __init__(
        self, source: PageSource, types: TypeParser, diagnostics: Diagnostics
    ) -> None:
        self._source = source
        self._types = types
        self._diagnostics = diagnostics

    def read(self, region: Region, kind: str) -> Iterator[FieldRow]:
        """Yield the rows of a table, whose header row is the first line of a region.

        ``kind`` is what a row documents. A row with a diagnostic is left out.
        """
        table = TableParser(self._source, region, FIELDS, self._diagnostics)
        if not table.check_columns():
            return
        seen: dict[str, SourceSpan] = {}
        for row in table.rows():
            written, cell, text, note = row.cells
            span = self._source.start(row.line)
            name = self._name(written, kind, span)
            notes = parse_notes(note)
            if notes is None:
                place = self._source.find(row.line, note)
                self._diagnostics.add("D221", place, text=note)
            typed = self._types.read(cell, row.line, row.end)
            if name in seen:
                self._diagnostics.add(
                    "D301", span, kind=kind, name=name, first=seen[name]
                )
            if name is None or notes is None or typed is None or name in seen:
                self._source.coverage.mark_reported(row.line, row.end)
                continue
            seen[name] = span
            description = plain_text(text)
            self._source.coverage.claim_node(row.line, row.written(*row.cells))
            yield FieldRow(name, *typed, description, notes, span)

    def _name(self, written: str, kind: str, span: SourceSpan) -> str | None:
        match = _NAME.fullmatch(written)
        if match is None:
            self._diagnostics.add("D209", span, name=written, kind=kind)
            return None
        name = match["name"]
        if name.isascii() and name.isidentifier():
            return name
        return name if check_name(name, kind, span, self._diagnostics) else None


def find_fields(source: PageSource, region: Region) -> int | None:
    """Return the line of the header row of a table of fields, if there is one."""
    return find_header(source, region, FIELDS)
