"""Public names of a client, for people who look names up."""

from collections.abc import Mapping

import msgspec

from ...config import Config
from ...diagnostics import Diagnostics
from ...model import ApiSpec, Definition
from ...naming import ApiNames, DefinitionNames, Words, name_everything
from .annotations import AnnotationWriter
from .model_modules import assign_modules
from .models import annotation
from .references import references_of


class PublicDefinition(msgspec.Struct, frozen=True):
    """A definition in the client: import path, names, types in document order."""

    module: str
    names: DefinitionNames
    annotations: tuple[str, ...]


class PublicApi(msgspec.Struct, frozen=True):
    """An API class in the client: import path and names."""

    module: str
    names: ApiNames


class PublicNames(msgspec.Struct, frozen=True):
    """All names of a client, by their documented names."""

    apis: Mapping[str, PublicApi]
    definitions: Mapping[str, PublicDefinition]


def find_public_names(
    spec: ApiSpec, config: Config, diagnostics: Diagnostics
) -> PublicNames:
    """Return the public names of a client; diagnose invalid ones."""
    package = config.package.name
    names = name_everything(spec, config, diagnostics)
    modules = assign_modules(
        spec, references_of(spec), names, Words(config.naming.acronyms)
    )
    plain = AnnotationWriter(names.models, prefix="", models_prefix="")
    return PublicNames(
        apis={
            name: PublicApi(f"{package}.api.{api.module}", api)
            for name, api in names.apis.items()
        },
        definitions={
            definition.name: PublicDefinition(
                f"{package}.models.{modules[definition.name]}",
                names.definitions[definition.name],
                _annotations(definition, plain),
            )
            for definition in spec.definitions
        },
    )


def _annotations(definition: Definition, plain: AnnotationWriter) -> tuple[str, ...]:
    return tuple(" | ".join(annotation(item, plain)) for item in definition.properties)
