"""Names of two clients by the keys of ``[names]``."""

from collections.abc import Iterator, Mapping, Set
from typing import TypeVar

import msgspec

from ..diagnostics import SourceSpan
from ..model import ApiClass, ApiSpec, Definition
from ..naming import ApiNames, DefinitionNames, Names
from .snapshot import Alias, Snapshot


class NameEntry(msgspec.Struct, frozen=True):
    """A Python name, and the place of its node."""

    name: str
    span: SourceSpan


NameTable = Mapping[str, NameEntry]
"""Names by the keys of ``[names]``: ``LicenseAPI.getUsers``, ``definition:User.id``."""


_Node = TypeVar("_Node", ApiClass, Definition)


def changed_names(
    snapshot: Snapshot, spec: ApiSpec, names: Names, aliases: tuple[Alias, ...]
) -> tuple[NameTable, NameTable]:
    """Return the old and new names of classes and definitions that may have other ones.

    Most names are unchanged, and the comparison creates no keys for them. The table
    omits methods whose old name remains as an alias.
    """
    aliased = {f"{alias.api}.{alias.operation}" for alias in aliases}
    old: dict[str, NameEntry] = {}
    new: dict[str, NameEntry] = {}
    for mine, other in _pairs(snapshot.spec.apis, spec.apis):
        before, after = snapshot.names.apis[mine.name], names.apis[other.name]
        if before != after or _wire_names(mine) != _wire_names(other):
            old.update(_api_entries(mine, before))
            new.update(_without_aliases(aliased, _api_entries(other, after)))
    for was, now in _pairs(snapshot.spec.definitions, spec.definitions):
        had, has = snapshot.names.definitions[was.name], names.definitions[now.name]
        if had != has or _fields(was) != _fields(now):
            old.update(_definition_entries(was, had))
            new.update(_definition_entries(now, has))
    return old, new


def _pairs(
    old: tuple[_Node, ...], new: tuple[_Node, ...]
) -> Iterator[tuple[_Node, _Node]]:
    """Yield the nodes that both specs have."""
    before = {node.name: node for node in old}
    for node in new:
        if node.name in before:
            yield before[node.name], node


def _wire_names(api: ApiClass) -> list[object]:
    return [
        (o.name, [(p.location, p.name) for p in o.parameters]) for o in api.operations
    ]


def _fields(definition: Definition) -> list[str]:
    return [item.name for item in definition.properties]


def _without_aliases(
    aliased: Set[str], entries: Iterator[tuple[str, NameEntry]]
) -> NameTable:
    return {k: v for k, v in entries if k.removesuffix(".iterator") not in aliased}


def _api_entries(api: ApiClass, names: ApiNames) -> Iterator[tuple[str, NameEntry]]:
    yield api.name, NameEntry(names.attribute, api.span)
    yield f"class:{api.name}", NameEntry(names.class_name, api.span)
    for operation, own in zip(api.operations, names.operations, strict=True):
        key = f"{api.name}.{operation.name}"
        yield key, NameEntry(own.method, operation.span)
        if own.iterator:
            yield f"{key}.iterator", NameEntry(own.iterator, operation.span)
        for parameter, name in zip(operation.parameters, own.arguments, strict=True):
            if parameter.location != "body":
                inner = f"{key}.{parameter.location}.{parameter.name}"
                yield inner, NameEntry(name, parameter.span)


def _definition_entries(
    definition: Definition, names: DefinitionNames
) -> Iterator[tuple[str, NameEntry]]:
    key = f"definition:{definition.name}"
    yield key, NameEntry(names.class_name, definition.span)
    for item, name in zip(definition.properties, names.fields, strict=True):
        yield f"{key}.{item.name}", NameEntry(name, item.span)
