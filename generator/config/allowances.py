"""``[[allow]]``: warnings that are known, and why they may stay."""

from typing import Annotated

import msgspec

from .base import LocatedTable

_Text = Annotated[str, msgspec.Meta(pattern=r"\S")]


class Allowance(LocatedTable, frozen=True, kw_only=True):
    """Warnings by code, by place, or by both; all that is given must fit.

    Lines are no part of a place: they change with every edit of a page.
    """

    reason: _Text
    code: _Text = ""
    place: _Text = ""
    """A page as messages name it inside of the folder of the documents; ``*`` and ``?``
    stand for any characters: ``definitions/pet*-definition.md``."""
    text: _Text = ""
    """What the message holds, such as the name that it is about."""
