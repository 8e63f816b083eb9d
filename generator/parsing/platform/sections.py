"""The sections of a class page, by the headings that delimit them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...diagnostics import Diagnostics
from ..markdown import Block
from ..page_source import PageSource, Region
from ..stray_text import report_comments, report_headings, report_rows
from ..wire_names import LONGEST, is_word

METHODS = "Methods"
SECTIONS = ("Description", "Endpoint", "Parameters", "Returns")
_CONTENT = {
    "Endpoint": re.compile(r"`?[A-Z]+ /"),
    "Parameters": re.compile(r"[-*] `|This method does not have any parameters"),
    "Returns": re.compile(r"A promise that |\| *HTTP Status Code"),
}
_NAME = re.compile(r"`(?P<name>[^`\s]+)`")
_METHOD = "write ### `name`, the heading of a method, in its place"


@dataclass(slots=True)
class Part:
    """The lines between two known headings, and the other blocks among them.

    ``start`` is the line of the heading; ``body`` follows it. The title of the page is
    not a known heading.
    """

    title: str
    start: int
    body: Region
    heading: Block | None = None
    blocks: list[Block] = field(default_factory=list[Block])

    @property
    def written(self) -> str:
        """The heading as it stands in its line, but for white space."""
        return self.heading.written if self.heading else ""


@dataclass(slots=True)
class OperationPart:
    """An operation: its summary and its sections by title.

    ``misnamed`` is True if its heading was diagnosed.
    """

    summary: Part
    sections: dict[str, Part] = field(default_factory=dict[str, Part])
    misnamed: bool = False


@dataclass(slots=True)
class ClassParts:
    """A class page: description, list of methods (if there is one), operations."""

    description: Part
    methods: Part | None = None
    operations: list[OperationPart] = field(default_factory=list[OperationPart])


def split_class(
    source: PageSource,
    blocks: Sequence[Block],
    title: int,
    end: int,
    diagnostics: Diagnostics,
) -> ClassParts:
    """Split a class page whose title is in line ``title``; diagnose odd headings.

    ``blocks`` are those below the title; ``end`` is the line of the footer.
    """
    splitter = _Splitter(source, blocks, title, end, diagnostics)
    for block in blocks:
        splitter.take(block)
    return splitter.finish()


def _misnamed_headings(blocks: Sequence[Block]) -> set[int]:
    """Return the lines of headings that an endpoint follows, as it follows a method's.

    Headings inside a description come after the heading of the method.
    """
    found: set[int] = set()
    candidate: Block | None = None
    for block in blocks:
        if block.kind != "heading" or block.text == METHODS:
            continue
        if block.text not in SECTIONS:
            if candidate is None or candidate.level != 3 == block.level:
                candidate = block
        elif block.text != "Description":
            if block.text == "Endpoint" and candidate is not None:
                found.add(candidate.start)
            candidate = None
    return found


def _proper_sections(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """Yield the sections with correct headings, by the number of their method."""
    number = 0
    for block in blocks:
        if block.kind == "heading":
            number += block.level == 3
            if block.level == 4 and block.text in SECTIONS:
                yield number, block.text


class _Splitter:
    def __init__(
        self,
        source: PageSource,
        blocks: Sequence[Block],
        title: int,
        end: int,
        diagnostics: Diagnostics,
    ) -> None:
        self._source = source
        self._blocks = blocks
        self._end = end
        self._diagnostics = diagnostics
        self._last = Part("", title, Region(title + 1, end))
        self._parts = ClassParts(self._last)
        self._proper = set(_proper_sections(blocks))
        self._misnamed = _misnamed_headings(blocks)
        self._count = 0

    def take(self, block: Block) -> None:
        """Take the next block: a heading that opens a part, or one of the last part."""
        if block.kind == "heading" and self._opens(block):
            return
        self._last.blocks.append(block)

    def finish(self) -> ClassParts:
        """Return all parts; what looks like structure inside of texts is noted."""
        title = self._parts.description.start
        texts, structured = [self._parts.description], [Region(0, title)]
        if self._parts.methods is not None:
            structured.append(self._parts.methods.body)
        for operation in self._parts.operations:
            texts.append(operation.summary)
            for name, section in operation.sections.items():
                if name == "Description":
                    texts.append(section)
                else:
                    structured.append(section.body)
        for text in texts:
            report_headings(self._source, text.blocks, self._diagnostics)
            report_rows(self._source, text.body, self._diagnostics)
        report_comments(self._source, structured, self._diagnostics)
        return self._parts

    def _opens(self, heading: Block) -> bool:
        """Return True if a heading opens a part, or is diagnosed as one that cannot."""
        parts = self._parts
        if heading.level == 2 and heading.text == METHODS:
            if parts.methods is not None:
                first = parts.methods.start + 1
                self._report_repeated(heading, "page", METHODS, first)
                return True
            if parts.operations:
                expected = "move ## Methods above the first method"
                self._report_misplaced(heading.start, expected)
                return True
            parts.methods = self._open(heading, METHODS)
            return True
        if heading.level == 3:
            self._count += 1
            if match := _NAME.fullmatch(heading.text):
                part = self._open(heading, match["name"])
                parts.operations.append(OperationPart(part))
                return True
        if heading.level == 4 and heading.text in SECTIONS:
            return self._section(heading)
        return self._open_misnamed_method(heading) or self._open_misnamed_section(
            heading
        )

    def _open_misnamed_section(self, heading: Block) -> bool:
        """Open the missing section whose content follows a heading with other words.

        The wrong heading is then the only diagnostic.
        """
        if not self._parts.operations:
            return False
        operation = self._parts.operations[-1]
        lines = map(self._source.lines.__getitem__, range(heading.end, self._end))
        below = next(filter(str.strip, lines), "")
        for title, content in _CONTENT.items():
            if (
                (self._count, title) in self._proper
                or title in operation.sections
                or not content.match(below)
            ):
                continue
            place = self._source.start(heading.start)
            self._diagnostics.add(
                "D102",
                place,
                owner=f"method {operation.summary.title!r}",
                section=title,
                heading=f"#### {title}",
            )
            operation.sections[title] = self._open(heading, title)
            return True
        return False

    def _open_misnamed_method(self, heading: Block) -> bool:
        """Open a method whose heading is not a name in code.

        The wrong heading is then its only diagnostic.
        """
        operations, names = self._parts.operations, _NAME.findall(heading.text)
        if heading.start not in self._misnamed or (
            operations and "Endpoint" not in operations[-1].sections
        ):
            return False
        place = self._source.start(heading.start)
        if is_word(heading.text):
            self._report_misplaced(heading.start, _METHOD)
        else:
            self._diagnostics.add(
                "D213", place, name=heading.text, kind="method", longest=LONGEST
            )
        part = self._open(heading, names[0] if len(names) == 1 else heading.text)
        operations.append(OperationPart(part, misnamed=True))
        return True

    def _open_unnamed_method(self, heading: Block) -> bool:
        """Open a method that has all sections but no valid heading.

        The first line below the list or table above counts as its heading.
        """
        following = [
            block.text
            for block in self._blocks
            if block.start >= heading.start and block.level == 4
            if block.kind == "heading" and block.text in SECTIONS
        ]
        if tuple(following[:3]) != SECTIONS[1:] and tuple(following[:4]) != SECTIONS:
            return False
        lines = self._source.lines
        first = number = heading.start
        while number - 1 >= self._last.body.start:
            number -= 1
            line = lines[number].lstrip()
            if line.startswith(("|", "- ", "* ", "#")):
                break
            first = number if line else first
        self._report_misplaced(first, _METHOD)
        self._source.coverage.mark_reported(first, first + 1)
        self._last.body = Region(self._last.body.start, first)
        below = Region(min(first + 1, heading.start), heading.start)
        self._last = Part("", first, below)
        self._parts.operations.append(OperationPart(self._last, misnamed=True))
        return True

    def _section(self, heading: Block) -> bool:
        operations = self._parts.operations
        if not operations and not self._open_unnamed_method(heading):
            self._report_misplaced(heading.start, _METHOD)
            return True
        operation = operations[-1]
        first = operation.sections.get(heading.text)
        whole = "Returns" in operation.sections
        if first is not None and whole and self._open_unnamed_method(heading):
            operation, first = operations[-1], None
        if first is not None:
            owner = f"method {operation.summary.title!r}"
            self._report_repeated(heading, owner, heading.text, first.start + 1)
            return True
        operation.sections[heading.text] = self._open(heading, heading.text)
        return True

    def _open(self, heading: Block, title: str) -> Part:
        self._last.body = Region(self._last.body.start, heading.start)
        body = Region(heading.end, self._end)
        self._last = Part(title, heading.start, body, heading)
        return self._last

    def _report_misplaced(self, number: int, expected: str) -> None:
        line = self._source.lines[number].strip()
        place = self._source.start(number)
        self._diagnostics.add("D104", place, heading=line, expected=expected)

    def _report_repeated(
        self, heading: Block, owner: str, section: str, first: int
    ) -> None:
        place = self._source.start(heading.start)
        self._diagnostics.add("D103", place, owner=owner, section=section, first=first)
