"""Verification of a client against its manifest."""

from pathlib import Path

from ..portable_paths import MANIFEST
from .filesystem import Filesystem
from .journal import StagingArea
from .manifest import digest, parse_manifest
from .target_dir import Obstacle, TargetDir


def manifest_of(out: Path) -> str | None:
    """Return the SHA-256 of a client's manifest, or None without one."""
    try:
        data = TargetDir(out).read(MANIFEST)
    except (OSError, Obstacle):
        return None
    return None if data is None else digest(data)


def is_unfinished(out: Path) -> bool:
    """Return True if an interrupted run must be finished first."""
    return StagingArea(out, Filesystem()).is_interrupted()


def count_intact(out: Path, manifest: str) -> int | None:
    """Return the number of files of an unchanged client; None for a changed one.

    ``manifest`` is the expected SHA-256 of its manifest.
    """
    target = TargetDir(out)
    try:
        staging = StagingArea(out, Filesystem())
        if staging.is_interrupted() or staging.abandoned() is not None:
            return None
        data = target.read(MANIFEST)
        if data is None or digest(data) != manifest:
            return None
        files = parse_manifest(data).files
        for path, expected in files.items():
            present = target.read(path)
            if present is None or digest(present) != expected:
                return None
    except (OSError, ValueError, Obstacle):
        return None
    return len(files) + 1
