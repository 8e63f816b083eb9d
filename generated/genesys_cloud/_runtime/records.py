"""Flat records of models, for tables such as CSV files and data frames."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, overload

from .encoding.json_body import python_value
from .json_types import is_mapping, is_sequence
from .model import NULL, Model
from .typos import check_names


@overload
def records(
    items: Iterable[object], fields: Iterable[str] | None = None
) -> Iterator[dict[str, Any]]: ...
@overload
def records(
    items: AsyncIterable[object], fields: Iterable[str] | None = None
) -> AsyncIterator[dict[str, Any]]: ...
def records(
    items: Iterable[object] | AsyncIterable[object],
    fields: Iterable[str] | None = None,
) -> Iterator[dict[str, Any]] | AsyncIterator[dict[str, Any]]:
    """Yield each item as a flat dict, one at a time.

    A key is a path of Python names, such as ``division.name``. It leads through
    mappings by their keys, through ``extra`` to undocumented fields, and through a list
    to the values of all its items. Values are those of `Model.to_dict` with
    ``names="python", times=True``.

    Args:
        items: Models or mappings, such as those of an iterator, also of an async one.
        fields: The paths, which all dicts have then, with None for what is absent.
            Without them, a dict has the fields of its item, and those of objects in it.

    Raises:
        TypeError: `fields` is a string, an item is neither a model nor a mapping, or a
            model has no such field; the message has the likely one.
    """
    if isinstance(fields, str):
        raise TypeError("fields must be a sequence of names, not str")
    paths = None if fields is None else {path: path.split(".") for path in fields}
    if isinstance(items, AsyncIterable):
        return _async_records(items, paths)
    return (_record(item, paths) for item in items)


async def _async_records(
    items: AsyncIterable[object], paths: Mapping[str, list[str]] | None
) -> AsyncIterator[dict[str, Any]]:
    async for item in items:
        yield _record(item, paths)


def _record(item: object, paths: Mapping[str, list[str]] | None) -> dict[str, Any]:
    if not isinstance(item, Model) and not is_mapping(item):
        kind = type(item).__name__
        raise TypeError(f"records needs models or mappings, not {kind}")
    if paths is not None:
        at = paths.items()
        return {path: python_value(_value_at(item, names)) for path, names in at}
    record: dict[str, Any] = {}
    _flatten(item, "", record)
    return record


def _value_at(value: Any, names: list[str]) -> Any:
    """Return the value that a path leads to; None if it or an object is absent."""
    for index, name in enumerate(names):
        if value is None or value is NULL:
            return None
        if isinstance(value, Model):
            if name != "extra" or name in value.__struct_fields__:
                fields = value.__struct_fields__
                check_names(type(value).__name__, [name], fields, "field")
            value = getattr(value, name)
        elif is_mapping(value):
            value = value.get(name)
        elif is_sequence(value):
            return [_value_at(item, names[index:]) for item in value]
        else:
            return None
    return value


def _flatten(value: object, path: str, record: dict[str, Any]) -> None:
    """Add the fields of an object, and those of the objects in it, to a record."""
    prefix = f"{path}." if path else ""
    if isinstance(value, Model):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if inner is not None:
                _flatten(inner, f"{prefix}{name}", record)
        if value.extra:
            _flatten(value.extra, f"{prefix}extra", record)
    elif is_mapping(value) and value:
        for name, inner in value.items():
            _flatten(inner, f"{prefix}{name}", record)
    else:
        record[path] = python_value(value)
