"""Lookup of pages by file name, with suggestions."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import msgspec

_SUGGESTIONS = 20
"""The number of names that get a "did you mean", which costs time."""
_LONGEST = 120
_CLOSE = 0.8


class LookupLog(msgspec.Struct, array_like=True):
    """A log of lookups: pages that were found, and pages that were not.

    ``suggested`` is True if a lookup asked for a suggestion, which only the first few
    get.
    """

    found: set[str] = msgspec.field(default_factory=set[str])
    missing: set[str] = msgspec.field(default_factory=set[str])
    suggested: bool = False

    def is_valid_for(self, pages: frozenset[str]) -> bool:
        """Return True if these pages give the same results for all lookups."""
        return pages.issuperset(self.found) and pages.isdisjoint(self.missing)


class PageLookup:
    """The file names of all pages, with suggestions for wrong ones.

    ``suffixes`` end the names of all pages of a kind.
    """

    def __init__(self, pages: Iterable[str], suffixes: Sequence[str]) -> None:
        self.pages = frozenset(pages)
        self._suffixes = suffixes
        self.log = LookupLog()
        self._budget = _SUGGESTIONS

    def has_page(self, page: str) -> bool:
        """Return True if there is a page of this name."""
        is_there = page in self.pages
        (self.log.found if is_there else self.log.missing).add(page)
        return is_there

    def suggest(self, page: str) -> str | None:
        """Return a page with a similar name, for the first few lookups."""
        self.log.suggested = True
        if not self._budget:
            return None
        self._budget -= 1
        # A common suffix of all names does not make them similar.
        suffix = next((end for end in self._suffixes if page.endswith(end)), "")
        stems = sorted(
            known.removesuffix(suffix) for known in self.pages if known.endswith(suffix)
        )
        stem = page.removesuffix(suffix)[:_LONGEST]
        close = get_close_matches(stem, stems, 1, _CLOSE)
        return close[0] + suffix if close else None
