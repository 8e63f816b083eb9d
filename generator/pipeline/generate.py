"""Making a client, stage after stage."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..allowances import apply_allowances
from ..caching import Cache
from ..diagnostics import Diagnostics, SourceSpan
from ..model import Coverage
from .inputs import Progress, SpecSource, is_stopped, read
from .run_cache import Run, RunCache

if TYPE_CHECKING:
    from ..compat import PreviousSnapshot
    from ..writing import OutOfDate, Reason, Written

_REASONS: "dict[Reason, str]" = {
    "missing": "the file is missing",
    "outdated": "the file differs from the documents",
    "edited": "the file was edited",
    "blocked": "the path is not a regular file",
    "surplus": "the file is no longer generated",
    "absent": "the directory contains no generated client",
}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a run; empty where diagnostics stopped it."""

    coverage: Coverage | None = None
    written: "Written | None" = None
    out_of_date: "list[OutOfDate]" = []


def generate(
    source: SpecSource,
    out: Path,
    diagnostics: Diagnostics,
    progress: Progress,
    *,
    alongside: Mapping[Path, bytes] | None = None,
    check: bool = False,
    strict: bool = False,
    force: bool = False,
    cache: Cache | None = None,
) -> Outcome:
    """Generate the client of the documents, or compare it with ``check``.

    Args:
        source: The source of the documents.
        out: The directory of the client.
        diagnostics: Receives the diagnostics.
        progress: Receives every stage.
        alongside: Files elsewhere that change together with the client.
        check: Compare instead of writing; each difference gives a diagnostic.
        strict: Treat warnings as errors, before anything is written.
        force: Replace edited files, and files that were not generated.
        cache: The results of earlier runs.
    """
    # A run is cached with its own diagnostics alone.
    found = Diagnostics()
    runs = RunCache(cache, source, out) if cache else None
    outcome = None
    if runs and not alongside:
        outcome = _cached_outcome(runs, out, found, check=check)
        if outcome and is_stopped(found, strict=strict):
            outcome = Outcome()
    made = None if outcome else _render(source, out, found, progress, runs)
    if made and not is_stopped(found, strict=strict):
        from ..writing import manifest_of, write_tree

        files, coverage = made
        about_pages = found.items
        if check:
            out_of_date = _check(files, out, found, progress)
            outcome = Outcome(coverage=coverage, out_of_date=out_of_date)
        else:
            with progress("Writing files"):
                written = write_tree(
                    files, out, found, alongside=alongside, force=force
                )
            outcome = Outcome(coverage=coverage, written=written)
        manifest = manifest_of(out)
        if runs and manifest and not (found.has_errors or outcome.out_of_date):
            runs.store(
                Run(diagnostics=about_pages, coverage=coverage, manifest=manifest)
            )
    diagnostics.extend(found.items)
    return outcome or Outcome()


def _check(
    files: Mapping[str, bytes], out: Path, diagnostics: Diagnostics, progress: Progress
) -> "list[OutOfDate]":
    """Compare the files with those of the client, and diagnose each difference."""
    from ..writing import check_tree

    with progress("Comparing files"):
        out_of_date = check_tree(files, out, diagnostics)
    for item in out_of_date:
        span = SourceSpan((out / item.path).as_posix(), 0)
        if item.reason == "unfinished":
            diagnostics.add("W013", span)
        else:
            diagnostics.add("W010", span, reason=_REASONS[item.reason])
    return out_of_date


def _cached_outcome(
    runs: RunCache, out: Path, diagnostics: Diagnostics, *, check: bool
) -> Outcome | None:
    """Return the outcome of a run without changes; None if there are changes."""
    run = runs.find()
    if run is None:
        return None
    from ..writing import Written, count_intact

    count = count_intact(out, run.manifest)
    if count is None:
        return None
    diagnostics.extend(run.diagnostics)
    written = None if check else Written(unchanged=count)
    return Outcome(coverage=run.coverage, written=written)


def _render(
    source: SpecSource,
    out: Path,
    diagnostics: Diagnostics,
    progress: Progress,
    runs: RunCache | None,
) -> tuple[dict[str, bytes], Coverage] | None:
    """Return the files of the client, and the coverage; None after an error."""
    cache = runs.cache if runs else None
    digests: Mapping[Path, Mapping[str, bytes]] = runs.pages if runs else {}
    spec, config, coverage = read(source, diagnostics, progress, cache, digests)
    if diagnostics.has_errors:
        apply_allowances(config.allow, diagnostics, named=False)
        return None
    with progress("Rendering the client"):
        from ..rendering import Templates, render_client

        files = render_client(
            spec,
            config,
            diagnostics,
            source.jobs,
            _previous(out, diagnostics),
            Templates(source.templates),
            cache,
        )
    apply_allowances(config.allow, diagnostics, named=True)
    return files, coverage


def _previous(out: Path, diagnostics: Diagnostics) -> "PreviousSnapshot | None":
    """Return the snapshot of the last generation; None if there is none."""
    from ..compat import SNAPSHOT_FILE, decode_snapshot

    place = out / SNAPSHOT_FILE
    try:
        return decode_snapshot(place.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        span = SourceSpan(place.as_posix(), 0)
        diagnostics.add("W011", span, reason=error_reason(error))
        return None


def error_reason(error: OSError | ValueError) -> str:
    """Return the message of an error without its path."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
