"""Warnings that ``client.toml`` allows become notes, which give the reason."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from msgspec.structs import replace

from .config import Allowance
from .diagnostics import Diagnostic, Diagnostics
from .diagnostics.codes import CATALOGUE

_OWN = "C2"
"""Codes about allowances themselves."""


def check_allowances(allowances: Sequence[Allowance], diagnostics: Diagnostics) -> None:
    """Report allowances of codes that are not warnings."""
    for item in allowances:
        reason = _objection(item)
        if reason:
            diagnostics.add("C201", item.span, reason=reason)


def _objection(item: Allowance) -> str:
    if not item.code:
        return "" if item.place else "it has neither a code nor a place"
    entry = CATALOGUE.get(item.code)
    if entry is None:
        return f"unknown code {item.code!r}"
    if entry.severity == "error":
        return f"{item.code!r} is an error"
    if entry.severity == "note":
        return f"{item.code!r} is a note and needs none"
    return f"{item.code!r} is about allowances" if item.code.startswith(_OWN) else ""


def apply_allowances(
    allowances: Sequence[Allowance], diagnostics: Diagnostics, *, named: bool
) -> None:
    """Make notes of the warnings that are allowed.

    Allowances that fit none are diagnosed, unless an error kept a stage from saying all
    that it has to say. ``named`` is True if names in the client were checked, too.
    """
    used: set[int] = set()

    def revise(item: Diagnostic) -> Diagnostic:
        if item.severity != "warning":
            return item
        fitting = [n for n, each in enumerate(allowances) if _matches(each, item)]
        used.update(fitting)
        if not fitting:
            return item
        return replace(item, severity="note", allowed=allowances[fitting[0]].reason)

    if not allowances:
        return
    diagnostics.revise(revise)
    if diagnostics.has_errors:
        return
    for number, item in enumerate(allowances):
        if number not in used and (named or (item.code and item.code[0] != "N")):
            diagnostics.add("C202", item.span, what=_description(item))


def _matches(item: Allowance, diagnostic: Diagnostic) -> bool:
    return (
        item.code in ("", diagnostic.code)
        and (not item.place or fnmatchcase(diagnostic.span.file, item.place))
        and item.text in diagnostic.message
    )


def _description(item: Allowance) -> str:
    """Return an allowance in words."""
    what = item.code or "everything"
    if item.place:
        what += f" in {item.place!r}"
    return f"{what} about {item.text!r}" if item.text else what
