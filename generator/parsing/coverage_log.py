"""Log of the characters that parsers claimed of a page.

A parser claims the text of each element, marker and known sentence, as it stands in
the page. ``coverage`` joins these pieces, so it notices a line or cell that a parser
missed.
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

    ``pieces`` are texts of the page with their first lines; white space in them does
    not count. ``reported`` are ranges of lines with diagnostics: unclaimed text there
    is not lost. ``unread`` counts the characters in claimed rows that a diagnostic has
    reported.
    """

    nodes: int = 0
    pieces: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    reported: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    unread: int = 0
    # Unknown sentences with a diagnostic; a page repeats them.
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
