"""What a wrong file name of a page may have been meant for."""

from collections.abc import Iterable
from difflib import get_close_matches

from .index import CLASS_SUFFIX
from .types import DEFINITION_SUFFIX

_SUFFIXES = (CLASS_SUFFIX, DEFINITION_SUFFIX)
_SUGGESTIONS = 20
"""How many names get a "did you mean": looking for one costs time."""
_LONGEST = 120
_CLOSE = 0.8


class Nearest:
    """The file names of pages, among which a wrong one is looked for."""

    def __init__(self, pages: Iterable[str]) -> None:
        self.pages = frozenset(pages)
        self._budget = _SUGGESTIONS
        self.asked = 0

    def to(self, page: str) -> str | None:
        """The page of its kind called nearly like this, for the first few that ask."""
        self.asked += 1
        if not self._budget:
            return None
        self._budget -= 1
        # What all names of a kind end with makes none of them alike.
        suffix = next((end for end in _SUFFIXES if page.endswith(end)), "")
        stems = sorted(
            known.removesuffix(suffix) for known in self.pages if known.endswith(suffix)
        )
        stem = page.removesuffix(suffix)[:_LONGEST]
        near = get_close_matches(stem, stems, 1, _CLOSE)
        return near[0] + suffix if near else None
