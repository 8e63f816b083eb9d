"""``inspect``: the model as JSON, an interface that ``docs/model.md`` documents.

The views are structs of their own, so that the model can change without the interface.
The JSON Schema comes from them. The default ``msgspec.UNSET`` omits a field.
"""

from typing import TYPE_CHECKING, Any, Literal, cast

import msgspec
from msgspec import UNSET, UnsetType

from .model import (
    ApiClass,
    ApiSpec,
    Correction,
    Definition,
    Fact,
    Field,
    Format,
    Location,
    Node,
    Operation,
    Paging,
    PagingStyle,
    Parameter,
    Permissions,
    Property,
    Response,
    SourceSpan,
    TypeRef,
)
from .parsing import states_formats

if TYPE_CHECKING:
    from .naming import OperationNames
    from .rendering import PublicApi, PublicDefinition, PublicNames


class View(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of all views."""


class CorrectionView(View, frozen=True, kw_only=True):
    """A fact that an overlay corrects: the documented and the asserted value.

    A type is in the documents' notation, pagination is its style, `null` means no
    value. `file` and `line` are those of the overlay.
    """

    fact: Fact
    documents: str | bool | None
    overlay: str | bool | list[str] | None
    reason: str
    file: str
    line: int


class AlsoView(View, frozen=True, kw_only=True):
    """The place in the second documents of an element that they add facts to."""

    file: str
    line: int


class PermissionsView(View, frozen=True, kw_only=True):
    """Permissions that an operation requires: `any` or `all` of the names."""

    require: Literal["any", "all"]
    names: list[str]


class ParameterView(View, frozen=True, kw_only=True):
    """An argument of an operation. `name` is its wire name, `body` for the body."""

    location: Location = msgspec.field(name="in")
    name: str
    python_name: str | UnsetType = UNSET
    type: str | None
    required: bool
    description: str
    format: Format | UnsetType = UNSET
    values_type: str | UnsetType = UNSET
    values: list[str] | UnsetType = UNSET
    default: str | int | float | bool | UnsetType = UNSET
    also: AlsoView | UnsetType = UNSET
    corrections: list[CorrectionView] | UnsetType = UNSET


class ResponseView(View, frozen=True, kw_only=True):
    """A row of a status table. `status` is three digits or `default`."""

    status: str
    type: str | None
    description: str
    corrections: list[CorrectionView] | UnsetType = UNSET


class PagingView(View, frozen=True, kw_only=True):
    """The pagination of an operation, by names of the wire.

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
    permissions: PermissionsView | UnsetType = UNSET
    preview: bool | UnsetType = UNSET
    also: AlsoView | UnsetType = UNSET
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
    format: Format | UnsetType = UNSET
    values_type: str | UnsetType = UNSET
    values: list[str] | UnsetType = UNSET
    default: str | int | float | bool | UnsetType = UNSET
    also: AlsoView | UnsetType = UNSET
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
    also: AlsoView | UnsetType = UNSET


class SpecView(View, frozen=True, kw_only=True):
    """A parsed API: classes in the order of the index, definitions by file name."""

    classes: list[ClassView]
    definitions: list[DefinitionView]


_VIEWS: dict[type[Node], Any] = {
    ApiClass: ClassView,
    Correction: CorrectionView,
    Definition: DefinitionView,
    Permissions: PermissionsView,
    Operation: OperationView,
    Parameter: ParameterView,
    Property: PropertyView,
    Response: ResponseView,
}
_COPIED = {
    node: [name for name in view.__struct_fields__ if name in node.__struct_fields__]
    for node, view in _VIEWS.items()
}
"""The fields that a node and its view have in common."""
_NOWHERE = SourceSpan("")
_ABSENT_IF_EMPTY = ("values", "corrections", "permissions", "preview", "also")


def view_spec(spec: ApiSpec, public: "PublicNames | None" = None) -> SpecView:
    """Make the view of a spec, with the names of its client where they are given."""
    return SpecView(
        classes=[
            _class(api, public.apis[api.name] if public else None) for api in spec.apis
        ],
        definitions=[
            _definition(item, public.definitions[item.name] if public else None)
            for item in spec.definitions
        ],
    )


def encode_view(view: SpecView) -> bytes:
    """Return a view as indented JSON in UTF-8, with a line break at its end."""
    return msgspec.json.format(msgspec.json.encode(view), indent=2) + b"\n"


def _class(api: ApiClass, public: "PublicApi | None") -> Any:
    if public is None:
        return _view(api)
    operations = [
        _operation(operation, own)
        for operation, own in zip(api.operations, public.names.operations, strict=True)
    ]
    return _view(
        api,
        attribute=public.names.attribute,
        module=public.module,
        operations=operations,
    )


def _operation(operation: Operation, names: "OperationNames") -> Any:
    return _view(
        operation,
        python_name=names.method,
        parameters=[
            _view(parameter, python_name=name)
            for parameter, name in zip(
                operation.parameters, names.arguments, strict=True
            )
        ],
        paging=_paging(operation.paging, names.iterator) if operation.paging else None,
    )


def _paging(paging: Paging, iterator: str) -> PagingView:
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


def _definition(definition: Definition, public: "PublicDefinition | None") -> Any:
    if public is None:
        return _view(definition)
    names = zip(
        definition.properties, public.names.fields, public.annotations, strict=True
    )
    return _view(
        definition,
        python_name=public.names.class_name,
        module=public.module,
        properties=[
            _view(property_, python_name=name, annotation=annotation)
            for property_, name, annotation in names
        ],
    )


def _view(node: Node, **named: Any) -> Any:
    """Make the view of a node, with the fields that are ``named`` beside its own."""
    kind = type(node)
    view = _VIEWS[kind]
    span: SourceSpan = getattr(node, "span", _NOWHERE)
    fields = {
        name: _shown(name, getattr(node, name))
        for name in _COPIED[kind]
        if name not in named and name != "paging"
    }
    if isinstance(node, Field):
        fields |= _added_facts(node)
    if "line" in view.__struct_fields__:
        fields["line"] = span.line
    if kind is Correction:
        fields["file"] = span.file
    return view(**fields, **named)


def _added_facts(node: Field) -> dict[str, Any]:
    """Return the facts that only some documents state, under keys of their own."""
    values = node.type.values if node.type else None
    is_shown = (
        node.also is not None
        or node.format in ("integer", "float")
        or states_formats(node.span.file)
    )
    return {
        "format": (node.format if is_shown else None) or UNSET,
        "values_type": values.notation if values else UNSET,
        "default": UNSET if node.default is None else node.default,
    }


def _shown(name: str, value: Any) -> Any:
    """Write a type in the notation of the documents, and nodes as their views."""
    if isinstance(value, TypeRef):
        return value.notation
    if isinstance(value, Node):
        return _view(value)
    if name in _ABSENT_IF_EMPTY and not value:
        return UNSET
    if isinstance(value, SourceSpan):
        return AlsoView(file=value.file, line=value.line)
    if type(value) is not tuple:
        return value
    items = [_shown("", item) for item in cast("list[Any]", value)]
    return items
