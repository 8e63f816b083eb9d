"""Which names went to what: those of two clients by the keys of ``[names]``."""

from collections.abc import Iterator, Mapping, Set
from typing import TypeVar

import msgspec

from ..diagnostics import SourceSpan
from ..model import Api, Definition, Drop
from ..naming import ApiNames, DefinitionNames, Names
from .snapshot import Alias, Kept


class Given(msgspec.Struct, frozen=True):
    """A Python name, and the place of what it was given to."""

    name: str
    span: SourceSpan


GivenNames = Mapping[str, Given]
"""Names by the keys of ``[names]``: ``LicenseAPI.getUsers``, ``definition:User.id``."""


_Node = TypeVar("_Node", Api, Definition)


def given_names(names: Names, drop: Drop) -> GivenNames:
    """All names that people's code may have in it, which none of a module is."""
    given: dict[str, Given] = {}
    for api in drop.apis:
        given.update(_of_api(api, names.apis[api.name]))
    for definition in drop.definitions:
        given.update(_of_definition(definition, names.definitions[definition.name]))
    return given


def changed_names(
    kept: Kept, drop: Drop, names: Names, aliases: tuple[Alias, ...]
) -> tuple[GivenNames, GivenNames]:
    """The old and new names of classes and definitions that may have other ones.

    Most have the names that they had, which is found out without making keys. A method
    whose old name lives on as an alias is left out.
    """
    living = {f"{alias.api}.{alias.operation}" for alias in aliases}
    old: dict[str, Given] = {}
    new: dict[str, Given] = {}
    for mine, other in _pairs(kept.drop.apis, drop.apis):
        before, after = kept.names.apis[mine.name], names.apis[other.name]
        if before != after or _wires(mine) != _wires(other):
            old.update(_of_api(mine, before))
            new.update(_without(living, _of_api(other, after)))
    for was, now in _pairs(kept.drop.definitions, drop.definitions):
        had, has = kept.names.definitions[was.name], names.definitions[now.name]
        if had != has or _fields(was) != _fields(now):
            old.update(_of_definition(was, had))
            new.update(_of_definition(now, has))
    return old, new


def _pairs(
    old: tuple[_Node, ...], new: tuple[_Node, ...]
) -> Iterator[tuple[_Node, _Node]]:
    """The nodes that both drops have."""
    before = {node.name: node for node in old}
    for node in new:
        if node.name in before:
            yield before[node.name], node


def _wires(api: Api) -> list[object]:
    return [
        (o.name, [(p.location, p.name) for p in o.parameters]) for o in api.operations
    ]


def _fields(definition: Definition) -> list[str]:
    return [item.name for item in definition.properties]


def _without(living: Set[str], given: Iterator[tuple[str, Given]]) -> GivenNames:
    return {k: v for k, v in given if k.removesuffix(".iterator") not in living}


def _of_api(api: Api, names: ApiNames) -> Iterator[tuple[str, Given]]:
    yield api.name, Given(names.attribute, api.span)
    yield f"class:{api.name}", Given(names.class_name, api.span)
    for operation, own in zip(api.operations, names.operations, strict=True):
        key = f"{api.name}.{operation.name}"
        yield key, Given(own.method, operation.span)
        if own.iterator:
            yield f"{key}.iterator", Given(own.iterator, operation.span)
        for parameter, name in zip(operation.parameters, own.arguments, strict=True):
            if parameter.location != "body":
                inner = f"{key}.{parameter.location}.{parameter.name}"
                yield inner, Given(name, parameter.span)


def _of_definition(
    definition: Definition, names: DefinitionNames
) -> Iterator[tuple[str, Given]]:
    key = f"definition:{definition.name}"
    yield key, Given(names.class_name, definition.span)
    for item, name in zip(definition.properties, names.fields, strict=True):
        yield f"{key}.{item.name}", Given(name, item.span)
