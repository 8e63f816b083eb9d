"""Sources of uploads: bytes, a file by its path, an open file."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from ..operation import Source

Uploaded: TypeAlias = bytes | os.PathLike[str] | BinaryIO
"""Bytes, a path, or a file that is open for reading bytes."""

Content: TypeAlias = str | Uploaded
"""The same, or a string, which the client sends as UTF-8."""

File: TypeAlias = Content | tuple[str, Content] | tuple[str, Content, str]
"""Content of a form with files, optionally with its name and media type."""

_CHUNK: Final = 1 << 16


class BytesSource:
    """Bytes in memory."""

    repeatable = True

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size: int | None = len(content)

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in chunks."""
        for start in range(0, len(self._content), _CHUNK):
            yield self._content[start : start + _CHUNK]


class PathSource:
    """File by its path, which each attempt opens again."""

    repeatable = True

    def __init__(self, path: str) -> None:
        self._path = path
        self.size: int | None = os.stat(path).st_size

    def chunks(self) -> Iterator[bytes]:
        """Read the file from its start."""
        with open(self._path, "rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


class FileSource:
    """Open file, from its current position; the client does not close it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.repeatable = file.seekable()
        self._start = file.tell() if self.repeatable else 0
        self.size: int | None = None
        if self.repeatable:
            self.size = max(0, file.seek(0, os.SEEK_END) - self._start)
            file.seek(self._start)

    def chunks(self) -> Iterator[bytes]:
        """Read the rest of the file."""
        if self.repeatable:
            self._file.seek(self._start)
        while chunk := self._file.read(_CHUNK):
            yield chunk


class JoinedSource:
    """Several contents in sequence."""

    def __init__(self, parts: Iterable[Source]) -> None:
        self._parts = list(parts)
        self.repeatable = all(part.repeatable for part in self._parts)
        sizes = [part.size for part in self._parts]
        self.size = None if None in sizes else sum(size or 0 for size in sizes)

    def chunks(self) -> Iterator[bytes]:
        """Yield all contents."""
        for part in self._parts:
            yield from part.chunks()


def source_of(content: Uploaded) -> Source:
    """Return the source of a content.

    Raises:
        TypeError: It is none of what can be uploaded.
        OSError: The file cannot be read.
    """
    given: Any = content
    if isinstance(given, (bytes, bytearray, memoryview)):
        return BytesSource(_bytes(given))
    if isinstance(given, os.PathLike):
        return PathSource(_path(given))
    if hasattr(given, "read") and hasattr(given, "seekable"):
        if isinstance(given.read(0), str):
            raise TypeError("content must be a binary file: open it with mode 'rb'")
        return FileSource(given)
    raise TypeError(
        "content must be bytes, a path such as pathlib.Path, or an open file, not"
        f" {type(content).__name__}"
    )


def _bytes(content: Any) -> bytes:
    return bytes(content)


def _path(content: Any) -> str:
    return str(Path(content))
