"""What keys are made of: the files of a run, the generator itself, parts kept apart."""

import os
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from generator.caching import InputHashes, fingerprint, hash_inputs, key_of, keys

_FILES = (
    "specs/page.md",
    "specs/classes/zoo-api.md",
    "specs/classes/pen-api.MARKDOWN",
    "specs/definitions/animal-definition.md",
    "specs/overlays/fixes.toml",
    "specs/more/page.md",
    "own/macros/operation.j2",
    "client.toml",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in _FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("0")
    (tmp_path / "link.md").symlink_to("client.toml")
    (tmp_path / "specs/classes/link-api.md").symlink_to("zoo-api.md")
    return tmp_path


def _looked(root: Path) -> InputHashes:
    return hash_inputs(root / "specs", root / "client.toml", root / "own")


Change = Callable[[Path], object]


def _write(name: str) -> Change:
    return lambda root: (root / name).write_text("1")


def _move(old: str, new: str) -> Change:
    return lambda root: (root / old).rename(root / new)


def _link(name: str, target: str) -> Change:
    def link(root: Path) -> None:
        (root / name).unlink()
        (root / name).symlink_to(target)

    return link


def _folder(name: str) -> Change:
    def folder(root: Path) -> None:
        (root / name).unlink()
        (root / name).mkdir()

    return folder


@pytest.mark.parametrize(
    "change",
    [
        *(_write(name) for name in _FILES if "/more/" not in name),
        _write("specs/classes/new-api.md"),
        _write("specs/classes/no-page.txt"),
        _write("specs/more/new.md"),
        _move("specs/more/page.md", "specs/more/other.md"),
        _move("specs/more", "specs/others"),
        _move("specs/classes/zoo-api.md", "specs/classes/zo-api.md"),
        _move("own/macros/operation.j2", "own/macros/method.j2"),
        _move("client.toml", "other.toml"),
        _folder("specs/page.md"),
        _folder("specs/definitions/animal-definition.md"),
        _link("specs/page.md", "classes/zoo-api.md"),
        _link("specs/classes/link-api.md", "../page.md"),
        _write("own/new.txt"),
    ],
)
def test_what_a_run_may_read_is_seen(root: Path, change: Change) -> None:
    before = _looked(root)
    assert _looked(root).digest == before.digest
    change(root)
    assert _looked(root).digest != before.digest


def test_content_goes_with_its_page(root: Path) -> None:
    contents = _looked(root).contents
    assert set(contents) >= {
        name.removeprefix("specs/")
        for name in _FILES
        if name.startswith("specs/") and "/more/" not in name
    }
    assert len(set(contents.values())) == 1
    _write("specs/page.md")(root)
    changed = _looked(root).contents
    assert {name for name in contents if contents[name] != changed[name]} == {"page.md"}


def _touched(name: str) -> Change:
    """As a text of the same size would, written a moment later."""

    def change(root: Path) -> None:
        file = root / name
        times = file.stat()
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns + 1))

    return change


def _longer(name: str) -> Change:
    """Another text under the old time."""

    def change(root: Path) -> None:
        file = root / name
        times = file.stat()
        file.write_text("another")
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))

    return change


def _replaced(name: str) -> Change:
    """By a file of the same size and time."""

    def change(root: Path) -> None:
        file = root / name
        times = file.stat()
        (root / "new").write_text("1")
        os.utime(root / "new", ns=(times.st_atime_ns, times.st_mtime_ns))
        (root / "new").replace(file)

    return change


@pytest.mark.parametrize("name", ["specs/page.md", "own/macros/operation.j2"])
@pytest.mark.parametrize("change", [_touched, _longer, _replaced])
def test_what_changes_under_the_hands_of_a_run_is_seen(
    root: Path, name: str, change: Callable[[str], Change]
) -> None:
    before = _looked(root)
    assert before.are_unchanged()
    change(name)(root)
    assert not before.are_unchanged()


def test_no_two_lists_of_parts_have_one_key() -> None:
    half = "\udfff"
    lists: list[tuple[str | bytes, ...]] = [
        (),
        ("",),
        ("a", "bc"),
        ("ab", "c"),
        ("abc",),
        (b"abc",),
        (b"a", "bc"),
        (half,),
        (half.encode("utf-8", "surrogatepass"),),
        (half, "a"),
        (half, b"a"),
        ("a", half),
    ]
    assert len({key_of(*parts) for parts in lists}) == len(lists)
    assert key_of("a", half) == key_of("a", half)


_LIBRARIES = ("black", "jinja2", "mistune", "msgspec")


@pytest.fixture
def generator_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A generator in a folder, with libraries beside it."""
    names = ["code/caching/keys.py", "code/model.py"]
    names += ["templates/macros/a.j2", "templates/runtime/a.py"]
    for name in (*names, *(f"{library}.py" for library in _LIBRARIES)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("0")

    def find_spec(library: str) -> ModuleSpec:
        places = [tmp_path / f"new/{library}.py", tmp_path / f"{library}.py"]
        place = next(path for path in places if path.exists())
        return ModuleSpec(library, None, origin=str(place))

    monkeypatch.setattr(keys, "__file__", str(tmp_path / "code/caching/keys.py"))
    monkeypatch.setattr(keys, "templates_directory", lambda: tmp_path / "templates")
    monkeypatch.setattr(keys, "find_spec", find_spec)
    return tmp_path


def _fingerprint() -> str:
    return fingerprint.__wrapped__()


def _installed_elsewhere(library: str) -> Change:
    def change(root: Path) -> None:
        (root / "new").mkdir()
        (root / f"{library}.py").rename(root / f"new/{library}.py")

    return change


@pytest.mark.parametrize(
    "change",
    [
        _write("code/model.py"),
        _write("code/caching/keys.py"),
        _write("code/new.py"),
        _move("code/model.py", "code/models.py"),
        _write("templates/macros/a.j2"),
        _write("templates/runtime/a.py"),
        _move("templates/macros/a.j2", "templates/macros/b.j2"),
        *(_longer(f"{library}.py") for library in _LIBRARIES),
        *(_touched(f"{library}.py") for library in _LIBRARIES),
        *(_installed_elsewhere(library) for library in _LIBRARIES),
    ],
)
def test_the_fingerprint_is_that_of_the_whole_generator(
    generator_: Path, change: Change
) -> None:
    before = _fingerprint()
    assert _fingerprint() == before
    change(generator_)
    assert _fingerprint() != before


def test_the_fingerprint_is_that_of_a_python(
    generator_: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _fingerprint()
    monkeypatch.setattr(sys, "version", "4.0.0")
    assert _fingerprint() != before


def test_a_library_that_is_missing_is_none(
    generator_: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _fingerprint()

    def find_spec(library: str) -> None:
        """No library is there."""

    monkeypatch.setattr(keys, "find_spec", find_spec)
    assert _fingerprint() != before
