"""All names of the client, computed once for a spec."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from ..config import Config
from ..diagnostics import Diagnostics
from ..model import ApiClass, ApiSpec, Definition, Operation
from ..portable_paths import WINDOWS_DEVICES
from .identifiers import (
    ARGUMENT_RESERVED,
    BUILTINS,
    CLIENT_RESERVED,
    MODEL_RESERVED,
    MODELS_RESERVED,
    MODULES_RESERVED,
    Namer,
    Scope,
    avoid_reserved,
    file_key,
    module_name,
)
from .identifiers import SHARED as SHARED


class OperationNames(msgspec.Struct, frozen=True):
    """The method's name, and the argument of each parameter in document order.

    ``iterator`` is the method that iterates over pages, empty without pagination;
    ``max_items`` and ``resume_from`` are its own arguments, with names that no
    parameter has.
    """

    method: str
    arguments: tuple[str, ...]
    iterator: str = ""
    max_items: str = ""
    resume_from: str = ""


class ApiNames(msgspec.Struct, frozen=True):
    """Names of an API class; operations in document order."""

    attribute: str
    module: str
    class_name: str
    operations: tuple[OperationNames, ...]


class DefinitionNames(msgspec.Struct, frozen=True):
    """Names of a definition; fields in document order."""

    class_name: str
    fields: tuple[str, ...]


class Names(msgspec.Struct, frozen=True):
    """Names by the documented names of classes and definitions."""

    apis: Mapping[str, ApiNames]
    definitions: Mapping[str, DefinitionNames]
    models: Mapping[str, str]
    """Class names of definitions with properties; others are any JSON value."""


def name_everything(spec: ApiSpec, config: Config, diagnostics: Diagnostics) -> Names:
    """Return all names of the client; diagnose invalid ones."""
    namer = Namer(config, diagnostics)
    classes = namer.scope(MODELS_RESERVED)
    definitions = {
        definition.name: _definition(definition, namer, classes, diagnostics)
        for definition in spec.definitions
    }
    classes_taken = [own.class_name for own in definitions.values()]
    scopes = _ApiScopes(namer, config, classes_taken)
    apis = {api.name: _api(api, namer, scopes) for api in spec.apis}
    namer.report_unused()
    models = {
        each.name: definitions[each.name].class_name
        for each in spec.definitions
        if not each.is_open
    }
    return Names(apis=apis, definitions=definitions, models=models)


class _ApiScopes:
    """The scopes of API classes: attributes, classes and modules.

    Some file systems ignore case. A module of models is an attribute of their package,
    and so are the models: the two must not meet.
    """

    def __init__(self, namer: Namer, config: Config, models: Iterable[str]) -> None:
        self.attributes = namer.scope(CLIENT_RESERVED)
        self.classes = namer.scope(
            {config.package.client, config.package.async_client, *BUILTINS}
        )
        self._taken = frozenset({*MODULES_RESERVED, *WINDOWS_DEVICES, *models})
        self._modules = namer.scope(self._taken, file_key)
        self._attributes: set[str] = set()

    def module(self, api: ApiClass, attribute: str) -> str:
        """Return the module of a class; diagnose a shared attribute alone."""
        name = module_name(attribute, self._taken)
        if attribute in self._attributes:
            return name
        self._attributes.add(attribute)
        return self._modules.take(name, api.name, f"module:{api.name}", api.span)


def _api(api: ApiClass, namer: Namer, scopes: _ApiScopes) -> ApiNames:
    stem = api.name.removesuffix("API") or api.name
    attribute = scopes.attributes.snake(stem, api.name, api.span)
    methods = namer.scope()
    operations = [
        _operation(operation, f"{api.name}.{operation.name}", namer, methods)
        for operation in api.operations
    ]
    return ApiNames(
        attribute=attribute,
        module=scopes.module(api, attribute),
        class_name=scopes.classes.pascal(api.name, f"class:{api.name}", api.span),
        operations=tuple(
            _with_iterator(operation, f"{api.name}.{operation.name}", names, methods)
            for operation, names in zip(api.operations, operations, strict=True)
        ),
    )


def _with_iterator(
    operation: Operation, key: str, names: OperationNames, methods: Scope
) -> OperationNames:
    """``get_users`` is iterated by ``iter_users``, ``post_x`` by ``iter_post_x``."""
    if operation.paging is None:
        return names
    proposal = f"iter_{names.method.removeprefix('get_')}"
    iterator = methods.take(proposal, operation.name, f"{key}.iterator", operation.span)
    return replace(
        names,
        iterator=iterator,
        max_items=avoid_reserved("max_items", names.arguments),
        resume_from=avoid_reserved("resume_from", names.arguments),
    )


def _operation(
    operation: Operation, key: str, namer: Namer, methods: Scope
) -> OperationNames:
    return OperationNames(
        method=methods.snake(operation.name, key, operation.span),
        arguments=_arguments(operation, key, namer),
    )


def _arguments(operation: Operation, key: str, namer: Namer) -> tuple[str, ...]:
    arguments = namer.scope(ARGUMENT_RESERVED)
    return tuple(
        (
            "body"
            if parameter.location == "body"
            else arguments.snake(
                parameter.name,
                f"{key}.{parameter.location}.{parameter.name}",
                parameter.span,
            )
        )
        for parameter in operation.parameters
    )


def _definition(
    definition: Definition, namer: Namer, classes: Scope, diagnostics: Diagnostics
) -> DefinitionNames:
    key = f"definition:{definition.name}"
    fields = namer.scope(MODEL_RESERVED)
    class_name = classes.pascal(definition.name, key, definition.span)
    return DefinitionNames(
        class_name,
        tuple(
            fields.snake(property_.name, f"{key}.{property_.name}", property_.span)
            for property_ in definition.properties
        ),
    )
