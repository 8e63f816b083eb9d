"""What each command does, stage after stage.

A stage starts only where the ones before it found no error. The stages are imported
when their turn comes: a wrong option is answered without loading a Markdown parser.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from .allowances import allow, check_allowances
from .config import Config, load_config, load_overlays, load_own_config
from .diagnostics import Diagnostic, Diagnostics, SourceSpan

if TYPE_CHECKING:
    from .comparing import Comparison
    from .model import Drop
    from .openapi import Syntax
    from .rendering import Previous
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
    """Where a drop comes from. Without ``config`` the drop's own one counts.

    ``templates`` is a folder of files that stand in for mdclient's.
    """

    specs: Path
    config: Path | None = None
    templates: Path | None = None
    jobs: int = 1


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a generation ended, beside its diagnostics; empty where they stopped it."""

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
    drop, config = read(source, diagnostics, progress)
    if diagnostics.has_errors:
        allow(config.allow, diagnostics, named=False)
        return Outcome()
    with progress("Rendering the client"):
        from .rendering import Templates, render_client

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
    from .writing import check_tree, write_tree

    if check:
        with progress("Comparing the files"):
            stale = check_tree(files, out, diagnostics)
        for item in stale:
            span = SourceSpan((out / item.path).as_posix(), 0)
            diagnostics.add("W010", span, reason=_REASONS[item.reason])
        return Outcome(stale=stale)
    with progress("Writing the files"):
        return Outcome(written=write_tree(files, out, diagnostics, force=force))


def _previous(out: Path, diagnostics: Diagnostics) -> "Previous | None":
    """What the last generation left in its folder, None where there was none."""
    from .rendering import KEPT_FILE, decode_kept

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
    drop, config = read(source, diagnostics, progress)
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


def openapi(
    source: Source,
    diagnostics: Diagnostics,
    progress: Progress,
    syntax: "Syntax" = "json",
) -> bytes | None:
    """The model of a drop as an OpenAPI document; None where there is an error.

    Args:
        source: The drop.
        diagnostics: Takes everything that is to be said.
        progress: Is told of every stage.
        syntax: How the document is written.
    """
    drop, config = read(source, diagnostics, progress)
    if diagnostics.has_errors:
        return None
    with progress("Writing OpenAPI"):
        from .openapi import encode, to_openapi

        return encode(to_openapi(drop, config), syntax)


def compare(
    source: Source, old: str, new: str, diagnostics: Diagnostics, progress: Progress
) -> "Comparison | None":
    """What changed between two drops; None where there is an error.

    Args:
        source: The folder that revisions without a path are about.
        old: A folder of documents or of a client, or a revision of git.
        new: The same.
        diagnostics: Takes everything that is to be said, with places as given.
        progress: Is told of every stage.
    """
    from .comparing import Comparison, locate, read_sides

    with TemporaryDirectory() as scratch:
        places = [Path(scratch) / name for name in ("old", "new")]
        for place in places:
            place.mkdir()
        origins = [
            locate(given, source.specs, place, diagnostics)
            for given, place in zip((old, new), places, strict=True)
        ]
        before, after = origins
        if before is None or after is None:
            return None
        with progress("Reading the documents"):
            sides = read_sides(before, after, source.config, diagnostics)
    if diagnostics.has_errors:
        return None
    with progress("Comparing them"):
        return Comparison(*sides)


def read(
    source: Source, diagnostics: Diagnostics, progress: Progress
) -> "tuple[Drop, Config]":
    """Read configuration and documents; what is wrong with either is said at once."""
    with progress("Reading the documents"):
        from .reading import read_drop

        # On a list of its own, since an error that is known already stops reading.
        about_config = Diagnostics()
        config = _config(source, about_config)
        check_allowances(config.allow, about_config)
        drop = read_drop(source.specs, config, diagnostics, source.jobs)
        diagnostics.extend(about_config.items)
        if config.overlay and not diagnostics.has_errors:
            from .overlays import apply_overlays

            drop = apply_overlays(drop, config, diagnostics)
        return drop, config


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
