"""Checks of requests against the documented API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast
from urllib.parse import parse_qsl

import msgspec

from ..model import Parameter, TypeRef
from .errors import ApiError
from .spec_index import Endpoint, SpecIndex
from .texts import is_time
from .values import element_of, fields_of, fits, is_array, is_object

MAX_BODY = 512_000
"""Bytes of a body that the platform takes."""
_LEVELS = 100
"""Levels of arrays and objects in a body."""
LINK_PARAMETER = "position"
"""The sandbox's own parameter, in the links that it hands out."""

_INTEGER = re.compile(r"-?\d+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_ARTICLES = {"array": "an array", "object": "an object", "Array": "an array"}
_JSON_NAMES: dict[type[object], str] = {
    bool: "a boolean",
    dict: "an object",
    list: "an array",
    str: "a string",
}


class InvalidRequest(ApiError):
    """Request that does not match the documentation."""

    def __init__(
        self, message: str, status: int = 400, code: str = "bad.request"
    ) -> None:
        super().__init__(status, code, message)


class RequestChecker:
    """Checks requests against the documented API."""

    def __init__(self, index: SpecIndex) -> None:
        self._index = index

    def check(
        self,
        endpoint: Endpoint,
        values: Mapping[str, str],
        query: str,
        headers: Mapping[str, str],
        content: bytes,
    ) -> Any:
        """Check path, query, headers and body, and return the body's JSON value.

        Raises:
            InvalidRequest: Something is missing, unknown or of the wrong type.
        """
        for item in endpoint.operation.parameters:
            text = None
            if item.location == "path":
                text = values.get(item.name)
            elif item.location == "header":
                text = headers.get(item.name.lower())
                _ensure(
                    text is not None or not item.required,
                    f"header {item.name!r} is missing",
                )
            if text is not None:
                _check_text(item, text)
        self._check_query(endpoint, query)
        return self._check_body(endpoint.body, headers, content)

    def _check_query(self, endpoint: Endpoint, query: str) -> None:
        operation = endpoint.operation
        known = {p.name: p for p in operation.parameters if p.location == "query"}
        pairs: dict[str, str] = {}
        linked = operation.paging is not None and operation.paging.style == "link"
        for name, text in parse_qsl(query, keep_blank_values=True):
            item = known.get(name)
            if item is None:
                is_own = linked and name == LINK_PARAMETER and text.isdecimal()
                _ensure(is_own, f"query parameter {name!r} is unknown")
                continue
            several = item.type is not None and item.type.array
            _ensure(
                several or name not in pairs,
                f"query parameter {name!r} must be sent once",
            )
            _check_text(item, text)
            pairs[name] = text
        for name, item in known.items():
            _ensure(
                not item.required or name in pairs,
                f"query parameter {name!r} is missing",
            )

    def _check_body(
        self, item: Parameter | None, headers: Mapping[str, str], content: bytes
    ) -> Any:
        if not content:
            _ensure(item is None or not item.required, "body is missing")
            return None
        _ensure(item is not None, "body must be empty")
        if len(content) > MAX_BODY:
            message = f"body must have at most {MAX_BODY} bytes"
            raise InvalidRequest(message, 413, "payload.too.large")
        kind = headers.get("content-type", "").partition(";")[0].strip()
        if kind.lower() != "application/json":
            message = f"header 'Content-Type' must be application/json, not {kind!r}"
            raise InvalidRequest(message, 415, "unsupported.media.type")
        try:
            value = msgspec.json.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            message = f"body must be JSON: {error}"
            raise InvalidRequest(message, code="invalid.json") from None
        if is_deep(value):
            message = f"body must have at most {_LEVELS} levels"
            raise InvalidRequest(message, code="invalid.json")
        if item is not None and item.type is not None:
            _ensure(value is not None or not item.required, "body must not be null")
            for problem in self.problems(item.type, value, "body"):
                raise InvalidRequest(problem)
        return value

    def problems(self, type_: TypeRef, value: Any, where: str) -> Iterator[str]:
        """Yield where a JSON value differs from a type; null fits all of them."""
        if value is None:
            return
        if type_.array:
            if not is_array(value):
                yield _mismatch(where, "array", value)
                return
            element = element_of(type_)
            for index, item in enumerate(value):
                yield from self.problems(element, item, f"{where}[{index}]")
        elif type_.definition:
            yield from self._object_problems(type_.name, value, where)
        elif not fits(type_, value):
            yield _mismatch(where, type_.name, value)

    def _object_problems(self, name: str, value: Any, where: str) -> Iterator[str]:
        definition = self._index.definitions.get(name)
        if definition is None or definition.is_open:
            return
        if not is_object(value):
            yield _mismatch(where, "object", value)
            return
        known = fields_of(definition)
        for item in definition.properties:
            if item.required and item.name not in value:
                yield f"{where}.{item.name} is missing"
        for key, field in value.items():
            if key not in known:
                yield f"{where}.{key} is unknown"
            elif (type_ := known[key].type) is not None:
                yield from self.problems(type_, field, f"{where}.{key}")
                form = known[key].format
                if form and isinstance(field, str) and not is_time(form, field):
                    yield f"{where}.{key} must be a {form}, not {field[:100]!r}"
                if form == "integer" and isinstance(field, float) and field % 1:
                    yield f"{where}.{key} must be an integer, not {field}"


def is_deep(value: Any) -> bool:
    """Return True if a JSON value has too many levels."""
    level = [value]
    for _ in range(_LEVELS + 1):
        arrays = [item for one in level if is_array(one) for item in one]
        level = arrays + [v for one in level if is_object(one) for v in one.values()]
        if not level:
            return False
    return True


def _ensure(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InvalidRequest(otherwise)


def _mismatch(where: str, name: str, value: Any) -> str:
    kind = cast("type[object]", type(value))
    found = _JSON_NAMES.get(kind, "a number")
    return f"{where} must be {_ARTICLES.get(name, f'a {name}')}, not {found}"


def _check_text(item: Parameter, text: str) -> None:
    """Ensure that a text of the path, the query or a header is of its type.

    An array may be one text with commas.
    """
    several = item.type is not None and item.type.array
    for part in text.split(",") if several else (text,):
        if not _is_readable(item, part):
            name = item.format or (item.type.name if item.type else "string")
            where = f"{item.location} {'parameter ' * (item.location != 'header')}"
            article = "an" if name[0] in "aeio" else "a"
            raise InvalidRequest(
                f"{where}{item.name!r} must be {article} {name}, not {part[:100]!r}"
            )


def _is_readable(item: Parameter, text: str) -> bool:
    """Return True if a text is of the parameter's type."""
    name = item.type.name if item.type is not None else "string"
    if name == "number":
        pattern = _INTEGER if item.format == "integer" else _NUMBER
        return bool(pattern.fullmatch(text))
    if item.format is not None:
        return is_time(item.format, text)
    return name != "boolean" or text in ("true", "false")
