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
    return _with_format(before, old), _with_format(before, new)


def _with_format(notation: str, field: Field) -> str:
    """Return a type with its format, or with the type of its values."""
    values = field.type.values if field.type else None
    if values is not None:
        return f"{notation} of {values.notation}"
    return f"{notation} ({field.format})" if field.format else notation


def texts_differ(old: str, new: str) -> bool:
    """Return True if two texts differ in more than white space."""
    return old != new and old.split() != new.split()


def changed_texts(old: Field, new: Field) -> Iterator[tuple[Text, str, str]]:
    """Yield the texts about a parameter or a property that changed.

    The known values of an open enum are one if none was added: there may always be
    others.
    """
    if texts_differ(old.description, new.description):
        yield "description", old.description, new.description
    if {*old.values} != {*new.values} and not added_values(old, new):
        yield "values", ", ".join(old.values), ", ".join(new.values)
    if old.default != new.default:
        before, after = (
            "" if each.default is None else str(each.default) for each in (old, new)
        )
        yield "default", before, after


def added_values(old: Field, new: Field) -> str:
    """Return the known values that only the new field has."""
    return ", ".join(each for each in new.values if each not in old.values)
