"""The OpenAPI document of a whole drop holds all that the documents say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from .client import Whole, mdclient

Json = dict[str, Any]
_PREFIX = "#/components/schemas/"


@pytest.fixture(scope="module")
def document(whole: Whole) -> Json:
    options = ("--specs", whole.drop, "--config", whole.config)
    made: Json = json.loads(mdclient("openapi", *options))
    return made


def references(value: object) -> set[str]:
    """The schemas that something refers to."""
    if isinstance(value, dict):
        own = value.get("$ref")
        found = {own.removeprefix(_PREFIX)} if isinstance(own, str) else set()
        return found.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def operations(document: Json) -> dict[tuple[str, str, str], Json]:
    """All operations by class, method and the path as documented there."""
    found: dict[tuple[str, str, str], Json] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            variants = operation.get("x-documented-as", [])
            for one in (operation, *variants):
                place = one.get("x-documented-path", path)
                for tag in one["tags"]:
                    found[tag, method.upper(), place] = one
    return found


def test_every_operation_is_there_with_all_its_facts(
    whole: Whole, document: Json
) -> None:
    made = operations(document)
    for owner in whole.documents.classes:
        for wanted in owner.operations:
            found = made[owner.name, wanted.method, wanted.path]
            assert found["operationId"] in (wanted.name, f"{owner.name}.{wanted.name}")
            assert found["summary"] == wanted.summary
            assert found.get("description", "") == wanted.description
            assert found.get("deprecated", False) == wanted.deprecated
            assert list(found["responses"]) == [r.status for r in wanted.responses]
            places = [p.location for p in wanted.parameters if p.location != "body"]
            assert [p["in"] for p in found.get("parameters", [])] == places
            bodies = [p.required for p in wanted.parameters if p.location == "body"]
            made_bodies = [found["requestBody"]] if "requestBody" in found else []
            assert [body["required"] for body in made_bodies] == bodies


def test_ids_are_given_once_and_references_lead_somewhere(document: Json) -> None:
    ids = [o["operationId"] for i in document["paths"].values() for o in i.values()]
    assert len(ids) == len(set(ids))
    assert references(document) <= document["components"]["schemas"].keys()


def test_every_definition_is_there_with_all_its_properties(
    whole: Whole, document: Json
) -> None:
    schemas = document["components"]["schemas"]
    made = {schema.get("title", key): schema for key, schema in schemas.items()}
    for wanted in whole.documents.definitions:
        if not wanted.properties:
            continue
        found = made.pop(wanted.name)
        assert found["x-source"] == wanted.file
        assert list(found["properties"]) == [p.name for p in wanted.properties]
        assert found.get("required", []) == [
            p.name for p in wanted.properties if p.required
        ]
        for row in wanted.properties:
            text = found["properties"][row.name].get("description", "")
            assert text == row.description
    # Nothing else is a model: definitions without a page are any value.
    assert not [schema for schema in made.values() if "type" in schema]


def test_a_part_of_it_is_valid(document: Json) -> None:
    """The validator needs a minute for all of it, so it is shown some paths."""
    paths = dict(list(document["paths"].items())[::40])
    schemas = document["components"]["schemas"]
    needed: set[str] = set()
    wanted = references(paths)
    while wanted:
        needed |= wanted
        wanted = references([schemas[name] for name in wanted]) - needed
    components = {**document["components"], "schemas": {n: schemas[n] for n in needed}}
    part = {**document, "paths": paths, "components": components}
    assert [e.message for e in OpenAPIV31SpecValidator(part).iter_errors()] == []
