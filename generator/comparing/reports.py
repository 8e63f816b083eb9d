"""The three forms of a comparison: for a terminal, for Markdown, for programs."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, Literal

import msgspec

from ..diagnostics import printable
from ..rendering import markdown_code
from .changes import CLASSES, Change, Class
from .comparison import Comparison
from .phrases import phrase, python_names, subject

Form = Literal["terminal", "markdown", "json"]

_TITLES: dict[Class, str] = {
    "breaking": "Breaking",
    "additive": "Additive",
    "documentation": "Documentation",
}
_DEFINITIONS = "Definitions"
_SHOWN = 5
"""How many operations a line names; the JSON has them all."""


def report(comparison: Comparison, form: Form) -> str:
    """A comparison in one of its forms, with a line break at its end."""
    return _FORMS[form](comparison)


def _json(comparison: Comparison) -> str:
    document: dict[str, Any] = {
        "summary": comparison.counts(),
        "version": comparison.advice,
        "changes": comparison.changes,
    }
    text = msgspec.json.format(msgspec.json.encode(document), indent=2)
    return f"{text.decode()}\n"


def _terminal(comparison: Comparison) -> str:
    if not comparison.changes:
        return "no change\n"
    lines: list[str] = []
    for class_, changes in _by_class(comparison):
        lines += [f"{_TITLES[class_]} ({len(changes)})", ""]
        for change in changes:
            said = phrase(change, printable)
            place = printable(change.where)
            lines.append(f"  {printable(subject(change))}: {said}  {place}")
            lines += [f"      {line}" for line in _reach(change, printable)]
        lines.append("")
    return "\n".join([*lines, _verdict(comparison, printable), ""])


def _markdown(comparison: Comparison) -> str:
    if not comparison.changes:
        return "No change.\n"
    old, new = comparison.names
    lines = [_verdict(comparison, markdown_code), ""]
    for class_, changes in _by_class(comparison):
        lines += [f"## {_TITLES[class_]}", ""]
        for title, group in groupby(changes, lambda change: change.api or ""):
            heading = markdown_code(title) if title else _DEFINITIONS
            lines += [f"### {heading}", ""]
            for change in group:
                names = _names(*python_names(change, old, new))
                said = phrase(change, markdown_code)
                owner = markdown_code(subject(change))
                lines.append(f"- {owner}: {said}{names}")
                lines += [f"  - {line}" for line in _reach(change, markdown_code)]
            lines.append("")
    return "\n".join(lines)


def _by_class(comparison: Comparison) -> Iterator[tuple[Class, list[Change]]]:
    """The changes of each class that has any, the worst first."""
    for class_ in CLASSES:
        changes = [change for change in comparison.changes if change.class_ == class_]
        # Classes of the API in their order, definitions last.
        order = {change.api: None for change in changes if change.api}
        places = {api: place for place, api in enumerate(order)}
        changes.sort(key=lambda change: places.get(change.api or "", len(places)))
        if changes:
            yield class_, changes


def _names(before: str, after: str) -> str:
    """The names in Python, once where they are the same."""
    names = [markdown_code(name) for name in (before, after) if name]
    if not names:
        return ""
    if before == after:
        del names[1]
    return f" — {' → '.join(names)}"


def _reach(change: Change, code: Callable[[str], str]) -> Iterator[str]:
    """Whom a change of a definition reaches."""
    if change.definition is None:
        return
    ways = (("sent by", change.affects_sent), ("received by", change.affects_received))
    for way, operations in ways:
        if operations:
            named = ", ".join(code(operation) for operation in operations[:_SHOWN])
            rest = len(operations) - _SHOWN
            yield f"{way} {named}" + (f" and {rest} more" if rest > 0 else "")
    if not change.affects:
        yield "no operation sends or receives it"


def _verdict(comparison: Comparison, code: Callable[[str], str]) -> str:
    """Counts and version, in a line."""
    counts = comparison.counts()
    found = ", ".join(f"{counts[class_]} {class_}" for class_ in CLASSES)
    advice = comparison.advice
    asked = f"{code(advice.old)} should become {code(advice.asked)} ({advice.bump})"
    have = f"client.toml says {code(advice.configured)}"
    return f"{found}; {asked}, {have}"


_FORMS: dict[Form, Callable[[Comparison], str]] = {
    "terminal": _terminal,
    "markdown": _markdown,
    "json": _json,
}
