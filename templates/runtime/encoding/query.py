"""How arrays stand in a query: a key for each item, or one text with commas."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from .scalars import described

if TYPE_CHECKING:
    from ..operation import Operation

ArrayFormat: TypeAlias = Literal["repeat", "comma"]
"""``key=a&key=b``, or ``key=a,b``."""

ArrayFormats: TypeAlias = Mapping[str, ArrayFormat]
"""Formats by the documents' names of classes and operations: ``SomeAPI``, or
``SomeAPI.getThings``, which goes before its class."""

Pairs: TypeAlias = tuple[tuple[str, str], ...]

_FORMATS: Final = ("repeat", "comma")


def check_formats(formats: ArrayFormats) -> None:
    """Refuse what names no format.

    Raises:
        TypeError: A name is no text.
        ValueError: There is no such format.
    """
    given: Mapping[Any, Any] = formats
    for name, value in given.items():
        if not isinstance(name, str):
            raise TypeError(
                "array_format has names of classes and operations, not"
                f" {described(name)}"
            )
        if value not in _FORMATS:
            raise ValueError(f"array_format: {name} is 'repeat' or 'comma'")


def joined(
    operation: Operation[Any], pairs: Pairs, formats: ArrayFormats | None
) -> Pairs:
    """Return a query, an item of an array in each pair, as it is to be sent."""
    if len({name for name, _ in pairs}) == len(pairs):
        return pairs
    chosen = None
    if formats:
        owner = operation.name.partition(".")[0]
        chosen = formats.get(operation.name) or formats.get(owner)
    commas = {
        parameter.name
        for parameter in operation.parameters
        if parameter.kind.endswith("[]")
        and (parameter.commas if chosen is None else chosen == "comma")
    }
    found: list[tuple[str, str]] = []
    for name, group in groupby(pairs, itemgetter(0)):
        items = list(group)
        text = ",".join(value for _, value in items)
        found += [(name, text)] if name in commas else items
    return tuple(found)
