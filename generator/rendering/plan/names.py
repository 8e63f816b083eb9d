"""All names of the client, computed once for a drop."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from ...config import Config
from ...diagnostics import Diagnostics, SourceSpan
from ...model import Api, Definition, Drop, Operation
from ..naming import (
    ARGUMENT_RESERVED,
    CLIENT_RESERVED,
    MODEL_RESERVED,
    MODELS_RESERVED,
    Namer,
    Scope,
    module_name,
)

SHARED = "shared"
"""The package of models that serve several classes; no class has a module called so."""


class OperationNames(msgspec.Struct, frozen=True):
    """The method's name, and the argument of each parameter in document order.

    ``iterator`` is the method that turns the pages, empty where there are none.
    """

    method: str
    arguments: tuple[str, ...]
    iterator: str = ""


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
    """Names by what the documents call a class and a definition."""

    apis: Mapping[str, ApiNames]
    definitions: Mapping[str, DefinitionNames]
    models: Mapping[str, str]
    """Class names of definitions."""


def name_everything(drop: Drop, config: Config, diagnostics: Diagnostics) -> Names:
    """Names for all that the client shows; what cannot be named is diagnosed."""
    namer = Namer(config, diagnostics)
    attributes = namer.scope(CLIENT_RESERVED)
    api_classes = namer.scope({config.package.client, config.package.async_client})
    classes = namer.scope(MODELS_RESERVED)
    apis = {api.name: _api(api, namer, attributes, api_classes) for api in drop.apis}
    definitions = {d.name: _definition(d, namer, classes) for d in drop.definitions}
    for key in namer.unused():
        diagnostics.add("N003", SourceSpan("client.toml", 0), key=key)
    models = {name: own.class_name for name, own in definitions.items()}
    return Names(apis=apis, definitions=definitions, models=models)


def _api(api: Api, namer: Namer, attributes: Scope, classes: Scope) -> ApiNames:
    stem = api.name.removesuffix("API") or api.name
    attribute = attributes.snake(stem, api.name, api.span)
    methods = namer.scope()
    operations = [
        _operation(operation, f"{api.name}.{operation.name}", namer, methods)
        for operation in api.operations
    ]
    return ApiNames(
        attribute=attribute,
        module=module_name(attribute, {SHARED}),
        class_name=classes.pascal(api.name, f"class:{api.name}", api.span),
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
    return replace(names, iterator=iterator)


def _operation(
    operation: Operation, key: str, namer: Namer, methods: Scope
) -> OperationNames:
    arguments = namer.scope(ARGUMENT_RESERVED)
    return OperationNames(
        method=methods.snake(operation.name, key, operation.span),
        arguments=tuple(
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
        ),
    )


def _definition(
    definition: Definition, namer: Namer, classes: Scope
) -> DefinitionNames:
    key = f"definition:{definition.name}"
    fields = namer.scope(MODEL_RESERVED)
    return DefinitionNames(
        class_name=classes.pascal(definition.name, key, definition.span),
        fields=tuple(
            fields.snake(property_.name, f"{key}.{property_.name}", property_.span)
            for property_ in definition.properties
        ),
    )
