"""Whether a client is still there as a run left it."""

from pathlib import Path

from ..portable_paths import MANIFEST
from .filesystem import Filesystem
from .journal import StagingArea
from .manifest import digest, parse_manifest
from .target_dir import Obstacle, TargetDir


def manifest_of(out: Path) -> str | None:
    """Return the SHA-256 of a client's manifest, None where there is no such file."""
    try:
        data = TargetDir(out).read(MANIFEST)
    except (OSError, Obstacle):
        return None
    return None if data is None else digest(data)


def is_unfinished(out: Path) -> bool:
    """Whether a run began to change a client, and the next one will finish that."""
    return StagingArea(out, Filesystem()).is_interrupted()


def count_intact(out: Path, manifest: str) -> int | None:
    """How many files a client has, or None where anything in it was changed.

    Args:
        out: The folder of the client.
        manifest: The SHA-256 of the manifest that it should have.
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
