"""Python names of two clients, and the changes of them."""

from collections.abc import Iterator

from ..config import Package
from ..diagnostics import Diagnostics, SourceSpan
from ..model import ApiSpec
from ..naming import name_everything
from ..operation_matching import Matching
from .changes import Change
from .impact import ImpactIndex
from .places import DefinitionPlace, OperationPlace, make_change
from .sources import Side


class PythonNames:
    """The Python names of one side, by wire names; empty for nodes it does not have."""

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


def compare_packages(old: Package, new: Package) -> Iterator[Change]:
    """Yield the names of the package that changed: imports of the old ones fail."""
    for key in ("name", "client", "async_client", "error"):
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            span = SourceSpan("client.toml")
            yield make_change("name_changed", span, old=before, new=after)


def compare_names(
    old: PythonNames, new: PythonNames, spec: ApiSpec, matching: Matching
) -> Iterator[Change]:
    """Yield nodes whose wire name stayed and whose Python name changed."""
    yield from _methods(old, new, matching)
    yield from _models(old, new, spec)


def _methods(
    old: PythonNames, new: PythonNames, matching: Matching
) -> Iterator[Change]:
    for pair in matching.pairs:
        api, operation = pair.new.api.name, pair.new.operation
        if pair.kind != "kept":
            continue
        place = OperationPlace(api, operation.name)
        before, after = (side.operation(api, operation.name) for side in (old, new))
        if before != after:
            yield place.change("name_changed", operation.span, old=before, new=after)
        for one in operation.parameters:
            key = (api, operation.name, one.location, one.name)
            before, after = (side.parameter(*key) for side in (old, new))
            if before and before != after:
                yield place.change(
                    "name_changed",
                    one.span,
                    parameter=one.name,
                    location=one.location,
                    old=before,
                    new=after,
                )


def _models(old: PythonNames, new: PythonNames, spec: ApiSpec) -> Iterator[Change]:
    impacts = ImpactIndex(spec)
    for definition in spec.definitions:
        place = DefinitionPlace(definition.name, impacts)
        before, after = (side.definition(definition.name) for side in (old, new))
        if before and before != after:
            yield place.change("name_changed", definition.span, old=before, new=after)
        for one in definition.properties:
            key = (definition.name, one.name)
            before, after = (side.property(*key) for side in (old, new))
            if before and before.partition(".")[2] != after.partition(".")[2]:
                yield place.change(
                    "name_changed", one.span, property=one.name, old=before, new=after
                )
