"""Answers made up from the documented types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard, cast

from ..model import Definition, Property, TypeRef
from .documents import Documents

_FULL = 3
"""Levels of objects that are filled completely; below, only what is required."""
_DEEPEST = 12

_MOMENTS = {
    "date-time": "2024-02-29T23:59:59.123Z",
    "local-date-time": "2024-02-29T23:59:59.123",
    "date": "2024-02-29",
}


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a JSON value is an array."""
    return isinstance(value, list)


class Values:
    """Makes JSON of a documented type; the same question has the same answer."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._made: dict[str, dict[str, Any]] = {}

    def answer(self, type_: TypeRef | None, about: Mapping[str, str]) -> Any:
        """Make the body of an answer.

        Args:
            type_: The documented type.
            about: Path values of the request; the last one is the ``id`` of what is
                answered, which tells callers that the answer is theirs.
        """
        if type_ is None:
            return None
        value = self._value(type_, "value", None, 1)
        if isinstance(value, dict) and about and "id" in value:
            return {**cast("dict[str, Any]", value), "id": list(about.values())[-1]}
        return cast("Any", value)

    def item(self, type_: TypeRef, number: int) -> Any:
        """Make an item of a listing; items are told apart by ``id`` or text."""
        value = self._value(type_, "item", None, 1)
        if isinstance(value, dict):
            fields = cast("dict[str, Any]", value)
            return {**fields, "id": f"item-{number}"} if "id" in fields else fields
        return f"item-{number}" if isinstance(value, str) else value

    def listing(self, definition: Definition) -> dict[str, Any]:
        """Make the shell of a page: its properties that are no arrays."""
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
            definition = self._documents.definitions.get(name)
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
