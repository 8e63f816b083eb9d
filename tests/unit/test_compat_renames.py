"""Whatever two drops have in common is called alike, or its new name is told."""

from hypothesis import given
from hypothesis import strategies as st

from generator.compat import Snapshot, changed_names
from generator.compat.name_table import NameEntry, NameTable
from generator.compat.renames import report_renames
from generator.config import Config, Naming
from generator.diagnostics import Diagnostics, SourceSpan
from generator.naming import name_everything
from tests import nodes

keys = st.text(min_size=1, max_size=2)
names = st.builds(
    NameEntry,
    st.sampled_from("abc"),
    st.builds(SourceSpan, st.just("x.md"), st.integers(1)),
)
given_names = st.dictionaries(keys, names)


def told(old: NameTable, new: NameTable) -> Diagnostics:
    diagnostics = Diagnostics()
    report_renames(old, new, diagnostics)
    return diagnostics


@given(given_names, given_names)
def test_exactly_changed_names_are_told(old: NameTable, new: NameTable) -> None:
    changed = {key for key in old.keys() & new.keys() if old[key].name != new[key].name}
    items = told(old, new).items
    assert len(items) == len(changed)
    assert sorted(item.span for item in items) == sorted(new[k].span for k in changed)
    assert {item.code for item in items} <= {"N007"}


@given(given_names)
def test_nothing_is_said_of_what_is_new_gone_or_the_same(all_: NameTable) -> None:
    assert told(all_, all_).items == told({}, all_).items == told(all_, {}).items == ()


def test_all_names_that_code_may_hold_are_compared() -> None:
    get = nodes.operation("getOAuth", nodes.parameter("byOAuth"))
    drop = nodes.drop(
        nodes.api("OAuthAPI", get), nodes.definition("OAuth", nodes.prop("anOAuth"))
    )
    plain, config = Config(), Config(naming=Naming(acronyms=("OAuth",)))
    names = [name_everything(drop, each, Diagnostics()) for each in (plain, config)]
    snapshot = Snapshot(format=1, config=plain, names=names[0], aliases=(), spec=drop)
    before, after = changed_names(snapshot, drop, names[1], ())
    assert before.keys() == after.keys()
    assert {key: (before[key].name, after[key].name) for key in before} == {
        "OAuthAPI": ("o_auth", "oauth"),
        "class:OAuthAPI": ("OAuthAPI", "OAuthAPI"),
        "OAuthAPI.getOAuth": ("get_o_auth", "get_oauth"),
        "OAuthAPI.getOAuth.query.byOAuth": ("by_o_auth", "by_oauth"),
        "definition:OAuth": ("OAuth", "OAuth"),
        "definition:OAuth.anOAuth": ("an_o_auth", "an_oauth"),
    }
    assert len(told(before, after).items) == 4
