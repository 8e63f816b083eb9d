"""What was taken from a page: the books that its readers keep.

A reader claims what it made a fact of, or knew as a marker or as a fixed sentence, from
the very texts that it cut out. ``account`` puts the page together again from these
pieces, so a line or a cell that a reader forgets is missed there.
"""

from dataclasses import dataclass, field

BLANK = " \t\n\r\v\f"
"""White space, which says nothing."""
_BLANK = BLANK.encode()


def squeeze(text: str) -> str:
    """A text without its white space."""
    data = text.encode("utf-8", "surrogatepass").translate(None, _BLANK)
    return data.decode("utf-8", "surrogatepass")


@dataclass(slots=True)
class Claims:
    """The claims on one page; lines are 0-based.

    ``pieces`` are texts of the page, each with the line where it begins. White space in
    them does not count. ``told`` are lines, from the first up to but without the last,
    that a diagnostic has told about: what nothing else claims there is not lost.
    ``unread`` counts the characters in claimed rows that a diagnostic has told about.
    """

    facts: int = 0
    pieces: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    told: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    unread: int = 0
    # Unknown sentences that were told about; they are repeated throughout a page.
    sentences: set[str] = field(default_factory=set[str])

    def fact(self, line: int, text: str) -> None:
        """Claim what became a node of the model."""
        self.facts += 1
        self.pieces.append((line, text))

    def take(self, line: int, text: str) -> None:
        """Claim a text of a node, a marker, or a sentence that is always the same."""
        self.pieces.append((line, text))

    def tell(self, start: int, end: int) -> None:
        """Say that a diagnostic told about lines."""
        self.told.append((start, end))
