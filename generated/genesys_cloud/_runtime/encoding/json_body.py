"""JSON bodies, including models."""

import math
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from ..json_types import NumberText, is_array, is_mapping, is_sequence, type_name
from ..model import NULL, Model, extra_of, wire_names
from .scalars import (
    date_text,
    datetime_text,
    is_decimal,
    is_uuid,
    local_datetime_text,
    number_text,
    utf8,
)

if TYPE_CHECKING:
    from decimal import Decimal

_DEEPEST: Final = 900
"""Maximum nesting: more than any API has, less than the stack."""
_NOT_SCALAR: Final = object()
"""Mark of a value that is a container."""


class _Style(NamedTuple):
    """Form of plain values."""

    number: Callable[[NumberText], Any]
    """Function that writes a number that is too exact for Python."""
    python_names: bool = False
    """True for models with their Python names, instead of those on the wire."""
    times: bool = False
    """True if dates and times stay as they are, instead of becoming texts."""


class _CannotEncode(Exception):
    """Error for a value that the client cannot send."""

    def __init__(self, kind: type[Exception], reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.step: str | int | None = None


class _Container(NamedTuple):
    """Container with values to encode."""

    value: Any
    into: Any
    local: bool
    depth: int
    step: str | int | None
    outer: "_Container | None"

    def put(self, place: str, plain: Any) -> None:
        """Add an encoded value."""
        if is_array(self.into):
            self.into.append(plain)
        else:
            self.into[place] = plain


def encode_body(value: object, *, name: str = "body", local: bool = False) -> bytes:
    """Encode a value as JSON in UTF-8.

    A model omits its fields that are None; a mapping keeps its nulls. Times are in UTC
    with ``Z``, and with milliseconds, or microseconds if they have any. Times of a
    model's local fields have no zone.

    Args:
        value: Model, mapping with string keys, sequence, str, int, float, bool, date,
            datetime, enum member, UUID, Decimal, `NULL` or None.
        name: Name of the value in messages.
        local: True if the value itself may be a time without a zone.

    Raises:
        TypeError: Something in it has no place in JSON, at the path in the message.
        ValueError: A time without a zone, a number that is not finite, half a surrogate
            pair, or a value that is nested too deeply or holds itself.
    """
    plain = plain_body(value, name=name, local=local, style=_JSON)
    try:
        return msgspec.json.encode(plain)
    except RecursionError:
        pass
    raise ValueError(f"{name} must not be nested so deeply")


def _raw(number: NumberText) -> Any:
    return msgspec.Raw(number.encode())


def _unchanged(number: NumberText) -> Any:
    return number


_JSON: Final = _Style(_raw)
WIRE: Final = _Style(_unchanged)
"""Style of what the client sends, in types of the module ``json``."""


def python_value(value: object) -> Any:
    """Return a value with the Python names of models, and with its dates and times.

    Raises:
        TypeError: As of `encode_body`.
        ValueError: As of `encode_body`.
    """
    style = _Style(_unchanged, python_names=True, times=True)
    return plain_body(value, name="value", style=style)


def plain_body(
    value: object,
    *,
    name: str = "body",
    local: bool = False,
    style: _Style = WIRE,
) -> Any:
    """Return a value as the client sends it, or in another style; see `encode_body`."""
    container: _Container | None = None
    try:
        plain = _scalar(value, local, style)
        if plain is not _NOT_SCALAR:
            return plain
        plain = _empty(value)
        # A stack of its own, since JSON may be nested deeper than Python's.
        left = [_Container(value, plain, local, 1, None, None)]
        while left:
            container = left.pop()
            left += reversed(_encode_container(container, style))
        return plain
    except _CannotEncode as failure:
        path = _path(container, failure.step)
        kind, text = failure.kind, f"{name}{path} {failure.reason}"
    raise kind(text)


def _path(container: _Container | None, step: str | int | None) -> str:
    """Format the path of a value within a container, or its last steps."""
    steps = [] if step is None else [step]
    while container is not None and container.step is not None:
        steps.append(container.step)
        container = container.outer
    path = "".join(_step(each) for each in reversed(steps[:8]))
    return f"...{path}" if len(steps) > 8 else path


def _step(step: str | int) -> str:
    if isinstance(step, str) and step.isidentifier():
        return f".{step}"
    return f"[{step!r}]"


def _encode_container(container: _Container, style: _Style) -> list[_Container]:
    """Encode the values of a container, and return the containers among them."""
    if container.depth > _DEEPEST:
        raise _CannotEncode(
            ValueError,
            f"must not be nested more than {_DEEPEST} levels deep, or contain itself",
        )
    deeper: list[_Container] = []
    for step, place, value, local in _entries(container, style):
        try:
            plain = _scalar(value, local, style)
            if plain is _NOT_SCALAR:
                plain = _empty(value)
                inner = _Container(
                    value, plain, local, container.depth + 1, step, container
                )
                deeper.append(inner)
        except _CannotEncode as failure:
            failure.step = step
            raise
        container.put(place, plain)
    return deeper


def _entries(
    container: _Container, style: _Style
) -> Iterator[tuple[str | int, str, Any, bool]]:
    """Yield steps, names, values, and True for times without a zone."""
    value = container.value
    if isinstance(value, Model):
        cls = type(value)
        zoneless = cls.__local_datetimes__
        for name, wire_name in wire_names(cls):
            inner = getattr(value, name)
            if inner is not None:
                key = name if style.python_names else wire_name
                yield name, key, inner, name in zoneless
        for key, inner in extra_of(value).items():
            if key not in cls.__struct_encode_fields__:
                yield key, _text(utf8, key), inner, False
    elif is_mapping(value):
        for key, inner in value.items():
            if not isinstance(key, str):
                reason = f"must have str keys, not {type_name(key)}"
                raise _CannotEncode(TypeError, reason)
            try:
                yield key, _text(utf8, key), inner, False
            except _CannotEncode as failure:
                failure.step = key
                raise
    else:
        for index, inner in enumerate(value):
            yield index, "", inner, container.local


def _empty(value: object) -> dict[str, Any] | list[Any]:
    """Return the encoded container, without values."""
    if isinstance(value, Model) or is_mapping(value):
        return {}
    if is_sequence(value):
        return []
    kind = type(value).__name__
    raise _CannotEncode(TypeError, f"must be a JSON value, not {kind}")


def _scalar(value: Any, local: bool, style: _Style) -> Any:
    """Return a scalar in a form that msgspec encodes exactly."""
    if value is None or value is True or value is False or value is NULL:
        return value if value is not NULL else None
    if isinstance(value, NumberText):
        return style.number(value)
    if isinstance(value, str):
        return _text(utf8, value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _CannotEncode(
                ValueError, f"must be a finite number, not {float(value)}"
            )
        return float(value)
    if style.times and isinstance(value, date):
        return value
    if isinstance(value, datetime):
        return _text(local_datetime_text if local else datetime_text, value)
    if isinstance(value, date):
        return _text(date_text, value)
    if isinstance(value, Enum):
        return _scalar(value.value, local, style)
    if isinstance(value, (dict, list, tuple, Model)):
        return _NOT_SCALAR
    if is_uuid(value):
        return str(value)
    if is_decimal(value):
        return _decimal(value, style)
    return _NOT_SCALAR


def _decimal(value: "Decimal", style: _Style) -> Any:
    """Return a decimal number as a Python number, or as text if none is equal."""
    text = _text(number_text, value)
    plain = int(text) if text.lstrip("-").isdecimal() else float(text)
    exact = type(value)(repr(plain)) == value
    return plain if exact else style.number(NumberText(text))


def _text(write: Any, value: object) -> str:
    try:
        text: str = write(value, "")
    except ValueError as error:
        reason = str(error).strip()
    else:
        return text
    raise _CannotEncode(ValueError, reason)
