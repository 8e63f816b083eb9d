"""Checks of endpoints that several pages document."""

from collections.abc import Iterable

from ..diagnostics import Diagnostics, SourceSpan
from ..model import ApiClass, Operation, TypeRef
from ..operation_matching import endpoint

_Facts = dict[str, tuple[str, SourceSpan]]
"""Facts and their places, by their subjects."""


def check_endpoints(apis: Iterable[ApiClass], diagnostics: Diagnostics) -> None:
    """Diagnose an endpoint that one class has twice, or that two classes disagree on.

    Names of path variables do not distinguish endpoints.
    """
    seen: dict[tuple[str, str], tuple[ApiClass, Operation]] = {}
    for api in apis:
        for operation in api.operations:
            key = endpoint(operation)
            owner, first = seen.setdefault(key, (api, operation))
            if first is operation or not operation.path:
                continue
            if owner is api:
                _report_repeated(operation, first, diagnostics)
            else:
                _compare(operation, owner, first, diagnostics)


def _report_repeated(
    operation: Operation, first: Operation, diagnostics: Diagnostics
) -> None:
    diagnostics.add(
        "D317",
        operation.span,
        name=operation.name,
        other=first.name,
        endpoint=_endpoint(operation),
        first=first.span,
    )


def _compare(
    operation: Operation, owner: ApiClass, first: Operation, diagnostics: Diagnostics
) -> None:
    for code, facts in (("D315", _facts), ("D316", _texts)):
        here, there = facts(operation), facts(first)
        names = {**here, **there} if facts is _facts else here.keys() & there.keys()
        for what in sorted(names):
            if _text_of(here.get(what)) == _text_of(there.get(what)):
                continue
            mine, place = here.get(what, ("nothing", operation.span))
            other, at = there.get(what, ("nothing", first.span))
            diagnostics.add(
                code,
                place,
                what=what,
                endpoint=_endpoint(operation),
                owner=owner.name,
                here=mine,
                there=other,
                first=at,
            )


def _text_of(fact: tuple[str, SourceSpan] | None) -> str | None:
    return None if fact is None else fact[0]


def _facts(operation: Operation) -> _Facts:
    """Return the facts that a caller needs."""
    found: _Facts = {
        "path": (operation.path, operation.span),
        "deprecation": (
            "deprecated" if operation.deprecated else "not deprecated",
            operation.span,
        ),
    }
    for item in operation.parameters:
        # The names of what is in the path are compared with it.
        if item.location != "path":
            flag = "required" if item.required else "optional"
            text = f"{_notation(item.type)}, {flag}"
            found[f"parameter {item.location} {item.name}"] = text, item.span
    for response in operation.responses:
        text = _notation(response.type)
        found[f"status {response.status}"] = text, response.span
    return found


def _texts(operation: Operation) -> _Facts:
    """Return the texts about what both pages document."""
    found: _Facts = {
        "summary": (operation.summary, operation.span),
        "description": (operation.description, operation.span),
    }
    for item in operation.parameters:
        what = f"parameter {item.location} {item.name}"
        found[what] = item.description, item.span
    for response in operation.responses:
        what = f"status {response.status}"
        found[what] = response.description, response.span
    return found


def _notation(kind: TypeRef | None) -> str:
    return "no type" if kind is None else kind.notation


def _endpoint(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"
