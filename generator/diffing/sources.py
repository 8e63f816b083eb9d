"""Sources of a comparison: documents, git revisions, generated clients."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import msgspec
from msgspec.structs import replace

from ..compat import SNAPSHOT_FILE, Snapshot, decode_snapshot
from ..config import (
    CONFIG,
    OVERLAYS,
    Config,
    Documents,
    Overlay,
    also_paths,
    load_config,
    load_overlays,
    load_spec_config,
)
from ..diagnostics import Diagnostic, Diagnostics, SourceSpan
from ..loading import SecondDocuments, read_uncorrected, second_documents
from ..model import ApiSpec
from ..naming import Names
from ..overlays import apply_overlays
from ..selection import select_part
from .git import RevisionError, find_tree, unpack_tree


class Side(msgspec.Struct, frozen=True):
    """One side of a comparison.

    ``snapshot`` is the origin of a client; None for documents, whose names come from
    the configuration.
    """

    spec: ApiSpec
    config: Config
    snapshot: Snapshot | None = None

    @property
    def names(self) -> Names | None:
        """The names of a generated client."""
        return None if self.snapshot is None else self.snapshot.names


class Origin(msgspec.Struct, frozen=True):
    """The origin of a side: a directory of documents or a snapshot."""

    argument: str
    """The user's name for it."""
    directory: Path | None = None
    snapshot: Snapshot | None = None
    unpacked: Mapping[Path, Path] = {}
    """Second documents of a revision that are outside ``directory``, by the paths that
    its configuration gives them."""


def locate(
    argument: str, specs: Path, scratch: Path, diagnostics: Diagnostics
) -> Origin | None:
    """Return the side that a user names, or report it and return None.

    An existing directory counts before a revision with its name. ``scratch`` is an
    empty directory for the files of a revision.
    """
    path = Path(argument)
    if _is_client(path):
        return _client(argument, path / SNAPSHOT_FILE, diagnostics)
    if path.is_dir():
        return Origin(argument, directory=path)
    if path.exists():
        reason = "it is a file"
        diagnostics.add("R001", SourceSpan(path.as_posix(), 0), reason=reason)
        return None
    try:
        unpack_tree(*find_tree(argument, specs), scratch, SNAPSHOT_FILE)
    except RevisionError as error:
        diagnostics.add("R001", SourceSpan(argument, 0), reason=str(error))
        return None
    snapshot = scratch / SNAPSHOT_FILE
    if snapshot.exists():
        return _client(argument, snapshot, diagnostics)
    unpacked = _unpack_second(argument, specs, scratch)
    return Origin(argument, directory=scratch, unpacked=unpacked)


def _unpack_second(argument: str, specs: Path, scratch: Path) -> Mapping[Path, Path]:
    """Unpack second documents that are outside the pages of a revision.

    Those that do not exist get a path that does not either, for the reader to report.
    """
    found: dict[Path, Path] = {}
    for number, path in enumerate(also_paths(scratch / CONFIG)):
        name = os.path.relpath(path, scratch).replace(os.sep, "/")
        if not path.is_relative_to(scratch) or name.split("/")[0] != "..":
            continue
        place = scratch.with_name(f"{scratch.name}-also-{number}")
        found[path] = place
        try:
            tree = find_tree(argument, specs, name)
            place.mkdir()
            unpack_tree(*tree, place, "")
        except RevisionError:
            shutil.rmtree(place, ignore_errors=True)
    return found


def _is_client(directory: Path) -> bool:
    """Return True if a directory contains a client, even without a snapshot."""
    if (directory / SNAPSHOT_FILE).exists():
        return True
    return (directory / "manifest.json").exists() and not (
        (directory / "classes").is_dir() or any(directory.glob("*-api.md"))
    )


def _client(argument: str, place: Path, diagnostics: Diagnostics) -> Origin | None:
    try:
        return Origin(argument, snapshot=decode_snapshot(place.read_bytes()).snapshot)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        diagnostics.add(
            "R002", SourceSpan(f"{argument}/{SNAPSHOT_FILE}", 0), reason=reason
        )
        return None


def read_sides(
    old: Origin,
    new: Origin,
    config: Path | None,
    diagnostics: Diagnostics,
    also: tuple[Sequence[Path], Sequence[Path]] = ((), ()),
) -> tuple[Side, Side]:
    """Read both sides; use them only if no error was added.

    Each side uses its own configuration, or that of the other if it has none: a
    difference in the configuration alone is no change of the documents. Overlays belong
    to the configuration, wherever they are. ``also`` are the second documents of each
    side, instead of those of the configuration.
    """
    named = None if config is None else load_config(config, diagnostics)
    owns = _own_config(old, named, diagnostics), _own_config(new, named, diagnostics)
    configs = owns[0].completed(owns[1]), owns[1].completed(owns[0])
    seconds = [
        _second_documents(origin, own, used, config, given, diagnostics)
        for origin, own, used, given in zip(
            (old, new), owns, configs, also, strict=True
        )
    ]
    # Overlays are for the new documents. Overlays that do not apply to the old ones, or
    # that come from the other side, cause no diagnostics.
    before = _read(old, configs[0], seconds[0], diagnostics, Diagnostics())
    about_overlays = Diagnostics() if owns[1].borrows(owns[0]) else diagnostics
    after = _read(new, configs[1], seconds[1], diagnostics, about_overlays)
    return before, after


def _second_documents(
    origin: Origin,
    own: "_OwnConfig",
    config: Config,
    named: Path | None,
    given: Sequence[Path],
    diagnostics: Diagnostics,
) -> Sequence[SecondDocuments]:
    """Return the second documents of a side.

    Those of a configuration that it takes from the other side may not exist here.
    """
    if origin.directory is None:
        if given:
            diagnostics.add("R004", SourceSpan(origin.argument, 0))
        return ()
    if given:
        return second_documents(origin.directory, None, Documents(), given)
    found = second_documents(origin.directory, named, config.documents)
    if own.config is None:
        return [each for each in found if each.path.is_dir()]
    places = origin.unpacked
    return [replace(each, path=places.get(each.path, each.path)) for each in found]


class _OwnConfig(msgspec.Struct, frozen=True):
    """The configuration that a side brings along."""

    config: Config | None
    beside: tuple[Overlay, ...]
    """The overlays beside its documents."""
    is_bare: bool
    """True if there is nothing but documents."""

    def borrows(self, other: "_OwnConfig") -> bool:
        """Return True if it uses anything of the other's, which has something."""
        if self.config is None and other.config is not None:
            return True
        return self.is_bare and bool(other.beside)

    def completed(self, other: "_OwnConfig") -> Config:
        """Return the configuration that counts, with all overlays."""
        config = self.config or other.config or Config()
        beside = other.beside if self.is_bare else self.beside
        # The first of two contradicting overlays counts, which is the side's own.
        parts = (config.overlay, beside) if self.config else (beside, config.overlay)
        return replace(config, overlay=tuple(chain(*parts)))


def _own_config(
    origin: Origin, named: Config | None, diagnostics: Diagnostics
) -> _OwnConfig:
    """Return the configuration of a side; documents use the ``named`` one."""
    if origin.snapshot is not None:
        snapshot = origin.snapshot.config
        beside = tuple(each for each in snapshot.overlay if _is_beside(each))
        within = tuple(each for each in snapshot.overlay if not _is_beside(each))
        return _OwnConfig(replace(snapshot, overlay=within), beside, is_bare=False)
    assert origin.directory is not None
    found = Diagnostics()
    config = load_spec_config(origin.directory, found) if named is None else named
    beside = load_overlays(origin.directory, found)
    diagnostics.extend(_errors(found, origin))
    has_config = (origin.directory / CONFIG).exists()
    has_overlays = (origin.directory / OVERLAYS).exists()
    return _OwnConfig(
        config if has_config or named is not None else None,
        beside,
        is_bare=not has_config and not has_overlays,
    )


def _is_beside(overlay: Overlay) -> bool:
    return overlay.span.file.startswith(f"{OVERLAYS}/")


def _read(
    origin: Origin,
    config: Config,
    also: Sequence[SecondDocuments],
    diagnostics: Diagnostics,
    about_overlays: Diagnostics,
) -> Side:
    if origin.snapshot is not None:
        return Side(origin.snapshot.spec, origin.snapshot.config, origin.snapshot)
    assert origin.directory is not None
    found, overlay_diagnostics = Diagnostics(), Diagnostics()
    spec = read_uncorrected(origin.directory, config, found, also)
    if config.has_corrections and not found.has_errors:
        spec = apply_overlays(spec, config, overlay_diagnostics)
    spec = select_part(spec, config, Diagnostics())
    diagnostics.extend(_errors(found, origin))
    about_overlays.extend(_errors(overlay_diagnostics, origin))
    return Side(spec, config)


def _errors(found: Diagnostics, origin: Origin) -> Iterator[Diagnostic]:
    """Yield the errors, with places as the user named them.

    Only `generate` reports warnings about documents.
    """
    directory = "" if origin.directory is None else origin.directory.as_posix()
    for item in found.items:
        if item.severity == "error":
            file = item.span.file.removeprefix(directory).lstrip("/")
            place = f"{origin.argument}/{file}" if file else origin.argument
            yield replace(item, span=replace(item.span, file=place))
