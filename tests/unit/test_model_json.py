"""The JSON that ``inspect`` shows is an interface; docs/model.md documents it."""

import json
import re
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from generator.model import TypeRef
from generator.model_json import SpecView, encode_view, view_spec
from tests import nodes

IDS = nodes.parameter("ids", "query", TypeRef(name="string", array=True), format="date")
LIST = nodes.prop("list", TypeRef(name="Array", array=True), required=True, line=7)
DROP = nodes.drop(
    nodes.api(
        "XAPI",
        nodes.operation(
            "getX",
            IDS,
            path="/x",
            summary="s",
            description="a\nb",
            deprecation="It is.",
            responses=(nodes.response("200", None),),
            line=7,
        ),
        description="é",
    ),
    nodes.definition("D", LIST),
)


def view_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what ``inspect`` writes."""
    schema = msgspec.json.schema(SpecView)
    for definition in schema["$defs"].values():
        # Python keeps docstrings without their indentation from 3.13 on.
        definition["description"] = cleandoc(definition["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def test_shape_and_order_of_the_fields() -> None:
    # Text, since the order of the keys counts too.
    assert json.dumps(json.loads(encode_view(view_spec(DROP)))) == json.dumps(
        {
            "classes": [
                {
                    "name": "XAPI",
                    "file": "classes/x-api.md",
                    "description": "é",
                    "url": None,
                    "operations": [
                        {
                            "name": "getX",
                            "method": "GET",
                            "path": "/x",
                            "summary": "s",
                            "description": "a\nb",
                            "deprecated": True,
                            "parameters": [
                                {
                                    "in": "query",
                                    "name": "ids",
                                    "type": "string[]",
                                    "required": False,
                                    "description": "",
                                }
                            ],
                            "responses": [
                                {"status": "200", "type": None, "description": ""}
                            ],
                            "line": 7,
                        }
                    ],
                }
            ],
            "definitions": [
                {
                    "name": "D",
                    "file": "definitions/x-definition.md",
                    "description": "",
                    "properties": [
                        {
                            "name": "list",
                            "type": "Array[]",
                            "required": True,
                            "description": "",
                            "line": 7,
                        }
                    ],
                }
            ],
        }
    )


def test_output_is_text_with_a_line_break_at_its_end() -> None:
    data = encode_view(view_spec(DROP))
    assert data.endswith(b"}\n")
    assert "é".encode() in data


def test_the_schema_in_the_documentation_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "model.md"
    block = re.search(r"```json\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert block is not None
    assert json.loads(block[1]) == view_schema()


def test_the_schema_names_what_is_required() -> None:
    parameter = view_schema()["$defs"]["ParameterView"]
    assert parameter["required"] == ["in", "name", "type", "required", "description"]
    assert parameter["properties"]["in"] == {
        "enum": ["body", "header", "path", "query"]
    }
