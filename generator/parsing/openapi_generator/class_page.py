"""Pages of API classes."""

import re
from collections.abc import Sequence

import msgspec

from ...diagnostics import Diagnostics
from ...model import ApiClass, Operation
from ..page_lookup import PageLookup
from ..page_source import PageSource, Region
from ..stray_text import report_comments, report_unrecognized
from ..tables import TableKind, TableParser, find_header
from ..wire_names import LONGEST, is_word
from .fields import plain_text
from .operations import Endpoint, OperationParser
from .sections import Heading, headings, split_operations
from .type_refs import Reference, TypeParser

_MARK = "All URIs are relative to *"
BASE = re.compile(r"All URIs are relative to \*[\w.:/{}-]+\*\.?")
_PACKAGE = re.compile(r"[\w.]*")
_QUALIFIED = re.compile(r"(?:\w+\.)+")
_BASE_LINE = re.compile(rf"^{BASE.pattern}\s*$", re.MULTILINE)
_ENTRY = re.compile(r"\[\*\*(?P<name>\w+)\*\*\]\((?:\w+\.md)?#(?P<anchor>\w+)\)")
_REQUEST = re.compile(r"\*\*(?P<method>[A-Z]+)\*\* (?P<path>/\S*)")
_LISTED = "HTTP request"


def _is_entry(cells: Sequence[str]) -> bool:
    return _ENTRY.fullmatch(cells[0]) is not None


_INDEX = TableKind(
    ("Method", "Description"),
    _is_entry,
    has_cells=lambda parts: any(map(_ENTRY.fullmatch, parts)),
)
_INDEX_WITH_REQUESTS = TableKind(("Method", _LISTED, "Description"), _is_entry, 2)


class _Entry(msgspec.Struct, frozen=True):
    """A row of the index: the line, the endpoint if it has one, and the summary."""

    line: int
    endpoint: Endpoint | None
    text: str


class ClassPage(msgspec.Struct, tag=True):
    """A parsed page of an API class."""

    api: ApiClass
    references: list[Reference]
    version: str


def is_class_page(source: PageSource) -> bool:
    """Return True if a page documents an API class, not a model."""
    # Most pages are models, so the quick check comes first.
    return _MARK in source.text and _BASE_LINE.search(source.text) is not None


def parse_class(
    source: PageSource,
    end: int,
    version: str,
    lookup: PageLookup,
    diagnostics: Diagnostics,
) -> ClassPage | None:
    """Parse a page of a class, whose footer begins in the line ``end``."""
    top = next(headings(source, Region(0, end)), None)
    title = parse_title(source, top, diagnostics)
    if title is None:
        return None
    below = title.line + 1
    first = next(headings(source, Region(below, end)), None)
    if first is not None and _QUALIFIED.fullmatch(first.text.removesuffix(title.text)):
        source.coverage.claim(first.line, source.lines[first.line])
        report_unrecognized(source, Region(below, first.line), diagnostics)
        below = first.line + 1
    header = find_header(source, Region(below, end), _INDEX)
    if header is None:
        owner = f"class {title.text!r}"
        diagnostics.add(
            "D108",
            source.start(title.line),
            owner=owner,
            columns="Method, HTTP request, Description",
        )
        source.coverage.mark_reported(below, end)
        return None
    description = _description(source, Region(below, header))
    operations = next(
        (heading.line for heading in headings(source, Region(header, end))), end
    )
    entries = _index(source, Region(header, operations), diagnostics)
    parts = split_operations(source, Region(operations, end), entries, diagnostics)
    report_comments(source, [Region(0, operations)], diagnostics)
    types = TypeParser(source, lookup, diagnostics)
    parser = OperationParser(source, types, diagnostics)
    found = [parser.read(part, entries[part.heading.text].endpoint) for part in parts]
    _check_index(source, entries, found, diagnostics)
    api = ApiClass(
        name=title.text,
        file=source.file,
        description=description,
        url=None,
        operations=tuple(found),
        span=source.start(title.line),
    )
    return ClassPage(api, types.references, version)


def parse_title(
    source: PageSource, first: Heading | None, diagnostics: Diagnostics
) -> Heading | None:
    """Return the name of a page, which is its ``first`` heading."""
    if first is None or first.level > 2:
        diagnostics.add("D101", source.span(0), expected="# Name")
        source.coverage.mark_reported(0, len(source.lines))
        return None
    package, _, name = first.text.rpartition(".")
    if not _PACKAGE.fullmatch(package):
        name = first.text
    report_unrecognized(source, Region(0, first.line), diagnostics)
    source.coverage.claim_node(first.line, source.lines[first.line])
    if not is_word(name):
        place = source.start(first.line)
        diagnostics.add("D213", place, name=name, kind="page", longest=LONGEST)
    return Heading(first.line, first.level, name)


def _description(source: PageSource, region: Region) -> str:
    """Return the text above the index, without the base of the paths."""
    texts: list[str] = []
    for paragraph in source.paragraphs(region):
        text = source.read(paragraph)
        source.coverage.claim(paragraph.start, text)
        if BASE.fullmatch(text) is None:
            texts.append(plain_text(text))
    return "\n\n".join(texts)


def _index(
    source: PageSource, region: Region, diagnostics: Diagnostics
) -> dict[str, _Entry]:
    """Return the operations that the index lists, by name."""
    has_requests = find_header(source, region, _INDEX_WITH_REQUESTS) == region.start
    listed = has_requests and _LISTED in source.lines[region.start]
    kind = _INDEX_WITH_REQUESTS if listed else _INDEX
    table = TableParser(source, region, kind, diagnostics)
    found: dict[str, _Entry] = {}
    if not table.check_columns():
        return found
    for row in table.rows():
        entry = _ENTRY.fullmatch(row.cells[0])
        request = _REQUEST.fullmatch(row.cells[1]) if listed else None
        place = source.start(row.line)
        if entry is None or (listed and request is None) or entry["name"] in found:
            text = source.lines[row.line].strip()
            diagnostics.add("D227", place, text=text)
            source.coverage.mark_reported(row.line, row.end)
            continue
        endpoint = Endpoint(request["method"], request["path"]) if request else None
        found[entry["name"]] = _Entry(row.line, endpoint, plain_text(row.cells[-1]))
        source.coverage.claim(row.line, row.written(*row.cells))
    return found


def _check_index(
    source: PageSource,
    entries: dict[str, _Entry],
    operations: Sequence[Operation],
    diagnostics: Diagnostics,
) -> None:
    """Diagnose operations that only the index has, or whose summaries differ there."""
    there = {operation.name: operation for operation in operations}
    for name, entry in entries.items():
        operation = there.get(name)
        place = source.start(entry.line)
        if operation is None:
            diagnostics.add("D304", place, name=name)
        elif _differ(entry.text, operation.summary):
            diagnostics.add("D311", place, name=name)


def _differ(one: str, other: str) -> bool:
    """Return True if two texts that are there differ in more than white space."""
    return bool(one and other) and one.split() != other.split()
