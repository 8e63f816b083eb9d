"""Headers of a response: a read-only mapping that ignores case."""

from collections.abc import Iterable, Iterator, Mapping


class Headers(Mapping[str, str]):
    """Headers of a response by case-insensitive name (RFC 9110, section 5.1).

    The value of a repeated field is one string, joined by commas (RFC 9110, section
    5.2). `get_list` returns the lines. Iteration yields the names in lower case.
    """

    __slots__ = ("_fields", "_raw")

    def __init__(self, lines: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self._raw = tuple(lines)
        self._fields: dict[str, list[str]] | None = None

    def _by_name(self) -> dict[str, list[str]]:
        # Most responses are read without a look at their headers.
        if self._fields is None:
            fields: dict[str, list[str]] = {}
            for name, value in self._raw:
                text = value.decode("latin-1")
                fields.setdefault(name.decode("latin-1").lower(), []).append(text)
            self._fields = fields
        return self._fields

    def __getitem__(self, name: str) -> str:
        return ", ".join(self._by_name()[name.lower()])

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name())

    def __len__(self) -> int:
        return len(self._by_name())

    def __repr__(self) -> str:
        # Needed here alone.
        from .redaction import redacted_headers

        return f"Headers({redacted_headers(self.items())!r})"

    def get_list(self, name: str) -> list[str]:
        """Return the values of all lines of a header, in order."""
        return list(self._by_name().get(name.lower(), ()))
