"""Headers of an answer: a read-only mapping that ignores case."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_SECRET: Final = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie"}
)


class Headers(Mapping[str, str]):
    """Header fields of an answer by name, in any case (RFC 9110, section 5.1).

    A field that came more than once is one text, joined by a comma (RFC 9110, section
    5.2); `get_list` keeps the lines apart. Iteration yields the names in lower case.
    """

    __slots__ = ("_lines",)

    def __init__(self, lines: Iterable[tuple[str, str]] = ()) -> None:
        self._lines = tuple((name.lower(), value) for name, value in lines)

    def __getitem__(self, name: str) -> str:
        values = self.get_list(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._lines))

    def __len__(self) -> int:
        return len(dict(self._lines))

    def __repr__(self) -> str:
        shown = {k: "***" if k in _SECRET else self[k] for k in self}
        return f"Headers({shown!r})"

    def get_list(self, name: str) -> list[str]:
        """Return the values of all lines of a field, in the order they came."""
        wanted = name.lower()
        return [value for key, value in self._lines if key == wanted]
