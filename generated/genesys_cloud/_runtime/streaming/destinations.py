"""Destinations of downloads, checked before anything is sent."""

from __future__ import annotations

import os
from errno import EINVAL, EISDIR
from pathlib import Path
from stat import S_IFREG, S_ISDIR, S_ISREG
from tempfile import TemporaryFile
from typing import Any


def check_destination(to: str | os.PathLike[str]) -> Path:
    """Return the path of a file to write, and raise if it is unusable.

    Raises:
        TypeError: `to` is not a path.
        OSError: The client cannot write a file there.
    """
    given: Any = to
    if not isinstance(given, (str, os.PathLike)) or isinstance(os.fspath(given), bytes):
        raise TypeError(f"to must be a str or os.PathLike, not {type(to).__name__}")
    text, path = os.fspath(to), Path(to)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = S_IFREG
    if S_ISDIR(mode) or text.endswith(("/", os.sep)):
        raise IsADirectoryError(EISDIR, "to must be a file, not a directory", text)
    if not S_ISREG(mode):
        raise OSError(EINVAL, "to must be a regular file", text)
    try:
        # Only the system knows if a file can be written there.
        with TemporaryFile(dir=path.parent):
            return path
    except OSError as error:
        number, reason = error.errno, error.strerror
    raise OSError(number, f"cannot write to this path: {reason}", text)
