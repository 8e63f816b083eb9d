"""The part of an API that ``[select]`` names."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from msgspec.structs import replace

from .config import Config
from .diagnostics import Diagnostics
from .model import ApiClass, ApiSpec, Operation, TypeRef


def select_part(spec: ApiSpec, config: Config, diagnostics: Diagnostics) -> ApiSpec:
    """Return the selected operations, and the definitions that they lead to.

    Diagnose patterns that match nothing.
    """
    rules = config.select
    if not rules.is_given:
        return spec
    part = _Selection(config)
    apis = tuple(filter(None, map(part.api, spec.apis)))
    for key, pattern in part.unused:
        place = config.select_at.get(f"{key}:{pattern}")
        if place is not None:
            diagnostics.add("C005", place, key=key, pattern=pattern)
    reached = _reached(spec, apis)
    definitions = tuple(each for each in spec.definitions if each.name in reached)
    return ApiSpec(apis=apis, definitions=definitions)


class _Selection:
    """The patterns, and those that have matched nothing yet."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.unused = dict.fromkeys(config.select.patterns())

    def api(self, api: ApiClass) -> ApiClass | None:
        """Return a class with its selected operations; None without any."""
        operations = tuple(each for each in api.operations if self._takes(api, each))
        return replace(api, operations=operations) if operations else None

    def _takes(self, api: ApiClass, operation: Operation) -> bool:
        names = {
            "classes": api.name,
            "operations": f"{api.name}.{operation.name}",
            "paths": operation.path,
        }
        matched = {
            key
            for key, pattern in self._config.select.patterns()
            if fnmatchcase(names[key.removeprefix("not_")], pattern)
            and self._mark_used(key, pattern)
        }
        if any(key.startswith("not_") for key in matched):
            return False
        return bool(matched) or not self._config.select.names_any

    def _mark_used(self, key: str, pattern: str) -> bool:
        self.unused.pop((key, pattern), None)
        return True


def _reached(spec: ApiSpec, apis: Iterable[ApiClass]) -> set[str]:
    """Return the names of the definitions that operations lead to."""
    definitions = {each.name: each for each in spec.definitions}
    pending = [
        type_
        for api in apis
        for operation in api.operations
        for type_ in _types(operation)
    ]
    reached: set[str] = set()
    while pending:
        type_ = pending.pop().innermost
        definition = definitions.get(type_.name) if type_.definition else None
        if definition is not None and definition.name not in reached:
            reached.add(definition.name)
            pending += [each.type for each in definition.properties if each.type]
    return reached


def _types(operation: Operation) -> Iterator[TypeRef]:
    for parameter in operation.parameters:
        if parameter.type is not None:
            yield parameter.type
    for response in operation.responses:
        if response.type is not None:
            yield response.type
