"""Every key holds all that its value is made of.

Each edit changes one thing that a value depends on, and a file or a message has to
follow. What a run with a cache makes and says is what one without makes and says.
"""

import shutil
import sqlite3
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from generator.caching import fingerprint
from generator.parsing.page_lookup import PageLookup
from generator.resources import templates_directory
from tests.synthetic.small import api, definition, drop, operation, parameter
from tests.twins import CONFIG, Edit, Twins

_OWN = ("--templates", "own")
_API = "distribution/package/api/api.py.j2"
_TROUBLE: dict[str, str | None] = {"200": "string", "400": "Trouble", "404": None}
_PLAIN: dict[str, str | None] = {"200": "string", "409": "Trouble"}
FACTS = drop(
    [
        api(
            "ZooAPI",
            operation(
                "getAnimals",
                "GET /animals",
                parameter("query", "kinds", "string[]"),
                parameter("query", "pageNumber", "number", required=False),
                answers={**_PLAIN, "200": "AnimalListing"},
            ),
            operation("getAnimal", "GET /animals/me", answers=_PLAIN),
        ),
        api("GateAPI", operation("deleteGate", "DELETE /gate", answers=_TROUBLE)),
        api("KeeperAPI", operation("getKeeper", "GET /keepers", answers=_TROUBLE)),
        api(
            "NoteAPI",
            operation("postNote", "POST /notes", parameter("body", "body", "Note")),
        ),
    ],
    [
        definition("Animal", id="string!", name="string", worry="Trouble"),
        definition("AnimalListing", entities="Animal[]", pageCount="number"),
        definition("Trouble", message="string"),
        definition("Lonely", list="string[]"),
        definition("Note", text="string"),
    ],
)
PAGED = f"""{CONFIG}
[paging]
items = ["entities"]
[[paging.rules]]
style = "number"
parameters = ["pageNumber"]
last = "pageCount"
"""


def _replaced(file: str, old: str, new: str, count: int = -1) -> Edit:
    def edit(specs: Path, _: Random) -> None:
        text = (specs / file).read_text()
        assert old in text
        (specs / file).write_text(text.replace(old, new, count))

    return edit


def _everywhere(old: str, new: str) -> Edit:
    def edit(specs: Path, _: Random) -> None:
        for page in sorted(specs.rglob("*.md")):
            page.write_text(page.read_text().replace(old, new))

    return edit


def _configured(more: str) -> Edit:
    def edit(specs: Path, _: Random) -> None:
        (specs / "client.toml").write_text(PAGED + more)

    return edit


def _own(name: str, old: str, new: str) -> Edit:
    def edit(specs: Path, _: Random) -> None:
        file = specs.parent / "own" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = (templates_directory() / name).read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    return edit


def _copied(old: str, new: str) -> Edit:
    def edit(specs: Path, _: Random) -> None:
        (specs / new).write_bytes((specs / old).read_bytes())

    return edit


def _moved(old: str, new: str) -> Edit:
    def edit(specs: Path, _: Random) -> None:
        (specs / old).rename(specs / new)

    return edit


def _all(*edits: Edit) -> Edit:
    def edit(specs: Path, random: Random) -> None:
        for one in edits:
            one(specs, random)

    return edit


def _renamed(old: str, new: str) -> Edit:
    """An operation and the anchors to it."""
    return _all(_everywhere(old, new), _everywhere(old.lower(), new.lower()))


class Case(NamedTuple):
    """Edits one after the other, each of which changes these files of the client."""

    edits: tuple[Edit, ...]
    changes: tuple[str, ...]


_ZOO = "classes/zoo-api.md"
_NO_ALIASES = "[naming]\naliases = false\n"
"""Or the old name of a method would tell that it has a new one."""
_ROAM = '[names]\n"ZooAPI.getAnimals" = "roam"\n'
_GATE = "classes/gate-api.md"
_ANIMAL = "definitions/animal-definition.md"
_LONELY = "definitions/lonely-definition.md"
_MODULE = "distribution/package/models/module.py.j2"
_MACRO = "macros/operation.j2"
_CASES = {
    "answer": Case((_replaced(_ZOO, "Fine.", "Well."),), ("api/zoo.py",)),
    "commas of a class": Case(
        (_configured('[wire]\ncomma_arrays = ["ZooAPI"]\n'), _configured("")),
        ("api/zoo.py",),
    ),
    # The page of KeeperAPI stays as it is.
    "a table is shared no longer, and again": Case(
        (_replaced(_GATE, "404", "410"), _replaced(_GATE, "410", "404")),
        ("api/keeper.py", "api/_statuses.py"),
    ),
    "path of items": Case(
        (_configured('[names]\n"definition:AnimalListing.entities" = "beasts"\n'),),
        ("api/zoo.py",),
    ),
    "method of an operation": Case(
        (_configured(f"{_NO_ALIASES}{_ROAM}"), _configured(_NO_ALIASES)),
        ("api/zoo.py",),
    ),
    "aliases": Case(
        (_renamed("getAnimals", "findAnimals"), _configured(_NO_ALIASES)),
        ("api/zoo.py",),
    ),
    "name of a model": Case(
        (_configured('[names]\n"definition:AnimalListing" = "Herd"\n'),),
        ("api/zoo.py", "models/zoo.py"),
    ),
    "name of a model of another module": Case(
        (_configured('[names]\n"definition:Trouble" = "Problem"\n'),),
        ("models/zoo.py",),
    ),
    "name of a class that keeps its module": Case(
        (
            _all(
                _everywhere("ZooAPI", "BeastAPI"),
                _configured('[names]\n"BeastAPI" = "zoo"\n'),
            ),
        ),
        ("models/zoo.py", "api/zoo.py"),
    ),
    "module of models": Case(
        (
            _own(_MODULE, "{{", "# {{ module.module }}\n{{"),
            _configured('[names]\n"ZooAPI" = "menagerie"\n'),
        ),
        ("models/zoo.py",),
    ),
    "name of a field": Case(
        (_configured('[names]\n"definition:Animal.name" = "called"\n'),),
        ("models/zoo.py",),
    ),
    "own template": Case(
        (
            _own(_API, "{{ api.summary", "# 1\n{{ api.summary"),
            _own(_API, "{{", "# 2\n{{"),
        ),
        ("api/zoo.py",),
    ),
    "own macro": Case(
        (
            _own(_MACRO, "_Response(", "_Response(  # 1"),
            _own(_MACRO, "[],", "[0][:0],"),
        ),
        ("api/zoo.py",),
    ),
    "name of a property": Case(
        (
            _replaced(_ANIMAL, "| name |", "| title |"),
            _replaced(_ANIMAL, "| title |", "| id2 |"),
        ),
        ("models/zoo.py",),
    ),
    "name of a definition": Case(
        (_replaced(_LONELY, "Lonely", "Alone"),), ("models/__init__.py",)
    ),
    "pages of an operation": Case(
        (
            _replaced(_ZOO, "pageNumber", "page"),
            _replaced(_ZOO, "`query.page`", "`query.pageNumber`"),
        ),
        ("api/zoo.py",),
    ),
    "configuration": Case(
        (
            _configured("[naming]\naliases = false\n"),
            _configured('[naming]\nacronyms = ["ZooAnimal"]\n'),
        ),
        ("model.json.gz",),
    ),
}


@pytest.mark.parametrize("name", _CASES)
def test_what_a_file_is_made_of_changes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    twins = _twins(tmp_path, monkeypatch)
    twins.run(*_OWN)
    for edit in _CASES[name].edits:
        before = twins.made()
        twins.edit(edit)
        twins.run(*_OWN)
        after = twins.made()
        for file in _CASES[name].changes:
            path = next(path for path in {**before, **after} if path.endswith(file))
            assert before.get(path) != after.get(path), path
        twins.run(*_OWN)


def _nothing(_specs: Path, _random: Random) -> None:
    """All is as it was."""


def _deep(specs: Path, _: Random) -> None:
    with (specs / _LONELY).open("a") as page:
        page.write("\n\n> > > > Deep.\n")


def _exchanged_methods(specs: Path, _: Random) -> None:
    page = specs / _ZOO
    text = page.read_text()
    one, two = "`GET /animals`", "`POST /animals`"
    assert one in text
    assert two in text
    page.write_text(text.replace(one, "?").replace(two, one).replace("?", two))


_TOLD: dict[str, tuple[Edit, ...]] = {
    "name of a page": (
        _copied(_LONELY, "definitions/lone-definition.md"),
        _replaced(_ANIMAL, "A value.", "The value."),
    ),
    # All names stay, and what calls which endpoint does not.
    "HTTP methods": (
        _replaced(_ZOO, "GET /animals/me", "POST /animals"),
        _exchanged_methods,
    ),
    "nesting": (_deep, _configured("[documents]\nnesting = 2\n")),
    "bytes of a page": (_configured("[documents]\npage_bytes = 300\n"),),
    "names of other pages": (
        _replaced(_LONELY, "A value.", "As [that](lonesome-definition.md)."),
        _copied(_ANIMAL, "definitions/lonesom-definition.md"),
        _copied(_ANIMAL, "definitions/lonesome-definition.md"),
    ),
    "a page that is linked to": (
        _replaced(_LONELY, "A value.", "As [that](note-definition.md)."),
        _moved("definitions/note-definition.md", "definitions/memo-definition.md"),
        _moved("definitions/memo-definition.md", "definitions/note-definition.md"),
    ),
    "names that stay": (_renamed("getAnimals", "findAnimals"), _nothing),
}


@pytest.mark.parametrize("name", _TOLD)
def test_what_is_told_is_what_is_told_without_a_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    twins = _twins(tmp_path, monkeypatch)
    said = [twins.run()]
    for edit in _TOLD[name]:
        twins.edit(edit)
        said.append(twins.run())
    assert any(one != two for one, two in pairwise(said))


def _twins(root: Path, monkeypatch: pytest.MonkeyPatch) -> Twins:
    twins = Twins(root, monkeypatch, FACTS)
    twins.edit(_configured(""))
    return twins


def test_a_page_is_as_it_was_while_those_stay_that_it_asked_for() -> None:
    lookup = PageLookup(["here.md", "other.md"], ())
    assert lookup.has_page("here.md")
    assert not lookup.has_page("gone.md")
    assert lookup.log.is_valid_for(frozenset({"here.md", "new.md"}))
    assert not lookup.log.is_valid_for(frozenset({"other.md"}))
    assert not lookup.log.is_valid_for(frozenset({"here.md", "gone.md"}))
    assert not lookup.log.suggested
    assert lookup.suggest("hero.md") == "here.md"
    assert lookup.log.suggested


def test_no_key_outlives_the_generator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another generator finds nothing of what this one kept, and keeps as much."""
    twins = _twins(tmp_path, monkeypatch)
    twins.edit(_replaced(_ZOO, "kinds", "kinds" * 20))
    twins.run()
    counts = [len(_keys(twins))]
    holders = [
        module
        for module in sys.modules.values()
        if getattr(module, "fingerprint", None) is fingerprint
    ]
    assert len(holders) >= 3
    for name in ("one", "two"):
        for module in holders:
            monkeypatch.setattr(module, "fingerprint", lambda name=name: name)
        for folder in twins.folders:
            shutil.rmtree(folder / "out")
        twins.run()
        counts.append(len(_keys(twins)))
    assert counts == [counts[0], 2 * counts[0], 3 * counts[0]]


def _keys(twins: Twins) -> list[str]:
    with closing(sqlite3.connect(twins.cache / "cache-4.sqlite3")) as database:
        return [key for (key,) in database.execute("SELECT key FROM entries")]
