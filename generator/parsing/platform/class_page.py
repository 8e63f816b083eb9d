"""Pages of API classes."""

import re
from collections.abc import Sequence

import msgspec

from ...diagnostics import Diagnostics, SourceSpan
from ...model import ApiClass, Operation
from ..markdown import parse_blocks
from ..page_source import PageSource, Region
from ..stray_text import report_unrecognized
from ..wire_names import LONGEST, is_word
from .definition_page import parse_title
from .footer import end_without_footer, parse_footer
from .operations import OperationParser
from .sections import ClassParts, split_class
from .type_refs import Reference, TypeParser

_TITLE = re.compile(r"`(?P<name>[^`\s]+)` Class")
_ENTRY = re.compile(
    r"(?P<mark>[-*] )\[`(?P<name>[^`\s]+)`\](?P<link>\(#[^()\s]*\))"
    r"(?:[ \t]+(?P<dash>-)(?P<text>.*))?",
    re.DOTALL,
)
_NONE = re.compile(
    r"This (?:API )?class (?:does not have any|doesn't have any|has no) methods\.?",
    re.IGNORECASE,
)


class ClassPage(msgspec.Struct, tag=True):
    """A parsed page of an API class; the link to the vendor is in the index.

    ``end_without_footer`` is the end of a page without a footer, else None.
    """

    api: ApiClass
    references: list[Reference]
    end_without_footer: SourceSpan | None


class _Entry(msgspec.Struct):
    """An item of the list of methods."""

    summary: str
    span: SourceSpan


class _Methods(msgspec.Struct):
    """The methods of a class by name, the names with diagnostics, and the summaries."""

    operations: dict[str, Operation]
    misnamed: set[str]
    headlines: dict[str, str]


def parse_class(source: PageSource, diagnostics: Diagnostics) -> ClassPage | None:
    """Read a page of an API class; None if it has no title."""
    end = parse_footer(source, diagnostics)
    blocks = parse_blocks(source, end)
    title = parse_title(source, blocks, _TITLE, "# `NameAPI` Class", diagnostics)
    if title is None:
        return None
    name, line = title
    if not is_word(name):
        place = source.find(line, name)
        diagnostics.add("D213", place, name=name, kind="class", longest=LONGEST)
    parts = split_class(source, blocks[1:], line, end, diagnostics)
    types = TypeParser(source, diagnostics)
    parser = OperationParser(source, types, diagnostics)
    methods = _parse_methods(parts, parser, diagnostics)
    operations = methods.operations
    description = parts.description.body
    last = source.paragraphs(description)[-1:]
    if parts.methods is None and not operations and _has_empty_note(source, last):
        # In the place of the section, this sentence is not the description.
        description = Region(description.start, last[0].start)
        source.coverage.claim(last[0].start, source.read(last[0]))
    else:
        _check_list(source, name, line, parts, methods, diagnostics)
    api = ApiClass(
        name=name,
        file=source.file,
        description=source.read(description),
        url=None,
        operations=tuple(
            operation
            for method, operation in operations.items()
            if method not in methods.misnamed
        ),
        span=source.start(line),
    )
    source.coverage.claim(description.start, api.description)
    return ClassPage(api, types.references, end_without_footer(source, end))


def _has_empty_note(source: PageSource, paragraphs: Sequence[Region]) -> bool:
    """Return True if a text is the sentence for a class without methods."""
    return len(paragraphs) == 1 and bool(_NONE.fullmatch(source.read(paragraphs[0])))


def _parse_methods(
    parts: ClassParts, parser: OperationParser, diagnostics: Diagnostics
) -> _Methods:
    """Read the sections of all methods."""
    operations: dict[str, Operation] = {}
    misnamed: set[str] = set()
    for part in parts.operations:
        operation = parser.read(part)
        name, span = operation.name, operation.span
        if part.misnamed:
            misnamed.add(name)
        elif not is_word(name):
            misnamed.add(name)
            diagnostics.add("D213", span, name=name, kind="method", longest=LONGEST)
        elif name in operations:
            first = operations[name].span
            diagnostics.add("D301", span, kind="method", name=name, first=first)
            continue
        operations[name] = operation
    return _Methods(operations, misnamed, parser.headlines)


def _check_list(
    source: PageSource,
    name: str,
    line: int,
    parts: ClassParts,
    methods: _Methods,
    diagnostics: Diagnostics,
) -> None:
    """Check the list of methods against the sections of the methods."""
    operations, misnamed = methods.operations, methods.misnamed
    if parts.methods is None:
        diagnostics.add(
            "D102",
            source.start(line),
            owner=f"class {name!r}",
            section="Methods",
            heading="## Methods",
        )
        return
    source.coverage.claim(parts.methods.start, parts.methods.written)
    region = parts.methods.body
    paragraphs = source.paragraphs(region)
    if not operations and _has_empty_note(source, paragraphs):
        source.coverage.claim(paragraphs[0].start, source.read(paragraphs[0]))
        return
    errors = diagnostics.count("error")
    listed = _parse_list(source, region, diagnostics)
    # An entry that could not be read may be that of a method, and a method whose
    # heading could not be read may be that of an entry.
    broken = diagnostics.count("error") > errors
    lost = not misnamed <= listed.keys()
    if not listed and not operations:
        place = source.start(parts.methods.start)
        diagnostics.add("D128", place, owner=f"class {name!r}")
    for method, entry in listed.items():
        operation = operations.get(method)
        headline = methods.headlines.get(method, "")
        if operation is None:
            if not lost:
                diagnostics.add("D304", entry.span, name=method)
        elif operation.path and entry.summary.split() != headline.split():
            diagnostics.add("D311", entry.span, name=method)
    for method, operation in operations.items():
        if method not in listed and method not in misnamed and not broken:
            diagnostics.add("D305", operation.span, name=method)


def _parse_list(
    source: PageSource, region: Region, diagnostics: Diagnostics
) -> dict[str, _Entry]:
    """Return the items of the list, which continue on lines directly below."""
    listed: dict[str, _Entry] = {}
    number = region.start
    while number < region.end:
        line = source.lines[number].strip()
        end = source.comments.get(number, number + 1)
        if not line or number in source.comments:
            number = end
            continue
        while end < region.end and _continues(source, end):
            end += 1
        if line.startswith(("- ", "* ")) and number not in source.inert:
            _list_entry(source, Region(number, end), listed, diagnostics)
        else:
            report_unrecognized(source, Region(number, end), diagnostics)
        number = end
    return listed


def _continues(source: PageSource, number: int) -> bool:
    """Return True if a line belongs to the item above it."""
    if number in source.inert:
        return number not in source.comments
    text = source.lines[number].strip()
    return bool(text) and not text.startswith(("- ", "* ", "#", "|"))


def _list_entry(
    source: PageSource,
    region: Region,
    listed: dict[str, _Entry],
    diagnostics: Diagnostics,
) -> None:
    text, place = source.read(region), source.start(region.start)
    match = _ENTRY.fullmatch(text)
    if match is None:
        diagnostics.add("D212", place, text=text)
        source.coverage.mark_reported(region.start, region.end)
        return
    name = match["name"]
    if name in listed:
        first = listed[name].span
        diagnostics.add("D301", place, kind="list entry", name=name, first=first)
        source.coverage.mark_reported(region.start, region.end)
        return
    listed[name] = entry = _Entry((match["text"] or "").strip(), place)
    link = f"{match['mark']}[`{name}`]{match['link']}{match['dash'] or ''}"
    source.coverage.claim(region.start, link + entry.summary)
