"""Conversion of mappings and JSON text to models.

Both read values strictly, unlike responses: one of another type is an error. Times that
a response may have are taken here as well, so that what was kept can be read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar, cast

import msgspec

from ..errors import DecodeError
from ..json_types import is_array, is_mapping, is_object, is_sequence, type_name
from ..model import NULL, Model, extra_of, wire_names
from .content_type import UNREADABLE
from .exactness import is_exact, is_exact_time, parse
from .mismatches import Finding, UndocumentedFinding
from .undocumented_fields import decode, read

M = TypeVar("M", bound=Model)

_DEEPEST: Final = 1000
"""Maximum nesting of a mapping."""


def from_mapping(cls: type[M], data: Mapping[str, Any]) -> M:
    """Create a model from a mapping; see `Model.from_dict`."""
    plain, finer = _without_null(cls, data)
    model: M
    try:
        model = msgspec.convert(plain, cls)
        if finer:
            model = _lenient_model(cls, plain)
    except UNREADABLE as error:
        refused = error
    else:
        _put_nulls(model, data)
        return model
    model = _lenient_model(cls, plain, refused)
    _put_nulls(model, data)
    return model


def from_other(cls: type[M], other: Model, *, keep_extra: bool) -> M:
    """Create a model from one of another class; see `Model.from_model`."""
    if not isinstance(other, Model):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"from_model needs a model, not {type_name(other)}")
    plain = other.to_dict()
    try:
        made = from_mapping(cls, plain)
    except DecodeError:
        _drop_other_types(plain, cls, type(other))
        made, _ = cast("tuple[M, Any]", read(_without_null(cls, plain)[0], cls))
        _put_nulls(made, plain)
    _drop_extra(made, other, keep_extra)
    return made


def _drop_other_types(plain: Any, cls: type[Model], origin: type[Model]) -> None:
    """Remove the fields to which two classes give other types.

    A value that matches the type of neither was received so, and stays.
    """
    mismatches = {finding.path() for finding in read(plain, origin)[1]}
    for finding in read(plain, cls)[1]:
        if _is_kept(finding) or finding.path() in mismatches:
            continue
        steps = finding.steps
        while steps and not isinstance(steps[0], str):
            steps = steps[1:]
        inside = plain
        for step in reversed(steps[1:]):
            inside = inside[step[0] if isinstance(step, tuple) else step]
        inside.pop(steps[0], None)


def _drop_extra(made: Model, other: Model, keep: bool) -> None:
    """Remove undocumented fields, except those of the other model if they are kept."""
    left: list[tuple[Any, Any]] = [(made, other)]
    while left:
        value, origin = left.pop()
        if isinstance(value, Model) and isinstance(origin, Model):
            if extra := extra_of(value):
                names = extra_of(origin) if keep else ()
                kept = {key: inner for key, inner in extra.items() if key in names}
                value._extra = kept  # pyright: ignore[reportPrivateUsage]
            fields = {wire: name for name, wire in wire_names(type(origin))}
            left += [
                (getattr(value, name), getattr(origin, fields[wire_name]))
                for name, wire_name in wire_names(type(value))
                if wire_name in fields
            ]
        elif is_array(value) and is_sequence(origin):
            left += zip(value, origin, strict=True)
        elif is_object(value) and is_mapping(origin):
            left += [(inner, origin[key]) for key, inner in value.items()]


def from_text(cls: type[M], data: str | bytes) -> M:
    """Create a model from JSON; see `Model.from_json`."""
    refused: Exception | None = None
    try:
        content = data.encode() if isinstance(data, str) else data
        try:
            model = msgspec.json.decode(content, type=cls)
            if is_exact(content, model):
                return model
        except msgspec.ValidationError as error:
            refused = error
        if known := decode(content, cls):
            return cast("M", known[0])
        plain, _ = parse(content.decode())
    except (*UNREADABLE, ValueError) as error:
        refused = refused or error
    else:
        return _lenient_model(cls, plain, refused)
    raise _decode_error(cls, refused)


def _decode_error(cls: type[Model], reason: object) -> DecodeError:
    return DecodeError(f"cannot decode {cls.__name__}: {reason}")


def _lenient_model(cls: type[M], plain: Any, refused: Exception | None = None) -> M:
    """Convert plain values to a model, and keep malformed times as strings.

    Raises:
        DecodeError: A value is not of its field's type.
    """
    model, found = read(plain, cls, finer=True)
    odd = [finding for finding in found if not _is_kept(finding)]
    if odd or not isinstance(model, cls):
        raise _decode_error(cls, odd[0] if odd else refused)
    return model


def _is_kept(finding: Finding) -> bool:
    """Return True for undocumented fields, nulls, 1.0, and strings in times' fields."""
    value = finding.value
    if isinstance(finding, UndocumentedFinding) or finding.got == "null":
        return True
    if finding.expected == "integer" and isinstance(value, float):
        return value.is_integer()
    return (
        "date" in finding.expected
        and isinstance(value, str)
        and (not value or value[0] in "+-0123456789")
    )


def _without_null(cls: type[Model], data: Mapping[str, Any]) -> tuple[Any, bool]:
    """Return a copy without `NULL`, and True if a time has too many digits.

    Raises:
        DecodeError: It is nested too deeply, or holds itself.
    """
    made: list[Any] = [None]
    finer = False
    left: list[tuple[Any, Any, Any, int]] = [(data, made, 0, 0)]
    while left:
        value, into, place, depth = left.pop()
        if depth > _DEEPEST:
            raise _decode_error(cls, "it is nested too deeply, or contains itself")
        if is_mapping(value):
            inner: Any = dict.fromkeys(value)
            left += [(each, inner, key, depth + 1) for key, each in value.items()]
        elif is_sequence(value):
            inner = [None] * len(value)
            left += [(each, inner, i, depth + 1) for i, each in enumerate(value)]
        else:
            inner = None if value is NULL else value
            finer = finer or (isinstance(value, str) and not is_exact_time(value))
        into[place] = inner
    return made[0], finer


def _put_nulls(model: Model, data: Mapping[str, Any]) -> None:
    """Put `NULL` into each field for which a mapping has a null."""
    left: list[tuple[Any, Any]] = [(model, data)]
    while left:
        value, given = left.pop()
        if is_array(value) and is_sequence(given):
            left += zip(value, given, strict=True)
        elif is_object(value) and is_mapping(given):
            left += [(value[key], inner) for key, inner in given.items()]
        elif isinstance(value, msgspec.Struct) and is_mapping(given):
            lists = getattr(value, "__list_fields__", ())
            for name, wire_name in wire_names(type(value)):
                inner = given.get(wire_name, value)
                if inner is None or inner is NULL:
                    setattr(value, name, [] if name in lists else NULL)
                elif inner is not value:
                    left.append((getattr(value, name), inner))
