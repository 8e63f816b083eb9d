"""A run that is killed leaves the old tree, the new one, or what the next one finishes.

The process is really killed, before every single operation on the disk, in the middle
of every file, and again at every operation of the run that recovers.
"""

import os
import shutil
import signal
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostics
from generator.writing import OutOfDate, check_tree, write_tree
from generator.writing.filesystem import Filesystem
from tests.trees import OURS, files_in

OLD = {
    "README.md": b"old readme\n",
    "pkg/__init__.py": b"",
    "pkg/api.py": b"old api\n",
    "pkg/models/deep/user.py": b"old user\n",
    "turns": b"from a file into a folder\n",
}
NEW = {
    "README.md": b"new readme\n",
    "pkg/__init__.py": b"",
    "pkg/api.py": b"new api\n",
    "pkg/shared/group.py": b"new group\n",
    "turns/into": b"a folder\n",
}
FOREIGN = {
    "notes.txt": b"mine\n",
    "build/lib/api.py": b"mine\n",
    "pkg/api/readme.txt": b"mine\n",
}
BYTE_CODE = "pkg/models/deep/__pycache__/user.cpython-311.pyc"
NEVER = 1_000_000


class Mortal(Filesystem):
    """A disk whose process is killed at the n-th operation."""

    def __init__(self, lives: int) -> None:
        self._lives = lives

    def _step(self) -> None:
        if self._lives == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._lives -= 1

    def make_directory(self, folder: Path) -> None:
        for parent in reversed([folder, *folder.parents]):
            if not parent.exists():
                self._step()
                super().make_directory(parent)

    def write(self, path: Path, data: bytes) -> None:
        self._step()
        super().write(path, data[: len(data) // 2])
        self._step()
        super().write(path, data)

    def sync(self, paths: Iterable[Path]) -> None:
        """Without effect: what a process has written outlives its kill."""
        self._step()

    def move(self, source: Path, target: Path) -> None:
        self._step()
        super().move(source, target)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)

    def remove_directory(self, folder: Path) -> None:
        self._step()
        super().remove_directory(folder)


def survives(out: Path, lives: int) -> bool:
    """Write the new tree in a process of its own; whether it lived to the end."""
    return lives_through(lambda: write(out, Mortal(lives)))


def write(out: Path, disk: Filesystem | None = None) -> int:
    """Write the new tree; not 0 where that is refused."""
    diagnostics = Diagnostics()
    write_tree(NEW, out, diagnostics, disk=disk)
    return int(diagnostics.has_errors)


def lives_through(work: Callable[[], int]) -> bool:
    """Do something in a process of its own; whether it lived to the end."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = work()
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def present(out: Path) -> dict[str, bytes]:
    return files_in(out, without=OURS)


def assert_invariant(out: Path, old: dict[str, bytes]) -> None:
    """Old, new, or unfinished; no file is torn, and what is foreign is whole."""
    files = present(out)
    for path, data in FOREIGN.items():
        assert files.pop(path) == data
    new_is_stale = check_tree(NEW, out, Diagnostics())
    if new_is_stale == [OutOfDate(".", "unfinished")]:
        assert files.items() <= {*old.items(), *NEW.items()}
    elif new_is_stale:
        assert files == old
    else:
        assert files == NEW


def assert_completed(out: Path) -> None:
    """The new tree and what is foreign, and no trace of anything else."""
    assert present(out) == {**NEW, **FOREIGN}
    assert check_tree(NEW, out, Diagnostics()) == []
    assert sorted(path.name for path in out.iterdir()) == sorted(
        {path.split("/")[0] for path in (*NEW, *FOREIGN, "manifest.json")}
    )
    assert not (out / "pkg/models").exists()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The old tree with files of others beside it."""
    out = tmp_path / "old"
    write_tree(OLD, out, Diagnostics())
    for path, data in {**FOREIGN, BYTE_CODE: b"code"}.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
    return out


def test_killed_anywhere_and_killed_again_while_recovering(
    tmp_path: Path, old: Path
) -> None:
    once, twice = tmp_path / "once", tmp_path / "twice"
    kills = 0
    for first in range(NEVER):
        shutil.rmtree(once, ignore_errors=True)
        shutil.copytree(old, once)
        if survives(once, first):
            break
        assert_invariant(once, OLD)
        # Every fifth step: the neighbours of `first` cover the others.
        for second in range(first % 5, NEVER, 5):
            shutil.rmtree(twice, ignore_errors=True)
            shutil.copytree(once, twice)
            kills += 1
            if survives(twice, second):
                break
            assert_invariant(twice, OLD)
            assert survives(twice, NEVER)
            assert_completed(twice)
        assert_completed(twice)
    assert_completed(once)
    assert kills > 150


def test_killed_anywhere_in_a_first_run(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for lives in range(NEVER):
        shutil.rmtree(out, ignore_errors=True)
        if survives(out, lives):
            break
        stale = check_tree(NEW, out, Diagnostics())
        assert stale in ([OutOfDate(".", "absent")], [OutOfDate(".", "unfinished")], [])
        assert survives(out, NEVER)
        assert present(out) == NEW
        assert check_tree(NEW, out, Diagnostics()) == []
    assert lives > 20
    assert present(out) == NEW
