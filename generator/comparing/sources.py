"""What is compared: a folder of documents, a revision of one, or a generated client."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from ..config import Config, load_config
from ..diagnostics import Diagnostic, Diagnostics, SourceSpan
from ..model import Drop
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
    if (path / "manifest.json").exists() or (path / KEPT_FILE).exists():
        return _client(given, path / KEPT_FILE, diagnostics)
    if path.is_dir():
        return Origin(given, folder=path)
    if path.exists():
        reason = "it is a file"
        diagnostics.add("R001", SourceSpan(path.as_posix(), 0), reason=reason)
        return None
    try:
        unpack_tree(*find_tree(given, specs), scratch)
    except RevisionError as error:
        diagnostics.add("R001", SourceSpan(given, 0), reason=str(error))
        return None
    kept = scratch / KEPT_FILE
    if kept.exists():
        return _client(given, kept, diagnostics)
    return Origin(given, folder=scratch)


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
        known = load_config(config, diagnostics)
        return _read(old, known, diagnostics), _read(new, known, diagnostics)
    configs = _config(old, diagnostics), _config(new, diagnostics)
    return (
        _read(old, configs[0] or configs[1] or Config(), diagnostics),
        _read(new, configs[1] or configs[0] or Config(), diagnostics),
    )


def _config(origin: Origin, diagnostics: Diagnostics) -> Config | None:
    """The configuration that a side brings along."""
    if origin.kept is not None:
        return origin.kept.config
    assert origin.folder is not None
    path = origin.folder / _CONFIG
    if not path.exists():
        return None
    found = Diagnostics()
    config = load_config(path, found)
    for item in found.items:
        place = replace(item.span, file=f"{origin.given}/{_CONFIG}")
        diagnostics.extend([replace(item, span=place)])
    return config


def _read(origin: Origin, config: Config, diagnostics: Diagnostics) -> Side:
    if origin.kept is not None:
        return Side(origin.kept.drop, origin.kept.config, origin.kept.names)
    assert origin.folder is not None
    found = Diagnostics()
    drop = read_drop(origin.folder, config, found)
    diagnostics.extend(
        _located(item, origin, origin.folder)
        for item in found.items
        if item.severity == "error"
    )
    return Side(drop, config)


def _located(item: Diagnostic, origin: Origin, folder: Path) -> Diagnostic:
    """A diagnostic with the place as the user named it."""
    file = item.span.file
    place = origin.given if file == folder.as_posix() else f"{origin.given}/{file}"
    return replace(item, span=replace(item.span, file=place))
