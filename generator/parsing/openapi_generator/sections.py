"""The sections of a class page, by the headings that delimit them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from ...diagnostics import Diagnostics
from ..page_source import PageSource, Region
from ..stray_text import report_unrecognized

SECTIONS = (
    "Example",
    "Parameters",
    "Return type",
    "Authorization",
    "HTTP request headers",
    "HTTP response details",
)
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<text>.*?)[ \t]*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in a line; ``text`` is without marks of emphasis."""

    line: int
    level: int
    text: str


@dataclass(slots=True)
class OperationPart:
    """An operation: the lines below its heading, and its sections by title."""

    heading: Heading
    body: Region
    sections: dict[str, Region] = field(default_factory=dict[str, Region])


def headings(source: PageSource, region: Region) -> Iterator[Heading]:
    """Yield the headings in a region, without those in blocks of code."""
    for number in range(region.start, region.end):
        line = source.lines[number]
        if not line.startswith("#") or number in source.inert:
            continue
        match = _HEADING.fullmatch(line)
        if match is not None:
            text = match["text"].strip("*")
            yield Heading(number, len(match["marks"]), text)


def split_operations(
    source: PageSource,
    region: Region,
    names: Collection[str],
    diagnostics: Diagnostics,
) -> list[OperationPart]:
    """Return the operations in a region, whose names the index lists.

    The lines of headings are claimed. Another heading is diagnosed.
    """
    found: dict[str, OperationPart] = {}
    current: OperationPart | None = None
    known = list(_known_headings(source, region, names, diagnostics))
    first_line = next((each.line for each in known if each.level <= 2), region.end)
    report_unrecognized(source, Region(region.start, first_line), diagnostics)
    for heading in known:
        if heading.level <= 2:
            first = found.get(heading.text)
            if first is not None:
                diagnostics.add(
                    "D301",
                    source.start(heading.line),
                    kind="method",
                    name=heading.text,
                    first=source.start(first.heading.line),
                )
            current = OperationPart(heading, Region(heading.line + 1, region.end))
            found.setdefault(heading.text, current)
        elif current is not None:
            _begin_section(source, current, heading, region.end, diagnostics)
        source.coverage.claim(heading.line, source.lines[heading.line])
    return _with_ends(list(found.values()), region.end)


def _known_headings(
    source: PageSource,
    region: Region,
    names: Collection[str],
    diagnostics: Diagnostics,
) -> Iterator[Heading]:
    for heading in headings(source, region):
        is_operation = heading.level <= 2 and heading.text in names
        if is_operation or (heading.level == 3 and heading.text in SECTIONS):
            yield heading
            continue
        place = source.start(heading.line)
        if heading.level <= 2:
            expected = "add the method to the table at the top of the page"
        else:
            expected = f"write one of {', '.join(SECTIONS)}"
        diagnostics.add("D104", place, heading=heading.text, expected=expected)
        source.coverage.mark_reported(heading.line, heading.line + 1)


def _begin_section(
    source: PageSource,
    part: OperationPart,
    heading: Heading,
    end: int,
    diagnostics: Diagnostics,
) -> None:
    first = part.sections.get(heading.text)
    if first is not None:
        diagnostics.add(
            "D103",
            source.start(heading.line),
            owner=f"method {part.heading.text!r}",
            section=heading.text,
            first=first.start,
        )
        return
    part.sections[heading.text] = Region(heading.line + 1, end)


def _with_ends(parts: list[OperationPart], end: int) -> list[OperationPart]:
    """Return operations whose regions end where the next one begins."""
    for part in reversed(parts):
        below = end
        for title, region in reversed(list(part.sections.items())):
            part.sections[title] = Region(region.start, below)
            below = region.start - 1
        part.body = Region(part.body.start, below)
        end = part.heading.line
    return parts
