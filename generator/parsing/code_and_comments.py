"""Code blocks and comments: lines that are text, whatever they look like.

Both may be inside table cells and list items, where CommonMark
(https://spec.commonmark.org/0.31.2/, sections 4.5 and 4.6) allows neither. One pass
finds them before anything else is parsed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]")
_OPENING = re.compile(
    r"(?P<indent>[ \t]*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<info>.*)"
)
# Within a line that is a row or a list item: the fence is the last thing of the line.
_RUN = r"(?P<fence>(?<!`)`{3,}+|(?<!~)~{3,}+)"
_LATE_OPENING = re.compile(_RUN + r"(?P<info>[\w+#.-]*+)[ \t]*+$")
_CLOSING = re.compile(_RUN + r"[ \t]*+(?P<pipe>\|?)[ \t]*+$")

Place = Literal["text", "row", "item"]


@dataclass(frozen=True, slots=True)
class VerbatimBlock:
    """A code block or a comment: lines ``start`` up to, but without, ``end``.

    ``column`` is the column of its start (0-based), or 0 if nothing precedes it.
    ``closed`` is False for a block without an end, which is one line of text and hides
    nothing. ``alone`` is True if nothing else is on its lines. ``last`` is the column
    after the end of a comment in its last line.
    """

    kind: Literal["code", "comment"]
    start: int
    end: int
    column: int
    closed: bool = True
    alone: bool = True
    last: int = 0

    @property
    def inside(self) -> range:
        """The lines that are text; the first one only if nothing stands before."""
        return range(self.start + (self.column > 0), self.end)


def find_verbatim(text: str, lines: Sequence[str]) -> list[VerbatimBlock]:
    """Return all blocks of code and all comments of a page, in their order."""
    if "```" not in text and "~~~" not in text and "<!--" not in text:
        return []
    return _Finder(lines).find()


class _Finder:
    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._found: list[VerbatimBlock] = []
        self._place: Place = "text"
        self._closings = _Closings(lines)
        self._last_end = max(
            (number for number, line in enumerate(lines) if "-->" in line), default=-1
        )
        # No comment that opens within a paragraph above this line has an end.
        self._open_above = 0

    def find(self) -> list[VerbatimBlock]:
        """Go through the lines; what a block or a comment covers is passed over."""
        number = 0
        while number < len(self._lines):
            line = self._lines[number]
            if line.strip():
                self._update_place(line)
                following = self._code(number, line)
                if following == number:
                    following = self._comments(number)
                number = following
            else:
                number += 1
        return self._found

    def _update_place(self, line: str) -> None:
        if line.lstrip().startswith("|"):
            self._place = "row"
        elif _BULLET.match(line):
            self._place = "item"
        elif _HEADING.match(line):
            self._place = "text"

    def _code(self, number: int, line: str) -> int:
        """Return the line below the code block that opens in a line."""
        opening = _opening(line, self._place)
        if opening is None:
            return number
        column = opening.start("fence")
        late = bool(line[:column].strip())
        # A fence before the pipe of a row closes, but nothing is open.
        stray = self._place == "row" and opening["info"] == "|"
        end = None if stray else self._code_end(number, opening["fence"], late)
        closed = end is not None
        block = VerbatimBlock(
            "code", number, end or number + 1, column * late, closed, not late
        )
        self._found.append(block)
        return block.end

    def _code_end(self, number: int, fence: str, late: bool) -> int | None:
        """Return the line below the closing fence.

        In a row or an item, a second opening fence shows that the closing one is
        missing: the rows in between are not code.
        """
        mark, row = fence[0], self._place == "row"
        if not self._closings.has(mark, number + 1, len(fence), late, row):
            return None
        for following in range(number + 1, len(self._lines)):
            if self._closings.fits(mark, following, len(fence), late, row):
                return following + 1
            if self._place != "text":
                line = self._lines[following]
                opening = _opening(line, self._place)
                if opening is not None and (opening["info"] or _starts(line)):
                    return None
        return None

    def _comments(self, number: int) -> int:
        """Note the comments that open in a line; the line below the last of them."""
        at = ticks = 0
        while True:
            line = self._lines[number]
            column = line.find("<!--", at)
            if column < 0:
                return number + 1
            ticks += line.count("`", at, column)
            at = column + 4
            if ticks % 2:
                continue
            before = column > len(line) - len(line.lstrip())
            last = self._comment_end(number, at, before)
            if last is None:
                if not before:
                    self._found.append(
                        VerbatimBlock("comment", number, number + 1, 0, False)
                    )
                return number + 1
            at = self._lines[last].index("-->", at if last == number else 0) + 3
            alone = not before and not self._lines[last][at:].strip()
            self._found.append(
                VerbatimBlock(
                    "comment", number, last + 1, column * before, alone=alone, last=at
                )
            )
            number = last

    def _comment_end(self, number: int, at: int, within: bool) -> int | None:
        """Return the line where a comment ends.

        ``at`` is the column after its opening marker.
        """
        if self._lines[number].find("-->", at) >= 0:
            return number
        if within and number < self._open_above:
            return None
        for following in range(number + 1, self._last_end + 1):
            line = self._lines[following]
            if "-->" in line:
                return following
            if within and not line.strip():
                self._open_above = following
                return None
        return None


def _starts(line: str) -> bool:
    """Return True if a line starts a row or an item: what it ends with opens there."""
    return line.lstrip().startswith("|") or _BULLET.match(line) is not None


def _opening(line: str, place: Place) -> re.Match[str] | None:
    """Return the fence that opens in a line, if one does in such a place."""
    if "```" not in line and "~~~" not in line:
        return None
    opening = _OPENING.match(line)
    if opening is not None:
        # Deeper lines are code already, but for those that belong to a list item.
        deep = len(opening["indent"].expandtabs(4)) > 3 and place == "text"
        return None if deep else opening
    if place == "text":
        return None
    late = _LATE_OPENING.search(line)
    if late is None or line.count("```", 0, late.start()) % 2:
        return None
    return late


class _Closings:
    """The lines that may close a code block.

    A closing fence starts its line, unless the block started late in a line. In a row,
    the closing pipe of the row may follow it.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._at: dict[int, tuple[str, int, bool, bool]] = {}
        for number, line in enumerate(lines):
            if "```" not in line and "~~~" not in line:
                continue
            match = _CLOSING.search(line)
            if match is not None:
                fence, late = match["fence"], bool(line[: match.start()].strip())
                if late and _starts(line):
                    continue
                self._at[number] = fence[0], len(fence), late, bool(match["pipe"])
        self._count = len(lines)
        self._longest: dict[tuple[str, bool, bool], list[int]] = {}

    def fits(self, mark: str, number: int, length: int, late: bool, row: bool) -> bool:
        """Return True if a line closes a block that a fence of this length opened."""
        closing = self._at.get(number)
        if closing is None or closing[0] != mark or closing[1] < length:
            return False
        return closing[2] <= late and closing[3] <= row

    def has(self, mark: str, number: int, length: int, late: bool, row: bool) -> bool:
        """Return True if any line from this one on does."""
        key = mark, late, row
        longest = self._longest.get(key)
        if longest is None:
            longest = [0] * (self._count + 1)
            for at in range(self._count - 1, -1, -1):
                longest[at] = longest[at + 1]
                if self.fits(mark, at, longest[at] + 1, late, row):
                    longest[at] = self._at[at][1]
            self._longest[key] = longest
        return longest[number] >= length
