"""Responses made up from the documented types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard, cast

from ..model import Definition, Property, TypeRef
from .spec_index import SpecIndex

_FULL = 3
"""Levels of objects that are filled completely; below, only what is required."""
_DEEPEST = 12

_MOMENTS = {
    "date-time": "2024-02-29T23:59:59.123Z",
    "local-date-time": "2024-02-29T23:59:59.123",
    "date": "2024-02-29",
}


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Return True if a JSON value is an array."""
    return isinstance(value, list)


class ResponseValues:
    """JSON of documented types; the same request gets the same response."""

    def __init__(self, index: SpecIndex) -> None:
        self._index = index
        self._made: dict[str, dict[str, Any]] = {}

    def response(self, type_: TypeRef | None, about: Mapping[str, str]) -> Any:
        """Make the body of a response.

        Args:
            type_: The documented type.
            about: Path values of the request; the last one is the ``id`` of the
                resource, which shows callers that the response is theirs.
        """
        if type_ is None:
            return None
        value = self._value(type_, "value", None, 1)
        if isinstance(value, dict) and about and "id" in value:
            return {**cast("dict[str, Any]", value), "id": list(about.values())[-1]}
        return cast("Any", value)

    def item(self, type_: TypeRef, number: int) -> Any:
        """Make an item of a listing; items differ in ``id`` or text."""
        value = self._value(type_, "item", None, 1)
        if isinstance(value, dict):
            fields = cast("dict[str, Any]", value)
            return {**fields, "id": f"item-{number}"} if "id" in fields else fields
        return f"item-{number}" if isinstance(value, str) else value

    def listing(self, definition: Definition) -> dict[str, Any]:
        """Make the shell of a page: its required properties except arrays."""
        return {
            item.name: self._property(item, _FULL)
            for item in definition.properties
            if item.type is not None and not item.type.array and item.required
        }

    def _value(self, type_: TypeRef, name: str, form: str | None, depth: int) -> Any:
        if type_.array:
            element = TypeRef(name=type_.name, definition=type_.definition)
            return [self._value(element, name, form, depth + 1)]
        if type_.definition:
            return self._object(type_.name, depth)
        if type_.name == "string":
            return _MOMENTS.get(form or "", f"{name} é")
        plain: dict[str, Any] = {
            "number": len(name) or 1,
            "boolean": len(name) % 2 == 0,
            "Array": [name],
            "object": {name: 1},
        }
        return plain[type_.name]

    def _object(self, name: str, depth: int) -> dict[str, Any] | None:
        if depth > _DEEPEST:
            return None
        key = f"{name} {min(depth, _FULL)}" if depth <= _FULL else ""
        if key not in self._made:
            definition = self._index.definitions.get(name)
            made = {
                item.name: self._property(item, depth + 1)
                for item in (definition.properties if definition else ())
                if depth <= _FULL or item.required
            }
            if not key:
                return made
            self._made[key] = made
        return self._made[key]

    def _property(self, item: Property, depth: int) -> Any:
        if item.type is None:
            return None
        return self._value(item.type, item.name, item.format, depth)
