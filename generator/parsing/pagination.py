"""Pagination of operations, by the rules of the configuration."""

from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace

from .. import config
from ..model import (
    ApiClass,
    ApiSpec,
    Definition,
    Operation,
    Paging,
    Parameter,
    Property,
    TypeRef,
)
from .page_size import bounded_size

Definitions = Mapping[str, Definition]


def with_paging(spec: ApiSpec, rules: config.Paging) -> ApiSpec:
    """Return the spec with the pagination of every operation."""
    if not rules.rules:
        return spec
    definitions = {definition.name: definition for definition in spec.definitions}
    return replace(spec, apis=tuple(_api(api, definitions, rules) for api in spec.apis))


def paged_by(
    rule: config.PagingRule,
    operation: Operation,
    definitions: Definitions,
    settings: config.Paging,
) -> Paging | None:
    """Return the pagination of an operation by a rule; None if it does not fit."""
    response = _response_definition(operation, definitions)
    if response is None:
        return None
    return _by_rule(rule, operation, response, definitions, settings)


def _api(api: ApiClass, definitions: Definitions, rules: config.Paging) -> ApiClass:
    found = [
        _paging(f"{api.name}.{operation.name}", operation, definitions, rules)
        for operation in api.operations
    ]
    # Few operations are paged, and nothing else in them changes.
    operations = [
        replace(operation, paging=paging) if paging else operation
        for operation, paging in zip(api.operations, found, strict=True)
    ]
    return replace(api, operations=tuple(operations))


def _paging(
    key: str, operation: Operation, definitions: Definitions, rules: config.Paging
) -> Paging | None:
    response = _response_definition(operation, definitions)
    # Most answers hold no items, so that no rule needs to be tried.
    if response is None or _items(rules.items, response, definitions) is None:
        return None
    for rule in rules.rules:
        if operation.method not in rule.methods:
            continue
        if rule.operations and key not in rule.operations:
            continue
        if rule.style == "none" and rule.operations:
            return None
        paging = _by_rule(rule, operation, response, definitions, rules)
        if paging is not None:
            return paging
    return None


def _by_rule(
    rule: config.PagingRule,
    operation: Operation,
    response: Definition,
    definitions: Definitions,
    settings: config.Paging,
) -> Paging | None:
    """Return the pagination of an operation by a rule; None if it does not fit."""
    if rule.style == "none":
        return None
    place = _place(rule.parameters, operation, definitions)
    found = _items(settings.items, response, definitions)
    properties = [name for name in (rule.next, rule.last) if name]
    if place is None or found is None:
        return None
    if not all(_property(name, response, definitions) for name in properties):
        return None
    location, parameter = place
    size_parameter, page_size = _page_size(operation, definitions, settings)
    return Paging(
        style=rule.style,
        location=location,
        parameter=parameter,
        items=found[0],
        item=found[1],
        next=rule.next,
        last=rule.last,
        size_parameter=size_parameter,
        page_size=page_size,
    )


def _page_size(
    operation: Operation, definitions: Definitions, settings: config.Paging
) -> tuple[str, int]:
    """Return the parameter with the page size, and what an iterator sends there."""
    if settings.page_size is None:
        return "", 0
    for name in settings.size_parameters:
        found = _size_field(name, operation, definitions)
        if found is not None:
            size = bounded_size(settings.page_size, found.description)
            return (name, size) if size else ("", 0)
    return "", 0


def _size_field(
    name: str, operation: Operation, definitions: Definitions
) -> Parameter | Property | None:
    """Return a parameter of the query, or else a number in the body."""
    for parameter in operation.parameters:
        if parameter.location == "query" and parameter.name == name:
            # Documents write some numbers of the query as strings.
            text = parameter.type.notation if parameter.type else ""
            return parameter if text in ("number", "string") else None
    sent = _body_definition(operation, definitions)
    found = _property(name, sent, definitions) if sent else None
    return found if found and found.type and found.type.notation == "number" else None


def _body_definition(
    operation: Operation, definitions: Definitions
) -> Definition | None:
    """Return the definition of the body."""
    body = next((p.type for p in operation.parameters if p.location == "body"), None)
    return definitions.get(body.name) if body and not body.array else None


def _response_definition(
    operation: Operation, definitions: Definitions
) -> Definition | None:
    """Return the single definition among the responses of an operation."""
    types = {row.type for row in operation.responses if row.is_success and row.type}
    type_ = types.pop() if len(types) == 1 else None
    if type_ is None or type_.array or not type_.definition:
        return None
    return definitions.get(type_.name)


def _place(
    names: tuple[str, ...], operation: Operation, definitions: Definitions
) -> tuple[Literal["query", "body"] | None, str] | None:
    """Return the location of one of the parameters; none if none is needed."""
    if not names:
        return None, ""
    query = {p.name for p in operation.parameters if p.location == "query"}
    sent = _body_definition(operation, definitions)
    for name in names:
        if name in query:
            return "query", name
    for name in names:
        if sent is not None and _property(name, sent, definitions):
            return "body", name
    return None


def _items(
    names: tuple[str, ...], response: Definition, definitions: Definitions
) -> tuple[str, TypeRef] | None:
    """Return the property that holds the items, and the type of one."""
    for name in names:
        property_ = _property(name, response, definitions)
        if property_ and property_.type and property_.type.array:
            return name, replace(property_.type, array=False)
    return None


def _property(
    path: str, definition: Definition, definitions: Definitions
) -> Property | None:
    """Return the property that a dotted path leads to."""
    inside: Definition | None = definition
    found: Property | None = None
    for name in path.split("."):
        if inside is None:
            return None
        found = next((p for p in inside.properties if p.name == name), None)
        if found is None or found.type is None:
            return None
        inside = None if found.type.array else definitions.get(found.type.name)
    return found
