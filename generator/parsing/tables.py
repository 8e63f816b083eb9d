"""Tables, parsed line by line from the source.

Markdown's own tables end at the first broken row, but these pages break rows and omit
closing pipes. A row is parsed as a person would read it, and a line that belongs to no
row is an error.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from ..diagnostics import Diagnostics
from .coverage_log import strip_whitespace
from .page_source import PageSource, Region, split
from .stray_text import report_unrecognized

_DASHES = frozenset("|-: \t")
_DELIMITER = re.compile(r":?-+:?")
# Damaged pipes: escapes, entities, tabs, and characters that look like pipes.
_LOST_PIPE = re.compile(
    r"\\\||&(?:#124|#[xX]7[cC]|vert|verbar|VerticalLine);"
    r"|[\t\u00a6\u01c0\u2223\u2502\u2503\uff5c\uffe8]|(?<=\s)l(?=\s)"
)

TEXT_COLUMN = "Description"
"""The column that holds prose: pipes too many in a row are its own."""


@dataclass(frozen=True, slots=True, eq=False)
class TableKind:
    """A kind of table: its columns and how to recognize its rows.

    ``columns`` are the required titles, in any order; every row needs the cells of the
    first ``needed`` ones. ``is_row`` returns True if the cells of a line without a
    leading pipe are a row. ``has_cells`` returns True if a text with pipes contains
    cells of other columns. ``is_row_like`` returns True if a line without pipes was a
    row.
    """

    columns: tuple[str, ...]
    is_row: Callable[[Sequence[str]], bool]
    needed: int = 1
    has_cells: Callable[[Sequence[str]], bool] = lambda parts: False
    is_row_like: Callable[[str], bool] = lambda line: False


class Row(msgspec.Struct, frozen=True):
    """A row: its lines, and its cells in the order of the requested columns.

    ``end`` is the line below it. A row in an unusual form has a ``layout``.
    """

    line: int
    end: int
    cells: list[str]
    layout: "RowLayout | None" = None

    def written(self, *cells: str) -> str:
        """Return the row with these cells as the page has it, but for white space."""
        if self.layout is None:
            return f"|{'|'.join(cells)}|"
        return self.layout.written(cells)


@dataclass(frozen=True, slots=True)
class RowLayout:
    """The form of a row without exactly the requested columns in their order.

    ``order`` are the numbers of the requested cells. ``others`` are all cells without
    these; only cells with a diagnostic are not empty. The page has the first ``count``
    cells, and the ``closing`` pipe.
    """

    order: Sequence[int]
    others: Sequence[str]
    count: int
    closing: str

    def written(self, cells: Sequence[str]) -> str:
        """Return the row with these cells as the page has it, but for white space."""
        parts = list(self.others)
        for at, cell in zip(self.order, cells, strict=True):
            parts[at] = cell
        return f"|{'|'.join(parts[: self.count])}{self.closing}"


@lru_cache(maxsize=32)  # Most tables of a kind have the same head.
def titles_of(line: str, kind: TableKind) -> tuple[str, ...]:
    """Return the titles in a header row, as the kind spells them."""
    head = line.strip().removeprefix("|").removesuffix("|")
    known = {title.lower(): title for title in kind.columns}
    bare = map(_bare, split(head))
    return tuple(known.get(title.lower(), title) for title in bare)


def _bare(cell: str) -> str:
    """Return a title without marks of emphasis."""
    return cell.strip(" \t*_`")


def find_header(source: PageSource, region: Region, kind: TableKind) -> int | None:
    """Return the line of the header row.

    It is the first row with all titles, else the first one with two of them, else the
    first row.
    """
    first: int | None = None
    best = 1
    for number in range(region.start, region.end):
        line = source.lines[number].lstrip()
        if not line.startswith("|") or number in source.inert:
            continue
        count = len(set(titles_of(line, kind)).intersection(kind.columns))
        if count == len(kind.columns):
            return number
        if first is None or (count > 1 and best == 1):
            first, best = number, max(count, 1)
    return first


class TableParser:
    """A parser of one table, whose header row is the first line of a region."""

    def __init__(
        self,
        source: PageSource,
        region: Region,
        kind: TableKind,
        diagnostics: Diagnostics,
    ) -> None:
        self._source = source
        self._region = region
        self._kind = kind
        self._diagnostics = diagnostics
        self.titles = titles_of(source.lines[region.start], kind)
        self._width = len(self.titles)
        # Ignored columns, which are diagnosed.
        self._unread: set[int] = set()
        # Starts of the first cell in a second header or delimiter row.
        self._suspicious_starts = frozenset({*":-*_", self.titles[0][:1]})
        self._text_column = (
            self.titles.index(TEXT_COLUMN) if TEXT_COLUMN in self.titles else None
        )
        # Pipes that a row's first line has at least: only the text runs over lines.
        self._least = self._width
        if self._text_column is not None:
            self._least = self._text_column + 1

    def check_columns(self, known: Sequence[str] = ()) -> bool:
        """Diagnose the columns; return True if the rows can be parsed.

        ``known`` are allowed titles besides the kind's own.
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
        for number, title in enumerate(self.titles):
            if title not in readable:
                text = ", ".join(readable)
                self._diagnostics.add("D110", place, column=title, known=text)
                self._unread.add(number)
        if complete:
            head = self._region.start
            self._source.coverage.claim(head, self._source.lines[head])
        else:
            self._source.coverage.mark_reported(self._region.start, self._region.end)
        return complete

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """Yield the rows with the cells of ``columns``, by default the kind's."""
        order = [self.titles.index(title) for title in columns or self._kind.columns]
        straight = order == list(range(self._width))
        lines, inert, whole = self._source.lines, self._source.inert, self._width + 2
        odd, number = self._suspicious_starts, self._skip_dashes(self._region.start + 1)
        while number < self._region.end:
            line = lines[number].strip()
            if not line:
                number += 1
                continue
            if line[0] != "|" or number in inert:
                number = self._skip_other_lines(number)
                continue
            parts, end = split(line), number + 1
            if len(parts) == whole and not parts[-1]:
                count, closing = self._width, "|"
                cells = [part.strip() for part in parts[1:-1]]
            else:
                end, parts = self._parse_irregular(number, parts)
                cells, count, closing = self._cells(parts)
            if cells and (cells[0][:1] not in odd or self._is_row(number, end, cells)):
                if straight and closing and count == self._width:
                    yield Row(number, end, cells)
                else:
                    others = [cells[i] * (i in self._unread) for i in range(len(cells))]
                    self._source.coverage.unread += len(
                        strip_whitespace("".join(others))
                    )
                    layout = RowLayout(order, others, count, closing)
                    yield Row(number, end, [cells[i] for i in order], layout)
            number = end

    def _parse_irregular(self, number: int, parts: list[str]) -> tuple[int, list[str]]:
        """Return the line below a row, and its parts; no parts if it is broken.

        ``parts`` are those of the line. A row that does not reach its text on the first
        line stays as it is.
        """
        end = number + 1
        finished = len(parts) > self._width + 1 and not parts[-1]
        if not finished and len(parts) > self._least:
            end = self._row_end(number, parts)
            if end > number + 1:
                parts = split("\n".join(self._source.lines[number:end]).strip())
        count = len(parts) - 1 - (not parts[-1].strip())
        if count < self._width and not self._has_needed_cells(
            Region(number, end), parts
        ):
            return end, []
        if self._source.inert.isdisjoint(range(number, end)):
            self._report_cells(number, end, parts, count)
        return end, parts

    def _report_cells(
        self, number: int, end: int, parts: Sequence[str], count: int
    ) -> None:
        """Diagnose a text that contains what looks like a row, or a part of one.

        If the text is not the last column, extra pipes may shift any cell.
        """
        at = self._width - 1 if self._text_column is None else self._text_column
        excess = max(count - self._width, 0)
        texts = [part.strip() for part in parts[1 + at : 2 + at + excess]]
        shifted = excess > 0 and at < self._width - 1
        if shifted or (count != self._width and self._kind.has_cells(texts)):
            self._report_row(number)
        for following in range(number + 1, end):
            line = self._source.lines[following]
            texts = [part.strip() for part in _LOST_PIPE.split(line)]
            cells = len(texts) > 2 and self._kind.has_cells(texts)
            if cells or (len(texts) == 1 and self._kind.is_row_like(line)):
                self._report_row(following)

    def _report_row(self, number: int) -> None:
        text = self._source.lines[number].strip()
        self._diagnostics.add("D118", self._source.start(number), text=text)

    def _has_needed_cells(self, region: Region, parts: Sequence[str]) -> bool:
        """Return True if a row with missing cells has the required ones.

        Cells at its end may be missing. They count as empty, with a diagnostic, since a
        truncated row looks the same.
        """
        needed = self._kind.columns[: self._kind.needed]
        count = len(parts) - 1 - (not parts[-1].strip())
        enough = count > max(map(self.titles.index, needed))
        if count > max(map(self.titles.index, self._kind.columns)):
            return True
        self._diagnostics.add(
            "D129" if enough else "D112",
            self._source.start(region.start),
            count=count,
            columns=self._width,
            text=self._source.read(region),
        )
        if not enough:
            self._source.coverage.mark_reported(region.start, region.end)
        return enough

    def _is_row(self, number: int, end: int, cells: Sequence[str]) -> bool:
        """Return True if this is neither the head once more nor a line of dashes."""
        filled = [cell for cell in cells if cell]
        dashes = len(filled) > 1 and all(map(_DELIMITER.fullmatch, filled))
        is_first = _bare(cells[0]).lower() == self.titles[0].lower()
        head = is_first and titles_of("|".join(cells), self._kind) == self.titles
        if not dashes and not head:
            return True
        text = self._source.lines[number].strip()
        self._diagnostics.add("D121", self._source.start(number), text=text)
        self._source.coverage.mark_reported(number, end)
        return False

    def _skip_dashes(self, number: int) -> int:
        """Return the line below the line of dashes, which says nothing."""
        if number < self._region.end:
            line = self._source.lines[number].strip()
            if "-" in line and _DASHES.issuperset(line):
                self._source.coverage.claim(number, line)
                return number + 1
        dashes = f"|{'---|' * self._width}"
        place = self._source.start(self._region.start)
        self._diagnostics.add("D113", place, dashes=dashes)
        return number

    def _row_end(self, number: int, parts: Sequence[str]) -> int:
        """Return the line below an unfinished row that starts in line ``number``.

        Lines directly below belong to it, as do code blocks. Lines after a blank one
        belong to it only if the missing cells or closing pipe follow before the next
        row.
        """
        source, width = self._source, self._width
        pipes, text = len(parts) - 1, parts[-1].strip()
        end = following = number + 1
        gap = False
        while following < self._region.end:
            line = source.lines[following].strip()
            following = source.comments.get(following, following + 1)
            if following - 1 in source.inert:
                # A comment on lines of its own is in the row only if the row continues.
                if following - 1 in source.code or not line.startswith("<!--"):
                    text = line
                    closed = following not in source.inert and line.endswith("|")
                    end = following if closed or not gap else end
                    if closed:
                        break
                continue
            if not line:
                gap = True
                continue
            parts = split(line)
            if line.startswith("|"):
                if line != "|" and (gap or not text or self._may_be_row(parts)):
                    break
                if line != "|":
                    place = source.start(following - 1)
                    self._diagnostics.add("D118", place, text=line)
            elif pipes >= width and self._has_lost_pipe(parts):
                break
            lacking = pipes < width
            pipes += len(parts) - 1
            text = parts[-1].strip()
            closed = pipes > width and not parts[-1]
            if closed or not gap or (lacking and pipes >= width):
                end, gap = following, False
            if closed:
                break
        return end

    def _may_be_row(self, parts: Sequence[str]) -> bool:
        """Return True if a line that starts with a pipe can be a row."""
        cells = [part.strip() for part in parts[1:]]
        if len(cells) > 1 and not cells[-1]:
            del cells[-1]
        if len(cells) > 1:
            return True
        cells += [""] * (self._width - 1)
        return self._kind.is_row(self._cells_of_columns(cells))

    def _has_lost_pipe(self, parts: Sequence[str]) -> bool:
        return len(parts) >= self._width and self._kind.is_row(
            self._cells_of_columns([part.strip() for part in parts])
        )

    def _cells_of_columns(self, cells: Sequence[str]) -> list[str]:
        return [cells[self.titles.index(title)] for title in self._kind.columns]

    def _cells(self, parts: list[str]) -> tuple[list[str], int, str]:
        """Return the cells of a row, their number in the page, and the closing pipe.

        The text keeps its own pipes.
        """
        width, closing = self._width, ""
        if not parts:
            return [], 0, closing
        del parts[0]
        if len(parts) > width and not parts[-1].strip():
            del parts[-1]
            closing = "|"
        excess = len(parts) - width
        count = min(len(parts), width)
        if excess < 0:
            parts += [""] * -excess
        elif excess > 0:
            at = width - 1 if self._text_column is None else self._text_column
            parts[at : at + excess + 1] = ["|".join(parts[at : at + excess + 1])]
        return [part.strip() for part in parts], count, closing

    def _skip_other_lines(self, number: int) -> int:
        """Report the following lines that are not rows, and return the line below them.

        Comments have diagnostics of their own.
        """
        comment = self._source.comments.get(number)
        if comment is not None:
            return comment
        end = number + 1
        while end < self._region.end:
            line = self._source.lines[end].strip()
            inert = end in self._source.inert
            if not inert and (not line or line.startswith("|")):
                break
            end += 1
        report_unrecognized(self._source, Region(number, end), self._diagnostics)
        return end
