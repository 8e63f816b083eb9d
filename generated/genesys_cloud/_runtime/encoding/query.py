"""Arrays in a query: a key for each item, or one text with commas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, Literal, TypeAlias

from ..json_types import type_name
from .parameters import Parameter

ArrayFormat: TypeAlias = Literal["repeat", "comma"]
"""``key=a&key=b``, or ``key=a,b``."""

ArrayFormats: TypeAlias = Mapping[str, ArrayFormat]
"""Formats by documented names of classes and operations: ``SomeAPI``, or
``SomeAPI.getThings``, which overrides its class."""

Pairs: TypeAlias = tuple[tuple[str, str], ...]

_FORMATS: Final = ("repeat", "comma")


def check_formats(formats: ArrayFormats) -> None:
    """Raise if a value is not a format of arrays.

    Raises:
        TypeError: A name is not a string.
        ValueError: A format is unknown.
    """
    given: Mapping[Any, Any] = formats
    for name, value in given.items():
        if not isinstance(name, str):
            raise TypeError(
                "a key of array_format must be the name of a class or operation, not"
                f" {type_name(name)}"
            )
        if value not in _FORMATS:
            raise ValueError(f"array_format of {name} must be 'repeat' or 'comma'")


def join_arrays(
    name: str,
    parameters: Iterable[Parameter],
    pairs: Pairs,
    formats: ArrayFormats | None,
) -> Pairs:
    """Return a query in the formats to send, from one pair for each item.

    `formats` are those that differ from the default.
    """
    if len({key for key, _ in pairs}) == len(pairs):
        return pairs
    chosen = None
    if formats:
        owner = name.partition(".")[0]
        chosen = formats.get(name) or formats.get(owner)
    commas = {
        parameter.name
        for parameter in parameters
        if parameter.kind.endswith("[]")
        and (parameter.commas if chosen is None else chosen == "comma")
    }
    found: list[tuple[str, str]] = []
    for key, group in groupby(pairs, itemgetter(0)):
        items = list(group)
        text = ",".join(value for _, value in items)
        found += [(key, text)] if key in commas else items
    return tuple(found)
