"""Making a client, stage after stage."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..allowances import allow
from ..diagnostics import Diagnostics, SourceSpan
from .source import Progress, Source, is_stopped, read

if TYPE_CHECKING:
    from ..reading import Account
    from ..rendering import Previous
    from ..writing import Reason, Stale, Written

_REASONS: "dict[Reason, str]" = {
    "missing": "the file is missing",
    "outdated": "the file is not what the documents say now",
    "edited": "the file was edited by hand",
    "blocked": "something that is no file has this name",
    "surplus": "the file is no longer made",
    "unfinished": "a run was interrupted here",
    "absent": "no client was made here yet",
}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a generation ended, beside its diagnostics; empty where they stopped it."""

    account: "Account | None" = None
    written: "Written | None" = None
    stale: "list[Stale]" = []


def generate(
    source: Source,
    out: Path,
    diagnostics: Diagnostics,
    progress: Progress,
    *,
    check: bool = False,
    strict: bool = False,
    force: bool = False,
) -> Outcome:
    """Make the client of a drop, or with ``check`` tell whether it is up to date.

    Args:
        source: The drop.
        out: The folder that holds the client.
        diagnostics: Takes everything that is to be said.
        progress: Is told of every stage.
        check: Compare instead of writing; each difference is a diagnostic too.
        strict: A warning stops the run before anything is written.
        force: Replace files that were edited by hand or made by others.
    """
    drop, config, account = read(source, diagnostics, progress)
    if diagnostics.has_errors:
        allow(config.allow, diagnostics, named=False)
        return Outcome()
    with progress("Rendering the client"):
        from ..rendering import Templates, render_client

        previous = _previous(out, diagnostics)
        files = render_client(
            drop,
            config,
            diagnostics,
            source.jobs,
            previous,
            Templates(source.templates),
        )
    allow(config.allow, diagnostics, named=True)
    if is_stopped(diagnostics, strict=strict):
        return Outcome()
    from ..writing import check_tree, write_tree

    if check:
        with progress("Comparing the files"):
            stale = check_tree(files, out, diagnostics)
        for item in stale:
            span = SourceSpan((out / item.path).as_posix(), 0)
            diagnostics.add("W010", span, reason=_REASONS[item.reason])
        return Outcome(account=account, stale=stale)
    with progress("Writing the files"):
        written = write_tree(files, out, diagnostics, force=force)
    return Outcome(account=account, written=written)


def _previous(out: Path, diagnostics: Diagnostics) -> "Previous | None":
    """What the last generation left in its folder, None where there was none."""
    from ..rendering import KEPT_FILE, decode_kept

    place = out / KEPT_FILE
    try:
        return decode_kept(place.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        span = SourceSpan(place.as_posix(), 0)
        diagnostics.add("W011", span, reason=reason_of(error))
        return None


def reason_of(error: OSError | ValueError) -> str:
    """What an error says, without the path that the system repeats."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
