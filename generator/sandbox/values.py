"""Made-up values of documented types: the same for the same seed and id."""

from __future__ import annotations

import re
from typing import Any, TypeGuard

from ..model import Definition, Property, TypeRef
from . import vocabulary
from .ids import Ids
from .nouns import is_by_person, is_id, kind_of_definition, kind_of_field, words_of
from .spec_index import SpecIndex
from .texts import (
    ORIGIN,
    Subject,
    is_time,
    make_boolean,
    make_number,
    make_text,
    make_time,
    pick_key,
    subject_of,
)

_FULL = 3
"""Levels of objects with optional fields; deeper ones have only required fields."""
_DEEPEST = 12
_LISTED = re.compile(r"(?:[Vv]alid|[Pp]ossible|[Aa]llowed) [Vv]alues:\s*([\w, ]+)")
_CAPITAL = re.compile(r"\b[A-Z][A-Z_]{2,}\b")
_CAPITALS = re.compile(r"\b[A-Z][A-Z_]{2,}(?:(?:,|,? or|,? and) [A-Z][A-Z_]{2,}\b)+")
_CACHED = 4096
"""Values of resources that are kept."""
_STRING = TypeRef(name="string")
_EMPTY: tuple[Any, ...] = (None, {}, [], [{}])
"""Values that optional fields do not have."""
_REFERENCE = ("id", "name", "selfUri")
_SERVER_MADE = re.compile(
    r"(id|self_?uri|version|(date_?)?(created|modified|updated)(_?(date|at|by|time))?)",
    re.IGNORECASE,
)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Return True if a JSON value is an array."""
    return isinstance(value, list)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Return True if a JSON value is an object."""
    return isinstance(value, dict)


def element_of(type_: TypeRef) -> TypeRef:
    """Return the type of the elements of an array."""
    return TypeRef(name=type_.name, definition=type_.definition)


def fits(type_: TypeRef, value: object) -> bool:
    """Return True if a JSON value, except an array or an object, is of a type."""
    match type_.name:
        case "string":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "Array":
            return isinstance(value, list)
        case _:
            return isinstance(value, dict)


class ResponseValues:
    """Maker of JSON values of documented types.

    Args:
        index: The documented API.
        ids: Makes the ids.
        size: Number of resources of each kind that references lead to.
    """

    def __init__(self, index: SpecIndex, ids: Ids, size: int) -> None:
        self._index = index
        self._ids = ids
        self._size = max(size, 1)
        self._made: dict[tuple[TypeRef, str, str, bool], Any] = {}
        self._requiring: list[str] = []

    def make(
        self,
        type_: TypeRef,
        identity: str,
        *,
        given: Any = None,
        path: str = "",
        minimal: bool = False,
    ) -> Any:
        """Make a value of a type, which callers copy before they change it.

        Args:
            type_: The documented type.
            identity: Id of the resource, which chooses its values.
            given: Value that a client sent; its fields replace made-up ones.
            path: Path of the resource.
            minimal: Make no optional fields except those that servers add.
        """
        made = self._make(type_, identity, path, minimal)
        return made if given is None else self.merge(type_, made, given)

    def _make(self, type_: TypeRef, identity: str, path: str, minimal: bool) -> Any:
        """Make a value, which the next call for the same resource returns too."""
        key = type_, identity, path, minimal
        if key not in self._made:
            if len(self._made) >= _CACHED:
                self._made.clear()
            kind = kind_of_definition(type_.name) if type_.definition else ()
            about = subject_of(kind, identity)
            is_object_type = type_.definition and not type_.array
            self._made[key] = (
                self._object(type_.name, about, identity, path, 1, minimal)
                if is_object_type
                else self._value(type_, "value", None, about, 1)
            )
        return self._made[key]

    def merge(self, type_: TypeRef, made: Any, given: Any) -> Any:
        """Replace made-up values by those that a client sent, where they fit."""
        if type_.array:
            if not is_array(given):
                return made
            element = element_of(type_)
            return [self.merge(element, self._blank(element, g), g) for g in given]
        if not type_.definition:
            return given if fits(type_, given) else made
        definition = self._index.definitions.get(type_.name)
        if definition is None or definition.is_open:
            return given
        if not is_object(given):
            return made
        merged = dict(made) if is_object(made) else {}
        for item in definition.properties:
            if item.name not in given or item.type is None:
                continue
            value = given[item.name]
            if value is None:
                merged.pop(item.name, None) if not item.required else None
            else:
                self._merge_field(merged, item, item.type, value)
        return merged

    def _merge_field(
        self, merged: dict[str, Any], item: Property, type_: TypeRef, value: Any
    ) -> None:
        if item.format and isinstance(value, str) and not is_time(item.format, value):
            return
        definition = self._index.definitions.get(type_.name)
        is_open = type_.definition and (definition is None or definition.is_open)
        shape = TypeRef(name="Array") if type_.array else type_
        if not is_open and not fits(shape, value):
            return
        merged[item.name] = self.merge(type_, self._blank(type_, value), value)

    def _blank(self, type_: TypeRef, given: Any) -> Any:
        """Make the required fields of an object that a client sent in part."""
        if type_.array or not type_.definition or not is_object(given):
            return self._value(type_, "value", None, subject_of((), type_.name), _FULL)
        identity = str(given.get("id", type_.name))
        subject = subject_of(kind_of_definition(type_.name), identity)
        return self._object(type_.name, subject, identity, "", _FULL + 1, False)

    def reference(self, kind: tuple[str, ...], key: int) -> str:
        """Return the id of a resource of some kind, which a listing has too."""
        return self._ids.make("".join(kind), key % self._size)

    def _value(
        self,
        type_: TypeRef,
        name: str,
        item: Property | None,
        about: Subject,
        depth: int,
    ) -> Any:
        if type_.array:
            element = element_of(type_)
            count = 2 if depth == 1 else 1
            parts = [about.part(name, index) for index in range(count)]
            made = [self._value(element, name, item, p, max(depth, 2)) for p in parts]
            if type_.name == "string" and not type_.definition:
                made = list(dict.fromkeys(made))
            return [value for value in made if value is not None]
        if type_.definition:
            return self._nested(type_.name, name, about, depth)
        if type_.name == "string":
            return self._text(name, item, about)
        if type_.name == "number":
            number = make_number(name, about)
            is_integer = item is not None and item.format == "integer"
            return round(number) if is_integer else number
        if type_.name == "boolean":
            return make_boolean(name)
        return [] if type_.name == "Array" else {}

    def _text(self, name: str, item: Property | None, about: Subject) -> str:
        if item is not None:
            if item.format is not None:
                return make_time(name, about, item.format)
            known = known_values(item)
            if known:
                return known[pick_key(about.key, name) % len(known)]
        kind = kind_of_field(name)
        if is_id(name) or is_by_person(name):
            if about.root[1] and kind[-1:] == about.root[:1]:
                return about.root[1]
            return self.reference(kind, pick_key(about.key, name))
        if words_of(name)[-1:] == ("uri",) and kind:
            key = self.reference(kind, pick_key(about.key, name))
            if path := self._index.item_path(kind, key):
                return path
        return make_text(name, about)

    def _nested(self, name: str, field: str, about: Subject, depth: int) -> Any:
        definition = self._index.definitions.get(name)
        part = about.part(field)
        if definition is None or not any(p.name == "id" for p in definition.properties):
            return self._object(name, part, "", "", depth, False)
        kind = kind_of_definition(name) or kind_of_field(field)
        identity = self.reference(kind, part.key)
        subject = subject_of(kind, identity)
        return self._object(name, subject, identity, "", max(depth, _FULL + 1), False)

    def _object(
        self,
        name: str,
        about: Subject,
        identity: str,
        path: str,
        depth: int,
        minimal: bool,
    ) -> dict[str, Any] | None:
        definition = self._index.definitions.get(name)
        # A definition that requires itself has no finite value, so null ends it.
        if depth > _DEEPEST or name in self._requiring:
            return None
        is_deep = depth > _FULL
        made: dict[str, Any] = {}
        if is_deep:
            self._requiring.append(name)
        for item in definition.properties if definition else ():
            if item.type is None or not _is_made(item, depth, minimal):
                continue
            if item.name == "id" and identity and is_text(item):
                made["id"] = identity
            elif item.name == "selfUri" and is_text(item):
                uri = path or self._index.item_path(about.kind, identity)
                if uri or item.required:
                    made["selfUri"] = uri or f"{ORIGIN}/"
            else:
                value = self._value(item.type, item.name, item, about, depth + 1)
                if item.required or value not in _EMPTY:
                    made[item.name] = value
        if is_deep:
            self._requiring.pop()
        _agree(made)
        return made


def is_text(item: Property) -> bool:
    """Return True if any text fits a property."""
    return item.format is None and item.type == _STRING


def _is_made(item: Property, depth: int, minimal: bool) -> bool:
    """Return True if an object has a field."""
    if item.required:
        return True
    if depth > _FULL:
        return item.name in _REFERENCE
    if minimal:
        return bool(_SERVER_MADE.fullmatch(item.name))
    return not vocabulary.UNUSUAL.intersection(words_of(item.name))


def known_values(item: Property) -> tuple[str, ...]:
    """Return the known values of an enumeration, also those of a description."""
    if item.values:
        return item.values
    found = _LISTED.search(item.description)
    if found is not None:
        return tuple(text.strip() for text in found[1].split(",") if text.strip())
    # ``QUEUED, PENDING or FULFILLED``
    capitals = _CAPITALS.search(item.description)
    return tuple(_CAPITAL.findall(capitals[0])) if capitals else ()


def _agree(made: dict[str, Any]) -> None:
    """Let the number of items be that of the only array."""
    arrays = [value for value in made.values() if is_array(value)]
    if len(arrays) == 1:
        for name, value in made.items():
            is_number = isinstance(value, int) and not isinstance(value, bool)
            if is_number and words_of(name)[-1:] in (("count",), ("total",)):
                made[name] = len(arrays[0])


def fields_of(definition: Definition) -> dict[str, Property]:
    """Return the properties of a definition by name."""
    return {item.name: item for item in definition.properties}
