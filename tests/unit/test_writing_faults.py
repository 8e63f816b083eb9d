"""Whatever the system refuses, a target is old, new, or finished by the next run.

Faults are injected below the generator: an audit hook of Python sees every call that
opens, makes, moves or removes, and fails the n-th. Others are real: a limit on the size
of files, a device that is full, folders that may not be written to.
"""

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Diagnostics
from generator.writing import OutOfDate, check_tree, write_tree
from generator.writing.filesystem import Filesystem
from tests.trees import OURS, files_in

ROOT = Path(__file__).parents[2]
OLD = {
    "README.md": b"old readme\n",
    "pkg/__init__.py": b"",
    "pkg/api.py": b"old api\n" * 500,
    "pkg/models/user.py": b"old user\n",
    "turns": b"into a folder\n",
    "folds/into.py": b"a file\n",
}
NEW = {
    "README.md": b"new readme\n",
    "pkg/__init__.py": b"",
    "pkg/api.py": b"new api\n" * 500,
    "pkg/shared/group.py": b"new group\n",
    "turns/into": b"a folder\n",
    "folds": b"into a file\n",
}
CALLS = {"open", "os.listdir", "os.mkdir", "os.remove", "os.rename", "os.rmdir"}
CALLS |= {"os.scandir", "os.truncate", "fcntl.flock", "os.chmod", "os.link"}
NOBODY = 65534


def in_child(work: Callable[[], list[str]]) -> list[str]:
    """Do something in a process of its own, which faults cannot outlive."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.write(write, " ".join(work()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode().split()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return said


def written(out: Path, disk: Filesystem | None = None) -> list[str]:
    """Write the new tree; the codes of what is said."""
    diagnostics = Diagnostics()
    write_tree(NEW, out, diagnostics, disk=disk)
    return [item.code for item in diagnostics.items if item.severity == "error"]


def contents(out: Path) -> dict[str, bytes]:
    return files_in(out, without=OURS)


def stale(files: dict[str, bytes], out: Path) -> list[OutOfDate]:
    return check_tree(files, out, Diagnostics())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A target that holds the old tree."""
    diagnostics = Diagnostics()
    write_tree(OLD, tmp_path / "out", diagnostics)
    assert not diagnostics.items
    return tmp_path / "out"


def assert_whole(out: Path, said: list[str]) -> None:
    """What was said is true, and the next run makes the new tree of it."""
    if said == ["W008"]:
        assert contents(out) == OLD
        assert stale(OLD, out) == []
    elif said == ["W009"]:
        assert stale(NEW, out) == [OutOfDate(".", "unfinished")]
        assert contents(out).items() <= {*OLD.items(), *NEW.items()}
    else:
        assert said == []
        assert contents(out) == NEW
    assert written(out) == []
    assert contents(out) == NEW
    assert stale(NEW, out) == []
    assert not list(out.glob(".mdclient*"))


class Faults:
    """Fails the calls about a folder, the n-th or all from the n-th on."""

    def __init__(self, folder: Path, first: int, code: int, *, stays: bool) -> None:
        self._folder = str(folder)
        self._left = first
        self._code = code
        self._stays = stays
        self.met = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in CALLS or not self._concerns(event, arguments):
            return
        self._left -= 1
        if self._left == -1 or (self._left < 0 and self._stays):
            self.met = True
            raise OSError(self._code, os.strerror(self._code))

    def _concerns(self, event: str, arguments: tuple[Any, ...]) -> bool:
        return event == "fcntl.flock" or str(arguments[0]).startswith(self._folder)


@pytest.mark.parametrize(
    ("code", "stays"),
    [(errno.ENOSPC, False), (errno.ENOSPC, True), (errno.EACCES, True)],
)
def test_every_call_of_the_system_may_fail(out: Path, code: int, stays: bool) -> None:
    again = out.parent / "again"
    met: set[str] = set()
    for first in range(10_000):
        shutil.rmtree(again, ignore_errors=True)
        shutil.copytree(out, again)

        def work(first: int = first) -> list[str]:
            faults = Faults(again, first, code, stays=stays)
            sys.addaudithook(faults)
            said = written(again)
            return [*said, "met"] if faults.met else said

        said = in_child(work)
        if "met" not in said:
            break
        said.remove("met")
        met |= {*said}
        assert_whole(again, said)
    assert first > 40
    assert met == {"W008", "W009"}
    assert contents(again) == NEW


@pytest.mark.parametrize("size", [0, 10, 100, 1000, 3999])
def test_a_file_that_may_not_grow_leaves_the_old_tree(out: Path, size: int) -> None:
    """The system stops a write in the middle of a file, as a full disk does."""

    def work() -> list[str]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return written(out)

    said = in_child(work)
    assert said == ["W008"]
    assert not (out / ".mdclient").exists()
    assert_whole(out, said)


def as_nobody(out: Path) -> list[str]:
    """Write as somebody whom permissions bind, from inside of a folder of theirs."""
    if os.geteuid() == 0:
        os.chown(out.parent, NOBODY, NOBODY)
        for path in (out, *out.rglob("*")):
            os.chown(path, NOBODY, NOBODY)

    def work() -> list[str]:
        os.chdir(out.parent)
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return written(Path(out.name))

    return in_child(work)


@pytest.mark.parametrize("folder", [".", "pkg", "pkg/models", "folds"])
def test_a_read_only_folder_leaves_the_old_tree(out: Path, folder: str) -> None:
    (out / folder).chmod(0o555)
    said = as_nobody(out)
    assert said == ["W008"]
    assert contents(out) == OLD
    assert not list(out.glob(".mdclient*"))
    (out / folder).chmod(0o755)
    assert_whole(out, said)


def test_a_read_only_file_is_ours_to_replace(out: Path) -> None:
    (out / "pkg/api.py").chmod(0o444)
    assert as_nobody(out) == []
    assert contents(out) == NEW


@pytest.mark.parametrize("files", [OLD, NEW], ids=["fresh", "stale"])
def test_a_comparison_calls_nothing_that_writes(
    out: Path, files: dict[str, bytes]
) -> None:
    def work() -> list[str]:
        sys.addaudithook(forbid_writing)
        return [item.reason for item in stale(files, out)]

    assert bool(in_child(work)) == (files is NEW)


def forbid_writing(event: str, arguments: tuple[Any, ...]) -> None:
    """End the process at the first call that could change a disk."""
    opens = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    if event == "open" and not arguments[2] & opens:
        return
    if event in CALLS - {"os.listdir", "os.scandir"}:
        os._exit(99)


def test_check_of_the_command_line_calls_nothing_that_writes(tmp_path: Path) -> None:
    program = (
        "import os, sys; sys.dont_write_bytecode = True\n"
        "from tests.unit.test_writing_faults import forbid_writing\n"
        "from generator.cli import app\n"
        "sys.addaudithook(forbid_writing)\n"
        "app(sys.argv[1:])\n"
    )
    command = [sys.executable, "-c", program, "generate", "--specs", "specs", "--check"]
    command.append("--no-cache")  # It lies elsewhere, and is no part of the target.
    for out, status in (("generated", {0, 3}), (str(tmp_path / "none"), {3})):
        ran = subprocess.run(
            [*command, "--out", out], cwd=ROOT, capture_output=True, check=False
        )
        assert ran.returncode in status, ran.stderr
    assert list(tmp_path.iterdir()) == []
