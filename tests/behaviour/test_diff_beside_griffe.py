"""A second opinion: griffe finds no break between two clients that diff missed.

griffe reads the code of both packages and knows nothing of documents. Where the two
differ, and why, is in ``docs/changes.md``: the exceptions here are those there.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random

import griffe
import pytest

from generator.compat import SNAPSHOT_FILE, decode_snapshot
from generator.config import Config, Paging, PagingRule
from generator.diagnostics import Diagnostics
from generator.diffing import Change, Comparison, Side
from generator.naming import name_everything
from generator.parsing import parse_documents
from generator.rendering import render_client
from tests.synthetic import Fact, make_drop, write_drop
from tests.synthetic.edits import EDITS, Editor
from tests.synthetic.small import api, definition, drop, operation, parameter

PACKAGE = Config().package.name


class Clients:
    """Two clients on the disk, what diff says of them, and what griffe does."""

    def __init__(
        self,
        folder: Path,
        old: Fact,
        new: Fact,
        configs: tuple[Config, Config] = (Config(), Config()),
    ) -> None:
        places = folder / "old", folder / "new"
        both = zip(places, (old, new), configs, strict=True)
        sides = [make(*each) for each in both]
        self.comparison = Comparison(*sides)
        self._iterators = dict(iterators(sides[0]))
        kept = decode_snapshot((places[1] / SNAPSHOT_FILE).read_bytes()).snapshot
        self._models = set(kept.names.models.values())
        packages = [
            griffe.load(PACKAGE, search_paths=[place], allow_inspection=False)
            for place in places
        ]
        self.broken = {
            name
            for found in griffe.find_breaking_changes(*packages)
            if (name := self._name(found.obj.path.split(".")[1:]))
        }

    def _name(self, path: list[str]) -> str:
        """What griffe found as diff calls it: ``zoo.get_one``, ``User.first_name``.

        Empty for a module of models, and for a model that is in another one now: which
        model is in which module is nobody's business, since ``models`` has them all.
        """
        if path[0] == "_client":
            return path[-1]
        if path[0] == "api":
            return ".".join((path[1], *path[3:]))
        assert path[0] == "models", path
        model = [part for part in path if part[0].isupper()]
        if not model or (path[-1] == model[0] and model[0] in self._models):
            return ""
        return ".".join(path[path.index(model[0]) :])

    def missed(self, changes: Iterable[Change]) -> set[str]:
        """What griffe finds and some changes do not tell."""
        return self.broken - set(self._told(changes))

    def _told(self, changes: Iterable[Change]) -> Iterator[str]:
        """What the old client called the things that break by some changes."""
        names, _ = self.comparison.names
        for change in changes:
            if change.class_ == "breaking":
                # An iterator goes with what its pages are read out of.
                for key in change.affects:
                    yield self._iterators.get(key, "")
            if change.definition and change.property:
                # A property that is only sent may go: the service reads less.
                if change.class_ == "breaking" or change.kind == "property_removed":
                    yield names.property(change.definition, change.property)
            elif change.class_ != "breaking":
                continue
            elif change.definition:
                yield names.definition(change.definition)
            elif change.operation:
                key = change.old if change.kind.startswith("operation_") else None
                api, _, operation = (key or change.affects[0]).partition(".")
                yield names.operation(api, operation)
            else:
                yield names.api(change.api or "")


def make(folder: Path, facts: Fact, config: Config) -> Side:
    """The client of some facts, in a folder."""
    write_drop(folder / "specs", facts)
    diagnostics = Diagnostics()
    read = parse_documents(folder / "specs", config, diagnostics)
    files = render_client(read, config, diagnostics)
    assert not diagnostics.has_errors
    for path, data in files.items():
        if "/_runtime/" in path:
            # It is the same on both sides, and takes griffe the longest.
            continue
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return Side(read, config)


def iterators(side: Side) -> Iterator[tuple[str, str]]:
    """What the client calls the iterators of operations."""
    names = name_everything(side.spec, side.config, Diagnostics())
    for each in side.spec.apis:
        own = names.apis[each.name]
        for made, called in zip(each.operations, own.operations, strict=True):
            if called.iterator:
                yield f"{each.name}.{made.name}", f"{own.attribute}.{called.iterator}"


@pytest.fixture(
    scope="module",
    params=[0, *(pytest.param(seed, marks=pytest.mark.check) for seed in (1, 2))],
)
def clients(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Clients:
    folder = tmp_path_factory.mktemp("clients")
    old = make_drop(folder / "drop", classes=6, operations=60, definitions=200)
    new = deepcopy(old)
    editor = Editor(new, Random(request.param))
    for name in [*EDITS, *EDITS]:
        editor.edit(name)
    return Clients(folder, old, new)


def test_griffe_finds_nothing_that_diff_missed(clients: Clients) -> None:
    assert clients.broken
    assert clients.missed(clients.comparison.changes) == set()


@pytest.mark.parametrize(
    "kind",
    [
        "class_removed",
        "operation_removed",
        "operation_renamed",
        "parameter_added",
        "parameter_removed",
        "definition_removed",
        "property_removed",
    ],
)
def test_griffe_would_find_it_if_diff_missed_it(clients: Clients, kind: str) -> None:
    """That the check above bites: without one kind of change, something is missed."""
    changes = clients.comparison.changes
    dropped = [change for change in changes if change.kind == kind]
    if any(change.class_ == "breaking" for change in dropped):
        assert clients.missed(change for change in changes if change.kind != kind)
    else:
        assert not dropped or kind in ("parameter_added", "property_removed")


PAGED = Config(
    paging=Paging(
        items=("entities", "results"),
        rules=(
            PagingRule(
                style="number", parameters=("pageNumber",), methods=("GET", "POST")
            ),
        ),
    )
)
TURNED = parameter("query", "pageNumber", "number", required=False)
OTHER = parameter("query", "other", required=False)
QUERY = definition("Query", text="string", pageNumber="number")
FOUND = definition("Found", results="string[]")
MORE = definition("Found", results="string[]", other="string")


def listing(*parameters: Fact, answer: str = "Found", method: str = "GET") -> Fact:
    return operation("find", f"{method} /find", *parameters, answers={"200": answer})


def searching(query: Fact, found: Fact) -> Fact:
    made = listing(parameter("body", "body", "Query"), method="POST")
    return drop([api("ZooAPI", made)], [query, found])


def finding(made: Fact, *definitions: Fact) -> Fact:
    return drop([api("ZooAPI", made)], [FOUND, *definitions])


@pytest.mark.parametrize(
    ("old", "new", "after", "kind"),
    [
        # What turns the page goes from a body, which is additive where it is sent.
        (
            searching(QUERY, FOUND),
            searching(definition("Query", text="string"), FOUND),
            PAGED,
            "paging_changed",
        ),
        # The rules go, and something optional comes.
        (
            finding(listing(TURNED)),
            finding(listing(TURNED, OTHER)),
            Config(),
            "paging_changed",
        ),
        # Beside the change that is the cause.
        (
            finding(listing(TURNED)),
            finding(listing()),
            PAGED,
            "parameter_removed",
        ),
        (
            searching(QUERY, FOUND),
            searching(QUERY, definition("Found", other="string")),
            PAGED,
            "property_removed",
        ),
    ],
)
def test_an_iterator_that_is_gone_is_told(
    tmp_path: Path, old: Fact, new: Fact, after: Config, kind: str
) -> None:
    clients = Clients(tmp_path, old, new, (PAGED, after))
    changes = clients.comparison.changes
    assert "zoo.iter_find" in clients.broken
    assert clients.missed(changes) == set()
    assert {"paging_changed", kind} <= {change.kind for change in changes}
