"""Python names of two clients, and the changes of them."""

from collections.abc import Iterator

import msgspec

from ..diagnostics import Diagnostics, SourceSpan
from ..model import ApiSpec
from ..naming import name_everything
from ..operation_matching import Matching
from .changes import Change
from .classification import class_of
from .impact import ImpactIndex
from .notation import where
from .sources import Side


class PythonNames:
    """The names of one side, by those of the wire; empty for what it does not have."""

    def __init__(self, side: Side) -> None:
        spec, names = side.spec, side.names
        if names is None:
            names = name_everything(spec, side.config, Diagnostics())
        self.all = names
        self._apis = {name: own.attribute for name, own in names.apis.items()}
        self._classes = {name: d.class_name for name, d in names.definitions.items()}
        self._fields = {
            (definition.name, property_.name): field
            for definition in spec.definitions
            for field, property_ in zip(
                names.definitions[definition.name].fields,
                definition.properties,
                strict=True,
            )
        }
        operations = [
            (api.name, operation, own)
            for api in spec.apis
            for operation, own in zip(
                api.operations, names.apis[api.name].operations, strict=True
            )
        ]
        self._methods = {(api, o.name): own.method for api, o, own in operations}
        self._arguments: dict[tuple[str, str, str, str], str] = {
            (api, operation.name, parameter.location, parameter.name): argument
            for api, operation, own in operations
            for argument, parameter in zip(
                own.arguments, operation.parameters, strict=True
            )
        }

    def api(self, api: str) -> str:
        """``license``: the attribute of the client."""
        return self._apis.get(api, "")

    def operation(self, api: str, operation: str) -> str:
        """``license.get_license_users``."""
        method = self._methods.get((api, operation), "")
        return method and f"{self._apis[api]}.{method}"

    def parameter(self, api: str, operation: str, location: str, name: str) -> str:
        """``page_size``."""
        return self._arguments.get((api, operation, location, name), "")

    def definition(self, definition: str) -> str:
        """``User``: the class of the model."""
        return self._classes.get(definition, "")

    def property(self, definition: str, name: str) -> str:
        """``User.first_name``."""
        field = self._fields.get((definition, name), "")
        return field and f"{self._classes[definition]}.{field}"


class Renamed(msgspec.Struct, frozen=True):
    """A thing of both drops that has another name in Python, and where it stands."""

    span: SourceSpan
    old: str
    new: str
    wire: dict[str, str]
    """The subject of the change, as fields of it."""


def compare_names(
    old: PythonNames, new: PythonNames, spec: ApiSpec, matching: Matching
) -> Iterator[Change]:
    """Yield nodes whose wire name stayed and whose Python name changed."""
    impacts = ImpactIndex(spec)
    for found in (*_methods(old, new, matching), *_models(old, new, spec)):
        definition = found.wire.get("definition")
        impact = impacts.of(definition) if definition else None
        wire = found.wire
        yield Change(
            kind="name_changed",
            class_=class_of("name_changed"),
            api=wire.get("api"),
            operation=wire.get("operation"),
            parameter=wire.get("parameter"),
            location=wire.get("location"),
            definition=definition,
            property=wire.get("property"),
            old=found.old,
            new=found.new,
            affects=impact.all if impact else (f"{wire['api']}.{wire['operation']}",),
            affects_sent=impact.sent if impact else (),
            affects_received=impact.received if impact else (),
            where=where(found.span),
        )


def _methods(
    old: PythonNames, new: PythonNames, matching: Matching
) -> Iterator[Renamed]:
    for pair in matching.pairs:
        api, operation = pair.new.api.name, pair.new.operation
        if pair.kind != "kept":
            continue
        wire = {"api": api, "operation": operation.name}
        before, after = (side.operation(api, operation.name) for side in (old, new))
        if before != after:
            yield Renamed(operation.span, before, after, wire)
        for one in operation.parameters:
            key = (api, operation.name, one.location, one.name)
            before, after = (side.parameter(*key) for side in (old, new))
            if before and before != after:
                own = {**wire, "parameter": one.name, "location": one.location}
                yield Renamed(one.span, before, after, own)


def _models(old: PythonNames, new: PythonNames, spec: ApiSpec) -> Iterator[Renamed]:
    for definition in spec.definitions:
        wire = {"definition": definition.name}
        before, after = (side.definition(definition.name) for side in (old, new))
        if before and before != after:
            yield Renamed(definition.span, before, after, wire)
        for one in definition.properties:
            key = (definition.name, one.name)
            before, after = (side.property(*key) for side in (old, new))
            if before and before.partition(".")[2] != after.partition(".")[2]:
                own = {**wire, "property": one.name}
                yield Renamed(one.span, before, after, own)
