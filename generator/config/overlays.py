"""``[[overlay]]``: what the documents say wrong, and what is right.

Here is only the form: whether an overlay fits the documents is found out when it is
applied to them.
"""

from typing import Annotated, Literal

import msgspec

from .base import LocatedTable, Table

Path = Annotated[str, msgspec.Meta(min_length=1)] | tuple[str, ...]
"""Names with dots between, or one by one where they have dots themselves."""

_Text = Annotated[str, msgspec.Meta(pattern=r"\S")]


class PagingOverlay(Table, frozen=True, kw_only=True):
    """``paging``: how the pages of one operation follow each other.

    The names are those of ``[[paging.rules]]``; of parameters there is one.
    """

    style: Literal["number", "offset", "cursor", "link", "none"]
    parameter: str = ""
    items: str = ""
    """The property that holds the items; empty: as ``[paging]`` says."""
    next: str = ""
    last: str = ""


class Overlay(LocatedTable, frozen=True, kw_only=True):
    """One target, the facts about it that are to hold, and why."""

    reason: _Text

    property: Path | None = None
    """``User.state``: a property of a definition."""
    parameter: Path | None = None
    """``UsersAPI.getUsers.query.state``, as in ``[names]``."""
    response: Path | None = None
    """``UsersAPI.getUsers.200``: a row of a status table."""
    operation: Path | None = None
    """``UsersAPI.getUsers``."""

    type: str | None = None
    required: bool | None = None
    format: (
        Literal["date-time", "local-date-time", "date", "interval", "none"] | None
    ) = None
    values: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)] | None = None
    deprecated: _Text | bool | None = None
    paging: PagingOverlay | None = None


class OverlayFile(Table, frozen=True, kw_only=True):
    """A file of the folder ``overlays``: overlays and nothing else."""

    overlay: tuple[Overlay, ...] = ()
