"""Operations of second documents whose names on the wire are beyond doubt.

A name is beyond doubt if it is a variable of the path, or if the first documents spell
it in one way only, in any operation or definition.
"""

from collections import defaultdict
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from ..model import (
    ApiClass,
    ApiSpec,
    Definition,
    Location,
    Operation,
    Parameter,
    Property,
    SourceSpan,
    TypeRef,
)
from .matching import Key, squashed


class DoubtfulName(Exception):
    """A reason why an operation cannot be taken."""


class Taken(msgspec.Struct):
    """Operations that were taken, by the names of their classes, and their models."""

    operations: dict[str, list[Operation]] = msgspec.field(
        default_factory=dict[str, list[Operation]]
    )
    definitions: dict[str, Definition] = msgspec.field(
        default_factory=dict[str, Definition]
    )


class Confirmer:
    """Takes operations of second documents that are beyond doubt."""

    def __init__(self, first: ApiSpec, second: ApiSpec, label: str, spell: Key) -> None:
        self._label = label
        self._names = _spellings(first, spell)
        self._classes = {squashed(api.name): api for api in first.apis}
        self._known = {each.name for each in first.definitions}
        self._models = {each.name: each for each in second.definitions}
        self.taken = Taken()

    def take(self, api: ApiClass, operation: Operation) -> None:
        """Take an operation and the models that it needs.

        Raises:
            DoubtfulName: The class or a name is unknown.
        """
        owner = self._classes.get(squashed(api.name))
        if owner is None:
            raise DoubtfulName(f"class {api.name} is unknown")
        name = _camel(operation.name)
        others = [*owner.operations, *self.taken.operations.get(owner.name, ())]
        if any(each.name == name for each in others):
            raise DoubtfulName(f"{name} has another endpoint")
        models: dict[str, Definition] = {}
        parameters = [self._parameter(each) for each in operation.parameters]
        types = [each.type for each in operation.parameters]
        types += [each.type for each in operation.responses]
        for kind in types:
            self._collect(kind, models)
        span = self._at(operation.span)
        made = replace(
            operation,
            name=name,
            parameters=tuple(parameters),
            responses=tuple(
                replace(each, span=self._at(each.span)) for each in operation.responses
            ),
            span=span,
        )
        self.taken.operations.setdefault(owner.name, []).append(made)
        self.taken.definitions |= models

    def _at(self, span: SourceSpan) -> SourceSpan:
        return replace(span, file=f"{self._label}/{span.file}")

    def _parameter(self, parameter: Parameter) -> Parameter:
        span = self._at(parameter.span)
        if parameter.location in ("path", "body"):
            return replace(parameter, span=span)
        name, location = self._spelling(parameter.name)
        return replace(parameter, name=name, location=location, span=span)

    def _spelling(self, name: str) -> tuple[str, Location]:
        """Return the only spelling of a name, and the place of such parameters."""
        spellings = self._names.get(name, {})
        places = [(wire, place) for wire, place in spellings if place != "property"]
        found = dict.fromkeys(places or [(wire, "query") for wire, _ in spellings])
        if len(found) != 1:
            raise DoubtfulName(f"{name} is in doubt")
        wire, place = next(iter(found))
        return wire, "header" if place == "header" else "query"

    def _collect(self, kind: TypeRef | None, models: dict[str, Definition]) -> None:
        """Add the models that a type needs and the first documents lack."""
        inner = kind.innermost if kind is not None else None
        if inner is None or not inner.definition:
            return
        name = inner.name
        if name in self._known or name in self.taken.definitions or name in models:
            return
        model = self._models.get(name)
        if model is None:
            raise DoubtfulName(f"{name} has no page")
        properties = [self._property(each) for each in model.properties]
        models[name] = replace(
            model,
            file=f"{self._label}/{model.file}",
            properties=tuple(properties),
            span=self._at(model.span),
        )
        for each in model.properties:
            self._collect(each.type, models)

    def _property(self, item: Property) -> Property:
        wires = dict.fromkeys(wire for wire, _ in self._names.get(item.name, {}))
        if len(wires) != 1:
            raise DoubtfulName(f"{item.name} is in doubt")
        return replace(item, name=next(iter(wires)), span=self._at(item.span))


def add_taken(spec: ApiSpec, taken: Taken) -> ApiSpec:
    """Return a spec with the operations and models that were taken."""
    apis = [
        replace(api, operations=(*api.operations, *taken.operations.get(api.name, ())))
        for api in spec.apis
    ]
    added = sorted(taken.definitions.values(), key=lambda each: each.file)
    return ApiSpec(apis=tuple(apis), definitions=(*spec.definitions, *added))


def _spellings(
    spec: ApiSpec, spell: Key
) -> Mapping[str, Mapping[tuple[str, str], None]]:
    """Return the names of parameters and properties by their Python spelling."""
    found: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for api in spec.apis:
        for operation in api.operations:
            for each in operation.parameters:
                if each.location in ("query", "header"):
                    found[spell(each.name)][each.name, each.location] = None
    for definition in spec.definitions:
        for item in definition.properties:
            found[spell(item.name)][item.name, "property"] = None
    return found


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
