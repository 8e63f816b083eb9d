"""Random edits of a drop: a comparison finds exactly what was done, both ways."""

from collections import Counter
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.config import load_config
from generator.diagnostics import Diagnostics
from generator.diffing import Change
from generator.diffing.specs import compare_specs
from generator.model import ApiSpec
from generator.operation_matching import match_operations
from tests.synthetic import Fact, make_drop
from tests.synthetic.edits import EDITS, Editor, Planted
from tests.synthetic.small import read

CONFIG = Path(__file__).parents[2] / "specs" / "client.toml"
TURNING = (
    "after",
    "cursor",
    "entities",
    "nextUri",
    "pageCount",
    "pageNumber",
    "results",
)
"""What pages are turned by, by the rules of that configuration."""

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


@pytest.fixture(scope="module")
def old(facts: Fact) -> ApiSpec:
    return read(facts)


@pytest.fixture(scope="module")
def paged(facts: Fact) -> ApiSpec:
    return read(facts, load_config(CONFIG, Diagnostics()))


def compared(old: ApiSpec, new: ApiSpec) -> list[Change]:
    """The changes, but for what follows from others: what constructors demand."""
    return [c for c in compare_specs(old, new) if not c.kind.endswith("_demanded")]


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
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    edits=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=12),
    seed=st.integers(0, 2**32),
)
def test_exactly_what_was_planted_is_found(
    facts: Fact, old: ApiSpec, edits: list[str], seed: int
) -> None:
    edited = deepcopy(facts)
    editor = Editor(edited, Random(seed))
    planted = [change for name in edits for change in editor.edit(name)]
    new = read(edited)
    found = compared(old, new)
    assert Counter(map(seen, found)) == Counter(planted)
    back = [seen(change)._replace(required=None) for change in compared(new, old)]
    assert Counter(back) == Counter(map(mirrored, planted))


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    edits=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=12),
    seed=st.integers(0, 2**32),
)
def test_other_paging_is_never_silent(
    facts: Fact, paged: ApiSpec, edits: list[str], seed: int
) -> None:
    """It breaks what another change breaks, or is told; all else stays as it was."""
    edited, random = deepcopy(facts), Random(seed)
    editor = Editor(edited, random)
    for name in edits:
        editor.edit(name)
    turn_otherwise(edited, random)
    turned = read(edited, load_config(CONFIG, Diagnostics()))
    for old, new in ((paged, turned), (turned, paged)):
        found = compare_specs(old, new)
        others = [change for change in found if change.kind != "paging_changed"]
        assert tuple(others) == compare_specs(unpaged(old), unpaged(new))
        breaking = {
            operation
            for change in found
            if change.class_ == "breaking"
            for operation in change.affects
        }
        for pair in match_operations(old, new).pairs:
            before, after = pair.old.operation.paging, pair.new.operation.paging
            if before and before != after:
                assert not breaking.isdisjoint({pair.old.key, pair.new.key})


def unpaged(drop: ApiSpec) -> ApiSpec:
    return replace(
        drop,
        apis=tuple(
            replace(
                api, operations=tuple(replace(o, paging=None) for o in api.operations)
            )
            for api in drop.apis
        ),
    )


def turn_otherwise(facts: Fact, random: Random) -> None:
    """Take away, or add, some of what the pages of listings are turned by."""
    for definition in facts["definitions"]:
        for row in [*definition["properties"]]:
            if row["name"] in TURNING and random.random() < 0.3:
                definition["properties"].remove(row)
            elif row["name"] in TURNING and random.random() < 0.3:
                known = {row["name"] for row in definition["properties"]}
                name = random.choice([*TURNING])
                if name not in known:
                    definition["properties"].append({**row, "name": name})
    for api in facts["classes"]:
        for operation in api["operations"]:
            for row in [*operation["parameters"]]:
                if row["name"] in TURNING and random.random() < 0.3:
                    operation["parameters"].remove(row)


@pytest.mark.parametrize("name", sorted(EDITS))
def test_every_edit_is_found_alone(facts: Fact, old: ApiSpec, name: str) -> None:
    edited = deepcopy(facts)
    planted = Editor(edited, Random(1)).edit(name)
    assert planted
    found = compared(old, read(edited))
    assert Counter(map(seen, found)) == Counter(planted)


def test_affected_operations_are_those_that_lead_there(
    facts: Fact, old: ApiSpec
) -> None:
    """Followed forwards, from each operation, where the comparison goes backwards."""
    edited = deepcopy(facts)
    for definition in edited["definitions"]:
        definition["description"] = "Says another thing."
    changes = compare_specs(old, read(edited))
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


def test_a_drop_beside_itself_did_not_change(facts: Fact, old: ApiSpec) -> None:
    assert compare_specs(old, read(facts)) == ()


def test_only_the_order_changed(facts: Fact, old: ApiSpec) -> None:
    turned = deepcopy(facts)
    turned["classes"].reverse()
    for api in turned["classes"]:
        api["operations"].reverse()
    for definition in turned["definitions"]:
        definition["properties"].reverse()
    assert compare_specs(old, read(turned)) == ()
