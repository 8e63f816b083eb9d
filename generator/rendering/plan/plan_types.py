"""The plan: the content of the client's files.

It is Python-specific and complete: names, modules, imports, order, annotations,
defaults and texts are decided, so that templates only print. Code that may need line
breaks is laid out already.
"""

from collections.abc import Mapping

import msgspec

from ...config import Config


class Plan(msgspec.Struct, frozen=True):
    """Base of everything in the plan."""


class FieldPlan(Plan, frozen=True, kw_only=True):
    """A field of a model: its declaration as laid out code, and its text.

    ``maker`` is the helper that creates its default, if any.
    """

    name: str
    declaration: str
    maker: str
    doc: str


class ModelPlan(Plan, frozen=True, kw_only=True):
    """A model class; ``alias`` replaces one that has no fields."""

    name: str
    doc: str
    alias: str
    fields: tuple[FieldPlan, ...]
    local_datetimes: tuple[str, ...]
    """Fields whose date-times have no time zone by the documents."""
    local_maker: str
    local_type: str
    """The builtin that holds these, under a name that no field has, and its type."""


class ModelsModulePlan(Plan, frozen=True, kw_only=True):
    """A module of models, ``path`` relative to the package."""

    path: str
    module: str
    doc: str
    imports: tuple[str, ...]
    open_enums: str
    """Relative import of the package, in dots, if there are enums."""
    models: tuple[ModelPlan, ...]


class ParameterPlan(Plan, frozen=True, kw_only=True):
    """A parameter as the operation's constant describes it."""

    constructor: str
    name: str
    """The wire name; not printed for the body, which has none."""

    argument: str
    """The Python name, where the runtime's rule does not make it of the wire name."""

    kind: str
    model: str
    """A laid out ``lambda`` that gives the class of a body's models, or nothing."""

    required: bool
    commas: bool


class ResponsePlan(Plan, frozen=True, kw_only=True):
    """A row of a status table; ``type`` is ``None`` or a laid out ``lambda``."""

    status: str
    type: str
    description: str


class PagingPlan(Plan, frozen=True, kw_only=True):
    """The pagination of an operation, and its iterator method."""

    iterator: str
    style: str
    items: str
    parameter: str
    in_body: bool
    next: str
    last: str
    size_parameter: str
    """The parameter with the page size; empty for none."""
    page_size: int
    """The page size that the iterator requests by default."""
    max_items: str
    """The argument that bounds the number of items; no parameter has its name."""
    max_items_declaration: str
    resume_from: str
    resume_declaration: str
    returns: str
    async_returns: str
    deprecation: str
    doc: str


class OperationPlan(Plan, frozen=True, kw_only=True):
    """A method, sync and async, and the constant that describes its operation."""

    name: str
    constant: str
    constant_declaration: str
    key: str
    method: str
    path: str
    parameters: tuple[ParameterPlan, ...]
    responses: tuple[ResponsePlan, ...]
    errors: str
    """The constant of the shared table that ends the status table, or nothing."""

    positional: tuple[str, ...]
    keywords: tuple[str, ...]
    arguments: tuple[str, ...]
    needs_arguments: bool
    returns: str
    deprecation: str
    doc: str
    paging: PagingPlan | None
    is_safe_post: bool
    """True for a POST that only reads."""

    permissions: tuple[str, ...]
    permissions_maker: str
    """The function that makes them, empty if they are not documented."""


class OperationOutline(Plan, frozen=True, kw_only=True):
    """The outline of an operation outside its module.

    ``iterator`` is the method that iterates over pages, empty without pagination.
    """

    name: str
    method: str
    path: str
    iterator: str
    deprecation: str
    permissions: str


class AccessPlan(Plan, frozen=True, kw_only=True):
    """An API class as one kind of client has it: name, and laid out annotation."""

    directory: str
    alias: str
    """The name of its module in that of the clients."""
    class_name: str
    returns: str


class ApiPlan(Plan, frozen=True, kw_only=True):
    """The module of an API class, and the four classes in it."""

    name: str
    attribute: str
    class_name: str
    module: str
    doc: str
    summary: str
    imports: tuple[str, ...]
    open_enums: str
    """As of a module of models."""
    any_deprecated: bool
    access: Mapping[str, AccessPlan]
    """By kind of client: ``sync``, ``async``, ``raw`` and ``streaming`` with both."""

    operations: tuple[OperationPlan, ...]
    aliases: tuple[OperationPlan, ...]
    """Operations again, under the names that they had before: methods alone."""


class ApiOutline(Plan, frozen=True, kw_only=True):
    """The outline of an API class outside its module."""

    name: str
    attribute: str
    class_name: str
    module: str
    summary: str
    access: Mapping[str, AccessPlan]
    """As of the class itself."""
    operations: tuple[OperationOutline, ...]
    aliases: tuple[OperationOutline, ...]


class StatusTablePlan(Plan, frozen=True, kw_only=True):
    """A table of error statuses that operations share."""

    name: str
    responses: tuple[ResponsePlan, ...]


class ExportPlan(Plan, frozen=True, kw_only=True):
    """The names that a lazy package exports from one of its modules.

    ``imports`` are laid out for a block, one statement a name.
    """

    module: str
    names: tuple[str, ...]
    imports: tuple[str, ...]


class LazyModulePlan(Plan, frozen=True, kw_only=True):
    """A module that is loaded when something of it is first used."""

    directory: str
    module: str
    alias: str


class ClientPlan(Plan, frozen=True, kw_only=True):
    """The whole distribution, without the content of API and model modules."""

    config: Config
    apis: tuple[ApiOutline, ...]
    exports: tuple[ExportPlan, ...]
    """The modules of models."""
    tables: tuple[StatusTablePlan, ...]
    statuses_imports: tuple[str, ...]
    runtime_exports: tuple[ExportPlan, ...]
    lazy_names: tuple[tuple[str, str], ...]
    """Public names of the package that load late, and their modules."""
    client_modules: tuple[LazyModulePlan, ...]
    client_doc: str
    async_client_doc: str
    public: tuple[str, ...]
    """``__all__`` of the package: constants, classes, then the rest."""
    example: str
    """A harmless call without arguments, ``""`` where there is none."""
    iterator_example: str
    """The same with an iterator."""
    variables: tuple[tuple[str, str], ...]
    """Settings and the environment variables that stand in for them."""
    renamed_attributes: tuple[tuple[str, str], ...]
    """Attributes of a client whose modules have other names."""
