"""References from nodes of a spec to definitions."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...model import ApiSpec, Definition, Operation, Parameter, Response, TypeRef


class References(NamedTuple):
    """Names of definitions, each once, by the nodes that refer to them."""

    apis: Mapping[str, list[str]]
    definitions: Mapping[str, list[str]]


def references_of(spec: ApiSpec) -> References:
    """Return the references of every class and every definition."""
    return References(
        {api.name: _of_operations(api.operations) for api in spec.apis},
        {each.name: _of_definition(each) for each in spec.definitions},
    )


def _of_operations(operations: Sequence[Operation]) -> list[str]:
    types: list[TypeRef | None] = []
    for operation in operations:
        rows: list[Parameter | Response] = [*operation.parameters, *operation.responses]
        types += [row.type for row in rows]
        if operation.paging:
            types.append(operation.paging.item)
    return _named(types)


def _of_definition(definition: Definition) -> list[str]:
    return _named([property_.type for property_ in definition.properties])


def _named(types: list[TypeRef | None]) -> list[str]:
    # A list, since there are tens of thousands and a generator takes twice as long.
    named = [t.name for t in types if t and t.definition]
    inner = [t.innermost for t in types if t and t.values]
    named += [t.name for t in inner if t.definition]
    return list(dict.fromkeys(named))
