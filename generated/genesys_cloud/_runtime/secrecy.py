"""A base for values that nobody is shown."""

from typing import Any

import msgspec


class Secretive(msgspec.Struct, frozen=True):
    """A struct whose fields appear in no ``repr``, log or traceback."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # msgspec's own one, which rich prefers to `repr`, shows all fields.
        return []


def visible_ascii(text: str) -> bool:
    """Tell whether a text is visible ASCII, as a token or a URL has to be."""
    return text.isascii() and text.isprintable() and text != "" and " " not in text
