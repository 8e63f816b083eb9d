"""What changed in the definitions."""

from collections.abc import Iterator
from typing import Any

import msgspec

from ..matching import Matching
from ..model import Definition, Drop, Property, SourceSpan
from .changes import Change, Kind
from .notation import notation, notations, texts_differ, texts_of, where
from .reach import Reach, Reached
from .table import Case, class_of


class _Place(msgspec.Struct, frozen=True):
    """The definition that changes are told of, in the drop that has it.

    Whom it reaches is asked for when there is a change: most definitions have none.
    """

    definition: str
    reach: Reach

    def change(
        self, kind: Kind, span: SourceSpan, *cases: Case, **fields: Any
    ) -> Change:
        """A change of this definition."""
        reached = self.reach.of(self.definition)
        return Change(
            kind=kind,
            class_=class_of(kind, *cases),
            definition=self.definition,
            affects=reached.all,
            affects_sent=reached.sent,
            affects_received=reached.received,
            where=where(span),
            **fields,
        )


def _ways(reached: Reached, sent: Case = "sent") -> list[Case]:
    """The ways a definition goes. What reaches no operation may go either way."""
    ways: list[Case] = []
    if reached.sent or not reached.received:
        ways.append(sent)
    if reached.received or not reached.sent:
        ways.append("received")
    return ways


def compare_definitions(old: Drop, new: Drop, matching: Matching) -> Iterator[Change]:
    """All changes of definitions: in the order of the new drop, then what went."""
    return _Definitions(old, new, matching).changes()


class _Definitions:
    """The definitions of two drops, and whom they reach."""

    def __init__(self, old: Drop, new: Drop, matching: Matching) -> None:
        self._before = {definition.name: definition for definition in old.definitions}
        self._after = {definition.name: definition for definition in new.definitions}
        self._old, self._new = Reach(old), Reach(new)
        self._names = {pair.old.key: pair.new.key for pair in matching.pairs}
        self._sent_before: dict[str, bool] = {}

    def changes(self) -> Iterator[Change]:
        """All changes."""
        for name, definition in self._after.items():
            known = self._before.get(name)
            if known is None:
                yield self._came(definition)
            elif known != definition:
                yield from self._differing(known, definition)
        for name, definition in self._before.items():
            if name not in self._after:
                place = _Place(name, self._old)
                yield place.change("definition_removed", definition.span, old=name)

    def _came(self, new: Definition) -> Change:
        """A definition whose page came; the old documents may have referred to it."""
        place = _Place(new.name, self._new)
        cases: list[Case] = ["new"]
        if self._old.refers_to(new.name):
            cases = _ways(self._old.of(new.name))
        return place.change("definition_added", new.span, *cases, new=new.name)

    def _differing(self, old: Definition, new: Definition) -> Iterator[Change]:
        before = {property_.name: property_ for property_ in old.properties}
        after = {property_.name: property_ for property_ in new.properties}
        place = _Place(new.name, self._new)
        if texts_differ(old.description, new.description):
            yield place.change(
                "text_changed",
                new.span,
                text="description",
                old=old.description,
                new=new.description,
            )
        for name, property_ in after.items():
            known = before.get(name)
            if known is None:
                yield self._added(property_, place)
            elif known != property_:
                yield from self._property(known, property_, place)
        left = _Place(old.name, self._old)
        for name, property_ in before.items():
            if name not in after:
                yield left.change(
                    "property_removed",
                    property_.span,
                    *_ways(self._old.of(old.name)),
                    property=name,
                    old=notation(property_.type),
                )

    def _ways(self, definition: str, sent: Case = "sent") -> list[Case]:
        """The ways a definition goes for those who have to do with it already.

        What only begins to send it asks nothing new of anybody, if others receive it.
        """
        reached = self._new.of(definition)
        if reached.sent and reached.received and not self._was_sent(definition):
            return ["received"]
        return _ways(reached, sent)

    def _was_sent(self, definition: str) -> bool:
        """Whether any operation sends a definition that did so before."""
        if definition not in self._sent_before:
            before = {self._names.get(name) for name in self._old.of(definition).sent}
            sent = self._new.of(definition).sent
            self._sent_before[definition] = not before.isdisjoint(sent)
        return self._sent_before[definition]

    def _added(self, new: Property, place: _Place) -> Change:
        """A property that only the new drop has."""
        sent: Case = "sent, required" if new.required else "sent, optional"
        return place.change(
            "property_added",
            new.span,
            *self._ways(place.definition, sent),
            property=new.name,
            required=new.required,
            new=notation(new.type),
        )

    def _property(
        self, old: Property, new: Property, place: _Place
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
            ways = self._ways(place.definition)
            yield place.change(kind, new.span, *ways, property=new.name)
        for text, before, after in texts_of(old, new):
            yield place.change(
                "text_changed",
                new.span,
                property=new.name,
                text=text,
                old=before,
                new=after,
            )
