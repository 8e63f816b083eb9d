"""Signals that end a program leave the old files or the new ones, all together.

They are aimed: at every call of the system that a run makes about its files, and at
lines between them, which an audit hook and a tracer count. No test waits for a moment.
"""

import os
import shutil
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from generator import writing
from generator.cli import exit_codes, main
from generator.diagnostics import Diagnostics
from generator.writing import check_tree, write_tree
from tests.synthetic import write_drop
from tests.synthetic.small import api, definition, drop, operation
from tests.unit.test_writing_kill import NEVER, NEW, OLD, present

DEADLINE = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
Signals = tuple[signal.Signals, ...]
BURST: Signals = (signal.SIGTERM, signal.SIGINT, signal.SIGINT, signal.SIGHUP)
SHOTS: tuple[Signals, ...] = (*((one,) for one in DEADLINE), BURST)
CALLS = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.copymode"}


class Aim:
    """Raises signals before the n-th call of the system about files in a folder."""

    def __init__(self, folder: Path, at: int, signals: Signals = ()) -> None:
        self._folder = str(folder)
        self._at = at
        self.signals = signals
        self.count = 0

    def start(self) -> None:
        sys.addaudithook(self)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if not (writes or event in CALLS):
            return
        if os.path.abspath(str(arguments[0])).startswith(self._folder):
            self.count += 1
            if self.count == self._at + 1:
                shoot(self.signals)


class Lines:
    """Raises signals before the n-th line that Python runs in the package of writing.

    All lines count, whichever thread runs them: also those between two operations on
    the disk, while a lock is taken and while it is given back.
    """

    def __init__(self, at: int) -> None:
        self._package = str(Path(writing.__file__).parent)
        self._left = at
        self.signals: Signals = ()

    def start(self) -> None:
        threading.settrace(self._call)
        sys.settrace(self._call)

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        ours = frame.f_code.co_filename.startswith(self._package)
        return self._line if ours else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self._left -= 1
            if self._left == -1:
                shoot(self.signals)
        return self._line


def shoot(signals: Signals) -> None:
    for number in signals:
        signal.raise_signal(number)


def in_child(work: Callable[[], object]) -> tuple[int, str]:
    """Do something in a process of its own; its exit code, and what it said."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 99
        try:
            os.dup2(write, 1)
            os.dup2(write, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            for number in DEADLINE:
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            work()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            sys.stdout.flush()
            os._exit(status)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


class Tree:
    """A target with the old tree, and a file beside it that goes with it."""

    def __init__(self, folder: Path) -> None:
        self.out = folder / "out"
        self.beside = folder / "beside"
        write_tree(OLD, self.out, Diagnostics())
        self.beside.write_bytes(b"old")

    def state(self) -> str:
        """``old`` or ``new``; anything else fails."""
        assert not list(self.out.parent.rglob(".mdclient*"))
        stale = check_tree(NEW, self.out, Diagnostics())
        if not stale:
            assert present(self.out) == NEW
            assert self.beside.read_bytes() == b"new"
            return "new"
        assert present(self.out) == OLD
        assert check_tree(OLD, self.out, Diagnostics()) == []
        assert self.beside.read_bytes() == b"old"
        return "old"

    def write(self) -> None:
        diagnostics = Diagnostics()
        alongside = {self.beside: b"new"}
        write_tree(NEW, self.out, diagnostics, alongside=alongside)
        assert not diagnostics.items


@pytest.fixture
def make_tree(tmp_path: Path) -> Callable[[], Tree]:
    folder = tmp_path / "tree"

    def make() -> Tree:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return Tree(folder)

    return make


def run_of(tree: Tree, aim: Callable[[], object]) -> None:
    """Write the new tree as a program does that takes signals."""
    with exit_codes.handle_signals():
        aim()
        tree.write()


def assert_whole(
    make_tree: Callable[[], Tree], aimed: Callable[[int], Aim | Lines], step: int
) -> None:
    """Aim at every ``step``-th place of a run, with the signals in turn."""
    ends: Counter[str] = Counter()
    for number in range(NEVER):
        tree = make_tree()
        aim = aimed(number * step)
        aim.signals = SHOTS[number % len(SHOTS)]
        code, _ = in_child(lambda tree=tree, aim=aim: run_of(tree, aim.start))
        ends[tree.state()] += 1
        if code == 0:
            break
        # Python calls the handlers of signals that come together by their numbers.
        assert code in {DEADLINE[one] for one in aim.signals}
    assert tree.state() == "new"
    assert min(ends["old"], ends["new"]) > 1


@pytest.mark.parametrize(
    "step", [7, pytest.param(1, marks=pytest.mark.long, id="everywhere")]
)
def test_a_signal_at_any_call_of_the_system(
    make_tree: Callable[[], Tree], step: int
) -> None:
    assert_whole(make_tree, lambda at: Aim(make_tree().out.parent, at), step)


@pytest.mark.parametrize(
    "step", [197, pytest.param(3, marks=pytest.mark.long, id="many")]
)
def test_a_signal_at_any_line(make_tree: Callable[[], Tree], step: int) -> None:
    assert_whole(make_tree, Lines, step)


def test_what_is_ignored_stays_ignored(make_tree: Callable[[], Tree]) -> None:
    tree = make_tree()

    def work() -> None:
        for number in DEADLINE:
            signal.signal(number, signal.SIG_IGN)
        run_of(tree, Aim(tree.out.parent, 9, BURST).start)
        assert {signal.getsignal(number) for number in DEADLINE} == {signal.SIG_IGN}

    assert in_child(work) == (0, "")
    assert tree.state() == "new"


def test_handlers_of_others_are_called_once_and_stay(
    make_tree: Callable[[], Tree],
) -> None:
    """As in a program that uses the generator as a library."""
    tree = make_tree()
    seen: list[int] = []

    def note(number: int, frame: object) -> None:
        seen.append(number)

    def work() -> None:
        signal.signal(signal.SIGINT, note)
        sys.addaudithook(Aim(tree.out.parent, 9, (signal.SIGINT,)))
        tree.write()
        assert seen == [signal.SIGINT]
        assert signal.getsignal(signal.SIGINT) is note
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL

    assert in_child(work) == (0, "")
    assert tree.state() == "new"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_without_a_handler_the_process_dies_of_the_signal(
    make_tree: Callable[[], Tree], number: signal.Signals
) -> None:
    tree = make_tree()

    def work() -> None:
        sys.addaudithook(Aim(tree.out.parent, 9, (number,)))
        tree.write()

    assert in_child(work) == (-number, "")
    assert tree.state() == "new"


def test_another_thread_writes_without_taking_signals(
    make_tree: Callable[[], Tree],
) -> None:
    tree = make_tree()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(tree.write).result()
    assert tree.state() == "new"
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


class Project:
    """Documents whose client was released, and that changed since."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.specs, self.out = folder / "specs", folder / "generated"
        self.config = self.specs / "client.toml"
        self.changelog = self.out / "CHANGELOG.md"

    def command(self, *words: str) -> None:
        """Run the program, which ends by SystemExit."""
        os.chdir(self.folder)
        sys.argv = ["mdclient", *words]
        main()

    def run(self, *words: str, aim: Aim | None = None) -> tuple[int, str]:
        def work() -> None:
            if aim:
                sys.addaudithook(aim)
            self.command(*words)

        return in_child(work)

    def prepare(self) -> None:
        zoo = api("ZooAPI", operation("getAnimal", "GET /animal"))
        yard = api("YardAPI", operation("getYard", "GET /yard"))
        write_drop(self.specs, drop([zoo, yard], [definition("Animal", a="string")]))
        self.config.write_text('[package]\nversion = "1.2.3"\n')
        assert self.run("release")[0] == 0
        shutil.rmtree(self.specs / "classes")
        barn = api("BarnAPI", operation("getBarn", "GET /barn"))
        write_drop(self.specs, drop([zoo, barn], [definition("Animal", a="string")]))

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            # A lock that stays without its process does no harm.
            if path.is_file() and path.name != ".mdclient.lock"
        }


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A client that is one release behind its documents."""
    project = Project(tmp_path_factory.mktemp("project"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(project.folder.parent / "cache"))
        patched.setenv("SOURCE_DATE_EPOCH", "981173106")
        project.prepare()
        yield project


def copies(project: Project, folder: Path) -> Iterator[Project]:
    """The same project again and again."""
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(project.folder, folder)
        yield Project(folder)


@pytest.mark.parametrize(
    ("command", "step"),
    [
        ("generate", 30),
        ("release", 37),
        pytest.param("generate", 1, marks=pytest.mark.long, id="generate everywhere"),
        pytest.param("release", 1, marks=pytest.mark.long, id="release everywhere"),
    ],
)
def test_commands_say_which_client_there_is(
    changed: Project, tmp_path: Path, command: str, step: int
) -> None:
    old = changed.files()
    wanted = copies(changed, tmp_path / "again")
    project = next(wanted)
    assert project.run(command)[0] == 0
    new = project.files()
    ends: Counter[str] = Counter()
    for number in range(NEVER):
        project = next(wanted)
        aim = Aim(project.folder, number * step, SHOTS[number % len(SHOTS)])
        code, said = project.run(command, aim=aim)
        if code == 0:
            break
        assert code in {DEADLINE[one] for one in aim.signals}
        assert "Traceback" not in said
        [line] = [line for line in said.splitlines() if line.startswith("Stopped by")]
        files = project.files()
        end = "old" if files == old else "new"
        assert files == (old if end == "old" else new)
        words = {"old": "the previous client", "new": "the new client"}
        assert line.endswith(f"; generated contains {words[end]}.")
        ends[end] += 1
    assert min(ends["old"], ends["new"]) > 0


def test_watch_ends_between_two_clients(changed: Project, tmp_path: Path) -> None:
    old = changed.files()
    wanted = copies(changed, tmp_path / "again")
    project = next(wanted)
    assert project.run("generate")[0] == 0
    new = project.files()
    for at, number in ((0, signal.SIGTERM), (30, signal.SIGHUP)):
        project = next(wanted)
        code, said = project.run("watch", aim=Aim(project.folder, at, (number,)))
        assert code == DEADLINE[number]
        assert "Traceback" not in said
        is_old = project.files() == old
        assert project.files() == (old if is_old else new)
        words = "previous client" if is_old else "new client"
        assert said.endswith(
            f"Stopped by {number.name}; generated contains the {words}.\n"
        )


class TestAfterAKill:
    """The next run and ``--check`` say what happened, and the next run mends it."""

    @pytest.mark.parametrize(
        "places",
        [
            # While files beside the client are moved, and while those of it are.
            pytest.param((25, 41), id="some"),
            pytest.param(range(NEVER), marks=pytest.mark.long, id="everywhere"),
        ],
    )
    def test_a_release_comes_out_the_same(
        self, changed: Project, tmp_path: Path, places: Iterable[int]
    ) -> None:
        wanted = copies(changed, tmp_path / "again")
        project = next(wanted)
        assert project.run("release")[0] == 0
        new = project.files()
        seen: Counter[str] = Counter()
        for at in places:
            project = next(wanted)
            aim = Aim(project.folder, at, (signal.SIGKILL,))
            if project.run("release", aim=aim)[0] == 0:
                break
            before = project.files()
            code, checked = project.run("generate", "--check")
            assert project.files() == before
            told = [code for code in ("W013", "W015") if f"[{code}]" in checked]
            is_begun = (project.out / ".mdclient/journal.json").exists()
            if is_begun:
                assert (code, told) == (3, ["W013"])
            elif (project.out / ".mdclient").exists():
                assert told == ["W015"]
            else:
                assert told == []
            seen.update(told)
            code, said = project.run("release")
            assert code == 0
            if told:
                assert f"note[{'W014' if is_begun else 'W015'}]" in said
            assert project.files() == new
            assert project.run("generate", "--check")[0] == 0
        assert seen.keys() == {"W013", "W015"}

    def test_a_first_release_begins_again(self, tmp_path: Path) -> None:
        """Its changelog lies already where the client shall be."""
        project = Project(tmp_path / "project")
        zoo = api("ZooAPI", operation("getAnimal", "GET /animal"))
        write_drop(project.specs, drop([zoo]))
        project.changelog.parent.mkdir()
        project.changelog.write_text("# Changelog\n")
        (project.out / ".mdclient").mkdir()
        journal = b'{"removals": [], "placements": [], "alongside": ["CHANGELOG.md"]}'
        (project.out / ".mdclient/journal.new").write_bytes(journal)
        code, said = project.run("generate", "--check")
        assert code == 3
        assert "may have written" in said
        code, said = project.run("release")
        assert (code, said.splitlines()[-1]) == (0, "0.1.0: first release")


def test_a_file_by_itself_is_whole(changed: Project, tmp_path: Path) -> None:
    project = next(copies(changed, tmp_path / "again"))
    place = project.folder / "openapi.json"
    place.write_text("old")
    for at in range(0, NEVER, 3):
        aim = Aim(project.folder, at, (signal.SIGINT,))
        code, said = project.run("openapi", "--out", str(place), aim=aim)
        assert code in {0, 130}
        assert code == 0 or said.endswith("Stopped by SIGINT.\n")
        assert place.read_text() == "old" or place.read_text().endswith("}\n")
        assert not list(project.folder.glob(".mdclient*"))
        if code == 0:
            break
    assert at > 3
