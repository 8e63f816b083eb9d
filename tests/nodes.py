"""Nodes of the model in a word or two, for tests that need no documents."""

from generator.model import (
    ApiClass,
    ApiSpec,
    Definition,
    Location,
    Operation,
    Paging,
    Parameter,
    Property,
    Response,
    SourceSpan,
    TemporalFormat,
    TypeRef,
)

TEXT = TypeRef(name="string")


def refers(name: str) -> TypeRef:
    """The type of a definition."""
    return TypeRef(name=name, definition=True)


def place(file: str, line: int = 1) -> SourceSpan:
    return SourceSpan(file, line)


def parameter(
    name: str,
    location: Location = "query",
    type_: TypeRef | None = TEXT,
    *,
    required: bool = False,
    description: str = "",
    format: TemporalFormat | None = None,
    line: int = 1,
) -> Parameter:
    return Parameter(
        location=location,
        name=name,
        type=type_,
        required=required or location == "path",
        description=description,
        format=format,
        span=place("classes/x-api.md", line),
    )


def response(status: str, type_: TypeRef | None, description: str = "") -> Response:
    return Response(
        status=status,
        type=type_,
        description=description,
        span=place("classes/x-api.md"),
    )


def operation(
    name: str,
    *parameters: Parameter,
    method: str = "GET",
    path: str = "/things",
    responses: tuple[Response, ...] = (),
    summary: str = "",
    description: str = "",
    deprecation: str = "",
    paging: Paging | None = None,
    line: int = 1,
) -> Operation:
    return Operation(
        name=name,
        method=method,
        path=path,
        summary=summary,
        description=description,
        deprecated=bool(deprecation),
        deprecation=deprecation,
        parameters=parameters,
        responses=responses,
        paging=paging,
        span=place("classes/x-api.md", line),
    )


def api(
    name: str,
    *operations: Operation,
    file: str = "classes/x-api.md",
    description: str = "",
    url: str | None = None,
) -> ApiClass:
    return ApiClass(
        name=name,
        file=file,
        description=description,
        url=url,
        operations=operations,
        span=place(file),
    )


def prop(
    name: str,
    type_: TypeRef | None = TEXT,
    *,
    required: bool = False,
    description: str = "",
    format: TemporalFormat | None = None,
    line: int = 1,
) -> Property:
    return Property(
        name=name,
        type=type_,
        required=required,
        description=description,
        format=format,
        span=place("definitions/x-definition.md", line),
    )


def definition(
    name: str,
    *properties: Property,
    file: str = "definitions/x-definition.md",
    description: str = "",
) -> Definition:
    return Definition(
        name=name,
        file=file,
        description=description,
        properties=properties,
        span=place(file),
    )


def drop(*nodes: ApiClass | Definition) -> ApiSpec:
    return ApiSpec(
        apis=tuple(node for node in nodes if isinstance(node, ApiClass)),
        definitions=tuple(node for node in nodes if isinstance(node, Definition)),
    )
