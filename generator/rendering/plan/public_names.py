"""How the client shows what the documents name: for people who look names up."""

from collections.abc import Mapping

import msgspec

from ...compat import NameTable, build_name_table
from ...config import Config
from ...diagnostics import Diagnostics
from ...model import ApiSpec, Definition
from ...naming import ApiNames, DefinitionNames, Words, name_everything
from .annotations import Vocabulary
from .model_modules import home_modules
from .models import annotation
from .references import references_of


class DefinitionFace(msgspec.Struct, frozen=True):
    """A definition in the client: import path, names, types in document order."""

    module: str
    names: DefinitionNames
    annotations: tuple[str, ...]


class ApiFace(msgspec.Struct, frozen=True):
    """An API class in the client: import path and names."""

    module: str
    names: ApiNames


class ClientFaces(msgspec.Struct, frozen=True):
    """All of a client, by what the documents call it."""

    apis: Mapping[str, ApiFace]
    definitions: Mapping[str, DefinitionFace]
    table: NameTable
    """All names by their keys, to be compared with those of another drop."""


def client_faces(
    spec: ApiSpec, config: Config, diagnostics: Diagnostics
) -> ClientFaces:
    """The names that a client of the drop has; what cannot be named is diagnosed."""
    package = config.package.name
    names = name_everything(spec, config, diagnostics)
    homes = home_modules(
        spec, references_of(spec), names, Words(config.naming.acronyms)
    )
    plain = Vocabulary(names.models, prefix="", models_prefix="")
    return ClientFaces(
        apis={
            name: ApiFace(f"{package}.api.{api.module}", api)
            for name, api in names.apis.items()
        },
        definitions={
            definition.name: DefinitionFace(
                f"{package}.models.{homes[definition.name]}",
                names.definitions[definition.name],
                _annotations(definition, plain),
            )
            for definition in spec.definitions
        },
        table=build_name_table(names, spec),
    )


def _annotations(definition: Definition, plain: Vocabulary) -> tuple[str, ...]:
    return tuple(" | ".join(annotation(item, plain)) for item in definition.properties)
