"""Notation of types and texts in changes."""

from collections.abc import Iterator

from ..model import Field, TypeRef
from .changes import Text


def notation(type_: TypeRef | None) -> str | None:
    """Return the documents' notation, None for an empty type."""
    return None if type_ is None else type_.notation


def notations(old: Field, new: Field) -> tuple[str | None, str | None]:
    """Return the old and the new type in the documents' notation.

    If the notation is the same, the format differs (``string (date-time)``), and so
    does the type in the client.
    """
    before, after = notation(old.type), notation(new.type)
    if before != after or before is None:
        return before, after
    formats = old.format, new.format
    before, after = (f"{before} ({f})" if f else before for f in formats)
    return before, after


def texts_differ(old: str, new: str) -> bool:
    """Return True if two texts differ in more than white space."""
    return old != new and old.split() != new.split()


def changed_texts(old: Field, new: Field) -> Iterator[tuple[Text, str, str]]:
    """Yield the texts about a parameter or a property that changed.

    The known values of an open enum are one: there may always be others.
    """
    if texts_differ(old.description, new.description):
        yield "description", old.description, new.description
    if old.values != new.values:
        yield "values", ", ".join(old.values), ", ".join(new.values)
