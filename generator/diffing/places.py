"""The places of changes: classes, operations and definitions that changed."""

from typing import Any

import msgspec

from ..model import SourceSpan
from .changes import Change, Kind
from .classification import Case, class_of
from .impact import ImpactIndex


def make_change(kind: Kind, span: SourceSpan, *cases: Case, **fields: Any) -> Change:
    """Make a change at a place, classified by its cases."""
    where = f"{span.file}:{span.line}"
    return Change(kind=kind, class_=class_of(kind, *cases), where=where, **fields)


class OperationPlace(msgspec.Struct, frozen=True):
    """An operation that changed."""

    api: str
    operation: str

    def change(
        self, kind: Kind, span: SourceSpan, *cases: Case, **fields: Any
    ) -> Change:
        """Make a change of this operation."""
        fields["affects"] = (f"{self.api}.{self.operation}",)
        own = {"api": self.api, "operation": self.operation}
        return make_change(kind, span, *cases, **own, **fields)


class DefinitionPlace(msgspec.Struct, frozen=True):
    """A definition that changed, in the spec that has it.

    Its impact is looked up for each change: most definitions have none.
    """

    definition: str
    impacts: ImpactIndex

    def change(
        self, kind: Kind, span: SourceSpan, *cases: Case, **fields: Any
    ) -> Change:
        """Make a change of this definition."""
        impact = self.impacts.of(self.definition)
        return make_change(
            kind,
            span,
            *cases,
            definition=self.definition,
            affects=impact.all,
            affects_sent=impact.sent,
            affects_received=impact.received,
            **fields,
        )
