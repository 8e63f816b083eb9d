"""A page as its readers see it: lines, regions of lines, and places in them."""

from dataclasses import dataclass, field

from ..diagnostics import SourceSpan


@dataclass(frozen=True, slots=True)
class Region:
    """Lines from ``start`` up to, but without, ``end``; 0-based."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """A page. Line numbers are 0-based here and 1-based in spans.

    A line ends at a line feed and nowhere else: form feeds, lone carriage returns and
    Unicode's separators are text.
    """

    file: str
    text: str
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", self.text.split("\n"))

    def span(self, line: int, column: int = 0) -> SourceSpan:
        """The place of a 0-based line and column."""
        return SourceSpan(self.file, line + 1, column + 1)

    def start(self, line: int) -> SourceSpan:
        """The place of the first character of a line that is not white space."""
        text = self.lines[line]
        return self.span(line, len(text) - len(text.lstrip()))

    def find(self, line: int, text: str) -> SourceSpan:
        """The place of ``text``, or of its first line, in a line."""
        column = self.lines[line].find(text.partition("\n")[0])
        return self.span(line, column) if column >= 0 else self.start(line)

    def read(self, region: Region) -> str:
        """The text of a region without its outer white space."""
        return "\n".join(self.lines[region.start : region.end]).strip()

    def trim(self, region: Region) -> Region:
        """The region without its outer blank lines."""
        start, end = region.start, region.end
        while start < end and not self.lines[start].strip():
            start += 1
        while end > start and not self.lines[end - 1].strip():
            end -= 1
        return Region(start, end)

    def paragraphs(self, region: Region) -> list[Region]:
        """The runs of lines that are not blank."""
        found: list[Region] = []
        begin: int | None = None
        for number in range(region.start, region.end):
            if self.lines[number].strip():
                begin = number if begin is None else begin
            elif begin is not None:
                found.append(Region(begin, number))
                begin = None
        if begin is not None:
            found.append(Region(begin, region.end))
        return found


def decode(data: bytes) -> str:
    """The text of a page: UTF-8, without a byte order mark, lines end in a line feed.

    Raises:
        UnicodeDecodeError: the bytes are not UTF-8.
    """
    return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")


def undecodable(file: str, data: bytes, start: int) -> SourceSpan:
    """The place of a byte that is not UTF-8, counted as in the decoded page."""
    before = decode(data[:start])
    line = before.count("\n")
    return SourceSpan(file, line + 1, len(before) - before.rfind("\n"))


def footer_start(source: Source) -> int:
    """The line where the footer begins, or the number of lines if there is none.

    The footer is the last thing on a page: a rule and, below it, at most one emphasised
    line, which says when the page was generated and never matters.
    """
    body = source.trim(Region(0, len(source.lines)))
    last = body.end
    if last and _is_emphasised(source.lines[last - 1].strip()):
        last = source.trim(Region(0, last - 1)).end
    if last and source.lines[last - 1].strip() == "---":
        return last - 1
    return len(source.lines)


def _is_emphasised(line: str) -> bool:
    return len(line) > 2 and line[0] == line[-1] and line[0] in "*_"
