"""The texts of files, made anew only where what they are made of changed."""

from collections.abc import Iterable

from ..caching import Cache, fingerprint, key_of
from ..diagnostics import Diagnostics
from .custom_templates import print_sheets
from .formatting import formatted
from .output_files import Sheet
from .templates import Templates


def texts_of(
    wanted: Iterable[Sheet],
    templates: Templates,
    diagnostics: Diagnostics,
    jobs: int,
    cache: Cache,
) -> dict[str, bytes] | None:
    """The finished texts of files by path; None where a template failed."""
    sheets = list(wanted)
    common = key_of("text", fingerprint(), templates.digest)
    key_by_path = {
        sheet.path: key_of(common, sheet.template, sheet.part.digest)
        for sheet in sheets
    }
    known = cache.get(list(key_by_path.values()))
    missing = [sheet for sheet in sheets if key_by_path[sheet.path] not in known]
    made = print_sheets(missing, templates, diagnostics)
    if made is None:
        return None
    texts, foreign = made
    finished = formatted(texts, jobs, foreign)
    fresh = {path: text.encode() for path, text in finished.items()}
    cache.put({key_by_path[path]: text for path, text in fresh.items()})
    return {
        path: fresh[path] if path in fresh else known[key]
        for path, key in key_by_path.items()
    }
