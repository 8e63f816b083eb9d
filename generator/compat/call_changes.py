"""Calls written for the last client that fail now, or do something else."""

from collections.abc import Iterable, Mapping

import msgspec

from ..diagnostics import Diagnostics
from ..naming import OperationNames
from ..operation_matching import positional
from .method_matches import Method, Succession
from .snapshot import Alias


class _Meaning(msgspec.Struct, frozen=True):
    """What a name calls, and whether it turns the pages of that."""

    method: Method
    iterates: bool


_Meanings = Mapping[tuple[str, str], _Meaning]
"""By class and name in Python."""


def tell_of_old_calls(
    followed: Succession,
    had: Iterable[Alias],
    has: Iterable[Alias],
    diagnostics: Diagnostics,
) -> None:
    """Say which calls fail or do something else, given the aliases of both clients."""
    _tell_of_arguments(followed, diagnostics)
    before = _meanings(followed.before, had)
    after = _meanings(followed.after, has)
    for (api, name), old in before.items():
        heir = followed.heirs.get(old.method.key)
        new = after.get((api, name))
        if new is None:
            _tell_of_loss(name, old, heir, diagnostics)
        elif new.method is not heir or new.iterates != old.iterates:
            diagnostics.add(
                "N012",
                new.method.operation.span,
                python_name=name,
                old=old.method.key,
                was=_endpoint(old.method),
                new=new.method.key,
                now=_endpoint(new.method),
            )


def _meanings(methods: Mapping[str, Method], aliases: Iterable[Alias]) -> _Meanings:
    names: list[tuple[Method, OperationNames | Alias]]
    names = [(method, method.names) for method in methods.values()]
    names += [
        (methods[key], alias)
        for alias in aliases
        if (key := f"{alias.api}.{alias.operation}") in methods
    ]
    found: dict[tuple[str, str], _Meaning] = {}
    for method, own in names:
        found[method.api, own.method] = _Meaning(method, iterates=False)
        if own.iterator:
            found[method.api, own.iterator] = _Meaning(method, iterates=True)
    return found


def _endpoint(method: Method) -> str:
    return f"{method.operation.method} {method.operation.path}"


def _tell_of_loss(
    name: str, old: _Meaning, heir: Method | None, diagnostics: Diagnostics
) -> None:
    """Tell of a name that is gone, though what it called is not."""
    if heir is not None:
        iterator = heir.names.iterator if old.iterates else ""
        diagnostics.add(
            "N014",
            heir.operation.span,
            python_name=name,
            name=old.method.key,
            method=iterator or heir.names.method,
        )


def _tell_of_arguments(followed: Succession, diagnostics: Diagnostics) -> None:
    for key, new in followed.heirs.items():
        old = followed.before[key]
        _tell_of_order(old, new, diagnostics)
        if old.names.iterator and new.names.iterator:
            _tell_of_bounds(old, new, diagnostics)


def _tell_of_order(old: Method, new: Method, diagnostics: Diagnostics) -> None:
    """Say where an argument has another position, or a position another argument."""
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
    # A variable of the path may have any name, but the body is none of them.
    is_replaced = any(was[0] != now[0] for was, now in zip(before, after, strict=False))
    if is_moved or is_replaced:
        diagnostics.add(
            "N011",
            new.operation.span,
            name=new.key,
            old=", ".join(name for _, name in before),
            new=", ".join(name for _, name in after),
        )


def _tell_of_bounds(old: Method, new: Method, diagnostics: Diagnostics) -> None:
    """Say where the iterator's own arguments are called otherwise."""
    for was, now in (
        (old.names.limit, new.names.limit),
        (old.names.resume_from, new.names.resume_from),
    ):
        if was != now:
            diagnostics.add(
                "N015",
                new.operation.span,
                python_name=new.names.iterator,
                old=was,
                new=now,
            )
