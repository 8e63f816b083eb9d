"""Whether pages end as the others of their drop do: one that was cut off does not."""

from collections.abc import Sequence

from ..diagnostics import Diagnostics, SourceSpan

_SHARE = 0.9


def check_endings(ends: Sequence[SourceSpan | None], diagnostics: Diagnostics) -> None:
    """Diagnose the pages without a footer, if nearly all pages have one.

    ``ends`` has a place for each page: where one ends that has no footer.
    """
    without = [place for place in ends if place is not None]
    others = len(ends) - len(without)
    if others < _SHARE * len(ends):
        return
    for place in without:
        diagnostics.add("D323", place, others=others, count=len(ends))
