"""Lenient decoding of JSON that does not match the documented type.

The strict decoder comes first and is all that most responses need. Where it fails, the
values are read here, once, each by a reader that is made once for its type: what fits
becomes what the type says, what does not stays as it came and is a `Finding`. So the
cost does not depend on how much is odd.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    TypeAlias,
    TypeGuard,
    Union,
    get_args,
    get_origin,
)

import msgspec

from ..json_types import NumberText, is_array, is_object
from ..model import Model, extra_of
from .exactness import is_exact_time
from .mismatches import Finding, UndocumentedFinding


class Findings(list[Finding]):
    """Mismatches found so far, and values still to decode.

    Readers call each other, and JSON may be deeper than the stack. Below a certain
    depth a reader creates an empty object, which is filled after the others.

    Attributes:
        finer: True if times may have finer digits than a time can hold.
        depth: Depth of the current reader.
        later: Values still to read, with their empty objects and their paths.
    """

    __slots__ = ("depth", "finer", "later")

    def __init__(self, finer: bool) -> None:
        super().__init__()
        self.finer = finer
        self.depth = 0
        self.later: list[tuple[Reader, Any, Any, Finding]] = []

    def postpone(self, reader: Reader, value: Any) -> Any:
        """Return an empty object that a reader fills later."""
        if is_array(value):
            empty: Any = []
        else:
            empty = reader.make() if isinstance(reader, _StructReader) else {}
        way = Finding("", "")
        self.append(way)
        self.later.append((reader, value, empty, way))
        return empty


Reader: TypeAlias = Callable[[Any, Findings], Any]
"""Function that converts a plain JSON value and adds mismatches."""

_JSON_NAMES: Final[dict[Any, str]] = {
    NoneType: "null",
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    list: "array",
    dict: "object",
    NumberText: "number",
}
_OTHER_NAMES: Final = {"datetime": "date-time", "Any": "JSON"}
_REFUSALS: Final = (msgspec.ValidationError, UnicodeError, RecursionError)
"""Exceptions of msgspec for a value that it cannot convert: another type, a lone
surrogate, or too deep nesting."""
_DEEPEST: Final = 50
"""Depth at which readers postpone the rest."""
_SCALARS: Final = frozenset({NoneType, str, bool, int, float})
_ATTEMPTS: Final = 1
"""Depth to which lists are converted item by item with the strict reader before each
value is checked: faster if few items are mismatches, and bounded if all are."""


def json_name(kind: Any) -> str:
    """Return a type in documented notation: ``string``, ``date-time``, ``User``."""
    members = [m for m in _members(kind) if m not in (None, NoneType)]
    names: list[str] = []
    for member in members:
        base = _base(member)
        is_whole = base is int and float not in members
        name = "integer" if is_whole else _JSON_NAMES.get(base)
        if name is None:
            plain: str = getattr(base, "__name__", None) or str(base)
            name = _OTHER_NAMES.get(plain, plain)
        if name not in names:
            names.append(name)
    return " or ".join(names) or "null"


def value_name(value: object) -> str:
    """Return the type of a plain JSON value: ``string``, ``number``."""
    return _JSON_NAMES[type(value)]


def read(value: Any, kind: Any, *, finer: bool = False) -> tuple[Any, list[Finding]]:
    """Convert a plain JSON value to a type; mismatches remain as received.

    With `finer`, times may have finer digits than microseconds.
    """
    found = Findings(finer)
    result = _reader_of(kind, _ATTEMPTS)(value, found)
    while found.later:
        reader, inner, empty, way = found.later.pop()
        more = Findings(finer)
        _fill_empty(empty, reader(inner, more))
        for finding in more:
            finding.steps += way.steps
        found += more
        found.later += more.later
    return result, [finding for finding in found if finding.expected]


def _fill_empty(empty: Any, made: Any) -> None:
    """Move decoded values into their empty object."""
    if is_array(empty):
        empty.extend(made)
    elif is_object(empty):
        empty.update(made)
    else:
        for field in msgspec.structs.fields(made):
            name = field.name
            msgspec.structs.force_setattr(empty, name, getattr(made, name))
        if isinstance(made, Model) and made.extra:
            empty._extra = dict(extra_of(made))


def _base(member: Any) -> Any:
    """Return the origin of a member of a union."""
    origin = get_origin(member)
    return get_args(member)[0] if origin is Annotated else origin or member


def _members(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


_readers: dict[tuple[Any, int], Reader] = {}


def _reader_of(kind: Any, attempts: int) -> Reader:
    """Return the reader of a type, which is created on first use.

    Two threads may make one at the same time: either of the two is as good.
    """
    made = _readers.get((kind, attempts))
    if made is None:
        made = _readers[kind, attempts] = _create_reader(kind, attempts)
    return made


def _accepted(kind: Any) -> frozenset[Any]:
    """Return the types of plain values that a type accepts unchanged."""
    members = _members(kind)
    if Any in members:
        return frozenset(_JSON_NAMES)
    accepted: set[Any] = {member for member in members if member in _SCALARS}
    if not accepted.isdisjoint((int, float)):
        accepted.add(NumberText)
    for member in members:
        if member in (dict, list) or (
            get_origin(member) in (dict, list) and get_args(member)[-1] is Any
        ):
            accepted.add(get_origin(member) or member)
    return frozenset(accepted)


def _create_reader(kind: Any, attempts: int) -> Reader:
    """Create the reader of a type, by the kind of the JSON value."""
    accepted = _accepted(kind)
    deep: dict[Any, Reader] = {}
    checked = False
    for member in _members(kind):
        base: Any = get_origin(member) or member
        if base in accepted or member is NoneType or member is Any:
            checked = checked or base in (int, float)
        elif base is list and list not in deep:
            deep[list] = _list_reader(get_args(member)[0], attempts)
        elif base is dict and get_args(member)[0] is str and dict not in deep:
            deep[dict] = _dict_reader(get_args(member)[1], attempts)
        elif _is_object(base) and dict not in deep:
            deep[dict] = _StructReader(base, attempts)
        else:
            checked = True
    if checked and deep and not accepted.isdisjoint(deep):
        # More than one kind of object or array: only msgspec tells which is meant.
        deep.clear()
    return _value_reader(kind, accepted, deep, checked)


def is_struct(kind: Any) -> TypeGuard[type[msgspec.Struct]]:
    """Return True if a type is a struct."""
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _is_object(kind: Any) -> TypeGuard[type[msgspec.Struct]]:
    """Return True if a type is a struct for any JSON object."""
    if not is_struct(kind):
        return False
    config = kind.__struct_config__
    return config.tag is None and not config.array_like


def _value_reader(
    kind: Any, accepted: frozenset[Any], deep: dict[Any, Reader], checked: bool
) -> Reader:
    expected = json_name(kind)
    convert = _converter(kind) if checked else None

    def read_any(value: Any, found: Findings) -> Any:
        plain = _type_of(value)
        if plain in accepted:
            return value
        reader = deep.get(plain)
        if reader is not None:
            if found.depth == _DEEPEST:
                return found.postpone(reader, value)
            found.depth += 1
            made = reader(value, found)
            found.depth -= 1
            return made
        if plain is float and int in accepted and value.is_integer():
            found.append(Finding(expected, "number with a point", value=value))
            return int(value)
        if convert is not None:
            # Dates, and other types that only msgspec can convert.
            try:
                made = convert(value)
                if plain is not str or type(made) is not datetime:
                    return made
                if is_exact_time(value):
                    return made
            except _REFUSALS:
                pass
        same = _JSON_NAMES.get(plain) == "string" and "date" in expected
        got = "string of another format" if same else _JSON_NAMES.get(plain, "other")
        found.append(Finding(expected, got, value=value))
        return value

    return read_any


def _converter(kind: Any) -> Callable[[Any], Any]:
    """Return a conversion to a type for which unions are not slow."""
    members = [member for member in _members(kind) if member is not NoneType]
    if len(members) == 1 and isinstance(members[0], type):
        return partial(msgspec.convert, type=members[0])
    box = msgspec.defstruct("Box", [("value", kind)])

    def convert(value: Any) -> Any:
        boxed: Any = msgspec.convert({"value": value}, box)
        return boxed.value

    return convert


def _list_reader(kind: Any, attempts: int) -> Reader:
    accepted = _accepted(kind)
    attempt = attempts > 0 and _is_deep(kind)
    convert_all = None if _is_deep(kind) else _converter(list[kind])
    reader: Reader | None = None

    def read_list(values: list[Any], found: Findings) -> list[Any]:
        nonlocal reader
        if reader is None:
            # Not before: a type may hold lists of itself.
            reader = _reader_of(kind, attempts - 1 if attempt else attempts)
        if convert_all is not None and not found.finer:
            try:
                whole: list[Any] = convert_all(values)
                return whole
            except _REFUSALS:
                pass
        items: list[Any] = []
        for index, value in enumerate(values):
            if type(value) in accepted:
                items.append(value)
                continue
            if attempt and not found.finer:
                try:
                    items.append(msgspec.convert(value, kind))
                    continue
                except _REFUSALS:
                    pass
            before = len(found)
            items.append(reader(value, found))
            if len(found) > before:
                _add_step(found, before, index)
        return items

    return read_list


def _dict_reader(kind: Any, attempts: int) -> Reader:
    reader: Reader | None = None

    def read_dict(values: dict[str, Any], found: Findings) -> dict[str, Any]:
        nonlocal reader
        if reader is None:
            reader = _reader_of(kind, attempts)
        items: dict[str, Any] = {}
        for key, value in values.items():
            before = len(found)
            items[key] = reader(value, found)
            if len(found) > before:
                _add_step(found, before, (key,))
        return items

    return read_dict


def _add_step(found: list[Finding], start: int, step: str | int | tuple[str]) -> None:
    for index in range(start, len(found)):
        found[index].steps.append(step)


class _StructReader:
    """Reader of JSON objects as models.

    It first converts all scalars at once, by a struct whose objects and arrays have the
    type Any. If that fails, it converts field by field. It prepares what depends on the
    class at the first use.
    """

    __slots__ = ("_attempts", "_cls", "_deep", "_fields", "_flat", "_keeps", "make")

    def __init__(self, cls: type[msgspec.Struct], attempts: int) -> None:
        self._cls = cls
        self._attempts = attempts
        self._fields: dict[str, tuple[str, frozenset[Any], Reader]] | None = None
        self._deep: list[tuple[str, str, Reader]] = []
        self._flat: type[msgspec.Struct] | None = None
        # The metaclass's own constructor, past the check of required fields.
        self.make: Callable[..., Any] = partial(_StructMeta.__call__, cls)
        self._keeps = issubclass(cls, Model)

    def _prepare(self) -> dict[str, tuple[str, frozenset[Any], Reader]]:
        table: dict[str, tuple[str, frozenset[Any], Reader]] = {}
        deep: list[tuple[str, str, Reader]] = []
        flat: list[tuple[str, Any, Any]] = []
        plain = True
        for field in msgspec.structs.fields(self._cls):
            name, wire_name = field.name, field.encode_name
            reader = _reader_of(field.type, self._attempts)
            accepted = _accepted(field.type)
            table[wire_name] = name, accepted, reader
            kind = field.type
            if any(_is_deep(m) for m in _members(kind)) and Any not in _members(kind):
                deep.append((name, wire_name, reader))
                kind = Any
            flat.append((name, kind, msgspec.field(default=None, name=wire_name)))
            plain = plain and field.default is None
        self._deep = deep
        if plain:
            self._flat = msgspec.defstruct(self._cls.__name__, flat)
        # Last, since other threads take the rest for ready then.
        self._fields = table
        return table

    def __call__(self, value: dict[str, Any], found: Findings) -> Any:
        fields = self._fields
        if fields is None:
            fields = self._prepare()
        made = self._documented(value, fields, found)
        if self._keeps and not value.keys() <= fields.keys():
            extra = {k: v for k, v in value.items() if k not in fields}
            made._extra = extra
            for name in extra:
                found.append(UndocumentedFinding())
                found[-1].steps.append(name)
        return made

    def _documented(
        self,
        value: dict[str, Any],
        fields: dict[str, tuple[str, frozenset[Any], Reader]],
        found: Findings,
    ) -> Any:
        if self._flat is not None and not found.finer:
            try:
                flat = msgspec.convert(value, self._flat)
            except _REFUSALS:
                return self._by_field(value, fields, found)
            values = msgspec.structs.asdict(flat)
            for name, wire_name, reader in self._deep:
                item = values[name]
                if item is not None:
                    before = len(found)
                    values[name] = reader(item, found)
                    if len(found) > before:
                        _add_step(found, before, wire_name)
            return self.make(**values)
        return self._by_field(value, fields, found)

    def _by_field(
        self,
        value: dict[str, Any],
        fields: dict[str, tuple[str, frozenset[Any], Reader]],
        found: Findings,
    ) -> Any:
        values: dict[str, Any] = {}
        for wire_name, item in value.items():
            field = fields.get(wire_name)
            if field is None:
                continue
            name, accepted, reader = field
            if type(item) in accepted:
                values[name] = item
                continue
            before = len(found)
            values[name] = reader(item, found)
            if len(found) > before:
                _add_step(found, before, wire_name)
        return self.make(**values)


def _is_deep(kind: Any) -> bool:
    base = _base(kind)
    return base in (list, dict) or _is_object(base)


_StructMeta: Any = type(msgspec.Struct)
_type_of: Callable[[Any], Any] = type
