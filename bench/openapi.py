"""The model as OpenAPI, for the generator that mdclient is measured beside.

It holds what a generator of clients makes code from: operations, parameters, bodies,
answers and schemas, with their texts.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

Json = dict[str, Any]

_PRIMITIVE: Final = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "Array": {},
}
_ANY_OBJECT: Final = "AnyJsonObject"
"""What ``object`` refers to: an object in place would be a model of its own, whose name
may be that of a definition."""
_JSON: Final = "application/json"


def to_openapi(model: Mapping[str, Any], title: str = "API") -> Json:
    """Convert what ``mdclient inspect`` prints to OpenAPI 3.0.

    An endpoint that several classes document is one operation there, with a tag for
    each class. A definition that is named but has no page is any object.

    Args:
        model: Classes and definitions, in the shape that ``inspect`` has.
        title: Title of the document.
    """
    schemas = {d["name"]: _definition(d) for d in model["definitions"]}
    paths: dict[str, Json] = {}
    for owner in model["classes"]:
        for operation in owner["operations"]:
            method = operation["method"].lower()
            item = paths.setdefault(operation["path"], {})
            if method in item:
                item[method]["tags"].append(owner["name"])
            else:
                item[method] = _operation(owner["name"], operation)
    for name in sorted(_named({**paths, **schemas}) - schemas.keys()):
        schemas[name] = {"type": "object"}
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def schema_of(notation: str) -> Json:
    """Convert a type in the documents' notation: ``string``, ``User``, ``User[]``."""
    if notation.endswith("[]"):
        return {"type": "array", "items": schema_of(notation[:-2])}
    if notation in _PRIMITIVE:
        return dict(_PRIMITIVE[notation])
    name = _ANY_OBJECT if notation == "object" else notation
    return {"$ref": f"#/components/schemas/{name}"}


def _definition(definition: Mapping[str, Any]) -> Json:
    rows = definition["properties"]
    schema: Json = {
        "type": "object",
        "description": definition["description"],
        "properties": {row["name"]: _property(row) for row in rows},
    }
    if required := [row["name"] for row in rows if row["required"]]:
        schema["required"] = required
    return schema


def _property(row: Mapping[str, Any]) -> Json:
    schema = schema_of(row["type"])
    # Beside `$ref` there is no place for a description in OpenAPI 3.0.
    return schema if "$ref" in schema else {**schema, "description": row["description"]}


def _operation(tag: str, operation: Mapping[str, Any]) -> Json:
    result: Json = {
        "operationId": operation["name"],
        "tags": [tag],
        "summary": operation["summary"],
        "description": operation["description"],
        "parameters": [
            _parameter(row) for row in operation["parameters"] if row["in"] != "body"
        ],
        "responses": {row["status"]: _response(row) for row in operation["responses"]},
    }
    if operation["deprecated"]:
        result["deprecated"] = True
    for row in operation["parameters"]:
        if row["in"] == "body":
            result["requestBody"] = {
                "description": row["description"],
                "required": row["required"],
                "content": {_JSON: {"schema": schema_of(row["type"])}},
            }
    return result


def _parameter(row: Mapping[str, Any]) -> Json:
    return {
        "in": row["in"],
        "name": row["name"],
        "description": row["description"],
        "required": row["required"] or row["in"] == "path",
        "schema": schema_of(row["type"]),
    }


def _response(row: Mapping[str, Any]) -> Json:
    response: Json = {"description": row["description"]}
    if row["type"] is not None:
        response["content"] = {_JSON: {"schema": schema_of(row["type"])}}
    return response


def _named(value: Any) -> set[str]:
    """Return the names of the schemas that something refers to."""
    if isinstance(value, Mapping):
        reference = value.get("$ref")
        if isinstance(reference, str):
            return {reference.rpartition("/")[2]}
        return _named_by_any(value.values())
    return _named_by_any(value) if isinstance(value, list) else set()


def _named_by_any(values: Iterable[object]) -> set[str]:
    found: set[str] = set()
    for value in values:
        found |= _named(value)
    return found
