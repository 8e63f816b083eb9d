"""Corrections of properties and parameters by overlays."""

from typing import Any, TypeVar

from msgspec.structs import replace

from ..diagnostics import Diagnostics
from ..model import Correction, Fact, Field, Parameter, Property, TypeRef
from ..parsing import temporal_format
from .assertions import Asserted, Assertion, as_toml

_Field = TypeVar("_Field", Property, Parameter)


def correction(
    name: str,
    fact: Fact,
    assertion: Assertion,
    documented: str | bool | None,
    diagnostics: Diagnostics,
    *,
    same: bool,
) -> tuple[Correction, ...]:
    """Return the correction; none, and a warning, if nothing changes."""
    if not same:
        return (
            Correction(
                fact=fact,
                documents=documented,
                overlay=assertion.plain,
                reason=assertion.reason,
                span=assertion.span,
            ),
        )
    if assertion.is_pattern:
        return ()
    diagnostics.add(
        "C102",
        assertion.span,
        name=name,
        fact=fact,
        value=as_toml(assertion.value),
        source="the documents already have",
    )
    return ()


def notation(kind: TypeRef | None) -> str | None:
    """Return a type as the documents write it."""
    return kind.notation if kind else None


def correct_field(
    name: str, field: _Field, asserted: Asserted, diagnostics: Diagnostics
) -> _Field:
    """Return a corrected property or parameter.

    If its type changes, the parser's rules infer its format again.
    """
    right = field
    if "type" in asserted:
        kind: Any = asserted["type"].value
        format_ = temporal_format(kind, field.description)
        right = replace(right, type=kind, format=format_)
    inferred = right.format
    for fact in ("required", "format", "values"):
        if fact in asserted:
            right = replace(right, **{fact: asserted[fact].value})
    _check(name, right, asserted, diagnostics)
    documented: dict[Fact, tuple[str | bool | None, bool]] = {
        "type": (notation(field.type), field.type == right.type),
        "required": (field.required, field.required == right.required),
        "format": (field.format, inferred == right.format),
        "values": (None, False),
    }
    corrections = tuple(
        found
        for fact, assertion in asserted.items()
        for found in correction(
            name,
            fact,
            assertion,
            documented[fact][0],
            diagnostics,
            same=documented[fact][1],
        )
    )
    return replace(right, corrections=corrections)


def _check(
    name: str, field: Field, asserted: Asserted, diagnostics: Diagnostics
) -> None:
    """Diagnose facts that do not go together."""
    kind = field.type
    is_string = kind is not None and kind.name == "string" and not kind.definition
    is_array = kind is not None and kind.array
    what = notation(kind) or "untyped"
    what += f" ({field.format})" if field.format and is_string else ""
    reasons: dict[Fact, str] = {}
    is_number = kind is not None and kind.name == "number" and not kind.definition
    if "format" in asserted and field.format == "integer":
        if not is_number:
            reasons["format"] = f"the type must be number to be an integer, not {what}"
    elif "format" in asserted and field.format and (not is_string or is_array):
        reasons["format"] = f"the type must be string to have a format, not {what}"
    if "values" in asserted and (not is_string or field.format):
        reasons["values"] = f"the type must be string to have values, not {what}"
    in_path = isinstance(field, Parameter) and field.location == "path"
    if "required" in asserted and in_path and not field.required:
        reasons["required"] = "a parameter of a path must be required"
    for fact, reason in reasons.items():
        diagnostics.add("C105", asserted[fact].span, name=name, reason=reason)
