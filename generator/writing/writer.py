"""Writing a tree, and telling whether the one on the disk is what would be written.

Files of ours are replaced, added and removed; files of others stay as they are, and
nothing that a person may have written is lost without a word.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from ..diagnostics import Diagnostics, SourceSpan
from ..portable_paths import MANIFEST, check_paths
from ..signals import Deferral, deferred
from .change_plan import Survey, last_manifest, refuse_losses, require_writable, survey
from .errors import Problem, Refused
from .filesystem import Disk
from .journal import Conflict, Journal, Workshop
from .lock import LockedError, exclusive
from .manifest import make_manifest
from .target_dir import Target
from .transactional_replace import Beside

Reason = Literal[
    "missing", "outdated", "edited", "blocked", "surplus", "unfinished", "absent"
]
"""Why a path is stale. ``outdated`` is as the generator wrote it, ``edited`` is not;
``blocked`` is no file at all, ``surplus`` a file of ours that is no longer made;
``unfinished`` is a target whose last run was interrupted, ``absent`` one that holds
nothing."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did to its target; nothing where it added an error."""

    placed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    resumed: bool = False
    """Whether an earlier run had been interrupted, and was finished first."""


class Stale(msgspec.Struct, frozen=True):
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
    disk: Disk | None = None,
) -> Written:
    """Make a folder hold a tree, completely or not at all.

    SIGINT, SIGTERM and SIGHUP wait until the old tree or the new one is there. A kill
    at any moment leaves the old tree, the new one, or a journal that the next run
    finishes. Only files whose bytes differ are touched.

    Args:
        files: The tree: relative POSIX paths and bytes, without the manifest.
        out: The target. A folder that is not empty needs a manifest of ours.
        diagnostics: Where an error goes; then nothing was changed, but for W009.
        alongside: Files elsewhere, in folders that exist, that change with the tree.
        force: Replace files that were edited by hand, or that others made.
        disk: What changes the disk.

    Returns:
        What was done.

    Raises:
        ValueError: A path that no tree may hold: a bug of the caller.
    """
    tree = _tree(files)
    disk = disk or Disk()
    shop = Workshop(out, disk)
    beside = Beside(alongside or {}, str(out.resolve()), disk)
    with deferred() as signals:
        writing = _Writing(tree, out, shop, beside, signals, diagnostics, force)
        is_new = not out.exists()
        try:
            if not shop.is_interrupted():
                # Nothing is made in a folder of others.
                last_manifest(out, shop.left() or ())
            disk.make_folder(out)
            with exclusive(shop.lock):
                return writing.run()
        except Refused as refusal:
            _report(refusal, diagnostics)
        except LockedError:
            _report(Refused(Problem("W007", out)), diagnostics)
        except OSError as error:
            code = "W009" if shop.is_interrupted() else "W008"
            _report(Refused(Problem(code, out, _reason(error))), diagnostics)
        finally:
            if is_new and Target(out).is_empty():
                with suppress(OSError):
                    disk.remove_folder(out)
    return Written()


def check_tree(
    files: Mapping[str, bytes], out: Path, diagnostics: Diagnostics
) -> list[Stale]:
    """Tell what ``write_tree`` would change; nothing is touched.

    Files that are not ours do not matter, unless one stands where a file must go.

    Args:
        files: The tree, as for ``write_tree``.
        out: The target.
        diagnostics: Where an error goes: a target that is not ours, or unreadable.

    Returns:
        The stale paths, sorted.

    Raises:
        ValueError: A path that no tree may hold: a bug of the caller.
    """
    tree = _tree(files)
    try:
        if Workshop(out, Disk()).is_interrupted():
            return [Stale(".", "unfinished")]
        shop = Workshop(out, Disk())
        left = shop.left() or ()
        _tell_left(shop, out, diagnostics)
        if Target(out).is_empty(left):
            return [Stale(".", "absent")]
        return _stale(survey(tree, last_manifest(out), out))
    except Refused as refusal:
        _report(refusal, diagnostics)
    except OSError as error:
        _report(Refused(Problem("W008", out, _reason(error))), diagnostics)
    return []


def _tree(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files in the order of their writing: the manifest comes last."""
    if MANIFEST in files:
        raise ValueError(f"{MANIFEST!r} is made here")
    check_paths([*files, MANIFEST])
    tree = {path: files[path] for path in sorted(files)}
    return {**tree, MANIFEST: make_manifest(tree)}


class _Writing(msgspec.Struct):
    """A change of a target, under its lock."""

    tree: dict[str, bytes]
    out: Path
    shop: Workshop
    beside: Beside
    signals: Deferral
    diagnostics: Diagnostics
    force: bool

    def run(self) -> Written:
        """Finish what was begun, look, refuse or change."""
        left = self.shop.left() or ()
        resumed = self._resume()
        found = survey(self.tree, last_manifest(self.out, left), self.out)
        refuse_losses(found, self.out, force=self.force)
        if found.placements or found.removals:
            require_writable(found, self.out)
        if found.placements or found.removals or self.beside.files:
            self._change(found)
        return Written(
            placed=tuple(change.path for change in found.placements),
            removed=tuple(removal.path for removal in found.removals),
            unchanged=len(self.tree) - len(found.placements),
            resumed=resumed,
        )

    def _resume(self) -> bool:
        """Finish what an earlier run began, or clear away what it had only prepared."""
        if blockage := self.shop.blockage():
            raise Refused(Problem("W005", blockage, "no folder has the name of ours"))
        try:
            journal = self.shop.journal()
        except ValueError as error:
            raise Refused(Problem("W006", self.out, str(error))) from error
        if journal is None:
            _tell_left(self.shop, self.out, self.diagnostics)
            self.shop.clear()
            return False
        _refuse_conflicts(journal, self.out, self.shop, force=self.force)
        self._finish(journal)
        self.diagnostics.add("W014", SourceSpan(self.out.as_posix(), line=0))
        return True

    def _change(self, found: Survey) -> None:
        """Prepare the change, commit to it, and do it.

        Signals can stop it while it is prepared. What follows takes milliseconds.
        """
        names = tuple(path.name for path in self.beside.files)
        journal = Journal(tuple(found.removals), tuple(found.placements), names)
        contents = [self.tree[change.path] for change in found.placements]
        try:
            self.shop.stage(journal, contents, self.signals.check)
            self.beside.stage()
            self.signals.check()
            # To wait for the disk takes long enough to save a file.
            _refuse_conflicts(journal, self.out, self.shop, force=self.force)
            self.beside.place()
            self.shop.commit()
        except BaseException:
            if not self.shop.is_interrupted():
                self.beside.put_back()
                with suppress(OSError):
                    self.shop.clear()
            raise
        finally:
            self.beside.clear()
        self._finish(journal)

    def _finish(self, journal: Journal) -> None:
        try:
            self.shop.finish(journal, force=self.force)
        except Conflict as conflict:
            problem = _problem(self.out, conflict.path, conflict.reason)
            raise Refused(problem) from conflict


def _tell_left(shop: Workshop, out: Path, diagnostics: Diagnostics) -> None:
    """Tell of a run that was killed before it changed anything in the target."""
    beside = shop.left()
    if beside is not None:
        names = ", ".join(beside)
        more = f"; {names}, which go with it, may be new already" if names else ""
        diagnostics.add("W015", SourceSpan(out.as_posix(), line=0), beside=more)


def _refuse_conflicts(
    journal: Journal, out: Path, shop: Workshop, *, force: bool
) -> None:
    """Stop where somebody changed what a change was planned for.

    Raises:
        Refused: With every path, but for edited files that ``force`` gives up.
    """
    problems = [
        _problem(out, path, reason)
        for path, reason in shop.conflicts(journal).items()
        if reason or not force
    ]
    if problems:
        raise Refused(*problems)


def _problem(out: Path, path: str, reason: str) -> Problem:
    """A conflict with an edited file, or with something that is no file."""
    return Problem("W005" if reason else "W004", out / path, reason)


def _stale(found: Survey) -> list[Stale]:
    """A survey as a list of what is stale."""
    reasons: dict[str, Reason] = {}
    for change in found.placements:
        reasons[change.path] = "missing" if change.before is None else "outdated"
    reasons |= {removal.path: "surplus" for removal in found.removals}
    reasons |= dict.fromkeys([*found.edited, *found.foreign], "edited")
    reasons |= dict.fromkeys(found.obstacles, "blocked")
    return [Stale(path, reasons[path]) for path in sorted(reasons)]


def _report(refusal: Refused, diagnostics: Diagnostics) -> None:
    """Turn problems into diagnostics."""
    for problem in refusal.problems:
        place = SourceSpan(problem.path.as_posix(), line=0)
        values = {"reason": problem.reason} if problem.reason else {}
        diagnostics.add(problem.code, place, **values)


def _reason(error: OSError) -> str:
    """What the system says, without the path of a file that no user knows."""
    return error.strerror or str(error)
