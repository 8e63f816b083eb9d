"""What each command does, stage after stage.

A stage starts only where the ones before it found no error. The stages are imported
when their turn comes: a wrong option is answered without loading a Markdown parser.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from .allowances import allow, check_allowances
from .config import Config, load_config, load_overlays, load_own_config
from .diagnostics import Diagnostic, Diagnostics, SourceSpan

if TYPE_CHECKING:
    from .model import Drop
    from .reading import Account
    from .writing import Reason, Stale, Written

Progress = Callable[[str], AbstractContextManager[object]]
"""Shows what is being done while its context lasts."""

_CONFIG = "client.toml"
_OF_THE_DROP = ("C1", "C2", "D", "N")
"""Codes whose places are relative to the folder of the documents."""

_REASONS: "dict[Reason, str]" = {
    "missing": "the file is missing",
    "outdated": "the file is not what the documents say now",
    "edited": "the file was edited by hand",
    "blocked": "something that is no file has this name",
    "surplus": "the file is no longer made",
    "unfinished": "a run was interrupted here",
    "absent": "no client was made here yet",
}


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where a drop comes from. Without ``config`` the drop's own one counts."""

    specs: Path
    config: Path | None = None
    jobs: int = 1


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
        from .rendering import render_client

        files = render_client(drop, config, diagnostics, source.jobs)
    allow(config.allow, diagnostics, named=True)
    if is_stopped(diagnostics, strict=strict):
        return Outcome()
    from .writing import check_tree, write_tree

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


def inspect(
    source: Source,
    diagnostics: Diagnostics,
    progress: Progress,
    *,
    python: bool = False,
) -> bytes | None:
    """The model of a drop as JSON; None where there is an error.

    Args:
        source: The drop.
        diagnostics: Takes everything that is to be said.
        progress: Is told of every stage.
        python: Show the names in the client too.
    """
    drop, config, _ = read(source, diagnostics, progress)
    if diagnostics.has_errors or not python:
        allow(config.allow, diagnostics, named=False)
    if diagnostics.has_errors:
        return None
    from .inspection import encode_view, view_drop

    if not python:
        return encode_view(view_drop(drop))
    from .rendering import client_faces

    faces = client_faces(drop, config, diagnostics)
    allow(config.allow, diagnostics, named=True)
    return None if diagnostics.has_errors else encode_view(view_drop(drop, faces))


def read(
    source: Source, diagnostics: Diagnostics, progress: Progress
) -> "tuple[Drop, Config, Account]":
    """Read configuration and documents; what is wrong with either is said at once."""
    with progress("Reading the documents"):
        from .reading import Account, read_drop

        # On a list of its own, since an error that is known already stops reading.
        about_config = Diagnostics()
        config = _config(source, about_config)
        check_allowances(config.allow, about_config)
        account = Account()
        drop = read_drop(source.specs, config, diagnostics, source.jobs, account)
        diagnostics.extend(about_config.items)
        if config.overlay and not diagnostics.has_errors:
            from .overlays import apply_overlays

            drop = apply_overlays(drop, config, diagnostics)
        return drop, config, account


def located(diagnostics: Diagnostics, source: Source) -> Diagnostics:
    """The diagnostics with places as the user's working folder has them.

    Stages know pages by their place in the drop; editors and the annotations of a pull
    request want to open the files.
    """
    found = Diagnostics()
    found.extend(_located(item, source) for item in diagnostics.items)
    return found


def _located(item: Diagnostic, source: Source) -> Diagnostic:
    file, root = item.span.file, source.specs
    if not item.code.startswith(_OF_THE_DROP) or file == root.as_posix():
        return item
    path = root / file
    if file == _CONFIG and source.config is not None:
        path = source.config
    return replace(item, span=replace(item.span, file=path.as_posix()))


def is_stopped(diagnostics: Diagnostics, *, strict: bool) -> bool:
    """Whether the diagnostics forbid to go on."""
    return diagnostics.has_errors or (strict and diagnostics.count("warning") > 0)


def _config(source: Source, diagnostics: Diagnostics) -> Config:
    """The configuration that was named, else the drop's own, else the defaults.

    The overlays beside the documents count in any case: they are about these.
    """
    if source.config is not None:
        config = load_config(source.config, diagnostics)
    else:
        config = load_own_config(source.specs, diagnostics)
    beside = load_overlays(source.specs, diagnostics)
    return replace(config, overlay=(*config.overlay, *beside)) if beside else config
