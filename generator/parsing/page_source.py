"""Source of a page: lines, regions of lines, and positions in them."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ..diagnostics import SourceSpan
from .code_and_comments import VerbatimBlock, find_verbatim
from .coverage_log import CoverageLog

_ALIGNED = 500
"""Longer pieces of lines are not aligned character by character."""
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines from ``start`` up to, but without, ``end``; 0-based."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PageSource:
    """A page. Line numbers are 0-based here and 1-based in spans.

    A line ends at a line feed only: form feeds, lone carriage returns and Unicode's
    separators are text. ``verbatim`` are the code blocks and comments; ``code`` has the
    lines of the former, ``inert`` those of both, which are text whatever they look
    like. ``comments`` maps the first line of each comment on lines of its own to the
    line below. ``coverage`` logs the claims of the parsers.

    ``original`` is the page as written, if ``text`` is its canonical form. Both have
    the same lines, so positions are those of the original.
    """

    file: str
    text: str
    original: str | None = None
    lines: list[str] = field(init=False)
    verbatim: list[VerbatimBlock] = field(init=False)
    code: frozenset[int] = field(init=False)
    inert: frozenset[int] = field(init=False)
    comments: dict[int, int] = field(init=False)
    coverage: CoverageLog = field(init=False, compare=False)
    _written: list[str] | None = field(init=False, compare=False)

    def __post_init__(self) -> None:
        lines = self.text.split("\n")
        verbatim = find_verbatim(self.text, lines)
        code: set[int] = set()
        comments: set[int] = set()
        alone: dict[int, int] = {}
        for part in verbatim:
            if part.closed:
                (code if part.kind == "code" else comments).update(part.inside)
                if part.kind == "comment" and part.alone:
                    alone[part.start] = part.end
        # The class is frozen.
        object.__setattr__(self, "lines", lines)
        object.__setattr__(self, "verbatim", verbatim)
        object.__setattr__(self, "code", frozenset(code))
        object.__setattr__(self, "inert", frozenset(code | comments))
        object.__setattr__(self, "comments", alone)
        object.__setattr__(self, "coverage", CoverageLog())
        written = None
        if self.original is not None:
            # An equal line is the same object, which a comparison need not read.
            pairs = zip(lines, self.original.split("\n"), strict=False)
            written = [one if one == other else other for one, other in pairs]
        object.__setattr__(self, "_written", written)

    def span(self, line: int, column: int = 0) -> SourceSpan:
        """Return the place of a 0-based line and column."""
        if self._written is not None and line < len(self._written):
            column = _column(self.lines[line], self._written[line], column)
        return SourceSpan(self.file, line + 1, column + 1)

    def start(self, line: int) -> SourceSpan:
        """Return the place of the first character of a line that is not white space."""
        text = self.lines[line]
        return self.span(line, len(text) - len(text.lstrip()))

    def find(self, line: int, text: str) -> SourceSpan:
        """Return the place of ``text``, or of its first line, in a line."""
        column = self.lines[line].find(text.partition("\n")[0])
        return self.span(line, column) if column >= 0 else self.start(line)

    def read(self, region: Region) -> str:
        """Return the text of a region without its outer white space."""
        return "\n".join(self.lines[region.start : region.end]).strip()

    def trim(self, region: Region) -> Region:
        """Return the region without its outer blank lines."""
        start, end = region.start, region.end
        while start < end and not self.lines[start].strip():
            start += 1
        while end > start and not self.lines[end - 1].strip():
            end -= 1
        return Region(start, end)

    def paragraphs(self, region: Region) -> list[Region]:
        """Return the paragraphs: runs of lines that are not blank or comments."""
        found: list[Region] = []
        begin: int | None = None
        number = region.start
        while number < region.end:
            following = number + 1
            text: object = self.lines[number].strip()
            if number in self.inert:
                following = self.comments.get(number, following)
                text = number not in self.comments
            if text:
                begin = number if begin is None else begin
            elif begin is not None:
                found.append(Region(begin, number))
                begin = None
            number = following
        if begin is not None:
            found.append(Region(begin, region.end))
        return found


def common_prefix_length(one: str, other: str) -> int:
    """Return the length of the common prefix of two texts."""
    pairs = enumerate(zip(one, other, strict=False))
    different = (at for at, (left, right) in pairs if left != right)
    return next(different, min(len(one), len(other)))


def _column(line: str, written: str, column: int) -> int:
    """Return the column in the original line of a column in the canonical one."""
    if line == written:
        return column
    indent = len(written) - len(written.lstrip())
    if column <= len(line) - len(line.lstrip()):
        return indent
    head = common_prefix_length(line, written)
    if column < head:
        return column
    rest = min(len(line), len(written)) - head
    tail = min(common_prefix_length(line[::-1], written[::-1]), rest)
    if column >= len(line) - tail:
        return column + len(written) - len(line)
    one, other = line[head : len(line) - tail], written[head : len(written) - tail]
    if len(one) + len(other) <= _ALIGNED:
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        for start, there, length in matcher.get_matching_blocks():
            if length and column - head < start + length:
                return head + there + max(column - head - start, 0)
    return head


def split(text: str) -> list[str]:
    """Return the parts of a text between pipes that are not escaped."""
    return _PIPE.split(text) if "\\" in text else text.split("|")


def decode(data: bytes) -> str:
    """Decode a page: UTF-8, no byte order mark, line feeds.

    Raises:
        UnicodeDecodeError: The bytes are not UTF-8.
    """
    return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")


def undecodable(file: str, data: bytes, start: int) -> SourceSpan:
    """Return the place of a byte that is not UTF-8, counted as in the decoded page."""
    before = decode(data[:start])
    line = before.count("\n")
    return SourceSpan(file, line + 1, len(before) - before.rfind("\n"))
