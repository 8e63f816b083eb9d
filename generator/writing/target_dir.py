"""Inspection of a target, without following links."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from ..portable_paths import MANIFEST, WORK_PREFIX, key_of
from .manifest import Manifest, parse_manifest
from .pycache import PYCACHE, module_of


class Obstacle(Exception):
    """Error for a path that must be a regular file."""


class TargetDir:
    """Directory with generated files and files of others."""

    def __init__(self, directory: Path, leaving: Iterable[str] = ()) -> None:
        """Read the state of a directory.

        ``leaving`` are generated files that are removed before others are placed.
        """
        self.directory = directory
        self._root = os.fspath(directory)
        self._leaving = {key_of(path): path for path in leaving}
        self._leaving_paths = frozenset(self._leaving.values())
        self._known_directories: dict[str, bool] = {"": True}

    def is_empty(self, ignored: Iterable[str] = ()) -> bool:
        """Return True if the target is empty, but for leftovers of a run.

        Files with the names in ``ignored`` do not count.
        """
        try:
            names = os.listdir(self.directory)
        except FileNotFoundError:
            return True
        known = {*ignored}
        return all(name.startswith(WORK_PREFIX) or name in known for name in names)

    def manifest(self) -> Manifest | None:
        """Return the manifest of the last run; None if there is no ``manifest.json``.

        Raises:
            ValueError: It is damaged, or of another generator.
            OSError: The system cannot read it.
        """
        try:
            data = self.read(MANIFEST)
        except Obstacle as error:
            raise ValueError(str(error)) from error
        return None if data is None else parse_manifest(data)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of the file at a checked path; None if there is none.

        Raises:
            Obstacle: The path, or a parent, is not what it must be.
            OSError: The system cannot read it.
        """
        if not self._has_directory(path.rpartition("/")[0]):
            return None
        # A client has a thousand files: objects for paths would take as long as these.
        place = f"{self._root}/{path}"
        try:
            mode = os.lstat(place).st_mode
        except FileNotFoundError:
            return None
        if stat.S_ISDIR(mode) and self._is_leaving_directory(path):
            return None
        if not stat.S_ISREG(mode):
            raise Obstacle(f"it is {_kind(mode)}")
        if self._is_leaving_file(path):
            return None
        with open(place, "rb") as file:
            return file.read()

    def _has_directory(self, path: str) -> bool:
        """Return True if a directory and its parents in the target exist."""
        if path not in self._known_directories:
            above = path.rpartition("/")[0]
            self._known_directories[path] = self._has_directory(
                above
            ) and self._is_directory(path)
        return self._known_directories[path]

    def _is_directory(self, path: str) -> bool:
        """Return True if a directory exists, given that its parent does."""
        try:
            mode = (self.directory / path).lstat().st_mode
        except FileNotFoundError:
            return False
        if stat.S_ISREG(mode) and self._leaving.get(key_of(path)) == path:
            return False
        if not stat.S_ISDIR(mode):
            raise Obstacle(f"{path!r} must be a directory, not {_kind(mode)}")
        return True

    def _is_leaving_directory(self, path: str) -> bool:
        """Return True if removing our files empties a directory."""
        if not any(leaving.startswith(f"{path}/") for leaving in self._leaving_paths):
            return False
        with os.scandir(self.directory / path) as entries:
            return all(self._is_leaving_entry(path, entry) for entry in entries)

    def _is_leaving_entry(self, directory: str, entry: os.DirEntry[str]) -> bool:
        if entry.is_symlink():
            return False
        if not entry.is_dir():
            return f"{directory}/{entry.name}" in self._leaving_paths
        if entry.name != PYCACHE:
            return self._is_leaving_directory(f"{directory}/{entry.name}")
        modules = {f"{directory}/{module_of(name)}.py" for name in os.listdir(entry)}
        return modules <= self._leaving_paths

    def _is_leaving_file(self, path: str) -> bool:
        """Return True if a file will leave under a name in another case.

        If the file system ignores case, ``user.py`` has the bytes of ``User.py``, which
        mdclient is about to remove. So the new file replaces nothing.
        """
        other = self._leaving.get(key_of(path), path) if self._leaving else path
        if other == path:
            return False
        try:
            return (self.directory / other).samefile(self.directory / path)
        except FileNotFoundError:
            return False


def _kind(mode: int) -> str:
    """Return the kind of an entry, for a message."""
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    if stat.S_ISDIR(mode):
        return "a directory"
    return "a file" if stat.S_ISREG(mode) else "a special file"
