"""The account of a page: whether every character was claimed, and only once.

The pieces that the readers claimed are put in the order of the page. Without white
space they must be the page: then each character belongs to exactly one piece, and no
reader altered what it read. Where they are not, the difference is diagnosed.

White space is what ASCII has of it. Other spaces, such as the one that does not break,
may be dropped at the ends of a text, but not in silence.
"""

from bisect import bisect_right
from itertools import accumulate, islice, pairwise
from operator import itemgetter

import msgspec

from ..diagnostics import EXCERPT, Diagnostics
from .coverage_log import BLANK, squeeze
from .page_source import Source, shared


class Account(msgspec.Struct):
    """What pages hold: all figures but the first and the last count characters.

    ``characters`` are those outside of white space, ``claimed`` those that facts,
    markers and fixed sentences have, ``told`` those that are in diagnostics instead.
    ``facts`` are the nodes of the model.
    """

    pages: int = 0
    characters: int = 0
    claimed: int = 0
    told: int = 0
    facts: int = 0

    def add(self, other: "Account") -> None:
        """Add what another account has."""
        self.pages += other.pages
        self.characters += other.characters
        self.claimed += other.claimed
        self.told += other.told
        self.facts += other.facts

    def audit(self, source: Source, diagnostics: Diagnostics) -> None:
        """Add a page; whatever was not claimed in it, or twice, is diagnosed."""
        claims = source.claims
        claims.pieces.sort(key=itemgetter(0))
        text = squeeze(source.text)
        written = text if source.original is None else squeeze(source.original)
        self.pages += 1
        self.characters += len(written)
        self.facts += claims.facts
        if (
            not claims.told
            and squeeze("".join(map(itemgetter(1), claims.pieces))) == text
        ):
            self.claimed += len(written) - claims.unread
            self.told += claims.unread
            return
        auditor = _Auditor(source, diagnostics)
        auditor.run()
        self.claimed += auditor.claimed - claims.unread + len(written) - len(text)
        self.told += auditor.told + claims.unread


class _Auditor:
    """Compares claims with a page, from the line of each claim to that of the next."""

    def __init__(self, source: Source, diagnostics: Diagnostics) -> None:
        self._source = source
        self._diagnostics = diagnostics
        self._told: set[int] = set()
        for start, end in source.claims.told:
            self._told.update(range(start, end))
        self.claimed = 0
        self.told = 0

    def run(self) -> None:
        """Compare all."""
        texts: dict[int, list[str]] = {0: []}
        for line, text in self._source.claims.pieces:
            texts.setdefault(line, []).append(text)
        count = len(self._source.lines)
        for start, end in pairwise([*texts, max(count, max(texts) + 1)]):
            self._compare(start, min(end, count), squeeze("".join(texts[start])))

    def _compare(self, start: int, end: int, claimed: str) -> None:
        """Compare what is claimed with the lines that it is claimed from."""
        at = 0
        for number in range(start, end):
            line = squeeze(self._source.lines[number])
            if claimed.startswith(line, at):
                at += len(line)
            elif number in self._told:
                self.told += len(line)
            else:
                self.claimed += at
                self._differ(number, end, claimed[at:])
                return
        self.claimed += at
        if at < len(claimed):
            last = len(self._source.lines) - 1
            place = self._source.start(min(max(start, end - 1), last))
            self._diagnostics.add("D125", place, text=claimed[at:])

    def _differ(self, start: int, end: int, claimed: str) -> None:
        """Diagnose that lines are not what is claimed: only their ends may be alike."""
        lines = [number for number in range(start, end) if number not in self._told]
        texts = [squeeze(self._source.lines[number]) for number in lines]
        ends = [0]
        for text in texts:
            ends.append(ends[-1] + len(text))
        there = "".join(texts)
        first = shared(there, claimed)
        rest, surplus = there[first:][::-1], claimed[first:][::-1]
        last = shared(rest, surplus)
        lost, surplus = rest[last:][::-1], surplus[last:][::-1]
        self.claimed += first + last
        for number in range(start, end):
            if number in self._told:
                self.told += len(squeeze(self._source.lines[number]))
        index = min(bisect_right(ends, first), len(lines)) - 1
        line, column = lines[index], self._at(lines[index], first - ends[index])
        place = self._source.span(line, column)
        if lost and "".join(lost.split()) == "".join(surplus.split()):
            # Only spaces that are none of ASCII's were dropped: the facts are whole.
            self.claimed += len(surplus)
            self.told += len(lost) - len(surplus)
            self._diagnostics.add("D126", place, text=lost)
        elif lost:
            self._diagnostics.add(
                "D124", place, text=self._extract(line, column, len(lost))
            )
        elif surplus:
            self._diagnostics.add("D125", place, text=surplus)

    def _at(self, number: int, index: int) -> int:
        """The column of a character by its number among those that are not blank."""
        line = self._source.lines[number]
        columns = (at for at, character in enumerate(line) if character not in BLANK)
        return next(islice(columns, index, None), 0)

    def _extract(self, line: int, column: int, length: int) -> str:
        """The text at a place with so many characters that are not blank."""
        lines = self._source.lines[line : line + EXCERPT]
        text = "\n".join([lines[0][column:], *lines[1:]])[: 2 * EXCERPT]
        counts = accumulate(character not in BLANK for character in text)
        end = next((at for at, count in enumerate(counts, 1) if count == length), None)
        return text[:end]
