"""The renderings of diagnostics: text, JSON, and GitHub's workflow commands."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from typing import Literal

from .codes import Severity
from .diagnostic import Diagnostic

Format = Literal["text", "json", "github"]
"""Renderings: for people, for programs, for the annotations of GitHub's workflows."""


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
            **({"details": item.details} if item.details else {}),
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
        parts = [printable(item.message)]
        if item.allowed:
            parts.append(f"allowed: {printable(item.allowed)}")
        parts.append(f"hint: {printable(item.hint)}")
        command = _COMMANDS[item.severity]
        message = _data("\n".join(parts))
        lines.append(f"::{command} {place},title={title}::{message}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")


RENDERERS: Mapping[Format, Callable[[tuple[Diagnostic, ...]], str]] = {
    "text": _text,
    "json": _json,
    "github": _github,
}
