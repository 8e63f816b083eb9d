"""Checks of requests against the documented API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import parse_qsl

from ..model import Operation, Parameter, TypeRef
from .spec_index import SpecIndex
from .values import is_array

MAX_BODY = 512_000
"""Bytes of a body that the platform takes."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?")
_LINKED = frozenset({"position"})
"""The sandbox's own parameter, in the links that it hands out."""


class InvalidRequest(Exception):
    """Request that does not match the documentation.

    Attributes:
        status: Status of the response.
        code: The error body's code.
    """

    def __init__(self, reason: str, status: int = 400, code: str = "bad.request"):
        super().__init__(reason)
        self.status = status
        self.code = code


class RequestChecker:
    """Checks requests against the documented API."""

    def __init__(self, index: SpecIndex) -> None:
        self._index = index

    def check(
        self,
        operation: Operation,
        query: str,
        headers: Mapping[str, str],
        content: bytes,
    ) -> Any:
        """Check query, headers and body, and return the body's JSON value.

        Raises:
            Refused: Something is missing, unknown or of the wrong type.
        """
        parameters = operation.parameters
        self._query(operation, [p for p in parameters if p.location == "query"], query)
        for item in parameters:
            if item.location == "header" and item.required:
                _demand(item.name.lower() in headers, f"header {item.name} is missing")
        bodies = [p for p in parameters if p.location == "body"]
        return self._body(bodies[0] if bodies else None, headers, content)

    def _query(
        self, operation: Operation, parameters: list[Parameter], query: str
    ) -> None:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
        known = {item.name: item for item in parameters}
        linked = operation.paging is not None and operation.paging.style == "link"
        for name, text in pairs:
            item = known.get(name)
            if item is not None:
                _demand(_fits(item, text), f"query {name} is no {_notation(item)}")
            else:
                _demand(linked and name in _LINKED, f"query {name} is unknown")
        given = [name for name, _ in pairs]
        for item in parameters:
            _demand(
                not item.required or item.name in given, f"query {item.name} is missing"
            )
            several = item.type is not None and item.type.array
            _demand(
                several or given.count(item.name) < 2, f"query {item.name} came twice"
            )

    def _body(
        self, item: Parameter | None, headers: Mapping[str, str], content: bytes
    ) -> Any:
        if not content:
            _demand(item is None or not item.required, "the body is missing")
            return None
        _demand(item is not None, "there is to be no body")
        if len(content) > MAX_BODY:
            raise InvalidRequest(f"over {MAX_BODY} bytes", 413, "payload.too.large")
        kind = headers.get("content-type", "").partition(";")[0].strip()
        if kind != "application/json":
            raise InvalidRequest(
                f"{kind or 'nothing'} is not JSON", 415, "unsupported.media"
            )
        try:
            value = json.loads(content)
        except ValueError:
            raise InvalidRequest("the body is no JSON", code="invalid.json") from None
        if value is not None and item is not None and item.type is not None:
            _demand_none(self.problems(item.type, value, "body"))
        return value

    def problems(self, type_: TypeRef, value: Any, where: str) -> Iterator[str]:
        """Yield where a JSON value differs from a type; null fits all of them."""
        if value is None:
            return
        if type_.array:
            if not is_array(value):
                yield f"{where} is no array"
                return
            element = TypeRef(name=type_.name, definition=type_.definition)
            for index, item in enumerate(value):
                yield from self.problems(element, item, f"{where}[{index}]")
        elif type_.definition:
            yield from self._object_problems(type_.name, value, where)
        elif not _is(type_.name, value):
            yield f"{where} is no {type_.name}"

    def _object_problems(self, name: str, value: Any, where: str) -> Iterator[str]:
        definition = self._index.definitions.get(name)
        if not isinstance(value, dict):
            yield f"{where} is no object"
            return
        if definition is None or not definition.properties:
            return
        fields = cast("dict[str, Any]", value)
        known = {item.name: item for item in definition.properties}
        for item in definition.properties:
            if item.required and item.name not in fields:
                yield f"{where}.{item.name} is missing"
        for key, field in fields.items():
            if key not in known:
                yield f"{where}.{key} is unknown"
            elif (type_ := known[key].type) is not None:
                yield from self.problems(type_, field, f"{where}.{key}")


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InvalidRequest(otherwise)


def _demand_none(problems: Iterable[str]) -> None:
    for problem in problems:
        raise InvalidRequest(problem)


def _notation(item: Parameter) -> str:
    return item.format or (item.type.name if item.type else "text")


def _fits(item: Parameter, text: str) -> bool:
    """Return True if a text of the query is of the parameter's type."""
    try:
        if item.format == "date":
            return bool(date.fromisoformat(text))
        if item.format == "date-time":
            sound = text.endswith("Z") and _MOMENT.fullmatch(text[:-1])
            return bool(sound and datetime.fromisoformat(text))
        if item.format == "local-date-time":
            return bool(_MOMENT.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False
    name = item.type.name if item.type is not None else "string"
    if name == "number":
        return bool(_NUMBER.fullmatch(text))
    return name != "boolean" or text in ("true", "false")


def _is(name: str, value: Any) -> bool:
    if name == "string":
        return isinstance(value, str)
    if name == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if name == "boolean":
        return isinstance(value, bool)
    if name == "Array":
        return isinstance(value, list)
    return name != "object" or isinstance(value, dict)
