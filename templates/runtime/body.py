"""Bodies: any value of JSON, models among it, as bytes."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

import msgspec

from .model import NULL, Model, extra_of
from .wire import (
    date_text,
    datetime_text,
    described,
    is_mapping,
    is_sequence,
    local_datetime_text,
    utf8,
)

_DEEPEST: Final = 200
"""Levels of nesting that are taken: more than any API has, less than the stack."""


class _Refused(Exception):
    """A value that cannot be sent; the path to it grows as the stack unwinds."""

    def __init__(self, kind: type[Exception], reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.path: list[str] = []


def encode_body(value: object, *, name: str = "body", local: bool = False) -> bytes:
    """Write a value as JSON in UTF-8.

    Models lose the fields that are None, mappings are sent as they are, nulls too.
    Times go out in UTC with milliseconds and ``Z``, those of a model's local fields
    without a zone.

    Args:
        value: Model, mapping with string keys, sequence, str, int, float, bool, date,
            datetime, enum member, `NULL` or None.
        name: What messages call the value.
        local: Whether a time without a zone is taken at the top.

    Raises:
        TypeError: Something in it has no place in JSON, at the path in the message.
        ValueError: A time without a zone, a number that is not finite, half a surrogate
            pair, or a value that is nested too deeply or holds itself.
    """
    try:
        return msgspec.json.encode(_plain(value, local, 0))
    except _Refused as refused:
        path = "".join(reversed(refused.path[-8:]))
        if len(refused.path) > 8:
            path += "..."
        kind, text = refused.kind, f"{name}{path} {refused.reason}"
    except RecursionError:
        kind, text = ValueError, f"{name} is nested too deeply, or holds itself"
    raise kind(text)


def _plain(value: Any, local: bool, depth: int) -> Any:
    """Return a value made of what msgspec writes exactly as it should be."""
    if value is None or value is True or value is False or value is NULL:
        return value if value is not NULL else None
    if isinstance(value, str):
        return _text(utf8, value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _Refused(ValueError, f"is {float(value)}, which JSON cannot say")
        return float(value)
    if isinstance(value, datetime):
        return _text(local_datetime_text if local else datetime_text, value)
    if isinstance(value, date):
        return _text(date_text, value)
    if isinstance(value, Enum):
        return _plain(value.value, local, depth)
    return _container(value, local, depth + 1)


def _text(write: Any, value: object) -> str:
    try:
        text: str = write(value, "")
    except ValueError as error:
        reason = str(error).strip()
    else:
        return text
    raise _Refused(ValueError, reason)


def _container(value: object, local: bool, depth: int) -> Any:
    if depth > _DEEPEST:
        raise _Refused(
            ValueError, f"is nested more than {_DEEPEST} levels deep, or holds itself"
        )
    if isinstance(value, Model):
        return _object(value, depth)
    if is_mapping(value):
        return _mapping(value, depth)
    if is_sequence(value):
        return _array(value, local, depth)
    raise _Refused(
        TypeError, f"is of type {type(value).__name__}, which JSON cannot say"
    )


def _object(model: Model, depth: int) -> dict[str, Any]:
    cls = type(model)
    local = cls.__local_datetimes__
    plain: dict[str, Any] = {}
    for name, wire_name in zip(
        cls.__struct_fields__, cls.__struct_encode_fields__, strict=True
    ):
        value = getattr(model, name)
        if value is None:
            continue
        try:
            plain[wire_name] = _plain(value, name in local, depth)
        except _Refused as refused:
            refused.path.append(f".{name}")
            raise
    if extra := extra_of(model):
        for name, value in _mapping(extra, depth).items():
            plain.setdefault(name, value)
    return plain


def _mapping(mapping: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in mapping.items():
        if not isinstance(key, str):
            raise _Refused(TypeError, f"has a key of type {described(key)}, not str")
        try:
            plain[_text(utf8, key)] = _plain(value, False, depth)
        except _Refused as refused:
            refused.path.append(f".{key}" if key.isidentifier() else f"[{key!r}]")
            raise
    return plain


def _array(items: Sequence[Any], local: bool, depth: int) -> list[Any]:
    plain: list[Any] = []
    for index, item in enumerate(items):
        try:
            plain.append(_plain(item, local, depth))
        except _Refused as refused:
            refused.path.append(f"[{index}]")
            raise
    return plain
