"""Names of one scope that meet are told of with both places, and never made different.

Explicit names of ``client.toml`` solve what is told of, and keep to the same rules.
"""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config import Config, Package
from generator.diagnostics import Diagnostics
from generator.model import ApiSpec, Paging
from generator.portable_paths import check_paths
from generator.rendering import find_public_names, render_client
from tests import nodes


def said(drop: ApiSpec, names: dict[str, str] | None = None) -> list[str]:
    """What is said of the client of a drop; one that is made can be written."""
    diagnostics = Diagnostics()
    files = render_client(drop, Config(names=names or {}), diagnostics)
    check_paths(files)
    assert bool(files) != diagnostics.has_errors
    return [f"{item.code} {item.span} {item.message}" for item in diagnostics.items]


def page(name: str) -> str:
    return f"classes/{name}-api.md"


TWO = nodes.drop(
    nodes.api("UsersAPI", file=page("a")), nodes.api("OthersAPI", file=page("b"))
)


def test_attributes_that_differ_in_case_alone_are_one_file_somewhere() -> None:
    names = {"UsersAPI": "Users", "OthersAPI": "users"}
    assert said(TWO, names) == [
        f"N002 {page('b')}:1:1 'OthersAPI' and 'UsersAPI' at "
        f"{page('a')}:1:1 both become 'users'"
    ]
    assert said(TWO, {**names, "module:OthersAPI": "others"}) == []


def test_names_that_fold_to_one_are_one_file_somewhere() -> None:
    drop = nodes.drop(
        nodes.api("StraßeAPI", file=page("a")), nodes.api("StrasseAPI", file=page("b"))
    )
    (told,) = said(drop)
    assert told.startswith(f"N002 {page('b')}:1:1")
    assert f"{page('a')}:1:1" in told
    assert said(drop, {"module:StraßeAPI": "street"}) == []


def test_a_module_that_was_renamed_meets_another() -> None:
    drop = nodes.drop(nodes.api("SharedAPI"), nodes.api("OthersAPI"))
    (told,) = said(drop, {"OthersAPI": "shared_"})
    assert told.startswith("N002")


def test_definitions_of_several_classes_may_fold_to_one() -> None:
    both = nodes.response("200", nodes.refers("Straße"))
    other = nodes.response("201", nodes.refers("Strasse"))
    drop = nodes.drop(
        *(
            nodes.api(name, nodes.operation("get", responses=(both, other)))
            for name in ("OneAPI", "TwoAPI")
        ),
        nodes.definition("Straße"),
        nodes.definition("Strasse"),
    )
    assert said(drop) == []


def test_a_model_and_a_module_of_models_do_not_meet() -> None:
    answer = nodes.response("200", nodes.refers("用户"))
    drop = nodes.drop(
        nodes.api("用户API", nodes.operation("get", responses=(answer,))),
        nodes.definition("用户"),
    )
    faces = find_public_names(drop, Config(), Diagnostics())
    assert faces.apis["用户API"].names.attribute == "用户"
    assert faces.definitions["用户"].names.class_name == "用户"
    assert faces.definitions["用户"].module == "api_client.models.用户_"


@pytest.mark.parametrize(
    "name",
    [
        *("class", "None", "self", "_x", "__init__", "a-b", "", "1a", "a b", "../x"),
        *("\uff49\uff46", "us\ufe0fers", "\ufb01x", "\u3164", "a\u202eb", "close"),
    ],
)
def test_explicit_names_keep_the_rules(name: str) -> None:
    (told,) = said(TWO, {"UsersAPI": name})
    assert told.startswith(f"N004 {page('a')}:1:1")


@pytest.mark.parametrize("name", ["con", "CON", "Aux", "shared", "Shared", "getattr"])
def test_explicit_modules_keep_the_rules_of_files(name: str) -> None:
    (told,) = said(TWO, {"module:UsersAPI": name})
    assert told.startswith("N004")


@pytest.mark.parametrize("name", ["list", "str", "frozenset", "ClassVar", "shared"])
def test_explicit_classes_hide_nothing(name: str) -> None:
    drop = nodes.drop(nodes.api("XAPI"), nodes.definition("User"))
    (told,) = said(drop, {"definition:User": name})
    assert told.startswith("N004")


def test_an_iterator_has_arguments_that_no_parameter_has() -> None:
    listing = Paging(
        style="number",
        location="query",
        parameter="limit",
        items="items",
        item=nodes.refers("User"),
        next="",
        last="",
    )
    listed = nodes.operation(
        "getUsers",
        nodes.parameter("maxItems"),
        nodes.parameter("size"),
        responses=(nodes.response("200", nodes.refers("User")),),
        paging=listing,
    )
    drop = nodes.drop(
        nodes.api("UsersAPI", listed), nodes.definition("User", nodes.prop("items"))
    )
    names = {"UsersAPI.getUsers.query.size": "max_items_"}
    assert said(drop, names) == []
    faces = find_public_names(drop, Config(names=names), Diagnostics())
    (face,) = faces.apis["UsersAPI"].names.operations
    assert (face.arguments, face.max_items) == (
        ("max_items", "max_items_"),
        "max_items__",
    )


@pytest.mark.parametrize("name", ["user", "us\ufe0fer", "\uff55ser", "USER"])
def test_properties_that_become_one_are_told_of(name: str) -> None:
    drop = nodes.drop(
        nodes.api("XAPI"),
        nodes.definition("A", nodes.prop("u-s-e-r"), nodes.prop("User", line=2)),
        nodes.definition("B", nodes.prop("User"), nodes.prop(name, line=2)),
    )
    (told,) = said(drop)
    assert told.startswith("N002 definitions/x-definition.md:2:1")
    assert "'User' at definitions/x-definition.md:1:1 both" in told
    assert said(drop, {f"definition:B.{name}": "other"}) == []


@pytest.mark.parametrize("name", ["api", "models", "operations", "_client", "PKCE"])
def test_clients_are_not_called_like_what_the_package_has(name: str) -> None:
    diagnostics = Diagnostics()
    config = Config(package=Package(client=name))
    render_client(TWO, config, diagnostics)
    assert {item.code for item in diagnostics.items} == {"N005"}


@settings(deadline=None, max_examples=20)
@given(name=st.text(min_size=1).filter(lambda text: text != "User"))
def test_what_a_hint_says_can_be_copied(name: str) -> None:
    drop = nodes.drop(
        nodes.api("XAPI", nodes.operation("get", nodes.parameter("$"))),
        nodes.api("x" * 200, nodes.operation("get", nodes.parameter(name + "$" * 90))),
    )
    diagnostics = Diagnostics()
    render_client(drop, Config(), diagnostics)
    for number, item in enumerate(diagnostics.items):
        hint = next(line for line in diagnostics.render().split("\n")[2 * number + 1 :])
        text = hint.partition("write ")[2].rpartition(" in [names]")[0]
        text = text.replace("...", f'"fine_{number}"')
        names = tomllib.loads(f"[names]\n{text}")["names"]
        assert len(said(drop, names)) == len(diagnostics.items) - 1, item
