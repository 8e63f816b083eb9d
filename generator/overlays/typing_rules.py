"""Types that the documents do not have, by the patterns of ``[typing]``."""

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import cache
from typing import Any, TypeVar

from msgspec.structs import replace

from ..config import Typing
from ..enforcement import sent_definitions
from ..model import ApiClass, ApiSpec, Definition, Field, Operation, Property

_Field = TypeVar("_Field", bound=Field)


class _Patterns:
    """Names with ``*`` and ``?``, of which one is to match."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._names = re.compile("|".join(map(translate, patterns)) or r"(?!)")
        self.match = cache(self._match)

    def _match(self, name: str) -> bool:
        return self._names.match(name) is not None


class TypingRules:
    """The rules of a configuration for the fields of a spec.

    They leave alone what the documents say: formats of numbers, and required fields.
    """

    def __init__(self, typing: Typing, spec: ApiSpec) -> None:
        self._integers = _Patterns(typing.integers)
        self._present = _Patterns(typing.present)
        self._empty_lists = _Patterns(typing.empty_lists)
        self._sent = sent_definitions(spec) if typing.empty_lists else frozenset[str]()

    def api(self, api: ApiClass) -> ApiClass:
        """Return a class with the types of its parameters."""
        return replace(api, operations=tuple(map(self._operation, api.operations)))

    def definition(self, definition: Definition) -> Definition:
        """Return a definition with the types of its properties."""
        changes = [self._property(definition, each) for each in definition.properties]
        if not any(changes):
            return definition
        return replace(definition, properties=_changed(definition.properties, changes))

    def _operation(self, operation: Operation) -> Operation:
        changes = [self._number(each) for each in operation.parameters]
        if not any(changes):
            return operation
        return replace(operation, parameters=_changed(operation.parameters, changes))

    def _property(self, definition: Definition, property_: Property) -> dict[str, Any]:
        changes = self._number(property_)
        if property_.required or property_.type is None:
            return changes
        if self._present.match(f"{definition.name}.{property_.name}"):
            changes["present"] = True
        elif (
            property_.type.array
            and definition.name not in self._sent
            and self._empty_lists.match(property_.name)
        ):
            changes["empty_list"] = True
        return changes

    def _number(self, field: Field) -> dict[str, Any]:
        kind = field.type
        is_number = kind is not None and kind.name == "number" and not kind.definition
        if is_number and not field.format and self._integers.match(field.name):
            return {"format": "integer"}
        return {}


def apply_typing(spec: ApiSpec, typing: Typing) -> ApiSpec:
    """Return the spec with the types of ``[typing]``."""
    if typing == Typing():
        return spec
    rules = TypingRules(typing, spec)
    return ApiSpec(
        apis=tuple(map(rules.api, spec.apis)),
        definitions=tuple(map(rules.definition, spec.definitions)),
    )


def _changed(
    fields: tuple[_Field, ...], changes: Iterable[dict[str, Any]]
) -> tuple[_Field, ...]:
    pairs = zip(fields, changes, strict=True)
    return tuple(replace(field, **each) if each else field for field, each in pairs)
