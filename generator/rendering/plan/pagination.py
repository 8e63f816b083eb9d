"""The plan of the iterators, which request the pages of an operation."""

from functools import cache

from ...model import ApiSpec, Operation, TypeRef
from ...naming import Names, OperationNames
from .. import line_breaking
from .annotations import OPTIONAL, AnnotationWriter
from .docstrings import deprecation, iterator_doc
from .plan_types import PagingPlan


class FieldNames:
    """The fields of definitions by their wire names."""

    def __init__(self, names: Names, spec: ApiSpec) -> None:
        self._names = names.definitions
        self._definitions = {each.name: each for each in spec.definitions}
        self.of = cache(self._of)

    def _of(self, definition: str) -> dict[str, tuple[str, str]]:
        """By wire name: the field, and the definition that it refers to."""
        properties = self._definitions[definition].properties
        fields = self._names[definition].fields
        return {
            property_.name: (field, property_.type.name if property_.type else "")
            for field, property_ in zip(fields, properties, strict=True)
        }


def plan_paging(
    operation: Operation,
    own: OperationNames,
    fields: FieldNames,
    writer: AnnotationWriter,
) -> PagingPlan | None:
    """Return the plan of an iterator; None without pagination."""
    paging = operation.paging
    if paging is None:
        return None
    response = _response_type(operation)
    items, next_, last = paths(operation, fields)
    item = " | ".join(writer.value(paging.item))
    types = f"{item}, {' | '.join(writer.value(response))}"
    return PagingPlan(
        iterator=own.iterator,
        style=paging.style,
        items=items,
        parameter="" if paging.style == "link" else paging.parameter,
        in_body=paging.location == "body",
        next=next_,
        last=last,
        size_parameter=paging.size_parameter,
        page_size=paging.page_size,
        max_items=own.max_items,
        max_items_declaration=_optional(own.max_items, writer.builtin("int")),
        resume_from=own.resume_from,
        resume_declaration=_optional(own.resume_from, writer.builtin("str")),
        returns=line_breaking.returns((f"_Pages[{types}]",), 4),
        async_returns=line_breaking.returns((f"_AsyncPages[{types}]",), 4),
        deprecation=deprecation(operation),
        doc=iterator_doc(own.method, own.max_items, own.resume_from),
    )


def paths(operation: Operation, fields: FieldNames) -> tuple[str, str, str]:
    """Return the Python names of a page's items, next page and number of pages."""
    paging = operation.paging
    if paging is None:
        return "", "", ""
    name = _response_type(operation).name
    wires = paging.items, paging.next, paging.last
    items, next_, last = (_path(wire, name, fields) for wire in wires)
    return items, next_, last


def _optional(name: str, type_: str) -> str:
    return line_breaking.parameter(name, (type_, *OPTIONAL), "None", 8)


def _response_type(operation: Operation) -> TypeRef:
    return next(row.type for row in operation.responses if row.is_success and row.type)


def _path(wire: str, definition: str, fields: FieldNames) -> str:
    """Return the Python names that a dotted path of wire names leads through."""
    path: list[str] = []
    for name in wire.split(".") if wire else ():
        field, definition = fields.of(definition)[name]
        path.append(field)
    return ".".join(path)
