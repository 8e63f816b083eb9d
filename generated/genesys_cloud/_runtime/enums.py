"""Open enums: text whose known values only type checkers and editors see."""

from __future__ import annotations


class OpenEnum:
    """Stands for ``Literal`` at run time, where any text is as good as a known one.

    ``Literal["a", "b"] | str`` is ``str`` then: an answer may hold a value that nobody
    knew when the client was made, and decoders take no union of texts.
    """

    def __class_getitem__(cls, values: object) -> type[str]:
        """The type of all values."""
        return str
