"""Which operations of two drops are the same ones, whatever they are called.

An operation that keeps class and name is kept. Among the rest of both drops, one with
the endpoint of another is that one renamed (in its class) or moved (to another class).
Classes that are new or gone as a whole take no part: their operations came or went.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from .model import ApiClass, ApiSpec, Operation, Parameter

Fate = Literal["kept", "renamed", "moved"]

_VARIABLE = re.compile(r"\{[^{}]*\}")


class Placed(msgspec.Struct, frozen=True, gc=False):
    """An operation, and the class that documents it."""

    api: ApiClass
    operation: Operation

    @property
    def key(self) -> str:
        """``LicenseAPI.getLicenseUsers``."""
        return f"{self.api.name}.{self.operation.name}"


class Pair(msgspec.Struct, frozen=True, gc=False):
    """One operation in both drops."""

    fate: Fate
    old: Placed
    new: Placed


class Matching(msgspec.Struct, frozen=True):
    """All operations of two drops: in both, only in the new, only in the old."""

    pairs: tuple[Pair, ...]
    added: tuple[Placed, ...]
    removed: tuple[Placed, ...]


def endpoint(operation: Operation) -> tuple[str, str]:
    """What the operation is for a server: variables may have any name."""
    return operation.method, _VARIABLE.sub("{}", operation.path)


def positional(operation: Operation) -> list[Parameter]:
    """The parameters that the method takes by position, in its order.

    Those of the path by the URL, then the body; all others are keywords.
    """
    path = [p for p in operation.parameters if p.location == "path"]
    path.sort(key=lambda p: operation.path.find(f"{{{p.name}}}"))
    return [*path, *(p for p in operation.parameters if p.location == "body")]


def match_operations(old: ApiSpec, new: ApiSpec) -> Matching:
    """Match the operations of two drops, each at most once."""
    olds, news = _operations(old.apis), _operations(new.apis)
    pairs = _by_name(olds, news)
    gone, come = _rest(pairs, olds, news)
    stable = {api.name for api in old.apis} & {api.name for api in new.apis}
    candidates = [
        [placed for placed in side if placed.api.name in stable]
        for side in (gone, come)
    ]
    found = _by_endpoint("renamed", *candidates, within=True)
    found += _by_endpoint("moved", *_rest(found, *candidates), within=False)
    removed, added = _rest(found, gone, come)
    return Matching(pairs=(*pairs, *found), added=tuple(added), removed=tuple(removed))


def match_calls(old: ApiSpec, new: ApiSpec) -> list[Pair]:
    """Match, class by class, the operations that do the same for who calls them.

    A name may have passed to another operation: here the endpoint goes before it.
    """
    olds, news = _operations(old.apis), _operations(new.apis)
    pairs = [
        pair
        for pair in _by_name(olds, news)
        if endpoint(pair.old.operation) == endpoint(pair.new.operation)
    ]
    pairs += _by_endpoint("renamed", *_rest(pairs, olds, news), within=True)
    return pairs + _by_name(*_rest(pairs, olds, news))


def _operations(apis: Iterable[ApiClass]) -> list[Placed]:
    return [Placed(api, operation) for api in apis for operation in api.operations]


def _by_name(gone: Sequence[Placed], come: Sequence[Placed]) -> list[Pair]:
    """Pair what keeps class and name."""
    before = {placed.key: placed for placed in gone}
    return [
        Pair("kept", before[key], placed)
        for placed in come
        if (key := placed.key) in before
    ]


def _rest(
    pairs: Iterable[Pair], gone: Iterable[Placed], come: Iterable[Placed]
) -> tuple[list[Placed], list[Placed]]:
    """What is in no pair."""
    taken = {id(placed) for pair in pairs for placed in (pair.old, pair.new)}
    return (
        [placed for placed in gone if id(placed) not in taken],
        [placed for placed in come if id(placed) not in taken],
    )


def _by_endpoint(
    fate: Fate, gone: Sequence[Placed], come: Sequence[Placed], *, within: bool
) -> list[Pair]:
    """Pair what has one endpoint (and, ``within``, one class), the likest first."""
    groups: defaultdict[object, tuple[list[Placed], list[Placed]]]
    groups = defaultdict(lambda: ([], []))
    for side, placed_ones in enumerate((gone, come)):
        for placed in placed_ones:
            scope = placed.api.name if within else ""
            groups[scope, endpoint(placed.operation)][side].append(placed)
    return [
        Pair(fate, old, new)
        for olds, news in groups.values()
        for old, new in _likest_first(olds, news)
    ]


def _likest_first(
    olds: Sequence[Placed], news: Sequence[Placed]
) -> Iterable[tuple[Placed, Placed]]:
    """Greedy one-to-one pairs; what is equally like goes by the documents' order."""
    before = [_facts(placed.operation) for placed in olds]
    after = [_facts(placed.operation) for placed in news]
    ranked = sorted(
        (olds[i].operation.name != news[j].operation.name, -len(old & new), i, j)
        for i, old in enumerate(before)
        for j, new in enumerate(after)
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for *_, i, j in ranked:
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            yield olds[i], news[j]


def _facts(operation: Operation) -> set[object]:
    """What two operations of one endpoint may have in common."""
    return {
        *((p.location, p.name, p.type) for p in operation.parameters),
        *((r.status, r.type) for r in operation.responses),
        operation.summary,
    }
