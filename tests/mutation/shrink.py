"""Makes the page of a loss smaller, as long as it stays a loss."""

from dataclasses import replace

from .mutant import Change, Edit
from .oracle import Reader, judge
from .page import Page


def shrink(reader: Reader, page: Page, change: Change) -> tuple[Page, Change]:
    """The smallest page found, and the same change to it.

    Lines that the change leaves alone are left out, in ever smaller runs.
    """
    size = len(page.lines) // 2
    while size:
        at = 0
        while at < len(page.lines):
            smaller = _without(page, change, at, min(at + size, len(page.lines)))
            if smaller is not None and _is_loss(reader, *smaller):
                page, change = smaller
            else:
                at += size
        size //= 2
    return page, change


def _without(
    page: Page, change: Change, start: int, end: int
) -> tuple[Page, Change] | None:
    """The page without some lines, if the change leaves them alone."""
    edits: list[Edit] = []
    for one in change.edits:
        if one.end > start and one.start < end:
            return None
        shift = end - start if one.start >= end else 0
        edits.append(replace(one, start=one.start - shift, end=one.end - shift))
    lines = page.lines[:start] + page.lines[end:]
    return replace(page, lines=lines), replace(change, edits=tuple(edits))


def _is_loss(reader: Reader, page: Page, change: Change) -> bool:
    base = reader.base(page)
    if not base.read or any(one.severity == "error" for one in base.said):
        return False
    mutant = reader.mutant(page, change)
    return judge(base, mutant, change).outcome == "loss"
