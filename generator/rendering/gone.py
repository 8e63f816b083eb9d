"""What the last client had and this one loses, since it is documented no longer."""

from ..diagnostics import Diagnostics, SourceSpan
from ..model import Drop
from .kept import Previous


def note_gone(previous: Previous, drop: Drop, diagnostics: Diagnostics) -> None:
    """Tell of every class and definition that is gone."""
    present = {("class", api.name) for api in drop.apis}
    present |= {("definition", each.name) for each in drop.definitions}
    for each in previous.known.documented:
        if (each.kind, each.name) not in present:
            diagnostics.add(
                "N016",
                SourceSpan(each.file, 0),  # The page itself has gone, as a rule.
                kind=each.kind,
                name=each.name,
                python_name=each.python_name,
            )
