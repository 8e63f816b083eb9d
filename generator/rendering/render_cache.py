"""Texts of files, which are rendered again only if their inputs changed."""

from collections.abc import Iterable

from ..caching import Cache, fingerprint, key_of
from ..diagnostics import Diagnostics
from .custom_templates import render_files
from .formatting import format_files
from .output_files import OutputFile
from .templates import Templates


def render_texts(
    outputs: Iterable[OutputFile],
    templates: Templates,
    diagnostics: Diagnostics,
    jobs: int,
    cache: Cache,
) -> dict[str, bytes] | None:
    """Return the finished texts of files by path; None if a template failed."""
    outputs = list(outputs)
    common = key_of("text", fingerprint(), templates.digest)
    key_by_path = {
        output.path: key_of(common, output.template, output.lazy_plan.digest)
        for output in outputs
    }
    known = cache.get(list(key_by_path.values()))
    missing = [output for output in outputs if key_by_path[output.path] not in known]
    made = render_files(missing, templates, diagnostics)
    if made is None:
        return None
    texts, foreign = made
    finished = format_files(texts, jobs, foreign)
    fresh = {path: text.encode() for path, text in finished.items()}
    cache.put({key_by_path[path]: text for path, text in fresh.items()})
    return {
        path: fresh[path] if path in fresh else known[key]
        for path, key in key_by_path.items()
    }
