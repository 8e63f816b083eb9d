"""Log of the characters that parsers claimed of a page.

A reader claims what it made a fact of, or knew as a marker or as a fixed sentence, from
the very texts that it cut out. ``coverage`` puts the page together again from these
pieces, so a line or a cell that a reader forgets is missed there.
"""

from dataclasses import dataclass, field

BLANK = " \t\n\r\v\f"
"""White space, which says nothing."""
_BLANK = BLANK.encode()


def strip_whitespace(text: str) -> str:
    """Return a text without its white space."""
    data = text.encode("utf-8", "surrogatepass").translate(None, _BLANK)
    return data.decode("utf-8", "surrogatepass")


@dataclass(slots=True)
class CoverageLog:
    """The claims on one page; lines are 0-based.

    ``pieces`` are texts of the page, each with the line where it begins. White space in
    them does not count. ``reported`` are lines of diagnostics, from the first up to but
    without the last: what nothing else claims there is not lost. ``unread`` counts the
    characters in claimed rows that a diagnostic has reported.
    """

    nodes: int = 0
    pieces: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    reported: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    unread: int = 0
    # Unknown sentences that were told about; they are repeated throughout a page.
    sentences: set[str] = field(default_factory=set[str])

    def claim_node(self, line: int, text: str) -> None:
        """Claim what became a node of the model."""
        self.nodes += 1
        self.pieces.append((line, text))

    def claim(self, line: int, text: str) -> None:
        """Claim a text of a node, a marker, or a sentence that is always the same."""
        self.pieces.append((line, text))

    def mark_reported(self, start: int, end: int) -> None:
        """Record that a diagnostic reported lines."""
        self.reported.append((start, end))
