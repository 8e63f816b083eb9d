"""Matching of the operations of two specs by name and endpoint.

An operation with the same class and name is the same. Among the rest, one with the same
endpoint was renamed (in its class) or moved (to another class). Operations of added and
removed classes do not take part.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from .model import ApiClass, ApiSpec, Operation, Parameter

MatchKind = Literal["kept", "renamed", "moved"]

_VARIABLE = re.compile(r"\{[^{}]*\}")


class ClassOperation(msgspec.Struct, frozen=True, gc=False):
    """An operation, and the class that documents it."""

    api: ApiClass
    operation: Operation

    @property
    def key(self) -> str:
        """``LicenseAPI.getLicenseUsers``."""
        return f"{self.api.name}.{self.operation.name}"


class OperationPair(msgspec.Struct, frozen=True, gc=False):
    """One operation in both specs."""

    kind: MatchKind
    old: ClassOperation
    new: ClassOperation


class Matching(msgspec.Struct, frozen=True):
    """All operations of two specs: in both, only in the new, only in the old."""

    pairs: tuple[OperationPair, ...]
    added: tuple[ClassOperation, ...]
    removed: tuple[ClassOperation, ...]


def endpoint(operation: Operation) -> tuple[str, str]:
    """Return the endpoint of an operation, with unnamed variables."""
    return operation.method, _VARIABLE.sub("{}", operation.path)


def positional(operation: Operation) -> list[Parameter]:
    """Return the parameters that the method accepts by position, in its order.

    These are path parameters in URL order, then the body; all others are keywords.
    """
    path = [p for p in operation.parameters if p.location == "path"]
    if operation.keyword_path:
        path = []
    path.sort(key=lambda p: operation.path.find(f"{{{p.name}}}"))
    return [*path, *(p for p in operation.parameters if p.location == "body")]


def match_operations(old: ApiSpec, new: ApiSpec) -> Matching:
    """Match the operations of two specs, each at most once."""
    olds, news = _operations(old.apis), _operations(new.apis)
    pairs = _by_name(olds, news)
    old_only, new_only = _unmatched(pairs, olds, news)
    stable = {api.name for api in old.apis} & {api.name for api in new.apis}
    candidates = [
        [member for member in side if member.api.name in stable]
        for side in (old_only, new_only)
    ]
    found = _by_endpoint("renamed", *candidates, within=True)
    found += _by_endpoint("moved", *_unmatched(found, *candidates), within=False)
    removed, added = _unmatched(found, old_only, new_only)
    return Matching(pairs=(*pairs, *found), added=tuple(added), removed=tuple(removed))


def match_calls(old: ApiSpec, new: ApiSpec) -> list[OperationPair]:
    """Match, class by class, the operations with the same effect for callers.

    Another operation may have taken over a name, so the endpoint has priority.
    """
    olds, news = _operations(old.apis), _operations(new.apis)
    pairs = [
        pair
        for pair in _by_name(olds, news)
        if endpoint(pair.old.operation) == endpoint(pair.new.operation)
    ]
    pairs += _by_endpoint("renamed", *_unmatched(pairs, olds, news), within=True)
    return pairs + _by_name(*_unmatched(pairs, olds, news))


def _operations(apis: Iterable[ApiClass]) -> list[ClassOperation]:
    return [
        ClassOperation(api, operation) for api in apis for operation in api.operations
    ]


def _by_name(
    old_only: Sequence[ClassOperation], new_only: Sequence[ClassOperation]
) -> list[OperationPair]:
    """Match operations with the same class and name."""
    before = {member.key: member for member in old_only}
    return [
        OperationPair("kept", before[key], member)
        for member in new_only
        if (key := member.key) in before
    ]


def _unmatched(
    pairs: Iterable[OperationPair],
    old_only: Iterable[ClassOperation],
    new_only: Iterable[ClassOperation],
) -> tuple[list[ClassOperation], list[ClassOperation]]:
    """Return the operations without a match."""
    taken = {id(member) for pair in pairs for member in (pair.old, pair.new)}
    return (
        [member for member in old_only if id(member) not in taken],
        [member for member in new_only if id(member) not in taken],
    )


def _by_endpoint(
    kind: MatchKind,
    old_only: Sequence[ClassOperation],
    new_only: Sequence[ClassOperation],
    *,
    within: bool,
) -> list[OperationPair]:
    """Match operations with one endpoint (and, ``within``, one class)."""
    groups: defaultdict[object, tuple[list[ClassOperation], list[ClassOperation]]]
    groups = defaultdict(lambda: ([], []))
    for side, members in enumerate((old_only, new_only)):
        for member in members:
            scope = member.api.name if within else ""
            groups[scope, endpoint(member.operation)][side].append(member)
    return [
        OperationPair(kind, old, new)
        for olds, news in groups.values()
        for old, new in _most_similar_first(olds, news)
    ]


def _most_similar_first(
    olds: Sequence[ClassOperation], news: Sequence[ClassOperation]
) -> Iterable[tuple[ClassOperation, ClassOperation]]:
    """Greedy one-to-one pairs; what is equally like goes by the documents' order."""
    before = [_facts(member.operation) for member in olds]
    after = [_facts(member.operation) for member in news]
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
    """Return the features by which two operations of one endpoint match."""
    return {
        *((p.location, p.name, p.type) for p in operation.parameters),
        *((r.status, r.type) for r in operation.responses),
        operation.summary,
    }
