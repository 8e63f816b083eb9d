"""Why an operation is paged otherwise than before, where another change tells of it.

How an operation is paged is read out of its method, its parameters and its answers, by
rules that may name it. A change of what was read, or of what is read now, tells of
other paging too, if it is at least as bad: something optional that came does not tell
of an iterator that is gone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from ..matching import Pair
from ..model import Definition, Drop, Operation, TypeRef
from .changes import CLASSES, Change, Class

_Definitions = Mapping[str, Definition]
_Names = tuple[str | None, str | None]
"""A class and its operation, a definition and its property (None for itself), a place
and its parameter."""


class Causes:
    """All that changed, by what it is about."""

    def __init__(
        self, old: Drop, new: Drop, changes: Iterable[Change], named: Collection[str]
    ) -> None:
        """Sort changes; ``named`` are the operations that rules of paging name."""
        self._old = {definition.name: definition for definition in old.definitions}
        self._new = {definition.name: definition for definition in new.definitions}
        self._named = named
        self._operations: defaultdict[_Names, list[Change]] = defaultdict(list)
        self._definitions: defaultdict[_Names, list[Change]] = defaultdict(list)
        for change in changes:
            if change.definition is not None:
                about = (change.definition, change.property)
                self._definitions[about].append(change)
            else:
                self._operations[change.api, change.operation].append(change)

    def tell(self, change: Change, pair: Pair) -> bool:
        """Whether another change tells that an operation is paged otherwise."""
        before = _read(pair.old.operation, self._old)
        after = _read(pair.new.operation, self._new)
        parameters = before.parameters | after.parameters
        own = self._operations[change.api, change.operation]
        causes = [cause for cause in own if self._is_cause(cause, pair, parameters)]
        for about in before.properties | after.properties:
            causes += filter(_is_fact, self._definitions[about])
        return any(_is_as_bad(cause.class_, change.class_) for cause in causes)

    def _is_cause(
        self, change: Change, pair: Pair, parameters: Collection[_Names]
    ) -> bool:
        """Whether a change of the operation is about what its paging is read from."""
        old, new = pair.old.operation, pair.new.operation
        match change.kind.split("_")[0]:
            case "operation":
                return self._was_named(pair)
            case "endpoint":
                return old.method != new.method
            case "response":
                # One more of a known type, or of none, makes no other answer.
                return _answers(old) != _answers(new)
            case "parameter":
                if (change.location, change.parameter) not in parameters:
                    return False
                # What a parameter of the query has for a type does not matter.
                is_type = change.kind == "parameter_type_changed"
                return _is_fact(change) and not (is_type and change.location == "query")
            case _:
                return False

    def _was_named(self, pair: Pair) -> bool:
        """Whether rules and overlays are about the operation by one of its names."""
        named = [
            placed.key in self._named
            or any(each.fact == "paging" for each in placed.operation.corrections)
            for placed in (pair.old, pair.new)
        ]
        return named[0] != named[1]


class _Read(msgspec.Struct, frozen=True):
    """What the paging of an operation was read out of, its answers aside."""

    parameters: frozenset[_Names]
    properties: frozenset[_Names]


def _read(operation: Operation, definitions: _Definitions) -> _Read:
    paging = operation.paging
    if paging is None:
        return _Read(frozenset(), frozenset())
    parameters: set[_Names] = set()
    properties: set[_Names] = set()
    paths = [
        (type_, path)
        for type_ in _answers(operation)
        for path in (paging.items, paging.next, paging.last)
        if path
    ]
    if paging.location == "query":
        parameters.add(("query", paging.parameter))
    elif paging.location == "body":
        bodies = [p for p in operation.parameters if p.location == "body"]
        parameters |= {("body", body.name) for body in bodies}
        paths += [(body.type, paging.parameter) for body in bodies if body.type]
    for type_, path in paths:
        properties.update(_along(type_, path, definitions))
    return _Read(frozenset(parameters), frozenset(properties))


def _along(type_: TypeRef, path: str, definitions: _Definitions) -> Iterator[_Names]:
    """The definitions and properties that a dotted path leads through."""
    inside: TypeRef | None = type_
    for name in path.split("."):
        if inside is None:
            return
        yield inside.name, None
        yield inside.name, name
        known = definitions.get(inside.name)
        steps = known.properties if known else ()
        inside = next((step.type for step in steps if step.name == name), None)


def _answers(operation: Operation) -> set[TypeRef]:
    """The types of what an operation answers where it succeeds."""
    return {row.type for row in operation.responses if row.is_success and row.type}


def _is_fact(change: Change) -> bool:
    """Whether something came, went, or has another type."""
    return change.kind.endswith(("_added", "_removed", "_type_changed"))


def _is_as_bad(one: Class, other: Class) -> bool:
    return CLASSES.index(one) <= CLASSES.index(other)
