"""Writing a tree to disk, and comparing it.

Generated files are replaced, added and removed. Other files stay unchanged, and a
diagnostic reports every edit that would be lost.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from ..diagnostics import Diagnostics, SourceSpan
from ..portable_paths import MANIFEST, check_paths
from ..signals import Deferral, defer_signals
from .change_plan import (
    ChangePlan,
    ensure_no_losses,
    ensure_writable,
    last_manifest,
    plan_changes,
)
from .errors import Problem, WriteRefused
from .filesystem import Filesystem
from .journal import Conflict, Journal, StagingArea
from .lock import LockedError, exclusive
from .manifest import make_manifest
from .target_dir import TargetDir
from .transactional_replace import TransactionalReplace

Reason = Literal[
    "missing", "outdated", "edited", "blocked", "surplus", "unfinished", "absent"
]
"""Reason why a path is out of date. ``outdated``: an earlier run generated these bytes.
``edited``: the file was edited by hand. ``blocked``: the path is not a file.
``surplus``: mdclient no longer generates the file. ``unfinished``: the last run in the
target was interrupted. ``absent``: the target is empty."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """The changes of a run in its target; none after an error."""

    placed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    resumed: bool = False
    """True if an earlier run had been interrupted, and was finished first."""


class OutOfDate(msgspec.Struct, frozen=True):
    """A path below the target (``.`` for the target) that a run would change."""

    path: str
    reason: Reason


def write_tree(
    files: Mapping[str, bytes],
    out: Path,
    diagnostics: Diagnostics,
    *,
    alongside: Mapping[Path, bytes] | None = None,
    force: bool = False,
    disk: Filesystem | None = None,
) -> Written:
    """Write a tree to a directory, completely or not at all.

    SIGINT, SIGTERM and SIGHUP wait until the old tree or the new one is complete. After
    a kill the directory has the old tree, the new one, or a journal that the next run
    finishes. Files whose bytes stay the same are not touched.

    Args:
        files: The tree: relative POSIX paths and bytes, without the manifest.
        out: The target. A directory that is not empty needs a manifest of mdclient.
        diagnostics: Receives errors; nothing was changed then, except for W009.
        alongside: Files elsewhere, in existing directories, that change with the tree.
        force: Replace edited files, and files that were not generated.
        disk: The operations that change the disk.

    Returns:
        The changes.

    Raises:
        ValueError: The tree contains an invalid path: a bug of the caller.
    """
    tree = _tree(files)
    disk = disk or Filesystem()
    staging = StagingArea(out, disk)
    replacement = TransactionalReplace(alongside or {}, str(out.resolve()), disk)
    with defer_signals() as signals:
        writing = _Writing(tree, out, staging, replacement, signals, diagnostics, force)
        is_new = not out.exists()
        try:
            if not staging.is_interrupted():
                # Create nothing in a foreign directory.
                last_manifest(out, staging.abandoned() or ())
            disk.make_directory(out)
            with exclusive(staging.lock):
                return writing.run()
        except WriteRefused as refusal:
            _report(refusal, diagnostics)
        except LockedError:
            _report(WriteRefused(Problem("W007", out)), diagnostics)
        except OSError as error:
            code = "W009" if staging.is_interrupted() else "W008"
            _report(WriteRefused(Problem(code, out, _reason(error))), diagnostics)
        finally:
            if is_new and TargetDir(out).is_empty():
                with suppress(OSError):
                    disk.remove_directory(out)
    return Written()


def check_tree(
    files: Mapping[str, bytes], out: Path, diagnostics: Diagnostics
) -> list[OutOfDate]:
    """Return what ``write_tree`` would change, without changing it.

    Other files do not matter, unless one has the path of a generated file. The paths
    are sorted. ``diagnostics`` receives an error for an unreadable or foreign target.

    Raises:
        ValueError: The tree contains an invalid path: a bug of the caller.
    """
    tree = _tree(files)
    try:
        if StagingArea(out, Filesystem()).is_interrupted():
            return [OutOfDate(".", "unfinished")]
        staging = StagingArea(out, Filesystem())
        abandoned = staging.abandoned() or ()
        _report_abandoned(staging, out, diagnostics)
        if TargetDir(out).is_empty(abandoned):
            return [OutOfDate(".", "absent")]
        return _out_of_date(plan_changes(tree, last_manifest(out), out))
    except WriteRefused as refusal:
        _report(refusal, diagnostics)
    except OSError as error:
        _report(WriteRefused(Problem("W008", out, _reason(error))), diagnostics)
    return []


def _tree(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files in the order of their writing: the manifest comes last."""
    if MANIFEST in files:
        raise ValueError(f"files must not contain {MANIFEST!r}")
    check_paths([*files, MANIFEST])
    tree = {path: files[path] for path in sorted(files)}
    return {**tree, MANIFEST: make_manifest(tree)}


class _Writing(msgspec.Struct):
    """A change of a target, under its lock."""

    tree: dict[str, bytes]
    out: Path
    staging: StagingArea
    replacement: TransactionalReplace
    signals: Deferral
    diagnostics: Diagnostics
    force: bool

    def run(self) -> Written:
        """Finish an interrupted change, then plan, and refuse or perform the change."""
        abandoned = self.staging.abandoned() or ()
        resumed = self._resume()
        found = plan_changes(self.tree, last_manifest(self.out, abandoned), self.out)
        ensure_no_losses(found, self.out, force=self.force)
        if found.placements or found.removals:
            ensure_writable(found, self.out)
        if found.placements or found.removals or self.replacement.files:
            self._change(found)
        return Written(
            placed=tuple(change.path for change in found.placements),
            removed=tuple(removal.path for removal in found.removals),
            unchanged=len(self.tree) - len(found.placements),
            resumed=resumed,
        )

    def _resume(self) -> bool:
        """Finish the change of an earlier run, or remove what it only staged."""
        if blockage := self.staging.blockage():
            raise WriteRefused(Problem("W005", blockage, "it must be a directory"))
        try:
            journal = self.staging.journal()
        except ValueError as error:
            raise WriteRefused(Problem("W006", self.out, str(error))) from error
        if journal is None:
            _report_abandoned(self.staging, self.out, self.diagnostics)
            self.staging.clear()
            return False
        _ensure_no_conflicts(journal, self.out, self.staging, force=self.force)
        self._finish(journal)
        self.diagnostics.add("W014", SourceSpan(self.out.as_posix(), line=0))
        return True

    def _change(self, found: ChangePlan) -> None:
        """Prepare the change, commit to it, and do it.

        Signals can stop it while it is prepared. What follows takes milliseconds.
        """
        names = tuple(path.name for path in self.replacement.files)
        journal = Journal(tuple(found.removals), tuple(found.placements), names)
        contents = [self.tree[change.path] for change in found.placements]
        try:
            self.staging.stage(journal, contents, self.signals.check)
            self.replacement.stage()
            self.signals.check()
            # To wait for the disk takes long enough to save a file.
            _ensure_no_conflicts(journal, self.out, self.staging, force=self.force)
            self.replacement.place()
            self.staging.commit()
        except BaseException:
            if not self.staging.is_interrupted():
                self.replacement.restore()
                with suppress(OSError):
                    self.staging.clear()
            raise
        finally:
            self.replacement.clear()
        self._finish(journal)

    def _finish(self, journal: Journal) -> None:
        try:
            self.staging.finish(journal, force=self.force)
        except Conflict as conflict:
            problem = _problem(self.out, conflict.path, conflict.reason)
            raise WriteRefused(problem) from conflict


def _report_abandoned(
    staging: StagingArea, out: Path, diagnostics: Diagnostics
) -> None:
    """Report a run that was killed before it changed the target."""
    replacement = staging.abandoned()
    if replacement is not None:
        names = ", ".join(replacement)
        more = f", but may have written {names}" if names else ""
        diagnostics.add("W015", SourceSpan(out.as_posix(), line=0), beside=more)


def _ensure_no_conflicts(
    journal: Journal, out: Path, staging: StagingArea, *, force: bool
) -> None:
    """Refuse a planned change of files that have changed since.

    Raises:
        WriteRefused: With every path, except edited files if ``force`` is set.
    """
    problems = [
        _problem(out, path, reason)
        for path, reason in staging.conflicts(journal).items()
        if reason or not force
    ]
    if problems:
        raise WriteRefused(*problems)


def _problem(out: Path, path: str, reason: str) -> Problem:
    """Return a conflict with an edited file, or with a path that must be a file."""
    return Problem("W005" if reason else "W004", out / path, reason)


def _out_of_date(found: ChangePlan) -> list[OutOfDate]:
    """Return a survey as a list of files that are out of date."""
    reasons: dict[str, Reason] = {}
    for change in found.placements:
        reasons[change.path] = "missing" if change.before is None else "outdated"
    reasons |= {removal.path: "surplus" for removal in found.removals}
    reasons |= dict.fromkeys([*found.edited, *found.foreign], "edited")
    reasons |= dict.fromkeys(found.obstacles, "blocked")
    return [OutOfDate(path, reasons[path]) for path in sorted(reasons)]


def _report(refusal: WriteRefused, diagnostics: Diagnostics) -> None:
    """Turn problems into diagnostics."""
    for problem in refusal.problems:
        place = SourceSpan(problem.path.as_posix(), line=0)
        values = {"reason": problem.reason} if problem.reason else {}
        diagnostics.add(problem.code, place, **values)


def _reason(error: OSError) -> str:
    """Return the system's message without the path."""
    return error.strerror or str(error)
