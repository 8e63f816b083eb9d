"""What names depend on: how things are called, in which order, and how they are asked.

Descriptions and types are no part of it, and they are what most edits of documents
change.
"""

from typing import NamedTuple

from msgspec.structs import replace

from ..caching import key_of
from ..config import Config
from ..model import Drop, Operation
from .plan import digest_of


class Shape(NamedTuple):
    """Hashes, either of which has the configuration in it."""

    operations: str
    """Of the classes: operations, endpoints, parameters."""
    whole: str
    """Of the definitions and their properties as well."""


def kept_config(config: Config) -> Config:
    """The configuration without what was said once the documents were read.

    Overlays stay, although the model has what they correct: other documents without a
    configuration of their own are compared as these would be read.
    """
    return replace(config, allow=(), names_at={})


def shape_of(drop: Drop, config: Config) -> Shape:
    """Hash all names of a drop, its endpoints, and its configuration."""
    operations = digest_of(
        replace(config, overlay=(), allow=(), names_at={}),
        [
            (
                api.name,
                [
                    (o.name, o.method, o.path, o.paging is not None, _wires(o))
                    for o in api.operations
                ],
            )
            for api in drop.apis
        ],
    )
    definitions = digest_of(
        [(each.name, [p.name for p in each.properties]) for each in drop.definitions],
    )
    return Shape(operations, key_of(operations, definitions))


def _wires(operation: Operation) -> list[tuple[str, str]]:
    return [(p.location, p.name) for p in operation.parameters]
