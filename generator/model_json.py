"""``inspect``: the model as JSON, an interface that ``docs/model.md`` documents.

The views are structs of their own, so that the model can change without the interface,
and the JSON Schema is made from them. A field that only some output has is declared
with the default ``msgspec.UNSET``, which leaves it out.
"""

from collections.abc import Iterable
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from .model import (
    ApiClass,
    ApiSpec,
    Correction,
    Definition,
    Fact,
    Location,
    Operation,
    Paging,
    PagingStyle,
    Parameter,
    Property,
    Response,
    TypeRef,
)

if TYPE_CHECKING:
    from .naming import OperationNames
    from .rendering import PublicApi, PublicDefinition, PublicNames


class View(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of what is shown."""


class CorrectionView(View, frozen=True, kw_only=True):
    """A fact that holds by an overlay: what the documents say, and what it says.

    A type is in their notation, of paging there is the style, `null` is nothing.
    `file` and `line` are those of the overlay.
    """

    fact: Fact
    documents: str | bool | None
    overlay: str | bool | list[str] | None
    reason: str
    file: str
    line: int


class ParameterView(View, frozen=True, kw_only=True):
    """An argument of an operation. `name` is its wire name, `body` for the body."""

    location: Location = msgspec.field(name="in")
    name: str
    python_name: str | UnsetType = UNSET
    type: str | None
    required: bool
    description: str
    values: list[str] | UnsetType = UNSET
    corrections: list[CorrectionView] | UnsetType = UNSET


class ResponseView(View, frozen=True, kw_only=True):
    """A row of a status table. `status` is three digits or `default`."""

    status: str
    type: str | None
    description: str
    corrections: list[CorrectionView] | UnsetType = UNSET


class PagingView(View, frozen=True, kw_only=True):
    """How pages follow each other, by names of the wire (dots lead into objects).

    `iterator` is the method that turns them, `parameter` what it changes for that
    (`query.pageNumber`, `body.paging.pageNumber`, `null` for a link), `next` the
    property with the next cursor or link, `last` the one with the number of pages or
    items.
    """

    iterator: str
    style: PagingStyle
    parameter: str | None
    items: str
    item: str
    next: str | None
    last: str | None


class OperationView(View, frozen=True, kw_only=True):
    """A method of a class, in the order of the page. `line` is that of its heading."""

    name: str
    python_name: str | UnsetType = UNSET
    method: str
    path: str
    summary: str
    description: str
    deprecated: bool
    parameters: list[ParameterView]
    responses: list[ResponseView]
    paging: PagingView | UnsetType | None = UNSET
    corrections: list[CorrectionView] | UnsetType = UNSET
    line: int


class ClassView(View, frozen=True, kw_only=True):
    """An API class. `url` is the link in the third column of the index."""

    name: str
    attribute: str | UnsetType = UNSET
    module: str | UnsetType = UNSET
    file: str
    description: str
    url: str | None
    operations: list[OperationView]


class PropertyView(View, frozen=True, kw_only=True):
    """A property of a definition. `line` is that of its row."""

    name: str
    python_name: str | UnsetType = UNSET
    annotation: str | UnsetType = UNSET
    type: str | None
    required: bool
    description: str
    values: list[str] | UnsetType = UNSET
    corrections: list[CorrectionView] | UnsetType = UNSET
    line: int


class DefinitionView(View, frozen=True, kw_only=True):
    """A definition: a JSON object with these properties."""

    name: str
    python_name: str | UnsetType = UNSET
    module: str | UnsetType = UNSET
    file: str
    description: str
    properties: list[PropertyView]


class DropView(View, frozen=True, kw_only=True):
    """A drop: classes in the order of the index, definitions by file name."""

    classes: list[ClassView]
    definitions: list[DefinitionView]


def view_drop(spec: ApiSpec, public: "PublicNames | None" = None) -> DropView:
    """Make the view of a spec, with the names of its client where they are given."""
    return DropView(
        classes=[
            _class(api, public.apis[api.name] if public else None) for api in spec.apis
        ],
        definitions=[
            _definition(item, public.definitions[item.name] if public else None)
            for item in spec.definitions
        ],
    )


def encode_view(view: DropView) -> bytes:
    """A view as indented JSON in UTF-8, with a line break at its end."""
    return msgspec.json.format(msgspec.json.encode(view), indent=2) + b"\n"


def view_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what ``inspect`` writes."""
    schema = msgspec.json.schema(DropView)
    for definition in schema["$defs"].values():
        # Python keeps docstrings without their indentation from 3.13 on.
        definition["description"] = cleandoc(definition["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _class(api: ApiClass, public: "PublicApi | None") -> ClassView:
    names = public.names.operations if public else [None] * len(api.operations)
    return ClassView(
        name=api.name,
        attribute=public.names.attribute if public else UNSET,
        module=public.module if public else UNSET,
        file=api.file,
        description=api.description,
        url=api.url,
        operations=[
            _operation(operation, own)
            for operation, own in zip(api.operations, names, strict=True)
        ],
    )


def _operation(operation: Operation, names: "OperationNames | None") -> OperationView:
    return OperationView(
        name=operation.name,
        python_name=names.method if names else UNSET,
        method=operation.method,
        path=operation.path,
        summary=operation.summary,
        description=operation.description,
        deprecated=operation.deprecated,
        parameters=[
            _parameter(parameter, names.arguments[number] if names else UNSET)
            for number, parameter in enumerate(operation.parameters)
        ],
        responses=_responses(operation.responses),
        paging=_paging(operation.paging, names.iterator) if names else UNSET,
        corrections=_corrections(operation.corrections),
        line=operation.span.line,
    )


def _paging(paging: Paging | None, iterator: str) -> PagingView | None:
    if paging is None:
        return None
    place = f"{paging.location}.{paging.parameter}" if paging.location else None
    return PagingView(
        iterator=iterator,
        style=paging.style,
        parameter=None if paging.style == "link" else place,
        items=paging.items,
        item=paging.item.notation,
        next=paging.next or None,
        last=paging.last or None,
    )


def _parameter(parameter: Parameter, python_name: str | UnsetType) -> ParameterView:
    return ParameterView(
        location=parameter.location,
        name=parameter.name,
        python_name=python_name,
        type=_notation(parameter.type),
        required=parameter.required,
        description=parameter.description,
        values=list(parameter.values) or UNSET,
        corrections=_corrections(parameter.corrections),
    )


def _responses(responses: Iterable[Response]) -> list[ResponseView]:
    return [
        ResponseView(
            status=response.status,
            type=_notation(response.type),
            description=response.description,
            corrections=_corrections(response.corrections),
        )
        for response in responses
    ]


def _definition(
    definition: Definition, public: "PublicDefinition | None"
) -> DefinitionView:
    return DefinitionView(
        name=definition.name,
        python_name=public.names.class_name if public else UNSET,
        module=public.module if public else UNSET,
        file=definition.file,
        description=definition.description,
        properties=[
            _property(item, number, public)
            for number, item in enumerate(definition.properties)
        ],
    )


def _property(
    item: Property, number: int, public: "PublicDefinition | None"
) -> PropertyView:
    return PropertyView(
        name=item.name,
        python_name=public.names.fields[number] if public else UNSET,
        annotation=public.annotations[number] if public else UNSET,
        type=_notation(item.type),
        required=item.required,
        description=item.description,
        values=list(item.values) or UNSET,
        corrections=_corrections(item.corrections),
        line=item.span.line,
    )


def _corrections(
    corrections: Iterable[Correction],
) -> list[CorrectionView] | UnsetType:
    found = [
        CorrectionView(
            fact=correction.fact,
            documents=correction.before,
            overlay=_plain(correction.after),
            reason=correction.reason,
            file=correction.span.file,
            line=correction.span.line,
        )
        for correction in corrections
    ]
    return found or UNSET


def _plain(after: str | bool | tuple[str, ...] | None) -> str | bool | list[str] | None:
    return list(after) if isinstance(after, tuple) else after


def _notation(kind: TypeRef | None) -> str | None:
    return None if kind is None else kind.notation
