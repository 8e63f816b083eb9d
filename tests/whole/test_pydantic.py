"""Models of a whole drop as types of FastAPI."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Any

import pytest
from fastapi import FastAPI
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import TypeAdapter

from .client import Whole
from .samples import sample


def references(whole: Whole) -> dict[str, set[str]]:
    """The definitions to which each one refers."""
    return {
        name: {
            property_.type.removesuffix("[]")
            for property_ in definition.properties
            if property_.type and property_.type.removesuffix("[]") in whole.definitions
        }
        for name, definition in whole.definitions.items()
    }


def longest_circle(whole: Whole) -> list[str]:
    """Definitions that refer to each other in a circle, and not only to themselves."""
    graph = {name: others - {name} for name, others in references(whole).items()}
    circles: list[list[str]] = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = error.args[1]
            circles.append(circle[1:])
            # graphlib gives predecessors first: without this reference it is no circle.
            graph[circle[1]] -= {circle[0]}
            graph[circle[0]] -= {circle[1]}
        else:
            return max(circles, key=len)


@pytest.fixture(scope="module")
def circle(whole: Whole) -> list[str]:
    found = longest_circle(whole)
    assert len(found) >= 2
    return found


def test_models_in_a_circle_are_types_of_pydantic(
    whole: Whole, circle: list[str]
) -> None:
    for name in circle:
        model = whole.model(name)
        adapter: TypeAdapter[Any] = TypeAdapter(model)
        value = sample(whole, name, depth=3)
        made = adapter.validate_python(value)
        assert made == model.from_dict(value)
        assert adapter.validate_json(adapter.dump_json(made)) == made
        schema = adapter.json_schema()
        assert {whole.model(each).__name__ for each in circle} <= set(schema["$defs"])


def test_the_openapi_document_of_fastapi_is_valid(
    whole: Whole, circle: list[str]
) -> None:
    app = FastAPI()
    for number, name in enumerate(circle):
        model = whole.model(name)
        app.get(f"/{number}", response_model=model)(lambda: None)
    document = app.openapi()
    OpenAPIV31SpecValidator(document).validate()
    schemas = document["components"]["schemas"]
    assert {whole.model(name).__name__ for name in circle} <= set(schemas)
