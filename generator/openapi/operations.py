"""Operations as the path items of OpenAPI.

OpenAPI has one operation for a method and a path, whereas documents repeat an endpoint
in all its classes: such an operation has a tag for each class. Paths that differ only
in names of variables are one path there, with the variables of the first. If classes
document an endpoint differently, the first counts, and ``x-documented-as`` keeps the
others.
"""

import re
from collections.abc import Set
from typing import Any

from msgspec.structs import asdict

from ..config import Config
from ..model import ApiSpec, Operation, Parameter, Response
from ..operation_matching import endpoint
from .schemas import Json, Schemas, described, free

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_JSON = "application/json"


class Paths:
    """The path items of a spec."""

    def __init__(self, spec: ApiSpec, config: Config, schemas: Schemas) -> None:
        self._schemas = schemas
        self._comma_arrays = frozenset(config.wire.comma_arrays)
        self._ids = _ids(spec)
        self._templates: dict[str, str] = {}
        self.items: dict[str, Json] = {}
        for api in spec.apis:
            for operation in api.operations:
                self._add(api.name, api.file, operation)

    def _add(self, api: str, file: str, operation: Operation) -> None:
        _, shape = endpoint(operation)
        path = self._templates.setdefault(shape, operation.path)
        item = self.items.setdefault(path, {})
        method = operation.method.lower()
        fresh = self._operation(api, file, operation, path)
        known = item.setdefault(method, fresh)
        if known is fresh:
            return
        if _facts(known) != _facts(fresh):
            known.setdefault("x-documented-as", []).append(fresh)
        if api not in known["tags"]:
            known["tags"].append(api)
            known["x-source"].append(file)

    def _operation(self, api: str, file: str, operation: Operation, path: str) -> Json:
        name = operation.name
        variables = _VARIABLE.findall(operation.path)
        names = dict(zip(variables, _VARIABLE.findall(path), strict=True))
        result: Json = {
            "operationId": self._ids[api, name],
            "tags": [api],
            "summary": operation.summary,
            "x-source": [file],
        }
        if operation.description:
            result["description"] = operation.description
        if operation.deprecated:
            result["deprecated"] = True
        if operation.path != path:
            result["x-documented-path"] = operation.path
        comma = bool(self._comma_arrays & {api, f"{api}.{name}"})
        if parameters := [
            self._parameter(p, names, comma=comma)
            for p in operation.parameters
            if p.location != "body"
        ]:
            result["parameters"] = parameters
        for parameter in operation.parameters:
            if parameter.location == "body":
                result["requestBody"] = self._body(parameter)
        result["responses"] = {r.status: self._response(r) for r in operation.responses}
        if (permissions := operation.permissions) is not None:
            listed = list(permissions.names)
            result["x-permissions"] = {f"{permissions.require}Of": listed}
        if operation.preview:
            result["x-preview"] = True
        if operation.paging:
            paging = asdict(operation.paging)
            result["x-paging"] = {**paging, "item": operation.paging.item.notation}
        return result

    def _parameter(
        self, node: Parameter, names: dict[str, str], *, comma: bool
    ) -> Json:
        in_path = node.location == "path"
        result: Json = {
            "in": node.location,
            "name": names.get(node.name, node.name) if in_path else node.name,
            "required": node.required or in_path,
            "schema": self._schemas.of_field(node),
        }
        if comma and node.location == "query" and node.type and node.type.array:
            result["explode"] = False
        return described(result, node.description)

    def _body(self, node: Parameter) -> Json:
        schema = self._schemas.type(node.type, node.format)
        if "anyOf" in schema and not node.required:
            # openapi-python-client 0.29 writes broken code for an optional body of
            # alternatives unless one of them is a list. This allows what it did.
            schema["anyOf"] = [*schema["anyOf"], {"type": "array", "items": {}}]
        body: Json = {"required": node.required, "content": {_JSON: {"schema": schema}}}
        return described(body, node.description)

    def _response(self, node: Response) -> Json:
        response: Json = {"description": node.description}
        if node.type is not None:
            schema = self._schemas.type(node.type)
            response["content"] = {_JSON: {"schema": schema}}
        return response


def _facts(operation: Json) -> dict[str, Any]:
    """Return the parts in which two operations must agree to be one."""
    own = {"tags", "x-source", "x-documented-as", "x-documented-path"}
    return {key: value for key, value in operation.items() if key not in own}


def _ids(spec: ApiSpec) -> dict[tuple[str, str], str]:
    """Return the ids of operations by class and name: a unique name is its id."""
    places = [(api.name, o.name) for api in spec.apis for o in api.operations]
    repeated = _repeated(spec)
    ids = {place: place[1] for place in places if place[1] not in repeated}
    taken = set(ids.values())
    for place in places:
        if place not in ids:
            ids[place] = free(".".join(place), taken)
            taken.add(ids[place])
    return ids


def _repeated(spec: ApiSpec) -> Set[str]:
    """Return names of several endpoints, which cannot be ids."""
    endpoints: dict[str, set[tuple[str, str]]] = {}
    for api in spec.apis:
        for operation in api.operations:
            endpoints.setdefault(operation.name, set()).add(endpoint(operation))
    return {name for name, found in endpoints.items() if len(found) > 1}
