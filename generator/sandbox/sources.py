"""Sources of a sandbox: pages, a generated client, or its snapshot."""

from __future__ import annotations

from pathlib import Path

from ..caching import Cache, hash_inputs
from ..diagnostics import Diagnostics, SourceSpan
from ..loading import configuration, read_documents, second_documents
from ..resources import SNAPSHOT_FILE
from .spec_index import SpecIndex


def read_index(
    path: Path,
    config: Path | None = None,
    diagnostics: Diagnostics | None = None,
    cache: Cache | None = None,
) -> SpecIndex | None:
    """Read what the sandbox serves; None after an error.

    Args:
        path: A directory of pages or of a generated client, or a snapshot.
        config: Configuration of the pages, if it is not beside them.
        diagnostics: Receives the diagnostics.
        cache: Keeps parsed pages.
    """
    diagnostics = Diagnostics() if diagnostics is None else diagnostics
    snapshot = path if path.is_file() else path / SNAPSHOT_FILE
    if snapshot.is_file():
        return _read_snapshot(snapshot, diagnostics)
    found = configuration(path, config, diagnostics)
    digests = hash_inputs(path).contents if cache is not None else None
    also = second_documents(path, config, found.documents)
    spec = read_documents(path, found, diagnostics, None, cache, digests, also)
    return None if diagnostics.has_errors else SpecIndex(spec, found)


def _read_snapshot(path: Path, diagnostics: Diagnostics) -> SpecIndex | None:
    from ..compat import decode_snapshot

    try:
        snapshot = decode_snapshot(path.read_bytes()).snapshot
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        diagnostics.add("R002", SourceSpan(path.as_posix(), 0), reason=reason)
        return None
    return SpecIndex(snapshot.spec, snapshot.config)
