"""A run that knows earlier ones makes and says what one without any memory does."""

import json
import multiprocessing
import os
import shutil
import sys
from pathlib import Path
from random import Random

import pytest

from generator.resources import templates_directory
from tests.synthetic import write_drop
from tests.trees import files_in
from tests.twins import CONFIG, Edit, Twins, facts, generate

FILE = "cache-4.sqlite3"
_LONG = "a text that goes on and on and on until no line of the code can hold it all"


def _pages(specs: Path, folder: str = "*") -> list[Path]:
    pages = specs.glob(f"{folder}/*-*.md")
    return sorted(page for page in pages if page.name != "api-classes.md")


def _reword(specs: Path, random: Random) -> None:
    page = random.choice(_pages(specs))
    old = random.choice(["A value.", "Does it.", "Fine.", "A class."])
    new = f"{old} {_LONG[:random.randrange(70)]}\n{random.randrange(9)}"
    page.write_text(page.read_text().replace(old, new.replace("\n", " "), 1))


def _retype(specs: Path, random: Random) -> None:
    page = random.choice(_pages(specs))
    text = page.read_text()
    old, new = random.sample(["string", "number", "boolean", "integer"], 2)
    page.write_text(text.replace(old, new, random.randrange(1, 4)))


def _rename_field(specs: Path, random: Random) -> None:
    page = random.choice(_pages(specs))
    old, new = random.sample(
        ["entities", "since", "keeper", "pageCount", "keepers", "fooBar", "class"], 2
    )
    page.write_text(page.read_text().replace(old, new))


def _rename_thing(specs: Path, random: Random) -> None:
    """An operation or a definition gets another name on all pages."""
    old, new = random.choice(
        [("getAnimal", "findAnimal"), ("Keeper", "Warden"), ("getKeeper", "whoAmI")]
    )
    if random.random() < 0.5:
        old, new = new, old
    for page in sorted(specs.rglob("*.md")):
        page.write_text(page.read_text().replace(old, new))


def _delete(specs: Path, random: Random) -> None:
    random.choice(_pages(specs)).unlink()


def _delete_lonely(specs: Path, random: Random) -> None:
    (specs / "definitions/lonely-definition.md").unlink(missing_ok=True)


def _add(specs: Path, random: Random) -> None:
    page = random.choice(_pages(specs, "definitions"))
    name = random.choice(["Lone", "Fresh", "Spare"])
    text = page.read_text()
    title = next(line for line in text.splitlines() if line.startswith("# "))
    target = specs / f"definitions/{name.lower()}-definition.md"
    target.write_text(text.replace(title, f"# {name}", 1))


def _rename_page(specs: Path, random: Random) -> None:
    page = random.choice(_pages(specs, "definitions"))
    page.rename(page.with_name(f"x{page.name}"))


def _swap(specs: Path, random: Random) -> None:
    """Two pages exchange what they say."""
    one, two = random.sample(_pages(specs, "definitions"), 2)
    text = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(text)


def _configure(specs: Path, random: Random) -> None:
    more = random.choice(
        [
            "",
            f'title = "The {random.choice("ABC")} API"\n',
            '[naming]\nacronyms = ["FooBar"]\n',
            "[naming]\naliases = false\n",
            '[names]\n"definition:Keeper" = "Ranger"\n',
            '[names]\n"definition:Keeper.since" = "start"\n',
            '[names]\n"ZooAPI" = "menagerie"\n',
            '[wire]\ncomma_arrays = ["ZooAPI"]\n',
            "nonsense = 1\n",
            "[documents]\npages = 3\n",
        ]
    )
    config = CONFIG.replace("1.0.0", f"1.{random.randrange(3)}.0")
    (specs / "client.toml").write_text(config + more)


def _overlay(specs: Path, random: Random) -> None:
    overlay = specs / "overlays/fixes.toml"
    overlay.parent.mkdir(exist_ok=True)
    name = random.choice(["name", "keeper", "none"])
    if overlay.exists() and random.random() < 0.5:
        overlay.unlink()
        return
    overlay.write_text(
        f'[[overlay]]\ntarget = "definition:Animal.{name}"\n'
        'set = { required = true }\nreason = "It is."\n'
    )


def _template(specs: Path, random: Random) -> None:
    """A template of one's own comes, goes, or changes."""
    own = specs.parent / "own"
    name = random.choice(
        [
            "distribution/README.md.j2",
            "distribution/package/api/api.py.j2",
            "distribution/package/models/module.py.j2",
            "macros/method.j2",
        ]
    )
    file = own / name
    if file.exists() and random.random() < 0.5:
        file.unlink()
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    text = (templates_directory() / name).read_text()
    marks = {".md.j2": "\n{}\n", ".py.j2": "\n# {}\n", ".j2": ""}
    mark = next(mark for end, mark in marks.items() if name.endswith(end))
    file.write_text(text + mark.format(random.randrange(9)))


def _spoil_output(specs: Path, random: Random) -> None:
    files = sorted((specs.parent / "out").rglob("*.py"))
    if files:
        file = random.choice(files)
        file.write_text(file.read_text() + "# By hand.\n")


def _lose_output(specs: Path, random: Random) -> None:
    files = sorted((specs.parent / "out").rglob("*.*"))
    if files:
        random.choice(files).unlink()


def _nothing(specs: Path, random: Random) -> None:
    """All is as it was."""


EDITS: tuple[Edit, ...] = (
    *(_reword, _reword, _retype, _rename_field, _rename_thing, _delete, _delete_lonely),
    *(_add, _rename_page, _swap, _configure, _configure, _overlay, _template),
    *(_template, _spoil_output, _lose_output, _nothing),
)


@pytest.fixture
def twins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Twins:
    return Twins(tmp_path, monkeypatch)


@pytest.mark.parametrize("seed", range(4))
def test_any_history_ends_as_without_a_cache(
    twins: Twins, tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    states = tmp_path / "states"
    codes = twins.run("--templates", "own")
    assert codes == []
    for part in ("specs", "own"):
        shutil.copytree(twins.folders[0] / part, states / part)
    left = random.sample(EDITS, len(EDITS))
    while left:
        if random.random() < 0.25:
            twins.restore(states)
        for edit in [left.pop() for _ in range(min(len(left), random.choice([1, 2])))]:
            twins.edit(edit, f"{seed} {len(left)}")
        options = random.choice([(), (), (), ("--check",), ("--strict",), ("--force",)])
        own = () if random.random() < 0.3 else ("--templates", "own")
        twins.run(*options, *own)


def test_a_cache_that_is_damaged_is_told_and_made_anew(twins: Twins) -> None:
    twins.run()
    twins.edit(_reword, "1")
    (twins.cache / FILE).write_bytes(b"no database" * 1000)
    assert _codes(twins) == ["W012"]
    twins.edit(_reword, "2")
    assert _codes(twins) == []


def _codes(twins: Twins) -> list[str]:
    """Run both; what the one with the cache says more."""
    runs = [
        generate(folder, twins.monkeypatch, *more)
        for folder, more in zip(twins.folders, ((), ("--no-cache",)), strict=True)
    ]
    assert twins.made(0) == twins.made(1)
    warm, cold = (
        [item["code"] for item in json.loads(said)["diagnostics"]]
        for _, said, _ in runs
    )
    return [code for code in warm if code not in cold]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse the names")
@pytest.mark.parametrize(
    "name",
    [
        *(b"specs/classes/d\xff/x.md", b"specs/d\xff/x-api.md"),
        *(b"specs/classes/d\xff-api.md", b"specs/definitions/d\xff-definition.md"),
        *(b"specs/overlays/d\xff.toml", b"own/d\xff.j2", b"own/runtime/d\xff.py"),
    ],
)
def test_a_path_may_be_no_text(twins: Twins, name: bytes) -> None:
    twins.run("--templates", "own")
    for folder in twins.folders:
        file = folder / os.fsdecode(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("# D\n")
    twins.run("--templates", "own")
    twins.run("--templates", "own")


def test_a_cache_that_goes_is_not_missed(twins: Twins) -> None:
    for turn in range(3):
        twins.run()
        twins.edit(_reword, str(turn))
        shutil.rmtree(twins.cache)


def _make(folder: str, cache: str) -> None:
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("XDG_CACHE_HOME", cache)
    for turn in range(4):
        for name in ("a", "b"):
            _reword(Path(folder, name, "specs"), Random(turn))
            result = generate(Path(folder, name), monkeypatch)
            assert result[:2] == (0, '{\n  "diagnostics": []\n}\n'), result


def test_runs_share_a_cache_at_the_same_time(tmp_path: Path) -> None:
    for number in range(3):
        for name in ("a", "b"):
            write_drop(tmp_path / str(number) / name / "specs", facts())
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=_make, args=(str(tmp_path / str(n)), str(tmp_path)))
        for n in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 3
    trees = [
        files_in(tmp_path / str(n) / name / "out")
        for n in range(3)
        for name in ("a", "b")
    ]
    assert all(each == trees[0] for each in trees)
    assert trees[0]
