"""Types and definitions as schemas of OpenAPI 3.1, which are JSON Schema 2020-12."""

import re
from collections.abc import Iterable
from typing import Any, Final

from msgspec.structs import replace

from ..model import UNTYPED_ARRAY, ApiSpec, Definition, Field, Format, Property, TypeRef

Json = dict[str, Any]

_FORMATS: Final[dict[Format, str]] = {
    "date-time": "date-time",
    "local-date-time": "date-time-local",
    "date": "date",
    "interval": "interval",
    "float": "double",
}
"""Formats by the names of OpenAPI's format registry, which has none for an interval."""
_DEFAULTS: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
"""Types of Python that a default of a type may have."""
_NO_KEY = re.compile(r"[^A-Za-z0-9._-]")
_PREFIX: Final = "#/components/schemas/"


class Schemas:
    """The schemas of a spec, and the references to them."""

    def __init__(self, spec: ApiSpec) -> None:
        named = [definition.name for definition in spec.definitions]
        self._definitions = spec.definitions
        self._keys = _keys(named)
        self._undocumented: dict[str, str] = {}

    def type(
        self,
        ref: TypeRef | None,
        format: Format | None = None,
        values: tuple[str, ...] = (),
    ) -> Json:
        """Return the schema of a type; no type is any value.

        ``values`` are those that are known: there may always be others.
        """
        if ref is None:
            return {}
        if ref.array:
            item = replace(ref, array=False)
            return {"type": "array", "items": self.type(item, format, values)}
        if ref.definition:
            return {"$ref": _PREFIX + self._key(ref.name)}
        match ref.name:
            case "object" if ref.values is not None:
                value = self.type(ref.values.type, ref.values.format)
                return {"type": "object", "additionalProperties": value}
            case "object":
                # ``anyOf`` allows everything. Without it, generators of clients make a
                # class of each ``object``, under a name that a definition may have.
                return {"type": "object", "anyOf": [{}]}
            case name if name == UNTYPED_ARRAY:
                return {"type": "array", "items": {}}
            case name:
                schema: Json = {"type": "integer" if format == "integer" else name}
                if format in _FORMATS:
                    schema["format"] = _FORMATS[format]
                if values:
                    schema["x-extensible-enum"] = list(values)
                return schema

    def of_field(self, node: Field) -> Json:
        """Return the schema of a parameter or a property, with its default."""
        schema = self.type(node.type, node.format, node.values)
        kinds = _DEFAULTS.get(schema.get("type", ""), ())
        if type(node.default) in kinds:
            schema["default"] = node.default
        return schema

    def components(self) -> Json:
        """Return all referenced schemas; call this last."""
        found = {self._keys[d.name]: self._definition(d) for d in self._definitions}
        for name, key in sorted(self._undocumented.items()):
            found[key] = {
                "title": name,
                "description": "The documents name this definition and do not hold it.",
            }
        return found

    def _key(self, name: str) -> str:
        """Return the key of a definition, whether there is a page of it or not."""
        if name in self._keys:
            return self._keys[name]
        if name not in self._undocumented:
            taken = {*self._keys.values(), *self._undocumented.values()}
            self._undocumented[name] = free(_key(name), taken)
        return self._undocumented[name]

    def _definition(self, definition: Definition) -> Json:
        schema: Json = {}
        if not definition.is_open:
            schema["type"] = "object"
            schema["properties"] = {
                p.name: self._property(p) for p in definition.properties
            }
        schema["x-source"] = definition.file
        if definition.name != self._keys[definition.name]:
            schema["title"] = definition.name
        if definition.description:
            schema["description"] = definition.description
        if required := [p.name for p in definition.properties if p.required]:
            schema["required"] = required
        return schema

    def _property(self, node: Property) -> Json:
        return described(self.of_field(node), node.description)


def free(wanted: str, taken: Iterable[str]) -> str:
    """Return the key that is wanted, with underscores behind it while it is taken."""
    taken = set(taken)
    while wanted in taken:
        wanted += "_"
    return wanted


def described(schema: Json, text: str) -> Json:
    """Return the schema with a description, if there is one."""
    return {**schema, "description": text} if text else schema


def _keys(names: Iterable[str]) -> dict[str, str]:
    """Return a key for each name; names that are valid keys come first."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(names, key=lambda name: (_key(name) != name, name)):
        keys[name] = free(_key(name), taken)
        taken.add(keys[name])
    return keys


def _key(name: str) -> str:
    """Return the name as a key of components, which are few characters of ASCII."""
    return _NO_KEY.sub(lambda match: f"_{ord(match[0]):x}_", name)
