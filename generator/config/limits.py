"""``[documents]``: how much there may be to read."""

from typing import Annotated

import msgspec

from .base import Table

_Count = Annotated[int, msgspec.Meta(ge=1)]


class Documents(Table, frozen=True, kw_only=True):
    """Limits that no documents reach by themselves; more is an error.

    A large drop has 4,000 pages in 25 MB, of which the largest takes 0.7 MB.
    """

    page_bytes: _Count = 32 * 2**20
    pages: _Count = 100_000
    total_bytes: _Count = 2**30
    nesting: _Count = 100
    """How deep quotes and lists may lie inside of each other."""
