"""Diagnostics: what is to be said about the documents, and how it is shown.

Bad documents make a diagnostic, a bug makes an exception. The collector keeps
everything that one run has to say; three renderings show it. What can be said stands in
``generator.diagnostics.codes``.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from .codes import CATALOGUE, Severity

Format = Literal["text", "json", "github"]
"""Renderings: for people, for programs, for the annotations of GitHub's workflows."""

EXCERPT = 80
"""How many characters of a document a message quotes at most."""


class SourceSpan(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place in a page; ``line`` and ``column`` are 1-based, columns count characters.

    ``file`` is a POSIX path relative to the folder of the documents. Line 0 stands for
    the file as a whole.
    """

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """``file:line:column``, as compilers write it."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """Something to be said about a place; diagnostics sort by place, then by code.

    ``allowed`` is the reason for which a warning is only a note.
    """

    span: SourceSpan
    code: str
    severity: Severity
    message: str
    hint: str
    allowed: str = ""


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
        """Say what the catalogue has under ``code``, filled with ``fields``.

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
        """How many diagnostics have this severity."""
        return sum(item.severity == severity for item in self._items)

    @property
    def has_errors(self) -> bool:
        """Whether the next stage must not start."""
        return any(item.severity == "error" for item in self._items)

    def render(self, form: Format = "text") -> str:
        """All diagnostics in one of the renderings; empty when there is nothing to say.

        The text ends with a line break. Nothing in it can move a terminal's cursor or
        make up a workflow command.
        """
        return _RENDERINGS[form](self.items)


def _excerpt(value: object) -> object:
    """Cut a document's text down to what a message can hold; other values stay."""
    if not isinstance(value, str) or len(value) <= EXCERPT:
        return value
    return value[: EXCERPT - 1] + "…"


def printable(text: str) -> str:
    """``text`` on one line, with everything escaped that a terminal would act on.

    Control, format (bidirectional ones among them) and surrogate characters and line
    separators become backslash escapes.
    """
    if text.isprintable():
        return text
    return "".join(map(_escape, text))


def _escape(character: str) -> str:
    if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return character
    return character.encode("unicode_escape").decode("ascii")


def _text(items: tuple[Diagnostic, ...]) -> str:
    lines: list[str] = []
    for item in items:
        message = f"{item.span}: {item.severity}[{item.code}]: {item.message}"
        # A name may begin as a workflow command does, which runners look for in texts.
        own = "./" if message.lstrip().startswith(("::", "##[")) else ""
        lines.append(own + printable(message))
        if item.allowed:
            lines.append(f"  allowed: {printable(item.allowed)}")
        lines.append(f"  hint: {printable(item.hint)}")
    return "".join(f"{line}\n" for line in lines)


def _json(items: tuple[Diagnostic, ...]) -> str:
    rows = [
        {
            "file": item.span.file,
            "line": item.span.line,
            "column": item.span.column,
            "severity": item.severity,
            "code": item.code,
            "message": item.message,
            "hint": item.hint,
            **({"allowed": item.allowed} if item.allowed else {}),
        }
        for item in items
    ]
    # Lone surrogates can come from file names; JSON escapes them when it is ASCII.
    return f"{json.dumps({'diagnostics': rows}, indent=2)}\n"


_COMMANDS: dict[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "note": "notice",
}


def _github(items: tuple[Diagnostic, ...]) -> str:
    """Workflow commands, see "Workflow commands for GitHub Actions" in its docs."""
    lines: list[str] = []
    for item in items:
        place = f"file={_property(item.span.file)}"
        if item.span.line:
            place += f",line={item.span.line},col={item.span.column}"
        title = _property(f"{item.code}")
        said = [printable(item.message)]
        if item.allowed:
            said.append(f"allowed: {printable(item.allowed)}")
        said.append(f"hint: {printable(item.hint)}")
        command = _COMMANDS[item.severity]
        message = _data("\n".join(said))
        lines.append(f"::{command} {place},title={title}::{message}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")


_RENDERINGS = {"text": _text, "json": _json, "github": _github}
