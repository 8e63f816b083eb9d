"""The journal: how a change of many files survives a kill at any moment.

A run puts the new bytes into a staging directory, syncs them, and writes a journal of
the moves. Once the journal has its name, the change happens: in this run, or in the
next one, which finds the journal and finishes the moves. Every step is idempotent.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from ..portable_paths import WORK_PREFIX, check_paths, key_of
from .filesystem import Filesystem
from .manifest import Digest, digest
from .pycache import PYCACHE, byte_code_of
from .target_dir import Obstacle, TargetDir

_FORMAT = 1
_TOGETHER = 256
"""The number of files to sync between two checks of signals."""


class Removal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file to remove, and its expected digest."""

    path: str
    before: Digest


class Placement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A staged file to move into place, and the expected digest of the old file."""

    path: str
    before: Digest | None
    after: Digest


class Journal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change. Removals come first; the n-th placement is the staged file ``n``.

    ``alongside`` names files outside that change right before it. They are
    only printed, since a forged journal must not choose files elsewhere.
    """

    removals: tuple[Removal, ...]
    placements: tuple[Placement, ...]
    alongside: tuple[str, ...] = ()
    format: int = _FORMAT


class Conflict(Exception):
    """A path is not as a change was planned for; ``reason`` as in ``conflicts``."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


class StagingArea:
    """Hidden directory inside a target, with staged files and the journal.

    It is inside, since only a move inside one file system is a single step.
    """

    def __init__(self, target: Path, disk: Filesystem) -> None:
        """Look at the workshop of ``target``; nothing is made yet."""
        self._target = target
        self._disk = disk
        self._directory_path = target / WORK_PREFIX
        self._stage = self._directory_path / "stage"
        self._draft = self._directory_path / "journal.new"
        self._journal = self._directory_path / "journal.json"

    @property
    def lock(self) -> Path:
        """Lock file, outside the directory, which is removed."""
        return self._target / f"{WORK_PREFIX}.lock"

    def blockage(self) -> Path | None:
        """Return the link or file at the path of a working directory, if any."""
        for directory in (self._directory_path, self._stage):
            if directory.is_symlink() or (
                directory.exists() and not directory.is_dir()
            ):
                return directory
        return None

    def is_interrupted(self) -> bool:
        """Return True if a run began its change and did not finish it."""
        return self.blockage() is None and self._journal.is_file()

    def journal(self) -> Journal | None:
        """Return the change that was begun and not finished, if any.

        Raises:
            ValueError: The journal is damaged, or lists paths that leave the target.
            OSError: It cannot be read.
        """
        if not self.is_interrupted():
            return None
        journal = msgspec.json.decode(self._journal.read_bytes(), type=Journal)
        if journal.format != _FORMAT:
            raise ValueError(f"format must be {_FORMAT}, not {journal.format}")
        check_paths(removal.path for removal in journal.removals)
        check_paths(placement.path for placement in journal.placements)
        return journal

    def abandoned(self) -> tuple[str, ...] | None:
        """Return the files beside the target that a killed run may have changed.

        Return None if no run was killed between its first staged file and its journal.
        """
        if (
            self.blockage()
            or self.is_interrupted()
            or not self._directory_path.is_dir()
        ):
            return None
        try:
            return msgspec.json.decode(self._draft.read_bytes(), type=Journal).alongside
        except (OSError, ValueError):
            return ()

    def stage(
        self, journal: Journal, contents: Sequence[bytes], check: Callable[[], None]
    ) -> None:
        """Write the new bytes of the placements, and the journal, to the disk.

        ``check`` is called between the steps and may stop them by an exception.
        """
        self._disk.make_directory(self._stage)
        staged = [self._staged(number) for number in range(len(contents))]
        for path, content in zip(staged, contents, strict=True):
            check()
            self._disk.write(path, content)
        self._disk.write(self._draft, msgspec.json.encode(journal))
        paths = [*staged, self._stage, self._draft]
        for start in range(0, len(paths), _TOGETHER):
            check()
            self._disk.sync(paths[start : start + _TOGETHER])

    def commit(self) -> None:
        """Give the journal its name: the change that was staged will happen now."""
        self._disk.move(self._draft, self._journal)
        self._disk.sync([self._directory_path])

    def conflicts(self, journal: Journal) -> dict[str, str]:
        """Return the obstacles to the remaining moves, by path.

        An edited file has an empty reason; anything but a regular file has one.
        """
        target = TargetDir(self._target, [removed.path for removed in journal.removals])
        pending: list[tuple[str, tuple[str | None, ...]]] = [
            (placement.path, (placement.before, placement.after))
            for number, placement in enumerate(journal.placements)
            if self._is_staged(number)
        ]
        if len(pending) == len(journal.placements):
            pending += [
                (removed.path, (removed.before, None)) for removed in journal.removals
            ]
        found: dict[str, str] = {}
        for path, states in pending:
            conflict = _conflict(target, path, states)
            if conflict is not None:
                found[path] = conflict
        return found

    def finish(self, journal: Journal, *, force: bool) -> None:
        """Finish the moves, and remove the journal.

        Each file is checked once more right before it is replaced: an editor may have
        saved it meanwhile.

        Raises:
            Conflict: A path is not as planned; ``force`` gives up edited files.
        """
        touched: set[Path] = set()
        staged = [n for n in range(len(journal.placements)) if self._is_staged(n)]
        # Once a file was placed, all removals are done. Doing them again could hit a
        # new file, where two names differ in case alone and case does not count.
        if len(staged) == len(journal.placements):
            for removal in journal.removals:
                self._ensure_unchanged(
                    removal.path, (removal.before, None), force=force
                )
                touched.add(self._remove(self._target / removal.path))
        removed = {key_of(removal.path): removal.before for removal in journal.removals}
        for number in staged:
            placement = journal.placements[number]
            # A file that went by a name in another case may still be seen by this one.
            twin = removed.get(key_of(placement.path))
            states = placement.before, placement.after, twin or placement.after
            self._ensure_unchanged(placement.path, states, force=force)
            place = self._target / placement.path
            self._disk.make_directory(place.parent)
            self._disk.move(self._staged(number), place)
            touched.add(place.parent)
        self._disk.sync(
            sorted(directory for directory in touched if directory.is_dir())
        )
        self._disk.remove(self._journal)
        # The change is done: what is left over is cleared away by the next run.
        with suppress(OSError):
            self.clear()

    def clear(self) -> None:
        """Remove the staged files of a finished run, or of one without a journal."""
        if self.blockage() is not None:
            return
        if self._stage.is_dir():
            for path in sorted(self._stage.iterdir()):
                self._disk.remove(path)
        self._disk.remove(self._draft)
        self._remove_if_empty(self._stage)
        self._remove_if_empty(self._directory_path)

    def _ensure_unchanged(
        self, path: str, states: tuple[str | None, ...], *, force: bool
    ) -> None:
        conflict = _conflict(TargetDir(self._target), path, states)
        if conflict or (conflict is not None and not force):
            raise Conflict(path, conflict)

    def _staged(self, number: int) -> Path:
        """Return the staged file of a placement."""
        return self._stage / f"{number:05}"

    def _is_staged(self, number: int) -> bool:
        """Return True if a placement still waits."""
        return self._staged(number).is_file()

    def _remove(self, path: Path) -> Path:
        """Remove a file, its byte code, and directories that become empty.

        Returns:
            The lowest directory that remains.
        """
        self._disk.remove(path)
        directory = path.parent
        for compiled in byte_code_of(path):
            self._disk.remove(compiled)
        if path.suffix == ".py":
            self._remove_if_empty(directory / PYCACHE)
        while directory != self._target and self._remove_if_empty(directory):
            directory = directory.parent
        return directory

    def _remove_if_empty(self, directory: Path) -> bool:
        """Remove an empty directory, and return True if it no longer exists."""
        if not directory.is_dir():
            return True
        if directory.is_symlink() or any(directory.iterdir()):
            return False
        self._disk.remove_directory(directory)
        return True


def _conflict(
    target: TargetDir, path: str, states: tuple[str | None, ...]
) -> str | None:
    """Return None if a path has one of these states, else the conflict."""
    try:
        content = target.read(path)
    except Obstacle as error:
        return str(error)
    state = None if content is None else digest(content)
    return None if state in states else ""
