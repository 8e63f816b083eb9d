"""Errors of the API, in the error body that the documents have for their status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from ..model import Property, TypeRef
from .asgi import HttpResponse
from .spec_index import Endpoint, SpecIndex

JSON = {"Content-Type": "application/json"}
CONTEXT = "@CONTEXT@"
"""Stands for the correlation id, which is known when the response is sent."""


class ApiError(Exception):
    """Error of a request.

    Attributes:
        status: Status of the response.
        code: Code in its body.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class ErrorBodies:
    """Maker of responses with an error body.

    A status without a documented body gets the one that most operations have.
    """

    def __init__(self, index: SpecIndex) -> None:
        self._index = index
        found = Counter(
            row.type
            for endpoint in index.operations.values()
            for row in endpoint.operation.responses
            if not row.is_success and row.type and row.type.definition
        )
        self._usual = found.most_common(1)[0][0] if found else None

    def response(
        self,
        status: int,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        endpoint: Endpoint | None = None,
    ) -> HttpResponse:
        """Make a response with an error body."""
        type_ = endpoint.error_type(status) if endpoint else None
        body = self._body(type_ or self._usual, status, code, message)
        return HttpResponse(
            status, msgspec.json.encode(body), {**JSON, **(headers or {})}
        )

    def _body(
        self, type_: TypeRef | None, status: int, code: str, message: str
    ) -> dict[str, Any]:
        values: dict[str, str | int] = {
            "message": message,
            "code": code,
            "status": status,
        }
        definition = self._index.definitions.get(type_.name) if type_ else None
        if definition is None or definition.is_open:
            return values
        correlation = self._index.config.wire.correlation_field
        known: dict[str, str | int] = {
            **values,
            **dict.fromkeys(("error", "title"), code),
            **dict.fromkeys(("description", "detail", "errorMessage"), message),
            **dict.fromkeys(("errorCode",), code),
            **({correlation: CONTEXT} if correlation else {}),
        }
        if known.keys().isdisjoint(item.name for item in definition.properties):
            # A body without a place for the message helps nobody.
            return values
        body: dict[str, Any] = {}
        for item in definition.properties:
            if item.type is None:
                continue
            if item.type.array:
                body[item.name] = []
            elif item.name in known and not item.type.definition:
                value = known[item.name]
                body[item.name] = _converted(item.type, value)
            elif item.required:
                body[item.name] = _empty(item)
        return body


def _converted(type_: TypeRef, value: str | int) -> str | int:
    if type_.name == "string":
        return str(value)
    return value if isinstance(value, int) else 0


def _empty(item: Property) -> Any:
    """Return a value for a required field that this module does not know."""
    if item.type is None or item.type.definition:
        return {}
    values: dict[str, Any] = {"string": "", "number": 0, "boolean": False}
    return values.get(item.type.name, {})
