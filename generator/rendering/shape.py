"""What names depend on: how things are called, in which order, and how they are asked.

Descriptions and types are no part of it, and they are what most edits of documents
change.
"""

from msgspec.structs import replace

from ..config import Config
from ..model import Drop, Operation
from .plan import digest_of


def kept_config(config: Config) -> Config:
    """The configuration without what was said once the documents were read.

    Overlays stay, although the model has what they correct: other documents without a
    configuration of their own are compared as these would be read.
    """
    return replace(config, allow=())


def shape_of(drop: Drop, config: Config) -> str:
    """A hash of all names of a drop, its endpoints, and its configuration."""
    return digest_of(
        replace(config, overlay=(), allow=()),
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
        [(each.name, [p.name for p in each.properties]) for each in drop.definitions],
    )


def _wires(operation: Operation) -> list[tuple[str, str]]:
    return [(p.location, p.name) for p in operation.parameters]
