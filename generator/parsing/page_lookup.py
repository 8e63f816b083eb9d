"""Which pages there are, and what a wrong file name may have been meant for."""

from collections.abc import Iterable
from difflib import get_close_matches

import msgspec

from .index_page import CLASS_SUFFIX
from .type_refs import DEFINITION_SUFFIX

_SUFFIXES = (CLASS_SUFFIX, DEFINITION_SUFFIX)
_SUGGESTIONS = 20
"""How many names get a "did you mean": looking for one costs time."""
_LONGEST = 120
_CLOSE = 0.8


class LookupLog(msgspec.Struct, array_like=True):
    """What somebody was told about pages: those that are there, and those that are not.

    ``suggested`` says that a suggestion was asked for, which only the first few get.
    """

    found: set[str] = msgspec.field(default_factory=set[str])
    missing: set[str] = msgspec.field(default_factory=set[str])
    suggested: bool = False

    def holds_for(self, pages: frozenset[str]) -> bool:
        """Whether all that was asked for is, or is not, among these pages too."""
        return pages.issuperset(self.found) and pages.isdisjoint(self.missing)


class PageLookup:
    """The file names of pages, among which a wrong one is looked for."""

    def __init__(self, pages: Iterable[str]) -> None:
        self.pages = frozenset(pages)
        self.log = LookupLog()
        self._budget = _SUGGESTIONS

    def has_page(self, page: str) -> bool:
        """Return True if there is a page of this name."""
        is_there = page in self.pages
        (self.log.found if is_there else self.log.missing).add(page)
        return is_there

    def suggest(self, page: str) -> str | None:
        """The page of its kind called nearly like this, for the first few that ask."""
        self.log.suggested = True
        if not self._budget:
            return None
        self._budget -= 1
        # What all names of a kind end with makes none of them alike.
        suffix = next((end for end in _SUFFIXES if page.endswith(end)), "")
        stems = sorted(
            known.removesuffix(suffix) for known in self.pages if known.endswith(suffix)
        )
        stem = page.removesuffix(suffix)[:_LONGEST]
        close = get_close_matches(stem, stems, 1, _CLOSE)
        return close[0] + suffix if close else None
