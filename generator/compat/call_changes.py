"""Calls written for the last client that fail now, or have another effect."""

from collections.abc import Iterable, Mapping

import msgspec

from ..diagnostics import Diagnostics
from ..naming import OperationNames
from ..operation_matching import positional
from .method_matches import Method, MethodMatches
from .snapshot import Alias


class _NamedCall(msgspec.Struct, frozen=True):
    """A callable of the client: its method, and True if it iterates over pages."""

    method: Method
    iterates: bool


_CallsByName = Mapping[tuple[str, str], _NamedCall]
"""By class and name in Python."""


def report_call_changes(
    matches: MethodMatches,
    had: Iterable[Alias],
    has: Iterable[Alias],
    diagnostics: Diagnostics,
) -> None:
    """Report calls that fail or change, given the aliases of both clients."""
    _report_arguments(matches, diagnostics)
    before = _calls_by_name(matches.before, had)
    after = _calls_by_name(matches.after, has)
    for (api, name), old in before.items():
        successor = matches.successors.get(old.method.key)
        new = after.get((api, name))
        if new is None:
            _report_lost_name(name, old, successor, diagnostics)
        elif new.method is not successor or new.iterates != old.iterates:
            diagnostics.add(
                "N012",
                new.method.operation.span,
                python_name=name,
                old=old.method.key,
                was=_endpoint(old.method),
                new=new.method.key,
                now=_endpoint(new.method),
            )


def _calls_by_name(
    methods: Mapping[str, Method], aliases: Iterable[Alias]
) -> _CallsByName:
    names: list[tuple[Method, OperationNames | Alias]]
    names = [(method, method.names) for method in methods.values()]
    names += [
        (methods[key], alias)
        for alias in aliases
        if (key := f"{alias.api}.{alias.operation}") in methods
    ]
    found: dict[tuple[str, str], _NamedCall] = {}
    for method, own in names:
        found[method.api, own.method] = _NamedCall(method, iterates=False)
        if own.iterator:
            found[method.api, own.iterator] = _NamedCall(method, iterates=True)
    return found


def _endpoint(method: Method) -> str:
    return f"{method.operation.method} {method.operation.path}"


def _report_lost_name(
    name: str, old: _NamedCall, successor: Method | None, diagnostics: Diagnostics
) -> None:
    """Report a removed name whose operation is still there."""
    if successor is not None:
        iterator = successor.names.iterator if old.iterates else ""
        diagnostics.add(
            "N014",
            successor.operation.span,
            python_name=name,
            name=old.method.key,
            method=iterator or successor.names.method,
        )


def _report_arguments(matches: MethodMatches, diagnostics: Diagnostics) -> None:
    for key, new in matches.successors.items():
        old = matches.before[key]
        _report_order(old, new, diagnostics)
        if old.names.iterator and new.names.iterator:
            _report_iterator_arguments(old, new, diagnostics)


def _report_order(old: Method, new: Method, diagnostics: Diagnostics) -> None:
    """Report positional arguments that changed places."""
    if (old.operation.path, old.operation.parameters) == (
        new.operation.path,
        new.operation.parameters,
    ):
        return
    before, after = (
        [(p.location, p.name) for p in positional(method.operation)]
        for method in (old, new)
    )
    places = {argument: at for at, argument in enumerate(after)}
    is_moved = any(places.get(argument, at) != at for at, argument in enumerate(before))
    # A path variable may have any name, but is never the body.
    is_replaced = any(was[0] != now[0] for was, now in zip(before, after, strict=False))
    if is_moved or is_replaced:
        diagnostics.add(
            "N011",
            new.operation.span,
            name=new.key,
            old=", ".join(name for _, name in before),
            new=", ".join(name for _, name in after),
        )


def _report_iterator_arguments(
    old: Method, new: Method, diagnostics: Diagnostics
) -> None:
    """Report renamed arguments of the iterator itself."""
    for was, now in (
        (old.names.max_items, new.names.max_items),
        (old.names.resume_from, new.names.resume_from),
    ):
        # Another mdclient, which called it otherwise, has left no name.
        if was and was != now:
            diagnostics.add(
                "N015",
                new.operation.span,
                python_name=new.names.iterator,
                old=was,
                new=now,
            )
