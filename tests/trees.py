"""Files of a directory, for comparisons."""

from collections.abc import Collection
from pathlib import Path

OURS = ("manifest.json", ".mdclient")
"""Files that the writer keeps beside those of a client."""


def files_in(folder: Path, without: Collection[str] = ()) -> dict[str, bytes]:
    """Return all files below a directory, but for byte code and some at its top."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "__pycache__"
    }
    start = tuple(without)
    return {name: data for name, data in found.items() if not name.startswith(start)}
