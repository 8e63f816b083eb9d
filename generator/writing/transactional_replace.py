"""Files of people that change together with a tree, or not at all."""

import errno
import hashlib
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ..portable_paths import WORK_PREFIX
from ..signals import defer_signals
from .errors import Problem, WriteRefused
from .filesystem import Filesystem


class TransactionalReplace:
    """New contents of files: staged, then moved into place, or rolled back.

    Each is staged in a hidden directory beside its file, since only a move inside one
    file system is atomic. The directory has the name of its owner, so that the next run
    of that owner removes the leftovers of a killed one.
    """

    def __init__(
        self, files: Mapping[Path, bytes], owner: str, disk: Filesystem
    ) -> None:
        """Plan a change; nothing is made yet. Behind a link lies the file itself."""
        self.files = {given.resolve(): data for given, data in files.items()}
        self._name = f"{WORK_PREFIX}-{hashlib.sha256(owner.encode()).hexdigest()[:12]}"
        self._disk = disk
        self._before: dict[Path, bytes | None] = {}

    def stage(self) -> None:
        """Write the new contents to the disk.

        Raises:
            Refused: The system cannot create one of the files.
        """
        for path, data in self.files.items():
            try:
                self._stage(path, data)
            except OSError as error:
                raise _write_refused("W008", path, error) from error

    def place(self) -> None:
        """Give every file its new contents.

        Raises:
            Refused: One of them cannot be replaced.
        """
        for path in self.files:
            try:
                before = path.read_bytes() if path.exists() else None
                self._disk.move(self._directory(path) / path.name, path)
            except OSError as error:
                raise _write_refused("W008", path, error) from error
            self._before[path] = before

    def restore(self) -> None:
        """Give the files that were placed their old contents.

        Raises:
            WriteRefused: A file still has its new contents.
        """
        for path, data in self._before.items():
            try:
                if data is None:
                    self._disk.remove(path)
                else:
                    self._stage(path, data)
                    self._disk.move(self._directory(path) / path.name, path)
            except OSError as error:
                raise _write_refused("W009", path, error) from error
        self._before.clear()

    def clear(self) -> None:
        """Remove the staged files."""
        for directory in {self._directory(path) for path in self.files}:
            with suppress(OSError):
                if directory.is_dir() and not directory.is_symlink():
                    for path in directory.iterdir():
                        self._disk.remove(path)
                    self._disk.remove_directory(directory)

    def _directory(self, path: Path) -> Path:
        return path.parent / self._name

    def _stage(self, path: Path, data: bytes) -> None:
        if not path.parent.is_dir():
            code = errno.ENOENT
            raise FileNotFoundError(code, os.strerror(code), str(path.parent))
        staged = self._directory(path) / path.name
        self._disk.make_directory(staged.parent)
        self._disk.write(staged, data)
        with suppress(FileNotFoundError):
            shutil.copymode(path, staged)
        self._disk.sync([staged])


def _write_refused(code: str, path: Path, error: OSError) -> WriteRefused:
    return WriteRefused(Problem(code, path, error.strerror or str(error)))


def replace_file(path: Path, data: bytes) -> None:
    """Give a file new contents in one step; a pipe or a device is written to.

    Raises:
        OSError: That cannot be done.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    with defer_signals():
        replacement = TransactionalReplace(
            {path: data}, str(path.resolve()), Filesystem()
        )
        try:
            replacement.stage()
            replacement.place()
        except WriteRefused as refusal:
            problem = refusal.problems[0]
            raise OSError(f"{problem.path}: {problem.reason}") from refusal
        finally:
            replacement.clear()
