"""Pages of models."""

import re
from collections.abc import Sequence

import msgspec

from ...diagnostics import Diagnostics
from ...model import Definition, Property
from ..page_lookup import PageLookup
from ..page_source import PageSource, Region
from ..stray_text import report_comments, report_sentence, report_unrecognized
from .class_page import parse_title
from .fields import FieldTable, find_fields, plain_text
from .footer import is_navigation
from .sections import Heading, headings
from .type_refs import Reference, TypeParser

_PROPERTIES = "Properties"
_ENUM = "Enum"
_EXAMPLE = "Example"
_MEMBER = re.compile(
    r"[*-] `?\w+`? \(value: `(?P<quote>['\"]?)(?P<value>.*)(?P=quote)`\)"
)
_NO_ROWS = re.compile(r"(?:This model|\w+) (?:does not have any|has no) properties\.?")


class ModelPage(msgspec.Struct, tag=True):
    """A parsed page of a model; ``values`` are those of an enumeration."""

    definition: Definition
    references: list[Reference]
    version: str
    values: tuple[str, ...] = ()


def parse_model(
    source: PageSource,
    end: int,
    version: str,
    lookup: PageLookup,
    diagnostics: Diagnostics,
) -> ModelPage | None:
    """Parse a page of a model, whose footer begins in the line ``end``."""
    found = list(headings(source, Region(0, end)))
    title = parse_title(source, found[0] if found else None, diagnostics)
    if title is None:
        return None
    second = _second_title(source, title, found[1:])
    parts = _split(source, found[1:], second, end, diagnostics)
    types = TypeParser(source, lookup, diagnostics)
    below = next((region.start - 1 for region in parts.values()), end)
    comments = [Region(title.line, below), *parts.values()]
    report_comments(source, sorted(comments, key=_start), diagnostics)
    start = title.line if second is None else second.line
    description = _text(source, Region(start + 1, below))
    properties: list[Property] = []
    if _PROPERTIES in parts:
        table = FieldTable(source, types, diagnostics)
        properties = _properties(source, parts[_PROPERTIES], table, diagnostics)
    values: tuple[str, ...] = ()
    if _ENUM in parts:
        values = _values(source, parts[_ENUM], diagnostics)
    if _EXAMPLE in parts:
        _claim_example(source, parts[_EXAMPLE], diagnostics)
    if not parts:
        owner = f"definition {title.text!r}"
        diagnostics.add("D122", source.start(title.line), owner=owner)
    definition = Definition(
        name=title.text,
        file=source.file,
        description=description,
        properties=tuple(properties),
        span=source.start(title.line),
    )
    return ModelPage(definition, types.references, version, values)


def _start(region: Region) -> int:
    return region.start


def _second_title(
    source: PageSource, title: Heading, others: Sequence[Heading]
) -> Heading | None:
    """Return the heading that repeats the title, with nothing between the two.

    A model may be called as a part of its page is.
    """
    if not others or others[0].text != title.text:
        return None
    between = source.lines[title.line + 1 : others[0].line]
    return None if any(line.strip() for line in between) else others[0]


def _split(
    source: PageSource,
    others: Sequence[Heading],
    second: Heading | None,
    end: int,
    diagnostics: Diagnostics,
) -> dict[str, Region]:
    """Return the parts of a page by their titles."""
    starts: dict[str, int] = {}
    for heading in others:
        is_part = heading.text in (_PROPERTIES, _ENUM, _EXAMPLE)
        if heading is second:
            source.coverage.claim(heading.line, source.lines[heading.line])
        elif is_part and heading.text not in starts:
            starts[heading.text] = heading.line
            source.coverage.claim(heading.line, source.lines[heading.line])
        else:
            place = source.start(heading.line)
            expected = f"write ## {_PROPERTIES}, or remove the heading"
            diagnostics.add("D104", place, heading=heading.text, expected=expected)
            source.coverage.mark_reported(heading.line, heading.line + 1)
    found: dict[str, Region] = {}
    for name, start in reversed(starts.items()):
        found[name] = Region(start + 1, end)
        end = start
    return dict(reversed(found.items()))


def _text(source: PageSource, region: Region) -> str:
    """Return the description, which is below the name."""
    texts: list[str] = []
    for paragraph in source.paragraphs(region):
        text = source.read(paragraph)
        source.coverage.claim(paragraph.start, text)
        if not is_navigation(text):
            texts.append(plain_text(text))
    return "\n\n".join(texts)


def _properties(
    source: PageSource, region: Region, table: FieldTable, diagnostics: Diagnostics
) -> list[Property]:
    header = find_fields(source, region)
    end = region.end if header is None else header
    for paragraph in source.paragraphs(Region(region.start, end)):
        text = source.read(paragraph)
        if header is None and _NO_ROWS.fullmatch(text):
            source.coverage.claim(paragraph.start, text)
        else:
            report_unrecognized(source, paragraph, diagnostics)
    if header is None:
        return []
    return [
        Property(
            name=row.name,
            type=row.type,
            required=row.notes.required,
            description=row.description,
            format=row.format,
            values=row.notes.values,
            default=row.notes.default,
            span=row.span,
        )
        for row in table.read(Region(header, region.end), "property")
    ]


def _values(
    source: PageSource, region: Region, diagnostics: Diagnostics
) -> tuple[str, ...]:
    """Return the values of an enumeration."""
    values: list[str] = []
    for number in range(region.start, region.end):
        line = source.lines[number].strip()
        match = _MEMBER.fullmatch(line)
        if match is not None:
            values.append(match["value"])
            source.coverage.claim_node(number, line)
        elif line and not is_navigation(line):
            report_unrecognized(source, Region(number, number + 1), diagnostics)
        else:
            source.coverage.claim(number, line)
    return tuple(dict.fromkeys(values))


def _claim_example(
    source: PageSource, region: Region, diagnostics: Diagnostics
) -> None:
    """Claim the code of an example; diagnose any other line."""
    for number in range(region.start, region.end):
        line = source.lines[number].strip()
        if number in source.code or is_navigation(line):
            source.coverage.claim(number, line)
        elif line:
            report_sentence(source, source.start(number), line, diagnostics)
            source.coverage.mark_reported(number, number + 1)
