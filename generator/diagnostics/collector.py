"""The collector of all diagnostics of one run."""

from collections.abc import Callable, Iterable

from .codes import CATALOGUE, Severity
from .diagnostic import Diagnostic, SourceSpan
from .renderers import RENDERERS, Format

EXCERPT = 80
"""The most characters of a document that a message quotes."""


class Diagnostics:
    """The collector of one run."""

    def __init__(self) -> None:
        self._items: list[Diagnostic] = []

    def add(
        self,
        code: str,
        span: SourceSpan,
        *,
        suggestion: str | None = None,
        **fields: object,
    ) -> None:
        """Add the diagnostic of ``code``, filled with ``fields``.

        ``suggestion`` is put before the catalogue's hint as a "did you mean". Texts of
        documents are given whole: long ones are cut here. An unknown code and a missing
        field are bugs and raise KeyError.
        """
        entry = CATALOGUE[code]
        short = {name: _excerpt(value) for name, value in fields.items()}
        hint = entry.hint.format_map(short)
        if suggestion is not None:
            hint = f"did you mean {_excerpt(suggestion)!r}? {hint}"
        message = entry.message.format_map(short)
        self._items.append(Diagnostic(span, code, entry.severity, message, hint))

    def extend(self, items: Iterable[Diagnostic]) -> None:
        """Take over what another collector has."""
        self._items.extend(items)

    def revise(self, change: Callable[[Diagnostic], Diagnostic]) -> None:
        """Put something else in the place of everything that was said."""
        self._items = [change(item) for item in self._items]

    @property
    def items(self) -> tuple[Diagnostic, ...]:
        """Everything that was said, in the order of the places."""
        return tuple(sorted(self._items))

    def count(self, severity: Severity) -> int:
        """Return the number of diagnostics of a severity."""
        return sum(item.severity == severity for item in self._items)

    @property
    def has_errors(self) -> bool:
        """Return True if the next stage must not start."""
        return any(item.severity == "error" for item in self._items)

    def render(self, form: Format = "text") -> str:
        """Return all diagnostics in one of the formats; empty if there are none.

        The text ends with a line break. Nothing in it can move a terminal's cursor or
        make up a workflow command.
        """
        return RENDERERS[form](self.items)


def _excerpt(value: object) -> object:
    """Cut a document's text down to what a message can hold; other values stay."""
    if not isinstance(value, str) or len(value) <= EXCERPT:
        return value
    return value[: EXCERPT - 1] + "…"
