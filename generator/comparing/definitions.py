"""What changed in the definitions."""

from collections.abc import Iterator
from typing import Any

import msgspec

from ..model import Definition, Drop, Property, SourceSpan
from .changes import Change, Kind
from .notation import notation, texts_differ, texts_of, where
from .reach import Reach, Reached
from .table import Case, class_of


class _Place(msgspec.Struct, frozen=True):
    """The definition that changes are told of, in the drop that has it.

    Whom it reaches is asked for when there is a change: most definitions have none.
    """

    definition: str
    reach: Reach

    @property
    def _reached(self) -> Reached:
        return self.reach.of(self.definition)

    def change(
        self, kind: Kind, span: SourceSpan, *cases: Case, **fields: Any
    ) -> Change:
        """A change of this definition."""
        return Change(
            kind=kind,
            class_=class_of(kind, *cases),
            definition=self.definition,
            affects=self._reached.all,
            affects_sent=self._reached.sent,
            affects_received=self._reached.received,
            where=where(span),
            **fields,
        )

    def ways(self, sent: Case = "sent") -> list[Case]:
        """The ways it goes. What reaches no operation may go either way."""
        reached = self._reached
        ways: list[Case] = []
        if reached.sent or not reached.received:
            ways.append(sent)
        if reached.received or not reached.sent:
            ways.append("received")
        return ways


def compare_definitions(old: Drop, new: Drop) -> Iterator[Change]:
    """All changes of definitions: in the order of the new drop, then what went."""
    before = {definition.name: definition for definition in old.definitions}
    after = {definition.name: definition for definition in new.definitions}
    old_reach, new_reach = Reach(old), Reach(new)
    for name, definition in after.items():
        known = before.get(name)
        if known is None:
            place = _Place(name, new_reach)
            yield place.change("definition_added", definition.span, new=name)
        elif known != definition:
            yield from _definition(known, definition, old_reach, new_reach)
    for name, definition in before.items():
        if name not in after:
            place = _Place(name, old_reach)
            yield place.change("definition_removed", definition.span, old=name)


def _definition(
    old: Definition, new: Definition, old_reach: Reach, new_reach: Reach
) -> Iterator[Change]:
    before = {property_.name: property_ for property_ in old.properties}
    after = {property_.name: property_ for property_ in new.properties}
    place = _Place(new.name, new_reach)
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
            yield _added(property_, place)
        elif known != property_:
            yield from _property(known, property_, place)
    left = _Place(old.name, old_reach)
    for name, property_ in before.items():
        if name not in after:
            yield left.change(
                "property_removed",
                property_.span,
                *left.ways(),
                property=name,
                old=notation(property_.type, property_.format),
            )


def _added(new: Property, place: _Place) -> Change:
    """A property that only the new drop has."""
    return place.change(
        "property_added",
        new.span,
        *place.ways("sent, required" if new.required else "sent, optional"),
        property=new.name,
        required=new.required,
        new=notation(new.type, new.format),
    )


def _property(old: Property, new: Property, place: _Place) -> Iterator[Change]:
    if (old.type, old.format) != (new.type, new.format):
        yield place.change(
            "property_type_changed",
            new.span,
            property=new.name,
            old=notation(old.type, old.format),
            new=notation(new.type, new.format),
        )
    if old.required != new.required:
        kind: Kind = (
            "property_became_required" if new.required else "property_became_optional"
        )
        yield place.change(kind, new.span, *place.ways(), property=new.name)
    for text, before, after in texts_of(old, new):
        yield place.change(
            "text_changed",
            new.span,
            property=new.name,
            text=text,
            old=before,
            new=after,
        )
