"""Checks of the types of JSON values in Python."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard


class NumberText(str):
    """Text of a JSON number that no Python number represents exactly.

    It is in the place of such a number in a response, and is sent as that number.
    """

    __slots__ = ()


def type_name(value: object) -> str:
    """Return the type of a value for a message, since the value may be secret."""
    return "None" if value is None else type(value).__name__


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Return True for a mapping, with keys of any type."""
    return isinstance(value, Mapping)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Return True for a decoded JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Return True for a decoded JSON array."""
    return isinstance(value, list)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Return True for a sequence that is neither a string nor bytes."""
    return isinstance(value, Sequence) and not isinstance(
        value, (str, bytes, bytearray, memoryview)
    )
