"""What a generation leaves for the next one: its model, its names, its aliases."""

import msgspec

from ...config import Config
from ...model import Drop
from .names import Names


class Alias(msgspec.Struct, frozen=True, kw_only=True):
    """An old name of an operation, which the client still has.

    Lines are minor versions (``1.4``). The name was the operation's own up to
    ``native``; ``line``, empty until there is one, is the first line after it, through
    which the alias stays.
    """

    api: str
    operation: str
    """What the documents call it now."""
    method: str
    iterator: str
    """The old name of the method that turns its pages, empty where there is none."""
    native: str
    line: str = ""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A generation: what it was made from, and what it was called."""

    format: int
    config: Config
    names: Names
    aliases: tuple[Alias, ...]
    drop: Drop
