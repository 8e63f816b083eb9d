"""The three forms of a comparison: for a terminal, for Markdown, for programs."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, Literal

import msgspec

from ..diagnostics import printable
from ..rendering import markdown_code
from .changes import CLASSES, Change, Class
from .comparison import Comparison
from .messages import describe_change, python_names, subject
from .semver import Advice

Form = Literal["terminal", "markdown", "json"]

_TITLES: dict[Class, str] = {
    "breaking": "Breaking",
    "permissions": "Permissions",
    "additive": "Additive",
    "documentation": "Documentation",
}
_DEFINITIONS, _PACKAGE = "Definitions", "Package"
_EXPIRED = "Removed aliases"
_SHOWN = 5
"""The most operations that a line names; JSON has all."""


def report(comparison: Comparison, form: Form) -> str:
    """Return a comparison in one of its forms, with a line break at its end."""
    return _FORMS[form](comparison)


def _json(comparison: Comparison) -> str:
    document: dict[str, Any] = {
        "summary": comparison.counts(),
        "version": comparison.advice,
        "changes": comparison.changes,
    }
    text = msgspec.json.format(msgspec.json.encode(document), indent=2)
    return f"{text.decode()}\n"


def changelog_notes(comparison: Comparison) -> str:
    """Return a comparison as a changelog has it: in Markdown, and without advice.

    Which version the changes ask for is decided when it is written.
    """
    return _written(comparison, _counted(comparison))


def expired_names(comparison: Comparison) -> str:
    """Return the removed aliases as a section in Markdown; empty for none."""
    lines = [
        f"- {markdown_code(one.old)}, use {markdown_code(one.new)}"
        for one in comparison.expired
    ]
    return "\n".join([f"## {_EXPIRED}", "", *lines, ""]) if lines else ""


def _terminal(comparison: Comparison) -> str:
    lines: list[str] = []
    for class_, changes in _by_class(comparison):
        lines += [f"{_TITLES[class_]} ({len(changes)})", ""]
        for change in changes:
            description = describe_change(change, printable)
            place = printable(change.where)
            lines.append(f"  {printable(subject(change))}: {description}  {place}")
            lines += [f"      {line}" for line in _impact_lines(change, printable)]
        lines.append("")
    if comparison.expired:
        lines += [f"{_EXPIRED} ({len(comparison.expired)})", ""]
        for one in comparison.expired:
            description = f"{printable(one.old)} was removed; use {printable(one.new)}"
            lines.append(f"  {printable(f'{one.api}.{one.operation}')}: {description}")
        lines.append("")
    last = (
        _recommendation(comparison, printable) if comparison.changes else "no changes"
    )
    return "\n".join([*lines, last, ""])


def _markdown(comparison: Comparison) -> str:
    return _written(comparison, _recommendation(comparison, markdown_code))


def _written(comparison: Comparison, head: str) -> str:
    """Return the changes below their summary, then the removed aliases."""
    expired = expired_names(comparison)
    if not comparison.changes:
        return "\n".join(["No changes.\n", *([expired] if expired else [])])
    lines = [head, "", *_changes(comparison)]
    return "\n".join([*lines, expired] if expired else lines)


def _changes(comparison: Comparison) -> Iterator[str]:
    """Yield the changes in Markdown, line by line."""
    old, new = comparison.names
    for class_, changes in _by_class(comparison):
        yield from (f"## {_TITLES[class_]}", "")
        for heading, group in groupby(changes, _heading):
            yield from (f"### {heading}", "")
            for change in group:
                names = _names(*python_names(change, old, new))
                description = describe_change(change, markdown_code)
                owner = markdown_code(subject(change))
                yield f"- {owner}: {description}{names}"
                yield from (
                    f"  - {line}" for line in _impact_lines(change, markdown_code)
                )
            yield ""


def _by_class(comparison: Comparison) -> Iterator[tuple[Class, list[Change]]]:
    """Yield the changes of each class that has any, the worst first."""
    for class_ in CLASSES:
        changes = [change for change in comparison.changes if change.class_ == class_]
        # Classes of the API in their order; the package and definitions last.
        order = {change.api: None for change in changes if change.api}
        places = {api: place for place, api in enumerate(order)}
        changes.sort(key=lambda change: places.get(change.api or "", len(places)))
        if changes:
            yield class_, changes


def _heading(change: Change) -> str:
    """Return the heading of a change in Markdown."""
    if change.api:
        return markdown_code(change.api)
    return _DEFINITIONS if change.definition else _PACKAGE


def _names(before: str, after: str) -> str:
    """Return the Python names; one if both are the same."""
    names = [markdown_code(name) for name in (before, after) if name]
    if not names:
        return ""
    if before == after:
        del names[1]
    return f" — {' → '.join(names)}"


def _impact_lines(change: Change, code: Callable[[str], str]) -> Iterator[str]:
    """Yield the operations that a change of a definition affects."""
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


def _recommendation(comparison: Comparison, code: Callable[[str], str]) -> str:
    """Counts and version, in a line."""
    advice = comparison.advice
    asked = f"{code(advice.old)} should become {code(advice.asked)} ({_step(advice)})"
    have = f"client.toml has {code(advice.configured)}"
    return f"{_counted(comparison)}; {asked}, {have}"


def _counted(comparison: Comparison) -> str:
    counts = comparison.counts()
    return ", ".join(f"{counts[class_]} {class_}" for class_ in CLASSES)


def _step(advice: Advice) -> str:
    """Return the part of the version to raise; below 1.0 never the first."""
    if advice.bump == "major" and advice.asked.startswith("0."):
        return "minor: below 1.0 it carries breaking changes"
    return advice.bump


_FORMS: dict[Form, Callable[[Comparison], str]] = {
    "terminal": _terminal,
    "markdown": _markdown,
    "json": _json,
}
