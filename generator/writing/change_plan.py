"""Plan of the changes of a target, with conflicts."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from ..portable_paths import MANIFEST
from .errors import Problem, WriteRefused
from .journal import Placement, Removal
from .manifest import Manifest, digest
from .target_dir import Obstacle, TargetDir


class ChangePlan(msgspec.Struct):
    """The changes that turn the target into the tree; paths as in the tree, in order.

    ``edited`` files are generated and differ from their last version; ``foreign`` ones
    are not generated. The changes include both, although they are a person's work.
    ``obstacles`` are not regular files, with their kinds.
    """

    placements: list[Placement] = []
    removals: list[Removal] = []
    edited: list[str] = []
    foreign: list[str] = []
    obstacles: dict[str, str] = {}


def last_manifest(out: Path, ignored: Iterable[str] = ()) -> Manifest | None:
    """Return the manifest of the last run; None for a target that is missing or empty.

    ``ignored`` files do not count, if there are no others.

    Raises:
        WriteRefused: The target is not empty and has no manifest of mdclient.
        OSError: It cannot be read.
    """
    target = TargetDir(out)
    try:
        manifest = target.manifest()
    except ValueError as error:
        raise WriteRefused(Problem("W002", out / MANIFEST, str(error))) from error
    if manifest is None and not target.is_empty(ignored):
        raise WriteRefused(Problem("W001", out))
    return manifest


def plan_changes(
    tree: Mapping[str, bytes], last: Manifest | None, out: Path
) -> ChangePlan:
    """Compare a tree, which holds its manifest, with what is in ``out``."""
    owned = dict(last.files) if last else {}
    leaving = sorted(owned.keys() - tree.keys())
    target = TargetDir(out, leaving)
    found = ChangePlan()
    for path, content in tree.items():
        try:
            present = target.read(path)
        except Obstacle as error:
            found.obstacles[path] = str(error)
            continue
        if present != content:
            before = None if present is None else digest(present)
            found.placements.append(Placement(path, before, digest(content)))
            if before and path != MANIFEST and before != owned.get(path):
                (found.edited if path in owned else found.foreign).append(path)
    _plan_removals(found, {path: owned[path] for path in leaving}, TargetDir(out))
    return found


def _plan_removals(
    found: ChangePlan, leaving: Mapping[str, str], target: TargetDir
) -> None:
    """Find files of the last run that are still there and no longer generated."""
    for path, written in leaving.items():
        try:
            present = target.read(path)
        except Obstacle:
            continue  # A link or a directory replaced the generated file.
        if present is not None:
            before = digest(present)
            found.removals.append(Removal(path, before))
            if before != written:
                found.edited.append(path)


def ensure_no_losses(found: ChangePlan, out: Path, *, force: bool) -> None:
    """Refuse to lose a person's work; ``force`` allows that for edited files only.

    Raises:
        WriteRefused: With every endangered or blocking path.
    """
    problems = [
        Problem("W005", out / path, reason) for path, reason in found.obstacles.items()
    ]
    if not force:
        problems += [Problem("W003", out / path) for path in found.foreign]
        problems += [Problem("W004", out / path) for path in found.edited]
    if problems:
        raise WriteRefused(*problems)


def ensure_writable(found: ChangePlan, out: Path) -> None:
    """Refuse early what would stop the change half-way.

    Raises:
        PermissionError: A directory whose files change is read-only.
    """
    changed = [change.path for change in found.placements]
    changed += [removal.path for removal in found.removals]
    for directory in {(out / path).parent for path in changed}:
        existing = next(
            place for place in (directory, *directory.parents) if place.exists()
        )
        if not os.access(existing, os.W_OK):
            raise PermissionError(f"directory {existing} is read-only")
