"""How changes write types, places and texts."""

from collections.abc import Iterator

from ..model import Format, Parameter, Property, SourceSpan, TypeRef
from .changes import Text


def notation(type_: TypeRef | None, format_: Format | None = None) -> str | None:
    """The documents' notation, None for an empty type.

    What a text is for the client goes with it, as ``string (date-time)``: the same
    notation with another text is another type there.
    """
    if type_ is None:
        return None
    return f"{type_.notation} ({format_})" if format_ else type_.notation


def where(span: SourceSpan) -> str:
    """``file:line``."""
    return f"{span.file}:{span.line}"


def texts_differ(old: str, new: str) -> bool:
    """Whether two texts differ in more than white space."""
    return old != new and old.split() != new.split()


def texts_of(
    old: Parameter | Property, new: Parameter | Property
) -> Iterator[tuple[Text, str, str]]:
    """The texts about a parameter or a property that changed.

    The known values of an open enum are one: there may always be others.
    """
    if texts_differ(old.description, new.description):
        yield "description", old.description, new.description
    if old.values != new.values:
        yield "values", ", ".join(old.values), ", ".join(new.values)
