"""Random edits of a drop: a comparison finds exactly what was done, both ways."""

from collections import Counter
from copy import deepcopy
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.comparing import Change
from generator.comparing.drops import compare_drops
from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.model import Drop
from generator.reading import read_drop
from tests.synthetic import Fact, make_drop, write_drop
from tests.synthetic.edits import EDITS, Editor, Planted

OPPOSITES = {
    "added": "removed",
    "removed": "added",
    "required": "optional",
    "optional": "required",
    "deprecated": "undeprecated",
    "undeprecated": "deprecated",
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Fact:
    folder = tmp_path_factory.mktemp("drop")
    return make_drop(folder, classes=6, operations=60, definitions=200)


def read(folder: Path) -> Drop:
    diagnostics = Diagnostics()
    drop = read_drop(folder, Config(), diagnostics)
    assert not diagnostics.has_errors, diagnostics.render()
    return drop


def written(facts: Fact) -> Drop:
    with TemporaryDirectory() as folder:
        write_drop(Path(folder), facts)
        return read(Path(folder))


def seen(change: Change) -> Planted:
    """What an edit knows of a change."""
    texts = change.kind in ("text_changed", "deprecated", "undeprecated")
    return Planted(
        change.kind,
        change.api,
        change.operation,
        change.definition,
        change.property,
        change.parameter,
        change.status,
        change.required,
        None if texts else change.old,
        None if texts else change.new,
    )


def mirrored(planted: Planted) -> Planted:
    """The change that undoes another; what is required stands on additions alone."""
    head, _, tail = planted.kind.rpartition("_")
    tail = OPPOSITES.get(tail, tail)
    changed = planted._replace(
        kind=f"{head}_{tail}" if head else tail,
        required=None,
        old=planted.new,
        new=planted.old,
    )
    if planted.kind in ("operation_renamed", "operation_moved"):
        assert planted.old is not None
        api, _, operation = planted.old.partition(".")
        return changed._replace(api=api, operation=operation)
    return changed


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    edits=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=12),
    seed=st.integers(0, 2**32),
)
def test_exactly_what_was_planted_is_found(
    facts: Fact, edits: list[str], seed: int
) -> None:
    old = written(facts)
    edited = deepcopy(facts)
    editor = Editor(edited, Random(seed))
    planted = [change for name in edits for change in editor.edit(name)]
    new = written(edited)
    found = compare_drops(old, new)
    assert Counter(map(seen, found)) == Counter(planted)
    back = [seen(change)._replace(required=None) for change in compare_drops(new, old)]
    assert Counter(back) == Counter(map(mirrored, planted))


@pytest.mark.parametrize("name", sorted(EDITS))
def test_every_edit_is_found_alone(facts: Fact, name: str) -> None:
    edited = deepcopy(facts)
    planted = Editor(edited, Random(1)).edit(name)
    assert planted
    found = compare_drops(written(facts), written(edited))
    assert Counter(map(seen, found)) == Counter(planted)


def test_affected_operations_are_those_that_lead_there(facts: Fact) -> None:
    """Followed forwards, from each operation, where the comparison goes backwards."""
    edited = deepcopy(facts)
    for definition in edited["definitions"]:
        definition["description"] = "Says another thing."
    changes = compare_drops(written(facts), written(edited))
    assert len(changes) == len(facts["definitions"])
    for change in changes:
        assert change.definition is not None
        sent = leading_to(change.definition, facts, "parameters")
        received = leading_to(change.definition, facts, "responses")
        assert set(change.affects_sent) == sent
        assert set(change.affects_received) == received
        assert change.affects == tuple(sorted(sent | received))


def leading_to(definition: str, facts: Fact, way: str) -> set[str]:
    leads = {
        fact["name"]: {bare(row["type"]) for row in fact["properties"]}
        for fact in facts["definitions"]
    }
    found: set[str] = set()
    for api in facts["classes"]:
        for operation in api["operations"]:
            pending = [bare(each["type"]) for each in operation[way]]
            reached: set[str] = set()
            while pending:
                name = pending.pop()
                if name in leads and name not in reached:
                    reached.add(name)
                    pending += leads[name]
            if definition in reached:
                found.add(f"{api['name']}.{operation['name']}")
    return found


def bare(type_: str | None) -> str:
    return (type_ or "").removesuffix("[]")


def test_a_drop_beside_itself_did_not_change(facts: Fact) -> None:
    assert compare_drops(written(facts), written(facts)) == ()


def test_only_the_order_changed(facts: Fact) -> None:
    turned = deepcopy(facts)
    turned["classes"].reverse()
    for api in turned["classes"]:
        api["operations"].reverse()
    for definition in turned["definitions"]:
        definition["properties"].reverse()
    assert compare_drops(written(facts), written(turned)) == ()


def test_a_whole_drop_beside_itself_did_not_change(whole_drop: Path) -> None:
    assert compare_drops(read(whole_drop), read(whole_drop)) == ()
