"""Required fields that an answer lacks.

The decoder reads them as None at no cost, so they have to be looked for. That is done
where it is cheap and matters: in the answer itself and in the items of its lists, but
not deeper, where other objects are mostly mentioned by bare references.
"""

from operator import attrgetter
from typing import Any

from ..json_types import is_array
from ..model import Model
from .findings import Finding


def missing(value: object, references: frozenset[str]) -> list[Finding]:
    """Find required fields that are None in an answer and in the items of its lists.

    Args:
        value: The answer, decoded.
        references: Names on the wire of the fields that bare references have. An item
            that has no other is one, and lacks nothing.
    """
    found: list[Finding] = []
    if isinstance(value, Model):
        _check(value, found, ())
        cls = type(value)
        for name, wire_name in zip(
            cls.__struct_fields__, cls.__struct_encode_fields__, strict=True
        ):
            items = getattr(value, name)
            if items is not None and is_array(items):
                _check_items(items, references, found, (wire_name,))
    elif is_array(value):
        _check_items(value, references, found, ())
    return found


def _check_items(
    items: list[Any],
    references: frozenset[str],
    found: list[Finding],
    steps: tuple[str, ...],
) -> None:
    lacking = {cls for cls in set(map(type, items)) if _may_lack(cls, items)}
    if not lacking:
        return
    for index, item in enumerate(items):
        if (
            type(item) in lacking
            and _lacks(item)
            and not _is_reference(item, references)
        ):
            _check(item, found, (index, *steps))


def _lacks(item: Model) -> bool:
    return any(getattr(item, name) is None for name in type(item).__required_fields__)


def _may_lack(cls: type[Any], items: list[Any]) -> bool:
    """Return True if an item of a class, or of another one, lacks a required field."""
    if not issubclass(cls, Model):
        return False
    try:
        return any(None in map(attrgetter(n), items) for n in cls.__required_fields__)
    except AttributeError:
        # The items are of several classes.
        return bool(cls.__required_fields__)


def _is_reference(item: Model, references: frozenset[str]) -> bool:
    cls = type(item)
    given = {
        wire_name
        for name, wire_name in zip(
            cls.__struct_fields__, cls.__struct_encode_fields__, strict=True
        )
        if getattr(item, name) is not None
    }
    return bool(given) and given <= references


def _check(model: Model, found: list[Finding], steps: tuple[str | int, ...]) -> None:
    cls = type(model)
    for name in cls.__required_fields__:
        if getattr(model, name) is None:
            finding = Finding("a required value", "nothing")
            position = cls.__struct_fields__.index(name)
            finding.steps = [cls.__struct_encode_fields__[position], *steps]
            found.append(finding)
