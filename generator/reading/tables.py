"""Tables, read line by line from the source.

Markdown's own tables end at the first broken row; these pages break rows and leave out
closing pipes. A row is read as a person would read it, and a line that belongs to no
row is an error.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..diagnostics import Diagnostics
from .source import Region, Source

_PIPE = re.compile(r"(?<!\\)\|")
_DASHES = frozenset("|-: \t")

TEXT_COLUMN = "Description"
"""The column that holds prose: pipes too many in a row are its own."""


@dataclass(frozen=True, slots=True)
class TableKind:
    """What is known of a kind of table before it is read.

    ``columns`` are the titles that must be there, in any order. ``is_row`` tells from
    the cells whether a line that lost its leading pipe was a row.
    """

    columns: tuple[str, ...]
    is_row: Callable[[Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line (0-based) and its cells, in the order of the kind's columns."""

    line: int
    cells: list[str]


def split(text: str) -> list[str]:
    """The parts of a text between pipes that are not escaped."""
    return _PIPE.split(text) if "\\" in text else text.split("|")


def find_header(source: Source, region: Region, kind: TableKind) -> int | None:
    """The line of the table's head: a row with two known titles, else the first row."""
    first: int | None = None
    for number in range(region.start, region.end):
        line = source.lines[number].strip()
        if line.startswith("|"):
            titles = {cell.strip() for cell in split(line)}
            if len(titles.intersection(kind.columns)) > 1:
                return number
            first = number if first is None else first
    return first


class TableReader:
    """Reads one table: its head is in the first line of a region that ends with it."""

    def __init__(
        self, source: Source, region: Region, kind: TableKind, diagnostics: Diagnostics
    ) -> None:
        self._source = source
        self._region = region
        self._kind = kind
        self._diagnostics = diagnostics
        head = source.lines[region.start].strip().removeprefix("|").removesuffix("|")
        self.titles = [cell.strip() for cell in split(head)]
        self._width = len(self.titles)
        self._text_column = (
            self.titles.index(TEXT_COLUMN) if TEXT_COLUMN in self.titles else None
        )
        # Pipes that a row's first line has at least: only the text runs over lines.
        self._least = self._width
        if self._text_column is not None:
            self._least = self._text_column + 1

    def check_columns(self, known: Sequence[str] = ()) -> bool:
        """Diagnose columns; whether the rows can be read at all.

        ``known`` are titles that may be there besides the kind's own.
        """
        place = self._source.start(self._region.start)
        complete = True
        for title in self._kind.columns:
            if title not in self.titles:
                present = ", ".join(self.titles)
                self._diagnostics.add("D109", place, column=title, present=present)
                complete = False
            elif self.titles.count(title) > 1:
                self._diagnostics.add("D111", place, column=title)
                complete = False
        readable = (*self._kind.columns, *known)
        for title in self.titles:
            if title not in readable:
                text = ", ".join(readable)
                self._diagnostics.add("D110", place, column=title, known=text)
        return complete

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows, with the cells of ``columns``, by default those of the kind."""
        order = [self.titles.index(title) for title in columns or self._kind.columns]
        straight = order == list(range(self._width))
        lines, width = self._source.lines, self._width
        number = self._skip_dashes(self._region.start + 1)
        while number < self._region.end:
            line = lines[number]
            if not line or line.isspace():
                number += 1
            elif not line.lstrip().startswith("|"):
                number = self._unclaimed(number)
            else:
                end, parts = self._gather(number)
                if len(parts) <= width:
                    self._broken(Region(number, end), parts)
                else:
                    cells = self._cells(parts)
                    yield Row(number, cells if straight else [cells[i] for i in order])
                number = end

    def _gather(self, number: int) -> tuple[int, list[str]]:
        """The line below the row that starts in a line, and the parts of the row.

        A row that does not even reach the text on its first line is taken as it is.
        """
        parts = split(self._source.lines[number].strip())
        finished = len(parts) > self._width + 1 and not parts[-1]
        if finished or len(parts) <= self._least:
            return number + 1, parts
        end = self._row_end(number, len(parts) - 1)
        if end > number + 1:
            parts = split("\n".join(self._source.lines[number:end]).strip())
        return end, parts

    def _skip_dashes(self, number: int) -> int:
        """The line below the line of dashes, which says nothing."""
        if number < self._region.end:
            line = self._source.lines[number].strip()
            if "-" in line and _DASHES.issuperset(line):
                return number + 1
        dashes = f"|{'---|' * self._width}"
        place = self._source.start(self._region.start)
        self._diagnostics.add("D113", place, dashes=dashes)
        return number

    def _row_end(self, number: int, pipes: int) -> int:
        """The line below an unfinished row that starts in line ``number``.

        Lines directly below belong to it; lines after a blank one only when the row's
        closing pipe follows before the next row.
        """
        lines = self._source.lines
        end = following = number + 1
        gap = False
        while following < self._region.end:
            line = lines[following].strip()
            following += 1
            if not line:
                gap = True
                continue
            parts = split(line)
            if line.startswith("|"):
                if line != "|":
                    break
            elif pipes >= self._width and self._lost_its_pipe(parts):
                break
            pipes += len(parts) - 1
            closed = pipes > self._width and not parts[-1]
            if closed or not gap:
                end = following
            if closed:
                break
        return end

    def _lost_its_pipe(self, parts: Sequence[str]) -> bool:
        return len(parts) >= self._width and self._kind.is_row(
            self._pick([part.strip() for part in parts])
        )

    def _pick(self, cells: Sequence[str]) -> list[str]:
        return [cells[self.titles.index(title)] for title in self._kind.columns]

    def _cells(self, parts: list[str]) -> list[str]:
        """The cells of a row: without the closing pipe, the text with its own pipes."""
        del parts[0]
        width = self._width
        if len(parts) > width and not parts[-1].strip():
            del parts[-1]
        excess = len(parts) - width
        if excess > 0:
            at = width - 1 if self._text_column is None else self._text_column
            parts[at : at + excess + 1] = ["|".join(parts[at : at + excess + 1])]
        return [part.strip() for part in parts]

    def _broken(self, region: Region, parts: Sequence[str]) -> None:
        self._diagnostics.add(
            "D112",
            self._source.start(region.start),
            count=len(parts) - 1 - (not parts[-1].strip()),
            columns=self._width,
            text=self._source.read(region),
        )

    def _unclaimed(self, number: int) -> int:
        """Diagnose the lines from here on that are no row; the line below them."""
        end = number + 1
        while end < self._region.end:
            line = self._source.lines[end].strip()
            if not line or line.startswith("|"):
                break
            end += 1
        unclaimed(self._source, Region(number, end), self._diagnostics)
        return end


def looks_like_row(line: str) -> bool:
    """Whether a line of a text was meant as a row of three cells, or as a parameter."""
    text = line.strip()
    if text.startswith("- `") and text.find(")**") > 0:
        return True
    return text.startswith("|") and len(split(text)) > 3


def note_rows(source: Source, region: Region, diagnostics: Diagnostics) -> None:
    """Diagnose rows and parameters that stand in a text and are kept there."""
    for number in range(region.start, region.end):
        line = source.lines[number]
        if looks_like_row(line):
            diagnostics.add("D118", source.start(number), text=line.strip())


def unclaimed(source: Source, region: Region, diagnostics: Diagnostics) -> None:
    """Diagnose each paragraph of a region that nothing reads."""
    for part in source.paragraphs(region):
        text = source.read(part)
        diagnostics.add("D105", source.start(part.start), text=text)
