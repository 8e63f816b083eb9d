"""Targets of overlays: the nodes of a spec by their names."""

from collections.abc import Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

from ..config import Overlay
from ..diagnostics import Diagnostics
from ..model import ApiSpec, Field, Parameter

Kind = Literal["property", "parameter", "response", "operation"]
KINDS: tuple[Kind, ...] = ("property", "parameter", "response", "operation")

Path = tuple[str, ...]

_SUGGESTIONS = 20
"""The number of names that get a "did you mean", which costs time."""


class Target(msgspec.Struct, frozen=True):
    """A node of the model."""

    kind: Kind
    path: Path

    @property
    def name(self) -> str:
        """The name as overlays and messages have it."""
        return ".".join(self.path)


class Targets:
    """All nodes of a spec that an overlay can target."""

    def __init__(self, spec: ApiSpec, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics
        self._budget = _SUGGESTIONS
        self._by_name: dict[Kind, dict[str, list[Target]]] = {
            kind: {} for kind in KINDS
        }
        self._fields: dict[Target, Field] = {}
        for target, field in _all(spec):
            self._by_name[target.kind].setdefault(target.name, []).append(target)
            if field is not None:
                self._fields[target] = field

    def find(self, overlay: Overlay) -> list[Target]:
        """Return the targets of an overlay; none, with a diagnostic, if none fits."""
        paths: dict[Kind, str | Path | None] = {
            "property": overlay.property,
            "parameter": overlay.parameter,
            "response": overlay.response,
            "operation": overlay.operation,
        }
        named: list[tuple[Kind, str | Path]] = [
            (kind, path) for kind, path in paths.items() if path is not None
        ]
        places = overlay.places or ()
        count = len(named) + bool(places)
        if count != 1:
            names = [str(path) for _, path in named] + list(places)
            name = ", ".join(names) or "nothing"
            reason = f"it must have one of {', '.join(KINDS)}, places, not {count}"
            self._diagnostics.add("C105", overlay.span, name=name, reason=reason)
            return []
        if places:
            return self._at_places(overlay, places)
        kind, path = named[0]
        found = self._matching(kind, path)
        if len(found) == 1:
            return found
        if found:
            several = " and ".join(_as_list(target.path) for target in found)
            self._diagnostics.add("C106", overlay.span, name=path, several=several)
        else:
            self._report_unknown(overlay, kind, path)
        return []

    def _at_places(self, overlay: Overlay, places: tuple[str, ...]) -> list[Target]:
        """Return the properties and parameters whose names match a pattern."""
        found: dict[Target, None] = {}
        for place in places:
            fitting = [
                target
                for target, field in self._fields.items()
                if fnmatchcase(target.name, place) and _fits(overlay, field)
            ]
            if not fitting:
                kind = "property or parameter"
                self._diagnostics.add("C101", overlay.span, kind=kind, name=place)
            found.update(dict.fromkeys(fitting))
        return list(found)

    def _matching(self, kind: Kind, path: str | Path) -> list[Target]:
        if isinstance(path, str):
            return self._by_name[kind].get(path, [])
        found = self._by_name[kind].get(".".join(path), [])
        return [target for target in found if target.path == path]

    def _report_unknown(self, overlay: Overlay, kind: Kind, path: str | Path) -> None:
        known = self._by_name[kind]
        name = path if isinstance(path, str) else ".".join(path)
        near: list[str] = []
        if self._budget:
            self._budget -= 1
            near = get_close_matches(name[:200], known, 1)
        if not isinstance(path, str):
            name, near = _as_list(path), [_as_list(known[n][0].path) for n in near]
        suggestion = near[0] if near else None
        self._diagnostics.add(
            "C101", overlay.span, suggestion=suggestion, kind=kind, name=name
        )


def _as_list(path: Path) -> str:
    """Return a path as a list of names."""
    return f"[{', '.join(path)}]"


def _fits(overlay: Overlay, field: Field) -> bool:
    """Return True if a field can have the format and the values of an overlay."""
    if overlay.required is False and isinstance(field, Parameter):
        # A parameter of a path is always required.
        return field.location != "path"
    kind = field.type
    name = "" if kind is None or kind.definition else kind.name
    if overlay.type is not None or overlay.format == "none":
        return True
    if overlay.format is not None:
        if overlay.format == "integer":
            return name == "number"
        return name == "string" and kind is not None and not kind.array
    if overlay.values is not None:
        return name == "string" and not field.format
    return True


def _all(spec: ApiSpec) -> Iterator[tuple[Target, Field | None]]:
    for api in spec.apis:
        for operation in api.operations:
            path = (api.name, operation.name)
            yield Target("operation", path), None
            for parameter in operation.parameters:
                inside = (parameter.location, parameter.name)
                yield Target("parameter", (*path, *inside)), parameter
            for response in operation.responses:
                yield Target("response", (*path, response.status)), None
    for definition in spec.definitions:
        for property_ in definition.properties:
            yield Target("property", (definition.name, property_.name)), property_
