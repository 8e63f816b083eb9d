"""Old names that live on, and calls that would mean something else than before.

An operation that got another name keeps the old one as a deprecated alias: in the
version that is being made when the name changes, and through the whole next minor
version. So the alias is released, whether the version is raised before or after the
documents are replaced.
"""

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from ...config import Config
from ...diagnostics import Diagnostics
from ...matching import Pair, match_operations, positional
from ...model import Drop, Operation, Parameter
from .names import Names, OperationNames
from .previous import Alias, Kept

_NUMBERS = re.compile(r"\d+")


class _Call(msgspec.Struct, frozen=True):
    """A method of an API class, and the operation that it calls."""

    operation: Operation
    names: OperationNames


_Calls = Mapping[tuple[str, str], _Call]


def plan_aliases(
    kept: Kept | None,
    drop: Drop,
    names: Names,
    config: Config,
    diagnostics: Diagnostics,
) -> tuple[Alias, ...]:
    """The aliases of a generation that follows another; what is not safe is said."""
    if kept is None:
        return ()
    pairs = match_operations(kept.drop, drop).pairs
    before, after = _calls(kept.drop, kept.names), _calls(drop, names)
    _warn_of_order(pairs, before, after, diagnostics)
    _warn_of_others(pairs, before, after, diagnostics)
    if not config.naming.aliases:
        gone = [*kept.aliases, *_renamed(pairs, before, after)]
        _note_gone(gone, (), after, diagnostics)
        return ()
    line, native = minor(config.package.version), minor(kept.config.package.version)
    found = [*_carried(kept.aliases, pairs, line)]
    for alias in _renamed(pairs, before, after):
        found.append(replace(alias, native=native, line="" if line == native else line))
        new = after[alias.api, alias.operation]
        diagnostics.add(
            "N013",
            new.operation.span,
            old=alias.old,
            new=alias.operation,
            python_name=alias.method,
        )
    living = _free(found, after)
    _note_gone(kept.aliases, living, after, diagnostics)
    return living


def _note_gone(
    had: Iterable[Alias],
    has: Iterable[Alias],
    after: _Calls,
    diagnostics: Diagnostics,
) -> None:
    """Tell of old names that are gone, though the operation is not."""
    living = {(alias.api, alias.method) for alias in has}
    living |= {(api, call.names.method) for (api, _), call in after.items()}
    for alias in had:
        call = after.get((alias.api, alias.operation))
        if call is not None and (alias.api, alias.method) not in living:
            diagnostics.add(
                "N014",
                call.operation.span,
                python_name=alias.method,
                name=alias.operation,
                method=call.names.method,
            )


def minor(version: str) -> str:
    """The minor version that a version belongs to: ``1.4`` of ``1.4.2``."""
    numbers = [int(number) for number in _NUMBERS.findall(version)]
    major, minor_, *_ = [*numbers, 0, 0]
    return f"{major}.{minor_}"


def _calls(drop: Drop, names: Names) -> dict[tuple[str, str], _Call]:
    """All methods, by class and operation."""
    return {
        (api.name, operation.name): _Call(operation, own)
        for api in drop.apis
        for operation, own in zip(
            api.operations, names.apis[api.name].operations, strict=True
        )
    }


def _sides(
    pairs: Iterable[Pair], before: _Calls, after: _Calls
) -> Iterator[tuple[Pair, _Call, _Call]]:
    """The operations that stayed in their class, as they were and as they are."""
    for pair in pairs:
        if pair.fate != "moved":
            api = pair.new.api.name
            yield (
                pair,
                before[api, pair.old.operation.name],
                after[api, pair.new.operation.name],
            )


def _renamed(pairs: Iterable[Pair], before: _Calls, after: _Calls) -> Iterator[Alias]:
    """The operations whose method has another name than before."""
    for pair, old, new in _sides(pairs, before, after):
        if old.names.method == new.names.method:
            continue
        iterator = old.names.iterator if new.names.iterator else ""
        yield Alias(
            api=pair.new.api.name,
            old=old.operation.name,
            operation=new.operation.name,
            method=old.names.method,
            iterator="" if iterator == new.names.iterator else iterator,
            native="",
        )


def _carried(
    aliases: Iterable[Alias], pairs: Iterable[Pair], line: str
) -> Iterator[Alias]:
    """The aliases that are still due, of operations that are still there."""
    targets = {
        (pair.old.api.name, pair.old.operation.name): pair.new.operation.name
        for pair in pairs
        if pair.fate != "moved"
    }
    for alias in aliases:
        target = targets.get((alias.api, alias.operation))
        if target is None or (alias.line and line not in (alias.native, alias.line)):
            continue
        due = alias.line or ("" if line == alias.native else line)
        yield replace(alias, operation=target, line=due)


def _free(aliases: Iterable[Alias], after: _Calls) -> tuple[Alias, ...]:
    """The aliases whose names nothing else has; of two with one name, the newer."""
    taken: set[tuple[str, str]] = set()
    for (api, _), call in after.items():
        taken |= {(api, call.names.method), (api, call.names.iterator)}
    found: list[Alias] = []
    for alias in reversed(list(aliases)):
        if (alias.api, alias.method) in taken or not _is_name(alias.method):
            continue
        iterator = alias.iterator
        if (alias.api, iterator) in taken or not _is_name(iterator):
            iterator = ""
        taken |= {(alias.api, alias.method), (alias.api, iterator)}
        found.append(replace(alias, iterator=iterator))
    return tuple(sorted(found, key=lambda alias: (alias.api, alias.method)))


def _is_name(name: str) -> bool:
    """Whether a kept name may become code: anybody may have written the file."""
    return (
        name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    )


def _warn_of_order(
    pairs: Iterable[Pair], before: _Calls, after: _Calls, diagnostics: Diagnostics
) -> None:
    """Say where an argument has another position than before."""
    for pair, old, new in _sides(pairs, before, after):
        if _asked(old.operation) == _asked(new.operation):
            continue
        orders = [_positions(call) for call in (old, new)]
        if any(orders[1].get(key, at) != at for key, at in orders[0].items()):
            diagnostics.add(
                "N011",
                new.operation.span,
                name=pair.new.key,
                old=", ".join(name for _, name in orders[0]),
                new=", ".join(name for _, name in orders[1]),
            )


def _asked(operation: Operation) -> tuple[str, tuple[Parameter, ...]]:
    """All that positions depend on, and a little more: nearly always as before."""
    return operation.path, operation.parameters


def _positions(call: _Call) -> dict[tuple[str, str], int]:
    """Where each positional argument stands, by place and wire name."""
    return {
        (parameter.location, parameter.name): at
        for at, parameter in enumerate(positional(call.operation))
    }


def _warn_of_others(
    pairs: Iterable[Pair], before: _Calls, after: _Calls, diagnostics: Diagnostics
) -> None:
    """Say where a name that stays calls another operation than before."""
    owners = {(api, call.names.method): call for (api, _), call in after.items()}
    same = {
        (old.operation.name, pair.new.api.name): new
        for pair, old, new in _sides(pairs, before, after)
    }
    for (api, name), old in before.items():
        owner = owners.get((api, old.names.method))
        if owner is not None and owner is not same.get((name, api)):
            diagnostics.add(
                "N012",
                owner.operation.span,
                python_name=old.names.method,
                old=f"{api}.{name}",
                new=f"{api}.{owner.operation.name}",
            )
