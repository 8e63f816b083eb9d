"""How changes write types, places and texts."""

from ..model import Format, SourceSpan, TypeRef


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
