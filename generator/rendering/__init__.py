"""From the model to the files of the client, in memory."""

from ..caching import Cache, NoCache
from ..compat import (
    SNAPSHOT_FILE,
    SNAPSHOT_FORMAT,
    PreviousSnapshot,
    Snapshot,
    changed_names,
    encode_snapshot,
    plan_aliases,
    report_removals,
    report_renames,
    snapshot_config,
)
from ..config import Config
from ..diagnostics import Diagnostics
from ..model import ApiSpec
from ..naming import name_everything
from ..portable_paths import MANIFEST
from .custom_templates import check_added_files, check_custom_templates, copy_templates
from .escaping import markdown_code
from .output_files import copied_files, plan_output_files
from .plan import (
    PublicApi,
    PublicDefinition,
    PublicNames,
    digests_of,
    find_public_names,
    plan_client,
)
from .render_cache import render_texts
from .runtime_files import runtime_exports
from .templates import Templates

__all__ = [
    "PublicApi",
    "PublicDefinition",
    "PublicNames",
    "Templates",
    "copy_templates",
    "find_public_names",
    "markdown_code",
    "render_client",
]


def render_client(
    spec: ApiSpec,
    config: Config,
    diagnostics: Diagnostics,
    jobs: int = 1,
    previous: PreviousSnapshot | None = None,
    templates: Templates | None = None,
    cache: Cache | None = None,
) -> dict[str, bytes]:
    """Return all files of the distribution, POSIX path to bytes; empty on errors.

    This is a pure function of spec, configuration and ``previous``. With the snapshot
    of its own output as ``previous`` it returns the same files again.

    Args:
        spec: The documents.
        config: Their configuration.
        diagnostics: Receives the diagnostics of names.
        jobs: The number of processes for formatting.
        previous: The snapshot of the previous run, for old names.
        templates: Custom templates, which replace mdclient's.
        cache: The texts of earlier runs.
    """
    cache = cache or NoCache()
    names = name_everything(spec, config, diagnostics)
    before = previous and previous.snapshot
    aliases = plan_aliases(before, spec, names, config, diagnostics)
    if before is not None:
        report_renames(*changed_names(before, spec, names, aliases), diagnostics)
        report_removals(before, spec, diagnostics)
    templates = templates or Templates()
    if not check_custom_templates(templates, diagnostics):
        return {}
    runtime = runtime_exports()
    plans = plan_client(
        spec, config, diagnostics, names, runtime, digests_of(spec), aliases
    )
    if diagnostics.has_errors:
        return {}
    outputs = list(plan_output_files(plans, templates))
    made = {path: text.encode() for path, text in copied_files(plans.client)}
    others = (*made, SNAPSHOT_FILE, MANIFEST)
    if not check_added_files(outputs, others, templates, diagnostics):
        return {}
    texts = render_texts(outputs, templates, diagnostics, jobs, cache)
    if texts is None:
        return {}
    encoded = texts | made
    snapshot = Snapshot(
        format=SNAPSHOT_FORMAT,
        config=snapshot_config(config),
        names=names,
        aliases=aliases,
        spec=spec,
    )
    encoded[SNAPSHOT_FILE] = encode_snapshot(snapshot, previous)
    return {path: encoded[path] for path in sorted(encoded)}
