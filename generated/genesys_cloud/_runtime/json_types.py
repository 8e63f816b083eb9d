"""JSON values in Python, told apart by type."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard


class NumberText(str):
    """The text of a JSON number that no Python number holds exactly.

    It is in the place of such a number in a response, and is sent as that number.
    """

    __slots__ = ()


def described(value: object) -> str:
    """Name the type of a value for a message, never the value: it may be secret."""
    return "None" if value is None else type(value).__name__


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Tell whether a value is a mapping, of keys of any type."""
    return isinstance(value, Mapping)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value is a JSON object as decoders make it."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a value is a JSON array as decoders make it."""
    return isinstance(value, list)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Tell whether a value can stand for an array: any sequence but text and bytes."""
    return isinstance(value, Sequence) and not isinstance(
        value, (str, bytes, bytearray, memoryview)
    )
