"""What a wrong file name of a page may have been meant for."""

from collections.abc import Iterable
from difflib import get_close_matches

_SUGGESTIONS = 20
"""How many names get a "did you mean": looking for one costs time."""
_LONGEST = 120
_CLOSE = 0.85


class Nearest:
    """The file names of pages, among which a wrong one is looked for."""

    def __init__(self, pages: Iterable[str]) -> None:
        self.pages = frozenset(pages)
        self._sorted = sorted(self.pages)
        self._budget = _SUGGESTIONS

    def to(self, page: str) -> str | None:
        """The page that is called nearly like this, for the first few that ask."""
        if not self._budget:
            return None
        self._budget -= 1
        near = get_close_matches(page[:_LONGEST], self._sorted, 1, _CLOSE)
        return near[0] if near else None
