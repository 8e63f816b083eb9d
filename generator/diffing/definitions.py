"""Changes of definitions."""

from collections.abc import Iterator

from ..enforcement import enforced_definitions
from ..model import ApiSpec, Definition, Property
from ..operation_matching import Matching
from .changes import Change, Kind
from .classification import Case
from .impact import Impact, ImpactIndex
from .notation import added_values, changed_texts, notation, notations, texts_differ
from .places import DefinitionPlace

_ANY = "any value"
_OBJECT = "object"


def _directions(impact: Impact, sent: Case = "sent") -> list[Case]:
    """Return the directions of a definition; one without operations has both."""
    directions: list[Case] = []
    if impact.sent or not impact.received:
        directions.append(sent)
    if impact.received or not impact.sent:
        directions.append("received")
    return directions


def _has_required(definition: Definition) -> bool:
    return any(property_.required for property_ in definition.properties)


def compare_definitions(
    old: ApiSpec, new: ApiSpec, matching: Matching
) -> Iterator[Change]:
    """Return all changes of definitions in the order of the new spec, then removals."""
    return _Definitions(old, new, matching).changes()


class _Definitions:
    """The definitions of two specs, and the operations that use them."""

    def __init__(self, old: ApiSpec, new: ApiSpec, matching: Matching) -> None:
        self._before = {definition.name: definition for definition in old.definitions}
        self._after = {definition.name: definition for definition in new.definitions}
        self._old, self._new = ImpactIndex(old), ImpactIndex(new)
        self._names = {pair.old.key: pair.new.key for pair in matching.pairs}
        self._sent_before: dict[str, bool] = {}
        self._enforced_before = enforced_definitions(old)
        self._enforced = enforced_definitions(new)

    def changes(self) -> Iterator[Change]:
        """Yield all changes."""
        for name, definition in self._after.items():
            known = self._before.get(name)
            if known is None:
                yield self._added_definition(definition)
                continue
            if known != definition:
                yield from self._compare(known, definition)
            yield from self._enforcement(known, definition)
        for name, definition in self._before.items():
            if name not in self._after:
                place = DefinitionPlace(name, self._old)
                yield place.change("definition_removed", definition.span, old=name)

    def _added_definition(self, new: Definition) -> Change:
        """Return an added definition, to which the old documents may refer."""
        place = DefinitionPlace(new.name, self._new)
        cases: list[Case] = ["new"]
        # Without a page it was any value, and without properties it still is.
        if self._old.refers_to(new.name) and not new.is_open:
            cases = _directions(self._old.of(new.name))
        return place.change("definition_added", new.span, *cases, new=new.name)

    def _enforcement(self, old: Definition, new: Definition) -> Iterator[Change]:
        """Yield the change of what a constructor requires, if there is one.

        A first required property tells of itself.
        """
        before, after = new.name in self._enforced_before, new.name in self._enforced
        if before == after or not (_has_required(old) and _has_required(new)):
            return
        place = DefinitionPlace(new.name, self._new)
        if after:
            case: Case = "sent" if self._old.of(old.name).sent else "received"
            yield place.change("definition_became_demanded", new.span, case)
        else:
            yield place.change("definition_no_longer_demanded", new.span)

    def _compare(self, old: Definition, new: Definition) -> Iterator[Change]:
        before = {property_.name: property_ for property_ in old.properties}
        after = {property_.name: property_ for property_ in new.properties}
        place = DefinitionPlace(new.name, self._new)
        if texts_differ(old.description, new.description):
            yield place.change(
                "text_changed",
                new.span,
                text="description",
                old=old.description,
                new=new.description,
            )
        if old.is_open != new.is_open:
            types = [_ANY if each.is_open else _OBJECT for each in (old, new)]
            yield place.change(
                "definition_type_changed", new.span, old=types[0], new=types[1]
            )
            return
        for name, property_ in after.items():
            known = before.get(name)
            if known is None:
                yield self._added(property_, place)
            elif known != property_:
                yield from self._property(known, property_, place)
        left = DefinitionPlace(old.name, self._old)
        for name, property_ in before.items():
            if name not in after:
                yield left.change(
                    "property_removed",
                    property_.span,
                    *_directions(self._old.of(old.name)),
                    property=name,
                    old=notation(property_.type),
                )

    def _directions(self, definition: str, sent: Case = "sent") -> list[Case]:
        """Return the directions, request and response, that existing users notice.

        If others receive a definition, a new operation that sends it breaks no code.
        """
        impact = self._new.of(definition)
        if impact.sent and impact.received and not self._was_sent(definition):
            return ["received"]
        return _directions(impact, sent)

    def _was_sent(self, definition: str) -> bool:
        """Return True if any operation sends a definition that did so before."""
        if definition not in self._sent_before:
            before = {self._names.get(name) for name in self._old.of(definition).sent}
            sent = self._new.of(definition).sent
            self._sent_before[definition] = not before.isdisjoint(sent)
        return self._sent_before[definition]

    def _added(self, new: Property, place: DefinitionPlace) -> Change:
        """Return a property that only the new spec has."""
        sent: Case = "sent, required" if new.required else "sent, optional"
        return place.change(
            "property_added",
            new.span,
            *self._directions(place.definition, sent),
            property=new.name,
            required=new.required,
            new=notation(new.type),
        )

    def _property(
        self, old: Property, new: Property, place: DefinitionPlace
    ) -> Iterator[Change]:
        if (old.type, old.format) != (new.type, new.format):
            before_type, after_type = notations(old, new)
            yield place.change(
                "property_type_changed",
                new.span,
                property=new.name,
                old=before_type,
                new=after_type,
            )
        if old.required != new.required:
            kind: Kind = (
                "property_became_required"
                if new.required
                else "property_became_optional"
            )
            directions = self._directions(place.definition)
            yield place.change(kind, new.span, *directions, property=new.name)
        if values := added_values(old, new):
            named = {"property": new.name, "new": values}
            yield place.change("value_added", new.span, **named)
        for text, before, after in changed_texts(old, new):
            yield place.change(
                "text_changed",
                new.span,
                property=new.name,
                text=text,
                old=before,
                new=after,
            )
