"""Names whose spelling on the wire the pages do not show."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from ...diagnostics import Diagnostics, SourceSpan
from ...model import ApiSpec, Parameter, Property
from ..endpoint_rules import variables

_CAMEL = re.compile(r"[a-z0-9]+(?:[A-Z][a-z0-9]*)+")
_SNAKE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_FieldT = TypeVar("_FieldT", Parameter, Property)


def with_wire_names(
    spec: ApiSpec, place: SourceSpan, diagnostics: Diagnostics
) -> ApiSpec:
    """Return a spec whose names are spelled as the variables of its paths are.

    Note all names for which this is a guess: query parameters, of which some may be
    headers, and properties.
    """
    if _is_camel(spec):
        spec = _renamed(spec, _camel)
        convention = "in camel case, as path variables are"
    else:
        convention = "in Python's spelling"
    diagnostics.add_counted("D326", place, _doubtful(spec), convention=convention)
    return spec


def _is_camel(spec: ApiSpec) -> bool:
    """Return True if path variables of several words are in camel case."""
    names = [
        name
        for api in spec.apis
        for operation in api.operations
        for name in variables(operation.path)
    ]
    camel = sum(_CAMEL.fullmatch(name) is not None for name in names)
    return camel > sum(_SNAKE.fullmatch(name) is not None for name in names)


def _camel(name: str) -> str:
    if _SNAKE.fullmatch(name) is None:
        return name
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _renamed(spec: ApiSpec, rename: Callable[[str], str]) -> ApiSpec:
    def renamed(field: _FieldT) -> _FieldT:
        return replace(field, name=rename(field.name))

    apis = [
        replace(
            api,
            operations=tuple(
                replace(
                    operation,
                    parameters=tuple(
                        renamed(each) if each.location == "query" else each
                        for each in operation.parameters
                    ),
                )
                for operation in api.operations
            ),
        )
        for api in spec.apis
    ]
    definitions = [
        replace(each, properties=tuple(map(renamed, each.properties)))
        for each in spec.definitions
    ]
    return ApiSpec(apis=tuple(apis), definitions=tuple(definitions))


def _doubtful(spec: ApiSpec) -> Iterator[str]:
    for api in spec.apis:
        for operation in api.operations:
            for parameter in operation.parameters:
                if parameter.location == "query":
                    name = f"{api.name}.{operation.name}.query.{parameter.name}"
                    yield f"{parameter.span}: {name}"
    for definition in spec.definitions:
        for item in definition.properties:
            yield f"{item.span}: {definition.name}.{item.name}"
