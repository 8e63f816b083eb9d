"""Writing a tree: what is made, kept, removed, refused, and what ``--check`` says."""

import errno
import json
import os
from hashlib import sha256
from pathlib import Path

import pytest

from generator import __version__
from generator.diagnostics import Diagnostics
from generator.writing import OutOfDate, Written, check_tree, write_tree
from generator.writing.filesystem import Filesystem
from generator.writing.lock import exclusive

OLD = {
    "README.md": b"# Client\n",
    "pkg/__init__.py": b"",
    "pkg/api/license.py": b"LICENSE = 1\n",
    "pkg/api/users.py": b"USERS = 1\n",
    "pkg/models/user.py": b"class User: ...\n",
}
NEW = {
    "README.md": b"# Client, second edition\n",
    "pkg/__init__.py": b"",
    "pkg/api/license.py": b"LICENSE = 1\n",
    "pkg/api/routing.py": b"ROUTING = 1\n",
}


def write(files: dict[str, bytes], out: Path, *, force: bool = False) -> Written:
    """Write without a complaint."""
    diagnostics = Diagnostics()
    written = write_tree(files, out, diagnostics, force=force)
    assert {item.code for item in diagnostics.items} <= {"W014", "W015"}
    return written


def refusals(
    files: dict[str, bytes],
    out: Path,
    *,
    force: bool = False,
    disk: Filesystem | None = None,
) -> list[tuple[str, str]]:
    """Be refused: the codes and the paths below the target."""
    diagnostics = Diagnostics()
    written = write_tree(files, out, diagnostics, force=force, disk=disk)
    assert written == Written()
    items = diagnostics.items
    assert all(item.severity == "error" for item in items)
    return [
        (item.code, Path(item.span.file).relative_to(out).as_posix()) for item in items
    ]


def stale(files: dict[str, bytes], out: Path) -> list[OutOfDate]:
    diagnostics = Diagnostics()
    found = check_tree(files, out, diagnostics)
    assert {item.code for item in diagnostics.items} <= {"W015"}
    return found


def snapshot(out: Path) -> dict[str, bytes | None]:
    """Everything below a folder; folders have no bytes."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(out.rglob("*"))
    }


def contents(out: Path) -> dict[str, bytes]:
    """The files below a folder, without the manifest."""
    return {
        path: data
        for path, data in snapshot(out).items()
        if data is not None and path != "manifest.json"
    }


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A target that holds the old tree."""
    target = tmp_path / "generated"
    write(OLD, target)
    return target


def test_a_missing_target_is_made_with_its_parents(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b"
    written = write(OLD, target)
    assert contents(target) == OLD
    assert set(written.placed) == {*OLD, "manifest.json"}
    assert (written.removed, written.unchanged, written.resumed) == ((), 0, False)


def test_an_empty_target_is_fine(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    assert contents(tmp_path) == OLD


def test_the_manifest_lists_files_and_hashes_and_nothing_of_the_machine(
    out: Path,
) -> None:
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert manifest == {
        "format": 1,
        "generator": "mdclient",
        "version": __version__,
        "files": {path: sha256(data).hexdigest() for path, data in OLD.items()},
    }
    assert list(manifest["files"]) == sorted(OLD)


def test_the_order_of_the_files_does_not_matter(tmp_path: Path, out: Path) -> None:
    write(dict(reversed(OLD.items())), tmp_path / "other")
    assert snapshot(tmp_path / "other") == snapshot(out)


def test_a_new_tree_replaces_adds_and_removes(out: Path) -> None:
    written = write(NEW, out)
    assert contents(out) == NEW
    assert not (out / "pkg/models").exists()
    assert set(written.placed) == {"README.md", "pkg/api/routing.py", "manifest.json"}
    assert written.removed == ("pkg/api/users.py", "pkg/models/user.py")
    assert written.unchanged == 2


def test_files_that_stay_the_same_are_not_touched(out: Path) -> None:
    before = (out / "pkg/api/license.py").stat()
    write(NEW, out)
    after = (out / "pkg/api/license.py").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_the_same_tree_again_changes_nothing(out: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    written = write(OLD, out)
    assert (written.placed, written.removed) == ((), ())
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_files_of_others_stay(out: Path) -> None:
    theirs = ["build/lib/x.py", "x.egg-info/PKG-INFO", "notes.txt", "pkg/models/my.py"]
    for name in theirs:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("mine")
    (out / "empty").mkdir()
    write(NEW, out)
    assert contents(out) == {**NEW, **dict.fromkeys(theirs, b"mine")}
    assert (out / "empty").is_dir()


def test_byte_code_of_removed_modules_goes_and_other_byte_code_stays(out: Path) -> None:
    for name in (
        "pkg/models/__pycache__/user.cpython-311.pyc",
        "pkg/models/__pycache__/user.cpython-312.opt-1.pyc",
        "pkg/api/__pycache__/users.cpython-311.pyc",
        "pkg/api/__pycache__/license.cpython-311.pyc",
    ):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(b"code")
    write(NEW, out)
    kept = {"pkg/api/__pycache__/license.cpython-311.pyc": b"code"}
    assert contents(out) == {**NEW, **kept}
    assert not (out / "pkg/models").exists()


@pytest.mark.parametrize(
    "content",
    [b"{}", b"{", b'{"generator": "other"}', b'{"name": "web-app", "icons": []}'],
)
def test_a_manifest_of_others_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    before = snapshot(tmp_path)
    assert refusals(OLD, tmp_path, force=True) == [("W002", "manifest.json")]
    assert snapshot(tmp_path) == before
    diagnostics = Diagnostics()
    assert check_tree(OLD, tmp_path, diagnostics) == []
    assert [item.code for item in diagnostics.items] == ["W002"]


@pytest.mark.parametrize("force", [False, True])
def test_a_target_without_manifest_is_refused(tmp_path: Path, force: bool) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    before = tmp_path.stat().st_mtime_ns
    assert refusals(OLD, tmp_path, force=force) == [("W001", ".")]
    assert snapshot(tmp_path) == {"thesis.txt": b"years of work"}
    assert tmp_path.stat().st_mtime_ns == before


def test_a_target_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("file")
    assert refusals(OLD, tmp_path / "out") == [("W008", ".")]
    assert (tmp_path / "out").read_text() == "file"


def test_a_manifest_that_names_files_outside_removes_nothing(out: Path) -> None:
    victim = out.parent / "victim"
    victim.write_text("x")
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["files"]["../victim"] = sha256(b"x").hexdigest()
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert refusals(NEW, out, force=True) == [("W002", "manifest.json")]
    assert victim.read_text() == "x"


def test_foreign_files_in_the_way_are_refused_with_a_list(out: Path) -> None:
    new = {**NEW, "notes/a.txt": b"ours", "notes/b.txt": b"ours", "same": b"same"}
    (out / "notes").mkdir()
    (out / "notes/a.txt").write_text("mine")
    (out / "notes/b.txt").write_text("mine too")
    (out / "same").write_text("same")
    before = snapshot(out)
    expected = [("W003", "notes/a.txt"), ("W003", "notes/b.txt")]
    assert refusals(new, out) == expected
    assert snapshot(out) == before
    assert OutOfDate("notes/a.txt", "edited") in stale(new, out)
    write(new, out, force=True)
    assert contents(out) == new


def test_files_edited_by_hand_are_refused_with_a_list(out: Path) -> None:
    (out / "README.md").write_text("my readme")
    (out / "pkg/models/user.py").write_text("my user")
    before = snapshot(out)
    expected = [("W004", "README.md"), ("W004", "pkg/models/user.py")]
    assert refusals(NEW, out) == expected
    assert snapshot(out) == before
    write(NEW, out, force=True)
    assert contents(out) == NEW


def test_an_edit_is_noticed_although_the_tree_is_the_same(out: Path) -> None:
    (out / "README.md").write_text("my readme")
    assert refusals(OLD, out) == [("W004", "README.md")]
    assert stale(OLD, out) == [OutOfDate("README.md", "edited")]


def test_an_edit_that_made_the_new_text_is_no_edit(out: Path) -> None:
    (out / "README.md").write_bytes(NEW["README.md"])
    write(NEW, out)
    assert contents(out) == NEW


def test_removed_files_are_made_again(out: Path) -> None:
    (out / "README.md").unlink()
    assert stale(OLD, out) == [OutOfDate("README.md", "missing")]
    write(OLD, out)
    assert contents(out) == OLD


@pytest.mark.parametrize("name", ["README.md", "pkg/api/routing.py", "manifest.json"])
def test_a_symbolic_link_is_never_followed(out: Path, name: str) -> None:
    victim = out.parent / "victim"
    victim.write_bytes(b"precious")
    (out / name).unlink(missing_ok=True)
    (out / name).symlink_to(victim)
    code = "W002" if name == "manifest.json" else "W005"
    assert refusals(NEW, out, force=True) == [(code, name)]
    assert victim.read_bytes() == b"precious"


def test_a_symbolic_link_of_the_old_tree_is_left_alone(out: Path) -> None:
    victim = out.parent / "victim"
    victim.write_bytes(OLD["pkg/models/user.py"])
    (out / "pkg/models/user.py").unlink()
    (out / "pkg/models/user.py").symlink_to(victim)
    write(NEW, out)
    assert (out / "pkg/models/user.py").is_symlink()
    assert victim.exists()


def test_a_linked_folder_is_not_written_through(out: Path) -> None:
    elsewhere = out.parent / "elsewhere"
    (out / "pkg").rename(elsewhere)
    (out / "pkg").symlink_to(elsewhere)
    before = snapshot(elsewhere)
    new = {"pkg/api/license.py": b"new", "pkg/x.py": b"new"}
    expected = [("W005", "pkg/api/license.py"), ("W005", "pkg/x.py")]
    assert refusals(new, out, force=True) == expected
    assert snapshot(elsewhere) == before


def test_removals_do_not_follow_a_linked_folder(out: Path) -> None:
    elsewhere = out.parent / "elsewhere"
    (out / "pkg").rename(elsewhere)
    (out / "pkg").symlink_to(elsewhere)
    before = snapshot(elsewhere)
    write({"README.md": b"alone"}, out)
    assert snapshot(elsewhere) == before


def test_a_folder_in_the_way_is_refused(out: Path) -> None:
    (out / "LICENSE").mkdir()
    assert refusals({"LICENSE": b"MIT"}, out, force=True) == [("W005", "LICENSE")]
    assert OutOfDate("LICENSE", "blocked") in stale({"LICENSE": b"MIT"}, out)


def test_a_name_that_changes_its_case_survives(out: Path) -> None:
    """A hard link shows what a file system does that ignores case."""
    os.link(out / "README.md", out / "readme.md")
    new = {**OLD, "readme.md": b"lower\n"}
    del new["README.md"]
    write(new, out)
    assert contents(out) == new


def test_check_tells_every_reason(out: Path) -> None:
    assert stale(OLD, out) == []
    (out / "foreign.txt").write_text("does not matter")
    assert stale(OLD, out) == []
    assert stale(NEW, out) == [
        OutOfDate("README.md", "outdated"),
        OutOfDate("manifest.json", "outdated"),
        OutOfDate("pkg/api/routing.py", "missing"),
        OutOfDate("pkg/api/users.py", "surplus"),
        OutOfDate("pkg/models/user.py", "surplus"),
    ]


def test_check_of_a_missing_or_empty_target(tmp_path: Path) -> None:
    assert stale(OLD, tmp_path) == [OutOfDate(".", "absent")]
    assert stale(OLD, tmp_path / "missing") == [OutOfDate(".", "absent")]
    assert not (tmp_path / "missing").exists()


def test_what_an_earlier_run_prepared_is_cleared_away(out: Path) -> None:
    (out / ".mdclient/stage").mkdir(parents=True)
    (out / ".mdclient/stage/00000").write_text("half")
    (out / ".mdclient/journal.new").write_text("{")
    (out / ".mdclient.lock").touch()
    assert stale(OLD, out) == []
    write(OLD, out)
    assert contents(out) == OLD


@pytest.mark.parametrize(
    "journal",
    [
        b"{",
        b'{"format": 2, "removals": [], "placements": []}',
        b'{"format": 1, "removals": [{"path": "../victim", "before": "%s"}],'
        b' "placements": []}' % sha256(b"x").hexdigest().encode(),
    ],
)
def test_a_journal_that_is_not_ours_is_refused(out: Path, journal: bytes) -> None:
    victim = out.parent / "victim"
    victim.write_bytes(b"x")
    (out / ".mdclient").mkdir()
    (out / ".mdclient/journal.json").write_bytes(journal)
    assert refusals(OLD, out, force=True) == [("W006", ".")]
    assert victim.exists()
    assert contents(out).keys() - OLD.keys() == {".mdclient/journal.json"}


class Failing(Filesystem):
    """A disk on which one kind of operation fails, from the n-th time on."""

    def __init__(self, method: str, times: int = 0, code: int = errno.ENOSPC) -> None:
        real = getattr(self, method)

        def fail(*arguments: object) -> None:
            nonlocal times
            times -= 1
            if times < 0:
                raise OSError(code, os.strerror(code))
            real(*arguments)

        setattr(self, method, fail)


def test_a_fault_half_way_is_told_and_the_next_run_finishes(out: Path) -> None:
    """A sync that fails: `test_writing_faults` has all other operations."""
    disk = Failing("sync", 2, errno.EIO)
    assert refusals(NEW, out, disk=disk) == [("W009", ".")]
    assert stale(NEW, out) == [OutOfDate(".", "unfinished")]
    assert stale(OLD, out) == [OutOfDate(".", "unfinished")]
    assert write(NEW, out).resumed
    assert contents(out) == NEW


def test_an_interrupted_run_is_finished_before_another_tree_comes(out: Path) -> None:
    refusals(NEW, out, disk=Failing("move", 2, errno.EIO))
    third = {"README.md": b"third\n"}
    assert write(third, out).resumed
    assert contents(out) == third


def test_an_edit_after_an_interrupted_run_is_not_lost(out: Path) -> None:
    refusals(NEW, out, disk=Failing("move", 1, errno.EIO))
    (out / "README.md").write_text("mine")
    before = snapshot(out)
    assert refusals(NEW, out) == [("W004", "README.md")]
    assert snapshot(out) == before
    assert write(NEW, out, force=True).resumed
    assert contents(out) == NEW


def test_a_lock_whose_name_went_guards_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our opening and our locking, the holder removes the name."""
    lock = tmp_path / "lock"
    real, opened = os.open, []

    def open_late(*arguments: object) -> int:
        descriptor = real(*arguments)  # type: ignore[arg-type] # passed on as given
        opened.append(descriptor)
        if len(opened) == 1:
            lock.unlink()
        return descriptor

    monkeypatch.setattr(os, "open", open_late)
    with exclusive(lock):
        assert len(opened) == 2
        assert lock.exists()
    assert not lock.exists()
