"""Nothing of a person's is lost: edits at any time, links out, files and folders."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostics
from generator.writing import OutOfDate, Written, check_tree, write_tree
from generator.writing.filesystem import Filesystem
from tests.trees import OURS, files_in

OLD = {
    "README.md": b"old\n",
    "pkg/__init__.py": b"",
    "pkg/models/user.py": b"old user\n",
    "pkg/models/deep/er/group.py": b"old group\n",
}
NEW = {
    "README.md": b"new\n",
    "pkg/__init__.py": b"",
    "pkg/models": b"a file now\n",
}


def codes(
    files: dict[str, bytes],
    out: Path,
    *,
    force: bool = False,
    disk: Filesystem | None = None,
) -> list[tuple[str, str]]:
    """What is said, and of which paths below the target."""
    diagnostics = Diagnostics()
    write_tree(files, out, diagnostics, force=force, disk=disk)
    return [
        (item.code, Path(item.span.file).relative_to(out).as_posix())
        for item in diagnostics.items
        if item.severity == "error"
    ]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A target that holds the old tree."""
    assert codes(OLD, tmp_path / "out") == []
    return tmp_path / "out"


def contents(out: Path) -> dict[str, bytes]:
    return files_in(out, without=OURS)


def put(path: Path, text: str = "mine") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def stale(files: dict[str, bytes], out: Path) -> list[OutOfDate]:
    return check_tree(files, out, Diagnostics())


def test_a_folder_may_become_a_file(out: Path) -> None:
    put(out / "pkg/models/__pycache__/user.cpython-311.pyc")
    assert OutOfDate("pkg/models", "missing") in stale(NEW, out)
    assert codes(NEW, out) == []
    assert contents(out) == NEW
    assert codes(OLD, out) == []
    assert contents(out) == OLD


def link(path: Path) -> None:
    put(path.parents[3] / "victim")
    path.symlink_to(path.parents[3] / "victim")


def link_ours(path: Path) -> None:
    elsewhere = path.parents[3] / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("mine.py", put),
        ("deep/mine.txt", put),
        ("__pycache__/mine.cpython-311.pyc", put),
        ("own/mine.txt", put),
        ("own", Path.mkdir),
        ("link", link),
        ("deep", link_ours),
    ],
)
@pytest.mark.parametrize("force", [False, True])
def test_a_folder_with_things_of_others_stays(
    out: Path, name: str, make: Callable[[Path], None], force: bool
) -> None:
    make(out / "pkg/models" / name)
    before = files_in(out.parent)
    assert codes(NEW, out, force=force) == [("W005", "pkg/models")]
    assert files_in(out.parent) == before
    assert (out / "pkg/models" / name).exists()
    assert OutOfDate("pkg/models", "blocked") in stale(NEW, out)


def test_an_edit_in_a_folder_that_becomes_a_file_is_not_lost(out: Path) -> None:
    put(out / "pkg/models/user.py")
    before = contents(out)
    assert codes(NEW, out) == [("W004", "pkg/models/user.py")]
    assert contents(out) == before
    assert codes(NEW, out, force=True) == []
    assert contents(out) == NEW


class Meanwhile(Filesystem):
    """A disk on which something happens while a run waits for it."""

    def __init__(self, happening: Callable[[], None]) -> None:
        self._happening = happening
        self._waits = 0

    def sync(self, paths: Iterable[Path]) -> None:
        super().sync(paths)
        self._waits += 1
        if self._waits == 1:
            self._happening()


@pytest.mark.parametrize(
    "name", ["README.md", "pkg/models/user.py", "pkg/added.py", "manifest.json"]
)
def test_an_edit_while_the_run_prepares_is_not_lost(out: Path, name: str) -> None:
    disk = Meanwhile(lambda: put(out / name))
    new = {"README.md": b"new\n", "pkg/added.py": b"new\n"}
    assert codes(new, out, disk=disk) == [("W004", name)]
    expected = {**OLD, name: b"mine"}
    expected.pop("manifest.json", None)
    assert contents(out) == expected
    assert not (out / ".mdclient").exists()


def test_a_folder_that_becomes_a_link_while_the_run_prepares(out: Path) -> None:
    elsewhere = out.parent / "elsewhere"

    def happen() -> None:
        (out / "pkg").rename(elsewhere)
        (out / "pkg").symlink_to(elsewhere)

    new = {"pkg/__init__.py": b"new\n", "pkg/x.py": b"new\n"}
    said = codes(new, out, disk=Meanwhile(happen))
    assert {code for code, _ in said} == {"W005"}
    assert contents(elsewhere) == {
        path.removeprefix("pkg/"): data
        for path, data in OLD.items()
        if path.startswith("pkg/")
    }


class Moving(Filesystem):
    """A disk on which something happens right before the n-th move of a file."""

    def __init__(self, number: int, happening: Callable[[], None]) -> None:
        self._left = number
        self._happening = happening

    def move(self, source: Path, target: Path) -> None:
        super().move(source, target)
        self._left -= 1
        if self._left == 0:
            self._happening()


# The first move names the journal; then manifest.json comes after all others.
@pytest.mark.parametrize(
    ("number", "name"),
    [
        (1, "README.md"),
        (1, "pkg/models/user.py"),
        (2, "pkg/__init__.py"),
        (3, "manifest.json"),
    ],
)
def test_an_edit_between_two_moves_is_not_lost(
    out: Path, number: int, name: str
) -> None:
    new = {"README.md": b"new\n", "pkg/__init__.py": b"new\n"}
    disk = Moving(number, lambda: put(out / name))
    assert codes(new, out, disk=disk) == [("W004", name)]
    assert stale(new, out) == [OutOfDate(".", "unfinished")]
    assert codes(new, out) == [("W004", name)]
    assert (out / name).read_text() == "mine"
    assert codes(new, out, force=True) == []
    assert contents(out) == new


def test_a_link_that_comes_between_two_moves_is_not_followed(out: Path) -> None:
    elsewhere = out.parent / "elsewhere"

    def happen() -> None:
        (out / "pkg").rename(elsewhere)
        (out / "pkg").symlink_to(elsewhere)

    new = {**OLD, "README.md": b"new\n", "pkg/__init__.py": b"new\n"}
    said = codes(new, out, force=True, disk=Moving(2, happen))
    assert said == [("W005", "pkg/__init__.py")]
    assert (elsewhere / "__init__.py").read_bytes() == b""


class Dying(Filesystem):
    """A disk that fails once the journal has its name."""

    def __init__(self) -> None:
        self._moves = 0

    def move(self, source: Path, target: Path) -> None:
        self._moves += 1
        if self._moves > 1:
            raise OSError(5, "no more")
        super().move(source, target)

    def remove(self, path: Path) -> None:
        if self._moves:
            raise OSError(5, "no more")
        super().remove(path)


@pytest.mark.parametrize("force", [False, True])
def test_an_interrupted_run_does_not_go_on_through_a_link(
    out: Path, force: bool
) -> None:
    new = {"README.md": b"new\n", "pkg/models/new.py": b"new\n"}
    assert codes(new, out, disk=Dying()) == [("W009", ".")]
    elsewhere = out.parent / "elsewhere"
    (out / "pkg").rename(elsewhere)
    (out / "pkg").symlink_to(elsewhere)
    before = contents(elsewhere)
    said = codes(new, out, force=force)
    assert ("W005", "pkg/models/new.py") in said
    assert contents(elsewhere) == before
    assert stale(new, out) == [OutOfDate(".", "unfinished")]


def test_an_interrupted_run_does_not_remove_a_new_folder(out: Path) -> None:
    assert codes({"README.md": b"new\n"}, out, disk=Dying()) == [("W009", ".")]
    (out / "pkg/models/user.py").unlink()
    put(out / "pkg/models/user.py/mine.txt")
    assert codes(OLD, out, force=True) == [("W005", "pkg/models/user.py")]
    assert (out / "pkg/models/user.py/mine.txt").read_text() == "mine"


def test_a_target_may_be_a_link(out: Path) -> None:
    link = out.parent / "link"
    link.symlink_to(out)
    assert codes(NEW, link) == []
    assert contents(out) == NEW
    assert link.is_symlink()
    assert stale(NEW, link) == []


def test_a_target_that_is_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert codes(NEW, tmp_path / "link") == [("W008", ".")]
    assert not (tmp_path / "nowhere").exists()
    diagnostics = Diagnostics()
    assert check_tree(NEW, tmp_path / "link", diagnostics) == [OutOfDate(".", "absent")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (".mdclient.lock", [("W008", ".")]),
        (".mdclient/journal.new", []),
        (".mdclient/stage/00000", []),
        (".mdclient", [("W005", ".mdclient")]),
        (".mdclient/stage", [("W005", ".mdclient/stage")]),
    ],
)
def test_links_where_we_work_lead_nowhere(
    out: Path, name: str, said: list[tuple[str, str]]
) -> None:
    victim = out.parent / "victim"
    put(victim, "precious")
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    (out / name).symlink_to(victim)
    assert codes(NEW, out) == said
    assert victim.read_text() == "precious"


def test_a_hard_link_is_cut_and_not_written_through(out: Path) -> None:
    os.link(out / "README.md", out.parent / "copy")
    assert codes({**OLD, "README.md": b"new\n"}, out) == []
    assert (out.parent / "copy").read_bytes() == b"old\n"


def test_a_pipe_is_not_waited_for(out: Path) -> None:
    (out / "README.md").unlink()
    os.mkfifo(out / "README.md")
    assert codes(OLD, out, force=True) == [("W005", "README.md")]


def test_a_lock_dies_with_its_process(out: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from generator.writing.lock import *\n"
        "with exclusive(Path(sys.argv[1])): print('locked', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(out / ".mdclient.lock")],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"locked\n"
        assert codes(NEW, out) == [("W007", ".")]
        assert contents(out) == OLD
        other.kill()
    assert (out / ".mdclient.lock").exists()
    assert codes(NEW, out) == []
    assert contents(out) == NEW
    assert not (out / ".mdclient.lock").exists()


def test_many_runs_at_once_leave_one_tree(out: Path) -> None:
    """Whoever finds the lock taken says so; whoever has it writes the whole tree."""
    program = (
        "import sys; from pathlib import Path; from generator.diagnostics import *\n"
        "from generator.writing import write_tree\n"
        "input(); text = sys.argv[2].encode(); found = Diagnostics()\n"
        "tree = {f'{n:03}.py': text for n in range(40)}\n"
        "write_tree(tree, Path(sys.argv[1]), found)\n"
        "print(*[item.code for item in found.items])"
    )
    others = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(out), text],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for text in "abcdef"
    ]
    said = [other.communicate("\n")[0].strip() for other in others]
    assert set(said) <= {"", "W007"}
    assert "" in said
    texts = set(contents(out).values())
    assert len(contents(out)) == 40
    assert len(texts) == 1
    (text,) = texts
    tree = {f"{n:03}.py": text for n in range(40)}
    assert write_tree(tree, out, Diagnostics()) == Written(unchanged=41)
