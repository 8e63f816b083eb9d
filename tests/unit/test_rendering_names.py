"""Names that the client's own modules need are not given to what documents name."""

import ast
import builtins

import pytest

from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.model import Api, Definition, Drop, Property, SourceSpan, TypeRef
from generator.rendering import render_client
from generator.rendering.naming import MODULES_RESERVED
from tests import nodes

PLACE = SourceSpan("definitions/x-definition.md", 1)


def definition(name: str) -> Definition:
    moment = Property(
        name="when",
        type=TypeRef(name="string"),
        required=False,
        description="",
        span=PLACE,
        format="local-date-time",
    )
    return Definition(
        name=name,
        file=PLACE.file,
        description="",
        properties=(moment,),
        span=PLACE,
    )


@pytest.mark.parametrize("name", ["ClassVar", "Any", "TypeChecking", "ImportModule"])
def test_no_model_hides_what_its_module_imports(name: str) -> None:
    api = Api(
        name="XAPI",
        file="classes/x-api.md",
        description="",
        url=None,
        operations=(),
        span=PLACE,
    )
    drop = Drop(apis=(api,), definitions=(definition(name), definition("Other")))
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
