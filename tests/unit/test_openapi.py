"""OpenAPI: everything of the model is in the document, and the document is valid."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from typer.testing import CliRunner

from generator.cli import app
from generator.config import Config, Server, Wire, load_config
from generator.diagnostics import Diagnostics
from generator.model import (
    ApiClass,
    Definition,
    Operation,
    Paging,
    Parameter,
    Property,
    Response,
    TypeRef,
)
from generator.openapi import encode, to_openapi
from generator.parsing import parse_documents
from tests import nodes
from tests.nodes import parameter, prop
from tests.synthetic import make_drop

SPECS = Path("specs")
_NEUTRAL = Config()


def response(status: str, type_: TypeRef | None = None) -> Response:
    return nodes.response(status, type_, "told")


def operation(
    name: str = "getPet",
    path: str = "/pets/{id}",
    parameters: tuple[Parameter, ...] = (),
    **facts: Any,
) -> Operation:
    """An operation that takes the variables of its path, and more."""
    own = (parameter(each, "path") for each in re.findall(r"\{(.*?)\}", path))
    said = {"responses": (response("200"),), **facts}
    return nodes.operation(name, *own, *parameters, path=path, **said)


def api(name: str, *operations: Operation) -> ApiClass:
    return nodes.api(name, *operations, file=f"classes/{name.lower()}.md")


def definition(name: str, *properties: Property) -> Definition:
    file = f"definitions/{name.lower()}-definition.md"
    return nodes.definition(name, *properties, file=file)


def made(*parts: ApiClass | Definition, config: Config = _NEUTRAL) -> dict[str, Any]:
    """The document of a drop; it is valid, whatever the drop holds."""
    document = to_openapi(nodes.drop(*parts), config)
    errors = [
        error.message for error in OpenAPIV31SpecValidator(document).iter_errors()
    ]
    assert errors == []
    return document


def ref(name: str, array: bool = False) -> TypeRef:
    return TypeRef(name=name, array=array, definition=True)


def test_an_operation_says_what_the_documents_say() -> None:
    put = operation(
        "putPet",
        method="PUT",
        summary="Change a pet",
        description="All of it.",
        deprecation="It is.",
        parameters=(
            parameter("tags", "query", TypeRef(name="string", array=True)),
            parameter("If-Match", "header"),
            parameter("body", "body", ref("Pet"), required=True),
        ),
        responses=(response("200", ref("Pet")), response("404"), response("default")),
    )
    document = made(api("PetsAPI", put), definition("Pet"))
    found = document["paths"]["/pets/{id}"]["put"]
    assert found["operationId"] == "putPet"
    assert found["tags"] == ["PetsAPI"]
    assert found["x-source"] == ["classes/petsapi.md"]
    assert (found["summary"], found["description"]) == ("Change a pet", "All of it.")
    assert found["deprecated"] is True
    assert [(p["in"], p["name"], p["required"]) for p in found["parameters"]] == [
        ("path", "id", True),
        ("query", "tags", False),
        ("header", "If-Match", False),
    ]
    assert found["parameters"][1]["schema"] == {
        "type": "array",
        "items": {"type": "string"},
    }
    pet = {"$ref": "#/components/schemas/Pet"}
    assert found["requestBody"] == {
        "required": True,
        "content": {"application/json": {"schema": pet}},
    }
    assert found["responses"] == {
        "200": {
            "description": "told",
            "content": {"application/json": {"schema": pet}},
        },
        "404": {"description": "told"},
        "default": {"description": "told"},
    }


def test_a_definition_says_what_the_documents_say() -> None:
    document = made(
        definition(
            "Pet",
            prop("name", required=True),
            prop("weight", TypeRef(name="number")),
            prop("born", format="date"),
            prop("seen", format="date-time"),
            prop("fed", format="local-date-time"),
            prop("days", TypeRef(name="string", array=True), format="date"),
            prop("friends", ref("Pet", array=True)),
            prop("rows", TypeRef(name="Array", array=True)),
            prop("more", TypeRef(name="object")),
            prop("any", None),
        )
    )
    schemas = document["components"]["schemas"]
    pet = {"$ref": "#/components/schemas/Pet"}
    assert schemas["Pet"] == {
        "type": "object",
        "x-source": "definitions/pet-definition.md",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "weight": {"type": "number"},
            "born": {"type": "string", "format": "date"},
            "seen": {"type": "string", "format": "date-time"},
            "fed": {"type": "string", "format": "date-time-local"},
            "days": {"type": "array", "items": {"type": "string", "format": "date"}},
            "friends": {"type": "array", "items": pet},
            "rows": {"type": "array", "items": {"type": "array", "items": {}}},
            "more": {"type": "object", "anyOf": [{}]},
            "any": {},
        },
    }
    assert list(schemas) == ["Pet"]


def test_an_endpoint_of_several_classes_is_one_operation_with_their_tags() -> None:
    document = made(api("A", operation()), api("B", operation()))
    found = document["paths"]["/pets/{id}"]["get"]
    assert found["tags"] == ["A", "B"]
    assert found["x-source"] == ["classes/a.md", "classes/b.md"]
    assert "x-documented-as" not in found


def test_an_endpoint_that_is_documented_differently_is_kept_whole() -> None:
    other = operation("readPet", summary="Read")
    document = made(api("A", operation()), api("B", other), api("C", operation()))
    found = document["paths"]["/pets/{id}"]["get"]
    assert (found["operationId"], found["tags"]) == ("getPet", ["A", "B", "C"])
    [kept] = found["x-documented-as"]
    assert (kept["operationId"], kept["tags"], kept["summary"]) == (
        "readPet",
        ["B"],
        "Read",
    )


def test_paths_that_differ_in_the_names_of_variables_are_one() -> None:
    query = parameter("petId", "query")
    drop = operation("deletePet", "/pets/{petId}", method="DELETE", parameters=(query,))
    document = made(api("A", operation(), drop))
    [item] = document["paths"].values()
    assert [(p["in"], p["name"]) for p in item["delete"]["parameters"]] == [
        ("path", "id"),
        ("query", "petId"),
    ]
    assert item["delete"]["x-documented-path"] == "/pets/{petId}"
    assert "x-documented-path" not in item["get"]


def test_an_id_is_given_once() -> None:
    document = made(
        api("A", operation("get", "/a"), operation("put", "/c")),
        api("B", operation("get", "/b")),
    )
    ids = [item["get"]["operationId"] for item in document["paths"].values()]
    assert ids == ["A.get", "put", "B.get"]


def test_an_id_is_not_one_that_a_name_makes_with_its_class() -> None:
    document = made(
        api("A", operation("get", "/a")),
        api("B", operation("get", "/b"), operation("A.get", "/c")),
    )
    ids = [item["get"]["operationId"] for item in document["paths"].values()]
    assert ids == ["A.get_", "B.get", "A.get"]


def test_names_that_are_no_keys_are_kept_as_titles() -> None:
    names = ("$ref", "_24_ref", "Größe")
    rows = [prop(name, ref(name)) for name in (*names, "Ünseen")]
    document = made(*(definition(name, *rows) for name in names))
    schemas = document["components"]["schemas"]
    titles = {schema.get("title", key): key for key, schema in schemas.items()}
    assert titles.keys() == {*names, "Ünseen"}
    for schema in schemas.values():
        for name, row in schema.get("properties", {}).items():
            assert row["$ref"] == f"#/components/schemas/{titles[name]}"


def test_a_definition_without_page_is_any_value() -> None:
    document = made(api("A", operation(responses=(response("200", ref("Pet")),))))
    assert document["components"]["schemas"]["Pet"].keys() == {"title", "description"}


def test_paging_and_arrays_with_commas_are_told() -> None:
    paging = Paging(
        style="number",
        location="query",
        parameter="pageNumber",
        items="entities",
        item=ref("Pet"),
        next="",
        last="pageCount",
    )
    tags = parameter("tags", "query", TypeRef(name="string", array=True))
    config = Config(wire=Wire(comma_arrays=("A",)))
    document = made(
        api("A", operation(paging=paging, parameters=(tags,))),
        definition("Pet"),
        config=config,
    )
    found = document["paths"]["/pets/{id}"]["get"]
    assert found["parameters"][1]["explode"] is False
    assert found["x-paging"]["parameter"] == "pageNumber"
    assert found["x-paging"]["item"] == "Pet"


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (Server(), None),
        (Server(api="https://a.example"), [{"url": "https://a.example"}]),
        (
            Server(api="https://a.{domain}", regions={"x": "x.example"}),
            [
                {
                    "url": "https://a.{domain}",
                    "variables": {
                        "domain": {"default": "x.example", "enum": ["x.example"]}
                    },
                }
            ],
        ),
        (Server(api="https://a.{domain}"), None),
    ],
)
def test_servers_are_those_of_the_configuration(
    server: Server, expected: object
) -> None:
    document = made(api("A"), config=Config(server=server))
    assert document.get("servers") == expected
    assert "security" not in document


def test_login_is_that_of_the_configuration() -> None:
    config = load_config(SPECS / "client.toml", Diagnostics())
    document = made(api("A"), config=config)
    flows = document["components"]["securitySchemes"]["oauth2"]["flows"]
    url = "https://login.mypurecloud.com/oauth/token"
    assert flows["clientCredentials"]["tokenUrl"] == url
    assert document["security"] == [{"oauth2": []}]


@settings(max_examples=60)
@given(text=st.text(), name=st.text(min_size=1))
def test_any_text_is_text_in_both_syntaxes(text: str, name: str) -> None:
    told = operation(summary=text, description=text)
    drop = nodes.drop(api("A", told), definition(name, prop(name, ref(name))))
    document = to_openapi(drop, Config())
    assert yaml.safe_load(encode(document, "yaml")) == document
    assert json.loads(encode(document, "json")) == document
    assert document["paths"]["/pets/{id}"]["get"]["summary"] == text


def test_the_command_prints_and_writes(tmp_path: Path) -> None:
    run = CliRunner()
    printed = run.invoke(app, ["openapi", "--specs", str(SPECS)])
    assert printed.exit_code == 0
    out = tmp_path / "api.yaml"
    options = ["--specs", str(SPECS), "--format", "yaml", "--out", str(out)]
    assert run.invoke(app, ["openapi", *options]).exit_code == 0
    document = json.loads(printed.stdout)
    assert yaml.safe_load(out.read_bytes()) == document
    found = document["paths"]["/api/v2/license/users"]["get"]
    assert found["x-source"] == ["classes/license-api.md"]


def test_bad_documents_make_no_openapi(tmp_path: Path) -> None:
    (tmp_path / "pets-api.md").write_text("# nothing\n")
    result = CliRunner().invoke(app, ["openapi", "--specs", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stdout == ""


def _tree_of(client: Path) -> tuple[set[str], set[str]]:
    """The modules of operations and the classes of models that a client has."""
    for path in client.rglob("*.py"):
        ast.parse(path.read_text("utf-8"))
    operations = {
        path.relative_to(client).as_posix()
        for path in client.glob("api/*/*.py")
        if path.stem != "__init__"
    }
    models: set[str] = set()
    for path in client.glob("models/*.py"):
        if path.stem != "__init__":
            tree = ast.parse(path.read_text("utf-8"))
            models |= {n.name for n in tree.body if isinstance(n, ast.ClassDef)}
    return operations, models


def _made_by_another(
    document: dict[str, Any], folder: Path
) -> tuple[set[str], set[str]]:
    """What openapi-python-client makes, which shares nothing with this project."""
    (folder / "api.json").write_bytes(encode(document, "json"))
    settings = {"generate_all_tags": True, "post_hooks": []}
    (folder / "config.json").write_text(json.dumps(settings))
    ran = subprocess.run(
        [
            Path(sys.executable).with_name("openapi-python-client"),
            "generate",
            *("--path", folder / "api.json", "--output-path", folder / "client"),
            *("--config", folder / "config.json", "--meta", "none"),
        ],
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr
    assert "WARNING" not in (ran.stdout + ran.stderr).upper()
    return _tree_of(folder / "client")


def test_another_generator_makes_all_of_it(tmp_path: Path) -> None:
    config = Config()
    make_drop(tmp_path / "drop", classes=6, operations=60, definitions=200)
    drop = parse_documents(tmp_path / "drop", config, Diagnostics())
    operations, models = _made_by_another(to_openapi(drop, config), tmp_path)
    assert len(operations) == sum(len(a.operations) for a in drop.apis)
    assert len(models) == sum(not each.is_open for each in drop.definitions)


def test_another_generator_makes_no_model_of_an_object(tmp_path: Path) -> None:
    """Wherever the documents say no more than that it is one."""
    some, many = TypeRef(name="object"), TypeRef(name="object", array=True)
    document = made(
        api(
            "A",
            operation(
                method="POST",
                parameters=(
                    parameter("q", "query", some),
                    parameter("b", "body", some),
                ),
                responses=(response("200", some), response("202", many)),
            ),
            operation(
                "putPet",
                method="PUT",
                parameters=(parameter("b", "body", some, required=True),),
            ),
        ),
        definition("Pet", prop("more", some), prop("all", many, required=True)),
        definition("AnyObject", prop("pet", ref("Pet"))),
        definition("PetMore", prop("pet", ref("Pet"))),
    )
    operations, models = _made_by_another(document, tmp_path)
    assert len(operations) == 2
    assert models == {"Pet", "AnyObject", "PetMore"}
