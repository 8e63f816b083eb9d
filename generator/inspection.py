"""``inspect``: the model as JSON, an interface that ``docs/model.md`` documents.

The views are structs of their own, so that the model can change without the interface,
and the JSON Schema is made from them. A field that only some output has is declared
with the default ``msgspec.UNSET``, which leaves it out.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from .model import (
    Api,
    Definition,
    Drop,
    Location,
    Operation,
    Parameter,
    Property,
    Response,
    TypeRef,
)


class View(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of what is shown."""


class ParameterView(View, frozen=True, kw_only=True):
    """An argument of an operation. `name` is its wire name, `body` for the body."""

    location: Location = msgspec.field(name="in")
    name: str
    type: str | None
    required: bool
    description: str


class ResponseView(View, frozen=True, kw_only=True):
    """A row of a status table. `status` is three digits or `default`."""

    status: str
    type: str | None
    description: str


class OperationView(View, frozen=True, kw_only=True):
    """A method of a class, in the order of the page. `line` is that of its heading."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    deprecated: bool
    parameters: list[ParameterView]
    responses: list[ResponseView]
    line: int


class ClassView(View, frozen=True, kw_only=True):
    """An API class. `url` is the link in the third column of the index."""

    name: str
    file: str
    description: str
    url: str | None
    operations: list[OperationView]


class PropertyView(View, frozen=True, kw_only=True):
    """A property of a definition. `line` is that of its row."""

    name: str
    type: str | None
    required: bool
    description: str
    line: int


class DefinitionView(View, frozen=True, kw_only=True):
    """A definition: a JSON object with these properties."""

    name: str
    file: str
    description: str
    properties: list[PropertyView]


class DropView(View, frozen=True, kw_only=True):
    """A drop: classes in the order of the index, definitions by file name."""

    classes: list[ClassView]
    definitions: list[DefinitionView]


def view_drop(drop: Drop) -> DropView:
    """What ``inspect`` shows of a drop."""
    return DropView(
        classes=[_class(api) for api in drop.apis],
        definitions=[_definition(definition) for definition in drop.definitions],
    )


def encode_view(view: DropView) -> bytes:
    """A view as indented JSON in UTF-8, with a line break at its end."""
    return msgspec.json.format(msgspec.json.encode(view), indent=2) + b"\n"


def view_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what ``inspect`` writes."""
    schema = msgspec.json.schema(DropView)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _class(api: Api) -> ClassView:
    return ClassView(
        name=api.name,
        file=api.file,
        description=api.description,
        url=api.url,
        operations=[_operation(operation) for operation in api.operations],
    )


def _operation(operation: Operation) -> OperationView:
    return OperationView(
        name=operation.name,
        method=operation.method,
        path=operation.path,
        summary=operation.summary,
        description=operation.description,
        deprecated=operation.deprecated,
        parameters=[_parameter(parameter) for parameter in operation.parameters],
        responses=_responses(operation.responses),
        line=operation.span.line,
    )


def _parameter(parameter: Parameter) -> ParameterView:
    return ParameterView(
        location=parameter.location,
        name=parameter.name,
        type=_notation(parameter.type),
        required=parameter.required,
        description=parameter.description,
    )


def _responses(responses: Iterable[Response]) -> list[ResponseView]:
    return [
        ResponseView(
            status=response.status,
            type=_notation(response.type),
            description=response.description,
        )
        for response in responses
    ]


def _definition(definition: Definition) -> DefinitionView:
    return DefinitionView(
        name=definition.name,
        file=definition.file,
        description=definition.description,
        properties=[_property(item) for item in definition.properties],
    )


def _property(item: Property) -> PropertyView:
    return PropertyView(
        name=item.name,
        type=_notation(item.type),
        required=item.required,
        description=item.description,
        line=item.span.line,
    )


def _notation(kind: TypeRef | None) -> str | None:
    return None if kind is None else kind.notation
