"""From the model to the files of the client, in memory."""

from ..config import Config
from ..diagnostics import Diagnostics
from ..model import Drop
from .format import formatted
from .plan import (
    ApiFace,
    ClientFaces,
    DefinitionFace,
    OperationNames,
    client_faces,
    plan_client,
)
from .render import copied, rendered

__all__ = [
    "ApiFace",
    "ClientFaces",
    "DefinitionFace",
    "OperationNames",
    "client_faces",
    "render_client",
]


def render_client(
    drop: Drop, config: Config, diagnostics: Diagnostics, jobs: int = 1
) -> dict[str, bytes]:
    """All files of the distribution, POSIX path to bytes; empty on errors.

    A pure function of drop and configuration, whatever ``jobs`` is.
    """
    plan = plan_client(drop, config, diagnostics)
    if diagnostics.has_errors:
        return {}
    files = formatted(dict(rendered(plan)), jobs) | dict(copied(plan))
    return {path: files[path].encode() for path in sorted(files)}
