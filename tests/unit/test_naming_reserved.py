"""Names that the client's own modules need are not given to what documents name."""

import ast
import builtins

import pytest

from generator.compat import SNAPSHOT_FILE, decode_snapshot
from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.model import Paging, SourceSpan, TypeRef
from generator.naming.identifiers import MODULES_RESERVED
from generator.rendering import render_client
from tests import nodes

MOMENT = nodes.prop("when", format="local-date-time")


@pytest.mark.parametrize("name", ["ClassVar", "Any", "TypeChecking", "ImportModule"])
def test_no_model_hides_what_its_module_imports(name: str) -> None:
    models = (nodes.definition(each, MOMENT) for each in (name, "Other"))
    drop = nodes.drop(nodes.api("XAPI"), *models)
    files = render_client(drop, Config(), Diagnostics())
    for path, content in files.items():
        if "/models/" in path:
            body = ast.parse(content).body
            classes = {node.name for node in body if isinstance(node, ast.ClassDef)}
            imported = {
                alias.asname or alias.name
                for node in body
                if isinstance(node, ast.ImportFrom | ast.Import)
                for alias in node.names
            }
            assert not classes & imported, path


def test_no_module_hides_what_the_package_of_models_uses() -> None:
    files = render_client(nodes.drop(nodes.api("XAPI")), Config(), Diagnostics())
    tree = ast.parse(files["api_client/models/__init__.py"])
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lower = {name for name in used & set(dir(builtins)) if name.islower()}
    assert {name for name in lower if name[0] != "_"} == MODULES_RESERVED - {"shared"}


def members(body: list[ast.stmt]) -> set[str]:
    """The names that the statements of a class bind."""
    named = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    return named | {
        node.target.id
        for node in body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def used(body: list[ast.stmt]) -> set[str]:
    """The names that the statements of a class use, but for bodies of functions."""
    nodes: list[ast.AST] = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            nodes += [node.args, *node.decorator_list, node.returns or ast.Pass()]
        else:
            nodes.append(node)
    loaded = (found for node in nodes for found in ast.walk(node))
    return {
        node.id
        for node in loaded
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def test_no_member_of_a_class_hides_what_the_class_uses() -> None:
    names = ["bool", "dict", "float", "frozenset", "int", "list", "str", "property"]
    kinds = [
        None,
        *(TypeRef(name=n) for n in ("string", "number", "boolean", "object")),
    ]
    paging = Paging(
        style="number",
        location="query",
        parameter="page",
        items="list",
        item=nodes.refers("Item"),
        next="",
        last="",
    )
    drop = nodes.drop(
        nodes.api(
            "XAPI",
            *(
                nodes.operation(
                    name,
                    nodes.parameter("page"),
                    responses=(nodes.response("200", nodes.refers("Item")),),
                    paging=paging,
                )
                for name in names
            ),
        ),
        nodes.definition("Item", *(nodes.prop(name) for name in names)),
        nodes.definition("Moment", MOMENT, *map(nodes.prop, names, [*kinds, *kinds])),
    )
    for path, content in render_client(drop, Config(), Diagnostics()).items():
        if "/_runtime/" not in path and path.endswith(".py"):
            for node in ast.walk(ast.parse(content)):
                if isinstance(node, ast.ClassDef):
                    assert not members(node.body) & used(node.body), (path, node.name)


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("Pet.when", "definition:Pet.when"),
        ("pet", "definition:Pet"),
        ("definition:XAPI", "XAPI"),
        ("class:xAPI", "class:XAPI"),
        ("Pet.then", ""),
    ],
)
def test_a_key_without_what_it_is_of_is_corrected(key: str, near: str) -> None:
    drop = nodes.drop(nodes.api("XAPI"), nodes.definition("Pet", MOMENT))
    place = SourceSpan("client.toml", 7, 1)
    config = Config(names={key: "other"}, names_at={key: place})
    diagnostics = Diagnostics()
    made = render_client(drop, config, diagnostics)
    (said,) = (one for one in diagnostics.items if one.code == "N003")
    assert said.span == place
    assert said.hint.startswith(f"did you mean {near!r}? " if near else "correct")
    # Where it stands is nothing that a client is made of.
    assert decode_snapshot(made[SNAPSHOT_FILE]).snapshot.config.names_at == {}
