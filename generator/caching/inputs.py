"""What a run depends on among files: a hash of all that it may read.

Pages are not looked into. More is hashed than is read, so that a file that comes, goes
or becomes a link changes the hash, whether it is a page or only diagnosed as none.
"""

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

FOLDERS = ("", "classes", "definitions", "overlays")
"""Where documents lie."""
_READ = (".md", ".markdown", ".toml")
_PIECE = 1 << 20

Stamp = tuple[tuple[str, int, int, int], ...]
"""For each file its path, when it was changed, its size, and which one it is."""


class Inputs(NamedTuple):
    """All files as they were; ``stamp`` tells cheaply whether they still are."""

    digest: str
    stamp: Stamp

    def are_the_same(self) -> bool:
        """Whether no file was changed since."""
        return all(_stamp(path) == (path, *rest) for path, *rest in self.stamp)


def look(specs: Path, *others: Path | None) -> Inputs:
    """Hash the documents in a folder, and other files and folders as a whole."""
    digest = blake2b(digest_size=24)
    stamps: list[tuple[str, int, int, int]] = []
    for name, path in _files(specs, others):
        mark = f"{name}\0{_kind(path)}\0".encode("utf-8", "surrogateescape")
        digest.update(b"%d:" % len(mark) + mark)
        if _is_read(path, name):
            digest.update(_content(path))
        stamps.append(_stamp(path))
    return Inputs(digest.hexdigest(), tuple(stamps))


def _files(specs: Path, others: tuple[Path | None, ...]) -> Iterator[tuple[str, str]]:
    """Names by which files are told apart, and their paths, in a fixed order."""
    for folder in FOLDERS:
        inside = os.path.join(specs, folder) if folder else os.fspath(specs)
        for name in _names(inside):
            yield f"{folder}/{name}", os.path.join(inside, name)
    for number, other in enumerate(others):
        if other is None:
            continue
        yield f"{number}:", os.fspath(other)
        for path in sorted(other.rglob("*")) if other.is_dir() else ():
            yield f"{number}:{path.relative_to(other).as_posix()}", os.fspath(path)


def _names(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if name[0] != ".")
    except OSError:
        return []


def _kind(path: str) -> str:
    """What is there: a link counts by where it leads."""
    if os.path.islink(path):
        return f"link {os.path.realpath(path)}"
    if os.path.isfile(path):
        return "file"
    return "folder" if os.path.isdir(path) else "other"


def _is_read(path: str, name: str) -> bool:
    return os.path.isfile(path) and (":" in name or name.lower().endswith(_READ))


def _content(path: str) -> bytes:
    """A hash of what is in a file, which may be larger than the memory."""
    digest = blake2b(digest_size=24)
    try:
        with open(path, "rb", buffering=0) as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
    except OSError as error:
        return f"error {error.errno}".encode()
    return digest.digest()


def _stamp(path: str) -> tuple[str, int, int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return path, 0, -1, 0
    return path, found.st_mtime_ns, found.st_size, found.st_ino
