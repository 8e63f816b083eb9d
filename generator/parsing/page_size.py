"""The number of items of a page that iterators request by default."""

import re
from typing import Final

_MAXIMUM: Final = re.compile(
    r"\bmax(?:imum)?\b(?:(?!default)[^.\d]){0,40}(\d[\d,]{0,15})"
    r"|\bbetween\s+\d[\d,]{0,15}\s+and\s+(\d[\d,]{0,15})",
    re.IGNORECASE,
)
_MINIMUM: Final = re.compile(
    r"\bmin(?:imum)?\b(?:(?!default)[^.\d]){0,40}(\d[\d,]{0,15})"
    r"|\bbetween\s+(\d[\d,]{0,15})\s+and\s+\d",
    re.IGNORECASE,
)
_DEPRECATED: Final = re.compile(r"\W*deprecated\b", re.IGNORECASE)


def bounded_size(size: int, description: str) -> int:
    """Return the page size nearest to one that a description allows; 0 for none.

    Args:
        size: The size to request.
        description: The documents' text of the parameter, such as "Page size. Maximum
            is 50." or "must be between 10 and 200".
    """
    if _DEPRECATED.match(description):
        return 0
    at_least = max([size, *_numbers(_MINIMUM, description)])
    return min([at_least, *_numbers(_MAXIMUM, description)])


def _numbers(pattern: re.Pattern[str], text: str) -> list[int]:
    """Return the numbers of all matches that are more than zero."""
    found = (next(filter(None, match.groups())) for match in pattern.finditer(text))
    return [number for text in found if (number := int(text.replace(",", ""))) > 0]
