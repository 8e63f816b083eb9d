"""From the model to the files of the client, in memory."""

from ..caching import Cache, NoCache
from ..compat import (
    KEPT_FILE,
    KEPT_FORMAT,
    Kept,
    Previous,
    changed_names,
    encode_kept,
    kept_config,
    note_changes,
    note_gone,
    plan_aliases,
)
from ..config import Config
from ..diagnostics import Diagnostics
from ..model import Drop
from ..naming import name_everything
from ..portable_paths import MANIFEST
from .custom_templates import are_usable, can_be_added, copy_templates
from .escaping import markdown_code
from .output_files import copied, sheets
from .plan import (
    ApiFace,
    ClientFaces,
    DefinitionFace,
    client_faces,
    digests_of,
    plan_client,
)
from .render_cache import texts_of
from .runtime_files import runtime_exports
from .templates import Templates

__all__ = [
    "ApiFace",
    "ClientFaces",
    "DefinitionFace",
    "Templates",
    "client_faces",
    "copy_templates",
    "markdown_code",
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
        templates: The templates to use instead of mdclient's.
        cache: Keeps texts, which are taken from there where nothing changed.
    """
    cache = cache or NoCache()
    names = name_everything(drop, config, diagnostics)
    before = previous and previous.kept
    aliases = plan_aliases(before, drop, names, config, diagnostics)
    if before is not None:
        note_changes(*changed_names(before, drop, names, aliases), diagnostics)
        note_gone(before, drop, diagnostics)
    templates = templates or Templates()
    if not are_usable(templates, diagnostics):
        return {}
    runtime = runtime_exports()
    parts = plan_client(
        drop, config, diagnostics, names, runtime, digests_of(drop), aliases
    )
    if diagnostics.has_errors:
        return {}
    wanted = list(sheets(parts, templates))
    made = {path: text.encode() for path, text in copied(parts.client)}
    others = (*made, KEPT_FILE, MANIFEST)
    if not can_be_added(wanted, others, templates, diagnostics):
        return {}
    texts = texts_of(wanted, templates, diagnostics, jobs, cache)
    if texts is None:
        return {}
    encoded = texts | made
    kept = Kept(
        format=KEPT_FORMAT,
        config=kept_config(config),
        names=names,
        aliases=aliases,
        drop=drop,
    )
    encoded[KEPT_FILE] = encode_kept(kept, previous)
    return {path: encoded[path] for path in sorted(encoded)}
