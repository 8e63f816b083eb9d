"""The collector of all diagnostics of one run."""

from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

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

        ``suggestion`` precedes the hint as a "did you mean". Pass texts of documents
        whole: this cuts long ones. An unknown code and a missing field are bugs and
        raise KeyError.
        """
        self._items.append(_diagnostic(code, span, suggestion, fields))

    def add_counted(
        self, code: str, span: SourceSpan, details: Iterable[str], **fields: object
    ) -> None:
        """Add one diagnostic of ``code`` for many items, counted in ``count``.

        Only JSON lists the items. Without an item there is no diagnostic.
        """
        listed = tuple(details)
        if listed:
            item = _diagnostic(code, span, None, {"count": len(listed), **fields})
            self._items.append(replace(item, details=listed))

    def extend(self, items: Iterable[Diagnostic]) -> None:
        """Add the diagnostics of another collector."""
        self._items.extend(items)

    def revise(self, change: Callable[[Diagnostic], Diagnostic]) -> None:
        """Replace every diagnostic by the result of ``change``."""
        self._items = [change(item) for item in self._items]

    @property
    def items(self) -> tuple[Diagnostic, ...]:
        """All diagnostics, in the order of their places."""
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
    """Cut a document's text to the length of a message; return others unchanged."""
    if not isinstance(value, str) or len(value) <= EXCERPT:
        return value
    return value[: EXCERPT - 1] + "…"


def _diagnostic(
    code: str, span: SourceSpan, suggestion: str | None, fields: Mapping[str, object]
) -> Diagnostic:
    entry = CATALOGUE[code]
    short = {name: _excerpt(value) for name, value in fields.items()}
    hint = entry.hint.format_map(short)
    if suggestion is not None:
        hint = f"did you mean {_excerpt(suggestion)!r}? {hint}"
    message = entry.message.format_map(short)
    return Diagnostic(span, code, entry.severity, message, hint)
