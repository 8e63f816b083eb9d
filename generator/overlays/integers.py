"""Numbers that are whole, by the patterns of ``[typing]``."""

import re
from fnmatch import translate
from functools import cache
from typing import TypeVar

from msgspec.structs import replace

from ..model import ApiClass, ApiSpec, Definition, Field, Operation

_Field = TypeVar("_Field", bound=Field)


def with_integers(spec: ApiSpec, patterns: tuple[str, ...]) -> ApiSpec:
    """Return a spec in which numbers of some names are integers.

    Documents that give a number a format keep it.

    Args:
        spec: The spec.
        patterns: Names of properties and parameters, with ``*`` and ``?``.
    """
    if not patterns:
        return spec
    whole = _Integers(patterns)
    return ApiSpec(
        apis=tuple(map(whole.api, spec.apis)),
        definitions=tuple(map(whole.definition, spec.definitions)),
    )


class _Integers:
    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._names = re.compile("|".join(map(translate, patterns)))
        self._is_whole = cache(self._has_name)

    def _has_name(self, name: str) -> bool:
        return self._names.match(name) is not None

    def api(self, api: ApiClass) -> ApiClass:
        return replace(api, operations=tuple(map(self._operation, api.operations)))

    def definition(self, definition: Definition) -> Definition:
        if not any(map(self._matches, definition.properties)):
            return definition
        return replace(definition, properties=self._fields(definition.properties))

    def _operation(self, operation: Operation) -> Operation:
        if not any(map(self._matches, operation.parameters)):
            return operation
        return replace(operation, parameters=self._fields(operation.parameters))

    def _fields(self, fields: tuple[_Field, ...]) -> tuple[_Field, ...]:
        return tuple(
            replace(field, format="integer") if self._matches(field) else field
            for field in fields
        )

    def _matches(self, field: Field) -> bool:
        kind = field.type
        if kind is None or kind.name != "number" or kind.definition or field.format:
            return False
        return self._is_whole(field.name)
