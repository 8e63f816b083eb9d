"""From the model to the files of the client, in memory."""

from ..caching import Cache, NoCache
from ..config import Config
from ..diagnostics import Diagnostics
from ..model import Drop
from ..paths import MANIFEST
from .ended import EndedAlias, ended_aliases
from .following import aliases_of, names_of
from .gone import note_gone
from .imports import check_imports
from .kept import KEPT_FILE, KEPT_FORMAT, Previous, decode_kept, encode_kept
from .literals import markdown_code
from .own import are_usable, can_be_added, copy_templates
from .plan import (
    ApiFace,
    ClientFaces,
    DefinitionFace,
    Kept,
    Names,
    OperationNames,
    client_faces,
    digests_of,
    name_everything,
    plan_client,
)
from .remembering import texts_of
from .render import copied, sheets
from .runtime import runtime_exports
from .shape import kept_config, shape_of
from .templates import Templates, ours

__all__ = [
    "KEPT_FILE",
    "ApiFace",
    "ClientFaces",
    "DefinitionFace",
    "EndedAlias",
    "Kept",
    "Names",
    "OperationNames",
    "Previous",
    "Templates",
    "client_faces",
    "copy_templates",
    "decode_kept",
    "ended_aliases",
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
    cache = cache or NoCache()
    shape, digests = shape_of(drop, config), digests_of(drop)
    names = names_of(drop, config, diagnostics, shape, cache)
    aliases = aliases_of(previous, drop, names, config, diagnostics, shape, cache)
    if previous is not None:
        note_gone(previous, drop, diagnostics)
    templates = templates or ours()
    if not are_usable(templates, diagnostics):
        return {}
    runtime = runtime_exports(templates)
    parts = plan_client(drop, config, diagnostics, names, runtime, digests, aliases)
    if diagnostics.has_errors:
        return {}
    wanted = list(sheets(parts, templates))
    made = {path: text.encode() for path, text in copied(parts.client, templates)}
    others = (*made, KEPT_FILE, MANIFEST)
    if not can_be_added(wanted, others, templates, diagnostics):
        return {}
    texts = texts_of(wanted, templates, diagnostics, jobs, cache)
    if texts is None or not check_imports(texts, templates, diagnostics):
        return {}
    encoded = texts | made
    kept = Kept(
        format=KEPT_FORMAT,
        config=kept_config(config),
        names=names,
        aliases=aliases,
        drop=drop,
    )
    encoded[KEPT_FILE] = encode_kept(kept, previous, shape, digests, cache)
    return {path: encoded[path] for path in sorted(encoded)}
