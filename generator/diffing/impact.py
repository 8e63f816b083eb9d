"""Operations that send or receive a definition.

A definition reaches an operation whose parameters (sent) or responses (received) have
its type, or the type of another definition whose properties lead to it.
"""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from ..model import ApiSpec, TypeRef


class Impact(msgspec.Struct, frozen=True):
    """The operations that a definition reaches, sorted."""

    sent: tuple[str, ...]
    received: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Operations that send or receive it."""
        if not self.sent or not self.received:
            return self.sent or self.received
        return tuple(sorted({*self.sent, *self.received}))


class ImpactIndex:
    """The references of a spec in reverse, computed on demand."""

    def __init__(self, spec: ApiSpec) -> None:
        self._drop = spec
        self._known: dict[str, Impact] = {}
        self._users: defaultdict[str, set[str]] | None = None
        self._senders: defaultdict[str, set[str]] = defaultdict(set)
        self._receivers: defaultdict[str, set[str]] = defaultdict(set)

    def of(self, definition: str) -> Impact:
        """Return the operations that a definition reaches."""
        if definition not in self._known:
            self._known[definition] = self._follow(definition)
        return self._known[definition]

    def refers_to(self, definition: str) -> bool:
        """Return True if anything has the type of a definition."""
        users = self._users if self._users is not None else self._index()
        others = users, self._senders, self._receivers
        return any(definition in index for index in others)

    def _follow(self, definition: str) -> Impact:
        users = self._users if self._users is not None else self._index()
        seen = {definition}
        pending = [definition]
        while pending:
            new = users.get(pending.pop(), set()) - seen
            seen |= new
            pending.extend(new)
        return Impact(_union(self._senders, seen), _union(self._receivers, seen))

    def _index(self) -> dict[str, set[str]]:
        """Return the nodes that refer to each definition."""
        self._users = defaultdict(set)
        for definition in self._drop.definitions:
            for name in _definitions(p.type for p in definition.properties):
                self._users[name].add(definition.name)
        for api in self._drop.apis:
            for operation in api.operations:
                key = f"{api.name}.{operation.name}"
                for name in _definitions(p.type for p in operation.parameters):
                    self._senders[name].add(key)
                for name in _definitions(r.type for r in operation.responses):
                    self._receivers[name].add(key)
        return self._users


def _definitions(types: Iterable[TypeRef | None]) -> set[str]:
    inner = (type_.innermost for type_ in types if type_ is not None)
    return {type_.name for type_ in inner if type_.definition}


def _union(index: dict[str, set[str]], names: set[str]) -> tuple[str, ...]:
    found: set[str] = set()
    return tuple(sorted(found.union(*(index.get(name, ()) for name in names))))
