"""Plan of the operations: constants, signatures, responses."""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from ...caching import key_of
from ...compat import Alias
from ...model import ApiClass, Operation, Parameter, Permissions, TypeRef
from ...naming import Names, OperationNames, argument_name
from ...safe_posts import is_safe_post
from .. import line_breaking
from .annotations import (
    FIELD_TIMES,
    OPTIONAL,
    AnnotationWriter,
    Operands,
    import_block,
    unique,
)
from .docstrings import alias_doc, api_doc, deprecation, operation_doc
from .lazy_plans import Digests, LazyPlan, digest_of
from .outlines import access, old_name, summary
from .pagination import FieldNames, paths, plan_paging
from .plan_types import ApiPlan, OperationPlan, ParameterPlan
from .references import References
from .status_tables import StatusTables, response_plan

_ARGUMENT_INDENT = 8
_ROW_INDENT = 12

Argument = tuple[str, Parameter]
"""The Python name of a parameter, and the parameter."""


def return_types(operation: Operation, writer: AnnotationWriter) -> Operands:
    """Return the type of the result: that of the 2xx rows, None for an empty one.

    A text may come without content, too.
    """
    rows = [row for row in operation.responses if row.is_success]
    types = unique(
        operand for row in rows if row.type for operand in writer.value(row.type)
    )
    if not types:
        return OPTIONAL
    whole = all(row.type and not _may_be_empty(row.type) for row in rows)
    return types if whole else types + OPTIONAL


def _may_be_empty(type_: TypeRef) -> bool:
    return type_.notation == "string" and not type_.definition


class PlanContext(msgspec.Struct, frozen=True):
    """The context of the plans of all operations."""

    names: Names
    fields: FieldNames
    tables: StatusTables
    comma_arrays: frozenset[str]
    """Classes and operations whose arrays in the query have commas."""
    safe_posts: tuple[str, ...]
    """Patterns of the paths of POSTs that only read."""
    aliases: tuple[Alias, ...]
    digests: Digests
    references: References


def lazy_api_plan(api: ApiClass, context: PlanContext) -> LazyPlan:
    """Return the lazy plan of the module of an API class."""
    commas = {api.name, *(f"{api.name}.{o.name}" for o in api.operations)}
    digest = digest_of(
        context.names.apis[api.name],
        [alias for alias in context.aliases if alias.api == api.name],
        sorted(context.comma_arrays & commas),
        [is_safe_post(operation, context.safe_posts) for operation in api.operations],
        [context.tables.split(api, operation)[1] for operation in api.operations],
        [paths(o, context.fields) for o in api.operations if o.paging],
        [context.names.models.get(name) for name in context.references.apis[api.name]],
    )
    return LazyPlan(
        key_of(digest, context.digests.apis[api.name]),
        lambda: plan_api(api, context),
    )


def plan_api(api: ApiClass, context: PlanContext) -> ApiPlan:
    """Return the module of one API class."""
    own = context.names.apis[api.name]
    old_names = [alias for alias in context.aliases if alias.api == api.name]
    methods = [(o.method, o.iterator) for o in own.operations]
    methods += [(alias.method, alias.iterator) for alias in old_names]
    writer = AnnotationWriter(context.names.models).for_class(
        name for names in methods for name in names
    )
    operations = tuple(
        _operation(api, operation, operation_names, writer, context)
        for operation, operation_names in zip(
            api.operations, own.operations, strict=True
        )
    )
    aliases = _aliases(api, operations, old_names)
    return ApiPlan(
        name=api.name,
        attribute=own.attribute,
        class_name=own.class_name,
        module=own.module,
        doc=api_doc(api),
        summary=summary(api),
        imports=_imports((*operations, *aliases), writer, context.tables),
        any_deprecated=any(o.deprecation for o in (*operations, *aliases)),
        open_enums=".." if writer.has_open_enums() else "",
        access=access(own),
        operations=operations,
        aliases=aliases,
    )


def _aliases(
    api: ApiClass, operations: tuple[OperationPlan, ...], old_names: Iterable[Alias]
) -> tuple[OperationPlan, ...]:
    """Operations under their old names: deprecated, and all else is the operation's."""
    by_key = {operation.key: operation for operation in operations}
    found: list[OperationPlan] = []
    for alias in old_names:
        operation = by_key[f"{api.name}.{alias.operation}"]
        paging = operation.paging if alias.iterator else None
        if paging is not None:
            paging = replace(
                paging,
                iterator=alias.iterator,
                deprecation=old_name(alias.iterator, paging.iterator),
                doc=alias_doc(paging.iterator),
            )
        found.append(
            replace(
                operation,
                name=alias.method,
                deprecation=old_name(alias.method, operation.name),
                doc=alias_doc(operation.name),
                paging=paging,
            )
        )
    return tuple(found)


def _imports(
    operations: tuple[OperationPlan, ...],
    writer: AnnotationWriter,
    tables: StatusTables,
) -> tuple[str, ...]:
    """No alias begins with ``_op_`` as operations do, so that they cannot meet."""
    deprecated = any(operation.deprecation for operation in operations)
    paged = any(operation.paging for operation in operations)
    runtime = [
        ("api", "API", "SyncAPI"),
        ("api", "AsyncAPI", "AsyncAPI"),
        ("api", "RequestOptions", "RequestOptions"),
        *[("api", "deprecated", "deprecated")] * deprecated,
        ("operation", "Operation", "Operation"),
        *[("operation", "Paging", "Paging")] * paged,
        *[("operation", "Response", "Response")] * any(o.responses for o in operations),
        *(
            ("operation", name, name)
            for name in sorted(
                {p.constructor for o in operations for p in o.parameters}
                | {o.permissions_maker for o in operations if o.permissions_maker}
            )
        ),
        *[("pagination", name, name) for name in ("AsyncPages", "Pages")] * paged,
    ]
    return import_block(
        writer.imports(),
        [
            *(["from .. import models as _m"] if "_m" in writer.used else []),
            *(
                f"from .._runtime.{module} import {name} as _{alias}"
                for module, name, alias in runtime
            ),
            *(
                f"from ._statuses import {table} as _{table.lower()}"
                for table in tables.names_in_order(o.errors for o in operations)
            ),
        ],
    )


def _operation(
    api: ApiClass,
    operation: Operation,
    names: OperationNames,
    writer: AnnotationWriter,
    context: PlanContext,
) -> OperationPlan:
    key = f"{api.name}.{operation.name}"
    commas = not context.comma_arrays.isdisjoint((api.name, key))
    arguments = _in_call_order(operation, names)
    locations = ("body",) if operation.keyword_path else ("path", "body")
    positional = [a for a in arguments if a[1].location in locations]
    keywords = [a for a in arguments if a[1].location not in locations]
    permissions = operation.permissions or Permissions(require="all")
    returned = return_types(operation, writer)
    constant = f"_op_{names.method}"
    rows, errors = context.tables.split(api, operation)
    return OperationPlan(
        name=names.method,
        constant=constant,
        constant_declaration=line_breaking.constant(
            constant, "_Operation", returned, "_Operation"
        ),
        key=key,
        method=operation.method,
        path=operation.path,
        parameters=tuple(_parameter(*a, commas, writer) for a in arguments),
        responses=tuple(response_plan(row, writer, _ROW_INDENT) for row in rows),
        errors=errors,
        positional=tuple(_argument(*a, writer) for a in positional),
        keywords=tuple(_argument(*a, writer) for a in keywords),
        arguments=tuple(name for name, _ in arguments),
        needs_arguments=any(p.required for _, p in arguments),
        returns=line_breaking.returns(returned, 4),
        deprecation=deprecation(operation),
        doc=operation_doc(operation, arguments, returned),
        paging=plan_paging(operation, names, context.fields, writer),
        is_safe_post=is_safe_post(operation, context.safe_posts),
        permissions=permissions.names,
        permissions_maker=f"{permissions.require}_of" if operation.permissions else "",
    )


def _in_call_order(operation: Operation, names: OperationNames) -> list[Argument]:
    """Return path parameters in URL order, the body, then the others, required first.

    Documents change their own order of path parameters between versions.
    """

    def rank(argument: Argument) -> tuple[int, int]:
        parameter = argument[1]
        if parameter.location == "path":
            return 0, operation.path.find(f"{{{parameter.name}}}")
        if parameter.location == "body":
            return 1, 0
        return 2, 0 if parameter.required else 1

    return sorted(zip(names.arguments, operation.parameters, strict=True), key=rank)


def _argument(name: str, parameter: Parameter, writer: AnnotationWriter) -> str:
    write = writer.body if parameter.location == "body" else writer.argument
    operands = write(parameter.type, parameter.format, parameter.values)
    if parameter.required or parameter.location == "path":
        return line_breaking.parameter(name, operands, "", _ARGUMENT_INDENT)
    return line_breaking.parameter(name, operands + OPTIONAL, "None", _ARGUMENT_INDENT)


def _parameter(
    name: str, parameter: Parameter, commas: bool, writer: AnnotationWriter
) -> ParameterPlan:
    is_list = parameter.type is not None and parameter.type.array
    in_body = parameter.location == "body"
    model = writer.body_model(parameter.type) if in_body else ""
    return ParameterPlan(
        constructor=parameter.location,
        name="" if in_body else parameter.name,
        argument="" if in_body or name == argument_name(parameter.name) else name,
        kind=kind(parameter, writer),
        model=line_breaking.lambda_(model, _ROW_INDENT) if model else "",
        required=parameter.required and parameter.location != "path",
        commas=commas and is_list and parameter.location == "query",
    )


def kind(parameter: Parameter, writer: AnnotationWriter) -> str:
    """Return the code of the runtime's type of an argument."""
    if parameter.type is None:
        return "any"
    if parameter.type.definition:
        item = "object" if writer.is_model(parameter.type) else "any"
        return f"{item}[]" if parameter.type.array else item
    if parameter.format in FIELD_TIMES:
        return f"{parameter.format}{'[]' * parameter.type.array}"
    return parameter.type.notation
