"""What is compared: a folder of documents, a revision of one, or a generated client."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from ..config import Config, load_config, load_overlays, load_own_config
from ..diagnostics import Diagnostic, Diagnostics, SourceSpan
from ..model import Drop
from ..overlays import apply_overlays
from ..reading import read_drop
from ..rendering import KEPT_FILE, Kept, Names, decode_kept
from .revisions import RevisionError, find_tree, unpack_tree

_CONFIG = "client.toml"


class Side(msgspec.Struct, frozen=True):
    """One of the two that are compared.

    ``names`` are those that a client was given; None for documents, whose names the
    configuration tells.
    """

    drop: Drop
    config: Config
    names: Names | None = None


class Origin(msgspec.Struct, frozen=True):
    """Where a side comes from: a folder with documents, or what a client kept."""

    given: str
    """What the user calls it."""
    folder: Path | None = None
    kept: Kept | None = None


def locate(
    given: str, specs: Path, scratch: Path, diagnostics: Diagnostics
) -> Origin | None:
    """Find what a user means; None if there is nothing of the kind, which is said.

    A folder that exists counts before a revision that is called like it.

    Args:
        given: A folder of documents, the folder of a client, or a revision.
        specs: The folder that a revision without a path is about.
        scratch: An empty folder for files that a revision has.
        diagnostics: Takes what is to be said.
    """
    path = Path(given)
    if _is_client(path):
        return _client(given, path / KEPT_FILE, diagnostics)
    if path.is_dir():
        return Origin(given, folder=path)
    if path.exists():
        reason = "it is a file"
        diagnostics.add("R001", SourceSpan(path.as_posix(), 0), reason=reason)
        return None
    try:
        unpack_tree(*find_tree(given, specs), scratch, KEPT_FILE)
    except RevisionError as error:
        diagnostics.add("R001", SourceSpan(given, 0), reason=str(error))
        return None
    kept = scratch / KEPT_FILE
    if kept.exists():
        return _client(given, kept, diagnostics)
    return Origin(given, folder=scratch)


def _is_client(folder: Path) -> bool:
    """Whether a folder holds a client, which may have lost what it kept."""
    if (folder / KEPT_FILE).exists():
        return True
    return (folder / "manifest.json").exists() and not (
        (folder / "classes").is_dir() or any(folder.glob("*-api.md"))
    )


def _client(given: str, place: Path, diagnostics: Diagnostics) -> Origin | None:
    try:
        return Origin(given, kept=decode_kept(place.read_bytes()).kept)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        diagnostics.add("R002", SourceSpan(f"{given}/{KEPT_FILE}", 0), reason=reason)
        return None


def read_sides(
    old: Origin, new: Origin, config: Path | None, diagnostics: Diagnostics
) -> tuple[Side, Side]:
    """Read both; of use only where no error was added.

    Each counts with its own configuration, and with that of the other where it has
    none: what only the configuration says is no change of the documents.
    """
    if config is not None:
        configs = (load_config(config, diagnostics),) * 2
        borrowed = False
    else:
        own = _own_config(old, diagnostics), _own_config(new, diagnostics)
        configs = own[0] or own[1] or Config(), own[1] or own[0] or Config()
        borrowed = own[1] is None
    # Overlays are written for the new documents: those that do not fit the old ones,
    # or that are only borrowed, say nothing.
    before = _read(old, configs[0], diagnostics, Diagnostics())
    about_overlays = Diagnostics() if borrowed else diagnostics
    return before, _read(new, configs[1], diagnostics, about_overlays)


def _own_config(origin: Origin, diagnostics: Diagnostics) -> Config | None:
    """The configuration that a side brings along."""
    if origin.kept is not None:
        return origin.kept.config
    assert origin.folder is not None
    found = Diagnostics()
    config = load_own_config(origin.folder, found)
    diagnostics.extend(_errors(found, origin))
    return config if (origin.folder / _CONFIG).exists() else None


def _read(
    origin: Origin,
    config: Config,
    diagnostics: Diagnostics,
    about_overlays: Diagnostics,
) -> Side:
    if origin.kept is not None:
        return Side(origin.kept.drop, origin.kept.config, origin.kept.names)
    assert origin.folder is not None
    found, said = Diagnostics(), Diagnostics()
    drop = read_drop(origin.folder, config, found)
    overlays = (*config.overlay, *load_overlays(origin.folder, found))
    if overlays and not found.has_errors:
        drop = apply_overlays(drop, replace(config, overlay=overlays), said)
    diagnostics.extend(_errors(found, origin))
    about_overlays.extend(_errors(said, origin))
    return Side(drop, config)


def _errors(found: Diagnostics, origin: Origin) -> Iterator[Diagnostic]:
    """The errors, with places as the user named them.

    Warnings about documents are for those who generate from them.
    """
    folder = "" if origin.folder is None else origin.folder.as_posix()
    for item in found.items:
        if item.severity == "error":
            file = item.span.file.removeprefix(folder).lstrip("/")
            place = f"{origin.given}/{file}" if file else origin.given
            yield replace(item, span=replace(item.span, file=place))
