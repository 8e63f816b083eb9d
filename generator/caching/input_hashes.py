"""Hash of all files that a run may read.

Pages are not parsed. The hash covers more files than a run reads: any file that
appears, disappears or becomes a link changes it, whether it is a page or not.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from ..template_files import template_files

DIRECTORIES = ("", "classes", "definitions", "overlays")
"""Directories of the documents."""
_READ = (".md", ".markdown", ".toml")
_PIECE = 1 << 16
_SIZE = 24

_BINARY = getattr(os, "O_BINARY", 0)
"""Flag that only Windows needs to open a file as bytes."""

_FileStamp = tuple[str, int, int, int]
"""The path of a file, when it was changed, its size, and which one it is."""

Stamp = tuple[_FileStamp, ...]


class InputHashes(NamedTuple):
    """State of all input files, with a ``stamp`` for a cheap comparison."""

    digest: str
    stamp: Stamp
    contents: Mapping[str, bytes]
    """Hashes of pages by their paths in the directory."""

    def are_unchanged(self) -> bool:
        """Return True if no file was changed since."""
        return all(_stamp(path) == (path, *rest) for path, *rest in self.stamp)


def hash_inputs(specs: Path, *others: Path | None) -> InputHashes:
    """Hash the pages in a directory, and other files and directories as a whole."""
    digest = blake2b(digest_size=_SIZE)
    stamps: list[_FileStamp] = []
    contents: dict[str, bytes] = {}
    for name, path, is_read in _files(specs, others):
        stamp, kind, there = _inspect(path)
        mark = f"{name}\0{kind}\0".encode("utf-8", "surrogateescape")
        digest.update(b"%d:" % len(mark) + mark)
        if there and is_read:
            contents[name] = content = _content_hash(path)
            digest.update(content)
        stamps.append(stamp)
    return InputHashes(digest.hexdigest(), tuple(stamps), contents)


def content_digest(data: bytes) -> bytes:
    """Return the hash of the bytes of a file."""
    return blake2b(data, digest_size=_SIZE).digest()


def _files(
    specs: Path, others: tuple[Path | None, ...]
) -> Iterator[tuple[str, str, bool]]:
    """Yield names and paths of files, and True for files that a run reads.

    The order is always the same.
    """
    for directory in DIRECTORIES:
        inside = os.path.join(specs, directory) if directory else os.fspath(specs)
        prefix = f"{directory}/" if directory else ""
        for name in _names(inside):
            is_read = name.lower().endswith(_READ)
            path = os.path.join(inside, name)
            yield f"{prefix}{name}", path, is_read
            if not directory and name not in DIRECTORIES and os.path.isdir(path):
                # The parser ignores its pages, but reports that there are some.
                yield from ((page, page, False) for page in _pages_below(path))
    for number, other in enumerate(others):
        if other is None:
            continue
        yield f"/{number}:", os.fspath(other), True
        for inner in template_files(other) if os.path.isdir(other) else ():
            yield f"/{number}:{inner.name}", os.fspath(inner.path), True


def _pages_below(directory: str) -> Iterator[str]:
    for inside, directories, files in os.walk(directory):
        directories[:] = sorted(name for name in directories if name[0] != ".")
        yield from (
            os.path.join(inside, name)
            for name in sorted(files)
            if name.lower().endswith(_READ)
        )


def _names(directory: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(directory) if name[0] != ".")
    except OSError:
        return []


def _inspect(path: str) -> tuple[_FileStamp, str, bool]:
    """Return the stamp of a file, its kind, and True if it can be read.

    A link counts by its target. One system call is enough for nearly all of thousands
    of files.
    """
    try:
        found = os.lstat(path)
    except OSError:
        return _stamp(path), "other", False
    if stat.S_ISREG(found.st_mode):
        return _stamp_of(path, found), "file", True
    if stat.S_ISLNK(found.st_mode):
        return _stamp(path), f"link {os.path.realpath(path)}", os.path.isfile(path)
    kind = "folder" if stat.S_ISDIR(found.st_mode) else "other"
    return _stamp_of(path, found), kind, False


def _content_hash(path: str) -> bytes:
    """Return a hash of a file, which may be larger than the memory."""
    digest = blake2b(digest_size=_SIZE)
    try:
        # Objects for files would take as long as hashing does.
        file = os.open(path, os.O_RDONLY | _BINARY)
        try:
            while piece := os.read(file, _PIECE):
                digest.update(piece)
        finally:
            os.close(file)
    except OSError as error:
        return f"error {error.errno}".encode()
    return digest.digest()


def _stamp(path: str) -> _FileStamp:
    try:
        return _stamp_of(path, os.stat(path))
    except OSError:
        return path, 0, -1, 0


def _stamp_of(path: str, found: os.stat_result) -> _FileStamp:
    return path, found.st_mtime_ns, found.st_size, found.st_ino
