"""Undocumented fields, which models keep beside the documented ones.

The strict decoder refuses them, which costs nothing where there are none. A value that
has some is read leniently the first time, and the places are remembered: from then on a
decoder reads it whose classes have these fields too, and what it makes is turned into
models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from operator import attrgetter
from types import UnionType
from typing import Any, Final, NamedTuple, Union, cast, get_args, get_origin

import msgspec
from msgspec import UNSET

from ..model import extra_of
from . import lenient
from .content_type import UNREADABLE
from .exactness import is_exact
from .mismatches import Finding, UndocumentedFinding

_MOST: Final = 100
"""Maximum number of types with undocumented fields, and of such fields of one type,
that a client remembers."""

_DEEPEST: Final = 20
"""Maximum depth of a remembered undocumented field."""
_CONTAINERS: Final[frozenset[Any]] = frozenset({list, dict})
_type_of: Callable[[Any], Any] = type
_field: Any = msgspec.field  # Typed, it takes one kind of default alone.


class _FieldTree:
    """Similar objects: their undocumented fields, and the places below."""

    __slots__ = ("below", "names")

    def __init__(self) -> None:
        self.names: list[str] = []
        self.below: dict[str | None, _FieldTree] = {}
        """Places by wire name, or by None for all items of a list or a mapping."""

    def add(self, finding: UndocumentedFinding) -> bool:
        """Store an undocumented field, and return True if it is new."""
        name, *steps = finding.steps
        tree = self
        for step in reversed(steps):
            key = step if isinstance(step, str) else None
            tree = tree.below.setdefault(key, _FieldTree())
        if not isinstance(name, str) or name in tree.names:
            return False
        tree.names.append(name)
        return True


class _KnownFields(NamedTuple):
    """Immutable knowledge about one type, which threads can share."""

    tree: _FieldTree
    fields: int
    decoder: msgspec.json.Decoder[Any] | None
    """Decoder with these fields, or None if no class can have them."""


_known: dict[Any, _KnownFields] = {}


def decode(content: bytes, kind: Any) -> tuple[Any, list[Finding]] | None:
    """Decode JSON with the undocumented fields of earlier values of its type.

    Returns:
        The value, and its undocumented fields; None where there is more to it.
    """
    known = _known.get(kind)
    if known is None or known.decoder is None:
        return None
    tree = known.tree
    try:
        extended = known.decoder.decode(content)
        if not is_exact(content, extended):
            return None
        value = msgspec.convert(extended, kind, from_attributes=True)
    except UNREADABLE:
        return None
    found: list[Finding] = []
    _attach([extended], [value], tree, [], found)
    return value, found


def read(value: Any, kind: Any, *, finer: bool = False) -> tuple[Any, list[Finding]]:
    """Read a plain JSON value as `lenient.read` does; remember undocumented fields."""
    made, found = lenient.read(value, kind, finer=finer)
    fields = [f for f in found if isinstance(f, UndocumentedFinding)]
    if fields:
        _remember(kind, fields)
    return made, found


def _remember(kind: Any, fields: Iterable[UndocumentedFinding]) -> None:
    known = _known.get(kind) or _KnownFields(_FieldTree(), 0, None)
    tree, count = deepcopy(known.tree), known.fields
    for field in fields:
        if count < _MOST and len(field.steps) <= _DEEPEST:
            count += tree.add(field)
    if count > known.fields and (kind in _known or len(_known) < _MOST):
        try:
            decoder = msgspec.json.Decoder(_extended_type(kind, tree))
        except (TypeError, ValueError):
            decoder = None
        _known[kind] = _KnownFields(tree, count, decoder)


def _extended_type(kind: Any, tree: _FieldTree) -> Any:
    """Return a type whose classes also have the undocumented fields of a place."""
    base: Any = get_origin(kind)
    *others, inner = get_args(kind) or (None,)
    if base in (Union, UnionType):
        union = _extended_type(inner, tree)
        for member in others:
            union |= _extended_type(member, tree)
        return union
    below = tree.below.get(None)
    if below is not None and base in _CONTAINERS:
        return base[(*others, _extended_type(inner, below))]
    return _extended_class(kind, tree) if lenient.is_struct(kind) else kind


def _extended_class(cls: type[Any], tree: _FieldTree) -> Any:
    fields: list[tuple[str, Any, Any]] = []
    for field in msgspec.structs.fields(cls):
        kind = field.type
        below = tree.below.get(field.encode_name)
        if below is not None:
            kind = _extended_type(kind, below)
        spec = _field(
            name=field.encode_name,
            default=field.default,
            default_factory=field.default_factory,
        )
        fields.append((field.name, kind, spec))
    for index, name in enumerate(tree.names):
        spec = _field(name=name, default=UNSET)
        fields.append((f"_extra_{index}", Any, spec))
    return msgspec.defstruct(
        cls.__name__,
        fields,
        kw_only=True,
        omit_defaults=True,
        gc=False,
        forbid_unknown_fields=cls.__struct_config__.forbid_unknown_fields,
    )


def _attach(
    extended: list[Any],
    models: list[Any],
    tree: _FieldTree,
    steps: list[str | None],
    found: list[Finding],
) -> None:
    """Attach the received undocumented fields to the models of a place, and below."""
    for index, name in enumerate(tree.names):
        times = 0
        values = map(attrgetter(f"_extra_{index}"), extended)
        for model, value in zip(models, values, strict=True):
            if value is not UNSET:
                times += 1
                # The first has no other beside it yet.
                model._extra = (
                    {**extra_of(model), name: value} if index else {name: value}
                )
        if times:
            finding = UndocumentedFinding(times)
            finding.steps = [name, *reversed(steps)]
            found.append(finding)
    for step, below in tree.below.items():
        if step is None:
            inner = _items(extended), _items(models)
        else:
            name = _field_name(models[0], step)
            inner = _values(extended, name), _values(models, name)
        if inner[0]:
            _attach(*inner, below, [*steps, step], found)


def _items(values: list[Any]) -> list[Any]:
    """Return all items of lists or mappings."""
    if len(values) == 1 and _type_of(values[0]) is list:
        single: list[Any] = values[0]
        return single
    return [
        item
        for value in values
        for item in (value.values() if _type_of(value) is dict else value)
        if item is not None
    ]


def _field_name(model: Any, wire: str) -> str:
    cls = cast("type[msgspec.Struct]", type(model))
    return cls.__struct_fields__[cls.__struct_encode_fields__.index(wire)]


def _values(models: list[Any], name: str) -> list[Any]:
    """Return the values of a field, whose models are of one class."""
    return [value for value in map(attrgetter(name), models) if value is not None]
