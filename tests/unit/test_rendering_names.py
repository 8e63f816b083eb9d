"""Names that the client's own modules need are not given to what documents name."""

import ast

import pytest

from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.model import Api, Definition, Drop, Property, SourceSpan, TypeRef
from generator.rendering import render_client

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
