"""From the model to the files of the client, in memory."""

from msgspec.structs import replace

from ..caching import Cache, NoCache
from ..config import Config
from ..diagnostics import Diagnostics
from ..kept_names import note_changes
from ..model import Drop
from .kept import KEPT_FILE, KEPT_FORMAT, Previous, decode_kept, encode_kept
from .literals import markdown_code
from .own import are_usable, copy_templates
from .plan import (
    ApiFace,
    ClientFaces,
    DefinitionFace,
    Kept,
    Names,
    OperationNames,
    changed_names,
    client_faces,
    name_everything,
    plan_aliases,
    plan_client,
)
from .remembering import texts_of
from .render import copied, sheets
from .runtime import runtime_exports
from .templates import Templates, ours

__all__ = [
    "KEPT_FILE",
    "ApiFace",
    "ClientFaces",
    "DefinitionFace",
    "Kept",
    "Names",
    "OperationNames",
    "Previous",
    "Templates",
    "client_faces",
    "copy_templates",
    "decode_kept",
    "markdown_code",
    "name_everything",
    "render_client",
]


def render_client(
    drop: Drop,
    config: Config,
    diagnostics: Diagnostics,
    jobs: int = 1,
    previous: Previous | None = None,
    templates: Templates | None = None,
    cache: Cache | None = None,
) -> dict[str, bytes]:
    """All files of the distribution, POSIX path to bytes; empty on errors.

    A pure function of drop, configuration and ``previous``, whatever ``jobs`` is; and
    with its own ``KEPT_FILE`` for the previous one it gives the same files again.

    Args:
        drop: The documents.
        config: Their configuration.
        diagnostics: Takes what is to be said about names.
        jobs: How many processes may share the work.
        previous: The last generation (its ``KEPT_FILE``), from which old names come.
        templates: The templates and runtime files to use instead of mdclient's.
        cache: Keeps texts, which are taken from there where nothing changed.
    """
    names = name_everything(drop, config, diagnostics)
    before = previous.kept if previous else None
    aliases = plan_aliases(before, drop, names, config, diagnostics)
    if before is not None:
        note_changes(*changed_names(before, drop, names, aliases), diagnostics)
    templates = templates or ours()
    if not are_usable(templates, diagnostics):
        return {}
    runtime = runtime_exports(templates)
    parts = plan_client(drop, config, diagnostics, names, runtime, aliases)
    if diagnostics.has_errors:
        return {}
    wanted = sheets(parts, templates)
    texts = texts_of(wanted, templates, diagnostics, jobs, cache or NoCache())
    if texts is None:
        return {}
    files = texts | dict(copied(parts.client, templates))
    encoded = {path: text.encode() for path, text in files.items()}
    kept = Kept(
        format=KEPT_FORMAT,
        # What it corrects in documents is in the model, and what it allows is said.
        config=replace(config, overlay=(), allow=()),
        names=names,
        aliases=aliases,
        drop=drop,
    )
    encoded[KEPT_FILE] = encode_kept(kept, previous)
    return {path: encoded[path] for path in sorted(encoded)}
