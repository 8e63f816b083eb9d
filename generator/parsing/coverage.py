"""Coverage of a page: every character is claimed exactly once.

Joined in the order of the page, the pieces that parsers claimed must equal the page,
apart from white space. Then each character belongs to one piece, and no parser altered
its text. Any difference gives a diagnostic.

White space is ASCII white space. Other spaces, such as the no-break space, may be
dropped at the ends of a text with a diagnostic.
"""

from bisect import bisect_right
from itertools import accumulate, islice, pairwise
from operator import itemgetter

from ..diagnostics import EXCERPT, Diagnostics
from ..model import Coverage
from .coverage_log import BLANK, strip_whitespace
from .page_source import PageSource, common_prefix_length


def check_coverage(source: PageSource, diagnostics: Diagnostics) -> Coverage:
    """Measure a page; diagnose text that no parser claimed, or two claimed."""
    log = source.coverage
    log.pieces.sort(key=itemgetter(0))
    text = strip_whitespace(source.text)
    written = text if source.original is None else strip_whitespace(source.original)
    found = Coverage(pages=1, characters=len(written), nodes=log.nodes)
    claimed = strip_whitespace("".join(map(itemgetter(1), log.pieces)))
    if not log.reported and claimed == text:
        found.claimed = len(written) - log.unread
        found.reported = log.unread
        return found
    auditor = _Auditor(source, diagnostics)
    auditor.run()
    found.claimed = auditor.claimed - log.unread + len(written) - len(text)
    found.reported = auditor.reported + log.unread
    return found


class _Auditor:
    """A comparison of claims with a page, from the line of each claim to the next."""

    def __init__(self, source: PageSource, diagnostics: Diagnostics) -> None:
        self._source = source
        self._diagnostics = diagnostics
        self._reported: set[int] = set()
        for start, end in source.coverage.reported:
            self._reported.update(range(start, end))
        self.claimed = 0
        self.reported = 0

    def run(self) -> None:
        """Compare all."""
        texts: dict[int, list[str]] = {0: []}
        for line, text in self._source.coverage.pieces:
            texts.setdefault(line, []).append(text)
        count = len(self._source.lines)
        for start, end in pairwise([*texts, max(count, max(texts) + 1)]):
            self._compare(
                start, min(end, count), strip_whitespace("".join(texts[start]))
            )

    def _compare(self, start: int, end: int, claimed: str) -> None:
        """Compare what is claimed with the lines that it is claimed from."""
        at = 0
        for number in range(start, end):
            line = strip_whitespace(self._source.lines[number])
            if claimed.startswith(line, at):
                at += len(line)
            elif number in self._reported:
                self.reported += len(line)
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
        lines = [number for number in range(start, end) if number not in self._reported]
        texts = [strip_whitespace(self._source.lines[number]) for number in lines]
        ends = [0]
        for text in texts:
            ends.append(ends[-1] + len(text))
        there = "".join(texts)
        first = common_prefix_length(there, claimed)
        rest, surplus = there[first:][::-1], claimed[first:][::-1]
        last = common_prefix_length(rest, surplus)
        lost, surplus = rest[last:][::-1], surplus[last:][::-1]
        self.claimed += first + last
        for number in range(start, end):
            if number in self._reported:
                self.reported += len(strip_whitespace(self._source.lines[number]))
        index = min(bisect_right(ends, first), len(lines)) - 1
        line, column = lines[index], self._at(lines[index], first - ends[index])
        place = self._source.span(line, column)
        if lost and "".join(lost.split()) == "".join(surplus.split()):
            # Only spaces that are none of ASCII's were dropped: the facts are whole.
            self.claimed += len(surplus)
            self.reported += len(lost) - len(surplus)
            self._diagnostics.add("D126", place, text=lost)
        elif lost:
            self._diagnostics.add(
                "D124", place, text=self._extract(line, column, len(lost))
            )
        elif surplus:
            self._diagnostics.add("D125", place, text=surplus)

    def _at(self, number: int, index: int) -> int:
        """Return the column of a character by its number among non-blank ones."""
        line = self._source.lines[number]
        columns = (at for at, character in enumerate(line) if character not in BLANK)
        return next(islice(columns, index, None), 0)

    def _extract(self, line: int, column: int, length: int) -> str:
        """Return the text at a place with so many characters that are not blank."""
        lines = self._source.lines[line : line + EXCERPT]
        text = "\n".join([lines[0][column:], *lines[1:]])[: 2 * EXCERPT]
        counts = accumulate(character not in BLANK for character in text)
        end = next((at for at, count in enumerate(counts, 1) if count == length), None)
        return text[:end]
