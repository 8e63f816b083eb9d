"""Facts that the second documents add to a parameter or a property."""

from collections.abc import Container
from typing import Literal, TypeVar

import msgspec
from msgspec.structs import replace

from ..model import Format, Parameter, Property, SourceSpan, TypeRef
from .matching import squashed

FieldT = TypeVar("FieldT", Parameter, Property)

DifferenceKind = Literal["type", "required", "return"]


class Difference(msgspec.Struct, frozen=True):
    """A fact that both documents state, and not alike.

    ``subject`` names the node, ``span`` is its place in the first documents.
    """

    kind: DifferenceKind
    subject: str
    first: str
    second: str
    span: SourceSpan
    other: SourceSpan


class Agreement(msgspec.Struct):
    """Numbers of facts that both documents state."""

    alike: int = 0
    differences: list[Difference] = msgspec.field(default_factory=list[Difference])


def merge_field(
    first: FieldT,
    second: FieldT,
    subject: str,
    other: SourceSpan,
    open_models: Container[str],
    found: Agreement,
) -> FieldT:
    """Return a field with the facts of the second documents, at ``other``.

    Values of ``open_models`` may be anything.
    """
    type_, format_ = first.type, first.format
    merged = merge_types(
        first.type, first.format, second.type, second.format, open_models
    )
    if merged is None:
        before = type_notation(first.type, first.format)
        after = type_notation(second.type, second.format)
        found.differences.append(
            Difference("type", subject, before, after, first.span, other)
        )
    else:
        type_, format_ = merged
        found.alike += 1
    if first.required == second.required:
        found.alike += 1
    else:
        before, after = map(_required_word, (first.required, second.required))
        found.differences.append(
            Difference("required", subject, before, after, first.span, other)
        )
    is_text = type_ is not None and type_.name == "string" and not type_.definition
    values = second.values if is_text and not format_ else ()
    return replace(
        first,
        type=type_,
        format=format_,
        values=first.values or values,
        default=first.default if first.default is not None else second.default,
        also=other,
    )


def _required_word(required: bool) -> str:
    return "required" if required else "optional"


def merge_types(
    first: TypeRef | None,
    format_: Format | None,
    second: TypeRef | None,
    other: Format | None,
    open_models: Container[str],
) -> tuple[TypeRef | None, Format | None] | None:
    """Return the type with the facts of both; None if they contradict each other."""
    if first is None or second is None:
        return (first, format_) if first is second else None
    if not _is_same(first, second):
        is_open = first.definition and first.name in open_models
        is_alike = is_open and second.name == "object" and first.array == second.array
        return (first, None) if is_alike else None
    values = first.values or second.values
    if first.values and second.values and first.values != second.values:
        return None
    is_text = first.name == "string" and not first.definition
    # Second documents that know times tell them from other texts.
    if format_ is None or (other is None and not is_text):
        type_ = first if values == first.values else replace(first, values=values)
        return type_, format_ or other
    if is_text:
        # Python has one type for times with and without a zone.
        times = {format_, other} == {"local-date-time", "date-time"}
        return (first, format_) if times or format_ == other else None
    return (replace(first, values=values), format_) if format_ == other else None


def _is_same(first: TypeRef, second: TypeRef) -> bool:
    if first.array != second.array or first.definition != second.definition:
        return False
    return first.name == second.name or (
        first.definition and squashed(first.name) == squashed(second.name)
    )


def type_notation(type_: TypeRef | None, format_: Format | None = None) -> str:
    """Return a type as messages write it."""
    if type_ is None:
        return "nothing"
    values = f" of {type_.values.notation}" if type_.values else ""
    return f"{type_.notation}{values}{f' ({format_})' if format_ else ''}"
