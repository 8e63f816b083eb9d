"""An operation that is called otherwise now is called by its old name all the same."""

import asyncio
import importlib
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from generator.cli import app
from tests.synthetic import Fact, write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

CONFIG = """\
[package]
name = "{name}"
version = "{version}"

[naming]
aliases = {aliases}

[paging]
items = ["items"]

[[paging.rules]]
style = "number"
parameters = ["page"]
last = "pages"
"""
PAGE = definition("Page", items="string[]", pages="number")


def listing(name: str) -> Fact:
    turned = parameter("query", "page", "number", required=False)
    return operation(name, "GET /things", turned, answers={"200": "Page"})


def facts(*names: str) -> Fact:
    """A class whose operations have distinct endpoints, in the order of the names."""
    operations = [listing(names[0])]
    operations += [
        operation(name, f"GET /{number}/{{id}}", parameter("path", "id"))
        for number, name in enumerate(names[1:])
    ]
    return drop([api("ZooAPI", *operations)], [PAGE])


class Folder:
    """Documents and the client that is made of them, again and again."""

    def __init__(self, folder: Path) -> None:
        self.specs = folder / "specs"
        self.out = folder / "out"
        self.name = f"client_{abs(hash(folder))}"

    def generate(
        self, made: Fact, version: str = "1.0.0", *, aliases: bool = True
    ) -> str:
        write_drop(self.specs, made)
        text = CONFIG.format(
            name=self.name, version=version, aliases=str(aliases).lower()
        )
        (self.specs / "client.toml").write_text(text)
        return self.run()

    def run(self, *arguments: str) -> str:
        command = ["generate", "--specs", str(self.specs), "--out", str(self.out)]
        result = CliRunner().invoke(app, [*command, *arguments])
        assert result.exit_code == 0, result.output
        # A slow machine shows progress beside the diagnostics.
        return "".join(line for line in result.stderr.splitlines() if "[" in line)

    def methods(self) -> set[str]:
        """The public methods of the API class, in all of its forms the same."""
        module = self.load(f"{self.name}.api.zoo")
        found = {n for n in vars(module.ZooAPI) if not n.startswith("_")}
        assert found == {n for n in vars(module.AsyncZooAPI) if not n.startswith("_")}
        plain = {name for name in found if not name.startswith("iter_")}
        for view in ("_raw", "_streaming"):
            viewed = self.load(f"{self.name}.{view}.zoo")
            for name in vars(viewed):
                if name.endswith("Response"):
                    members = vars(getattr(viewed, name))
                    assert {m for m in members if not m.startswith("_")} == plain
        return found

    def load(self, module: str) -> ModuleType:
        for name in [n for n in sys.modules if n.split(".")[0] == self.name]:
            del sys.modules[name]
        importlib.invalidate_caches()
        sys.path.insert(0, str(self.out))
        try:
            return importlib.import_module(module)
        finally:
            sys.path.remove(str(self.out))

    def tree(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.out)): path.read_bytes()
            for path in self.out.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    made = Folder(tmp_path)
    yield made
    for name in [n for n in sys.modules if n.split(".")[0] == made.name]:
        del sys.modules[name]


def test_they_are_methods_in_every_form(folder: Folder) -> None:
    assert folder.generate(facts("getThings", "getOne")) == ""
    assert folder.methods() == {"get_things", "iter_things", "get_one"}
    said = folder.generate(facts("listThings", "readOne"))
    assert said.count("note[N013]") == 2
    old = {"get_things", "iter_things", "get_one"}
    new = {"list_things", "iter_list_things", "read_one"}
    assert folder.methods() == old | new
    reference = (folder.out / "REFERENCE.md").read_text()
    assert "- `get_one`: deprecated alias." in reference


def answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"items": ["a"], "pages": 1})


def warned(call: Callable[[], object]) -> list[str]:
    """What a call warns of, each with the line of this file."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        call()
    assert {warning.filename for warning in found} <= {__file__}
    assert {warning.category for warning in found} <= {DeprecationWarning}
    return [str(warning.message) for warning in found]


def test_they_warn_once_and_do_the_same(folder: Folder) -> None:
    folder.generate(facts("getThings", "getOne"))
    folder.generate(facts("listThings", "readOne"))
    module = folder.load(folder.name)
    transport = httpx.MockTransport(answer)
    given: dict[str, Any] = {
        "access_token": "x",
        "base_url": "https://api.example.com",
        "transport": transport,
    }
    said = ["get_things is called list_things now."]
    with module.Client(**given) as client:
        found: list[object] = []
        old = client.zoo
        assert warned(lambda: found.append(old.get_things(page=1))) == said
        assert found == [old.list_things(page=1)]
        assert warned(lambda: old.list_things()) == []
        iterated = warned(lambda: found.append(list(old.iter_things())))
        assert iterated == ["iter_things is called iter_list_things now."]
        assert found[1] == ["a"]
    for view in ("with_raw_response", "with_streaming_response"):
        with module.Client(**given) as client:
            zoo = getattr(client, view).zoo
            assert warned(lambda zoo=zoo: zoo.get_things()) == said
            assert warned(lambda zoo=zoo: zoo.get_things()) == []

    async def awaited() -> object:
        async with module.AsyncClient(**given) as client:
            return await client.zoo.get_things()

    assert warned(lambda: found.append(asyncio.run(awaited()))) == said
    assert found[2] == found[0]


def test_they_stay_through_the_next_minor_version(folder: Folder) -> None:
    folder.generate(facts("getThings"), "1.0.0")
    old = {"get_things", "iter_things"}
    new = {"list_things", "iter_list_things"}
    renamed = facts("listThings")
    folder.generate(renamed, "1.0.1")
    assert folder.methods() == old | new
    for version in ("1.0.2", "1.1.0", "1.1.0", "1.1.7"):
        assert folder.generate(renamed, version) == ""
        assert folder.methods() == old | new, version
    folder.generate(renamed, "1.2.0")
    assert folder.methods() == new


@pytest.mark.parametrize("version", ["1.1.0", "2.0.0"])
def test_a_version_that_is_raised_first_has_them(folder: Folder, version: str) -> None:
    folder.generate(facts("getThings"), "1.0.0")
    for patch in ("0", "1"):
        folder.generate(facts("listThings"), f"{version[:-1]}{patch}")
        assert "get_things" in folder.methods()
    folder.generate(facts("listThings"), "2.1.0")
    assert "get_things" not in folder.methods()


@pytest.mark.parametrize("last", ["allThings", "getThings"])
def test_names_of_names_lead_to_the_newest(folder: Folder, last: str) -> None:
    for name in ("getThings", "listThings", last):
        folder.generate(facts(name))
    plain = {name for name in folder.methods() if not name.startswith("iter_")}
    newest = last.replace("Things", "_things")
    assert plain == {"get_things", "list_things", newest}
    code = (folder.out / folder.name / "api" / "zoo.py").read_text()
    for name in plain - {newest}:
        assert f'"{name} is called {newest} now."' in code


def test_an_old_name_that_another_operation_has_is_its_own(folder: Folder) -> None:
    folder.generate(facts("getThings", "getOne", "getTwo"))
    said = folder.generate(facts("getThings", "getTwo", "getOne"))
    # Their names were exchanged: calls by either reach the other endpoint now.
    assert said.count("warning[N012]") == 2
    said = folder.generate(facts("getThings", "getThree", "getFour"))
    assert said.count("note[N013]") == 2
    folder.generate(facts("getThings", "getThree", "getFour", "getOne"))
    names = {"get_two", "get_one", "get_three", "get_four"}
    assert names <= folder.methods()
    code = (folder.out / folder.name / "api" / "zoo.py").read_text()
    assert "get_one is called" not in code


def test_an_operation_that_goes_takes_its_old_names_along(folder: Folder) -> None:
    folder.generate(facts("getThings", "getOne"))
    folder.generate(facts("getThings", "readOne"))
    assert "get_one" in folder.methods()
    folder.generate(facts("getThings"))
    assert folder.methods() == {"get_things", "iter_things"}


def test_another_name_by_configuration_is_another_name(folder: Folder) -> None:
    folder.generate(facts("getThings", "getOne"))
    config = folder.specs / "client.toml"
    names = '\n[names]\n"ZooAPI.getOne" = "one"\n'
    config.write_text(config.read_text() + names)
    said = folder.run()
    assert "note[N013]: 'get_one' is now 'one'" in said
    assert {"one", "get_one"} <= folder.methods()


def told(said: str, code: str) -> list[str]:
    """The first name in each diagnostic of a code."""
    return re.findall(rf"\[{code}\]: '([^']*)'", said)


def zoo(*operations: Fact) -> Fact:
    return drop([api("ZooAPI", *operations)], [PAGE])


A, B = operation("a", "GET /a"), operation("b", "GET /b")


@pytest.mark.parametrize(
    ("old", "new", "passed_on", "kept"),
    [
        # In one step to another operation.
        ([A], [operation("c", "GET /a"), operation("a", "GET /x")], ["a"], []),
        # A chain keeps the names that are free.
        ([A, B], [operation("b", "GET /a"), operation("c", "GET /b")], ["b"], ["a"]),
        # An endpoint that changes takes its name along.
        ([A, B], [operation("a", "GET /v2/a"), B], [], []),
        # Another method takes the name of an iterator, or the other way round.
        (
            [listing("getThings")],
            [listing("fetchThings"), operation("iterThings", "GET /other")],
            ["iter_things"],
            ["get_things"],
        ),
        (
            [operation("iterThings", "GET /things")],
            [listing("getThings")],
            ["iter_things"],
            [],
        ),
    ],
)
def test_a_name_that_passes_on_is_told(
    folder: Folder,
    old: list[Fact],
    new: list[Fact],
    passed_on: list[str],
    kept: list[str],
) -> None:
    folder.generate(zoo(*old))
    said = folder.generate(zoo(*new))
    assert told(said, "N012") == passed_on
    assert told(said, "N013") == kept
    assert said.count("[N") == len(passed_on + kept)
    assert folder.run() == ""


@pytest.mark.parametrize("other", ["paged", "plain"])
def test_an_old_name_that_passes_on_is_told(folder: Folder, other: str) -> None:
    folder.generate(facts("listA"), "1.0.0")
    folder.generate(facts("listB"), "1.1.0")
    assert folder.methods() >= {"list_a", "iter_list_a"}
    turned = parameter("query", "page", "number", required=False)
    taker = operation("listA", "GET /other", turned, answers={"200": "Page"})
    if other == "plain":
        taker = operation("listA", "GET /other")
    said = folder.generate(zoo(listing("listB"), taker), "1.1.1")
    expected = {"paged": ["list_a", "iter_list_a"], "plain": ["list_a"]}[other]
    assert sorted(told(said, "N012"), reverse=True) == expected
    assert "'list_a' called 'ZooAPI.listB' (GET /things) and now calls" in said
    assert told(said, "N014") == ([] if other == "paged" else ["iter_list_a"])
    assert told(said, "N013") == []


def test_the_loss_of_an_old_name_is_told_for_its_iterator_too(folder: Folder) -> None:
    folder.generate(facts("getThings"), "1.0.0")
    folder.generate(facts("listThings"), "1.1.0")
    said = folder.generate(facts("listThings"), "1.2.0")
    assert told(said, "N014") == ["get_things", "iter_things"]
    assert "'iter_things', which called 'ZooAPI.listThings', was removed;" in said
    assert "'iter_list_things' replaces it" in said
    assert folder.generate(facts("listThings"), "1.2.0") == ""


def test_an_iterator_that_goes_with_its_paging_is_told(folder: Folder) -> None:
    folder.generate(facts("getThings"), "1.0.0")
    plain = operation("listThings", "GET /things", answers={"200": "Page"})
    said = folder.generate(zoo(plain), "1.1.0")
    assert told(said, "N013") == ["get_things"]
    assert told(said, "N014") == ["iter_things"]
    assert "'iter_things', which called 'ZooAPI.getThings', was removed;" in said
    assert folder.methods() == {"get_things", "list_things"}
    # The alias has no iterator any more, so that nothing more can be lost.
    said = folder.generate(zoo(plain), "1.3.0")
    assert told(said, "N014") == ["get_things"]


def test_a_body_in_the_place_of_a_variable_is_told(folder: Folder) -> None:
    def put(path: str, *names: str) -> Fact:
        given = [parameter("path" if n != "body" else n, n) for n in names]
        return zoo(operation("put", f"PUT {path}", *given))

    folder.generate(put("/a/{x}/{y}", "x", "y"))
    said = folder.generate(put("/a/{x}", "x", "body"))
    assert "N011]: positional arguments of 'ZooAPI.put' changed from (x, y)" in said
    said = folder.generate(put("/a/{x}/{z}", "x", "z", "body"))
    assert "from (x, body) to (x, z, body)" in said
    # A variable may be called otherwise.
    said = folder.generate(put("/a/{x}/{w}", "x", "w"))
    assert said == ""


def test_operations_as_data_do_not_depend_on_the_order_of_the_query(
    folder: Folder,
) -> None:
    def found(*names: str) -> Fact:
        query = [parameter("query", name, required=False) for name in names]
        path = parameter("path", "id")
        return drop([api("ZooAPI", operation("find", "GET /a/{id}", path, *query))])

    targets: list[str] = []
    for names in ("bc", "cb"):
        folder.generate(found(*names))
        find = folder.load(folder.name).operations["ZooAPI.find"]
        targets.append(find("1", b="x", c="y").target)
        with pytest.raises(TypeError, match="takes id by position, and 3 were given"):
            find("1", "x", "y")
    assert set(targets[0].split("?")[1].split("&")) == {"b=x", "c=y"}
    assert set(targets[1].split("?")[1].split("&")) == {"b=x", "c=y"}


def test_code_with_old_names_is_as_black_has_it(folder: Folder) -> None:
    import black

    long = "get" + "Long" * 20
    folder.generate(facts("getThings", long, "list"))
    folder.generate(facts("listThings", "readOne", "other"))
    assert "n_list" not in folder.methods()
    for path in (folder.out / folder.name).rglob("zoo.py"):
        text = path.read_text()
        assert black.format_str(text, mode=black.Mode()) == text
