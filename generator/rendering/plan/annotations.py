"""Python annotations for the types of the documents.

Helpers are imported under underscore aliases, since fields and definitions shadow
names: a field ``list`` hides ``list[...]`` from its whole class. Builtins get an alias
there.
"""

from collections.abc import Iterable, Mapping, Sequence

from ...model import UNTYPED_ARRAY, Format, TypeRef
from ...naming import BUILTINS
from .. import escaping

_TEMPORAL = {"date-time": "datetime", "local-date-time": "datetime", "date": "date"}

FIELD_TIMES = {
    "date-time": "DateTime",
    "local-date-time": "LocalDateTime",
    "date": "date",
}
"""Types of fields by format."""

_IMPORTS = {
    "_Any": "from typing import Any as _Any",
    "_Mapping": "from collections.abc import Mapping as _Mapping",
    "_Sequence": "from collections.abc import Sequence as _Sequence",
    "_TypeAlias": "from typing import TypeAlias as _TypeAlias",
    "_date": "from datetime import date as _date",
    "_datetime": "from datetime import datetime as _datetime",
    **{
        f"_{name}": f"from builtins import {name} as _{name}"
        for name in sorted(BUILTINS)
    },
}

Operands = tuple[str, ...]
"""The members of a union, in order."""

OPTIONAL = ("None",)


def unique(operands: Iterable[str]) -> Operands:
    """Return the operands, each once."""
    return tuple(dict.fromkeys(operands))


def import_block(*groups: Iterable[str]) -> tuple[str, ...]:
    """Groups of imports (standard library, others, own), blank lines between them."""
    lines: list[str] = []
    for group in map(list, groups):
        if group:
            lines += ["", *group] if lines else group
    return tuple(lines)


class AnnotationWriter:
    """Writes the annotations of one module, and remembers which names they took."""

    def __init__(
        self,
        models: Mapping[str, str],
        shadowed: Iterable[str] = (),
        *,
        prefix: str = "_",
        models_prefix: str = "_m.",
        temporals: Mapping[str, str] = _TEMPORAL,
    ) -> None:
        """``models``: class names of definitions; others are any JSON value."""
        self._temporals = temporals
        self._models = models
        self._shadowed = frozenset(shadowed)
        self._prefix = prefix
        self._models_prefix = models_prefix
        self.used: set[str] = set()

    def for_class(self, shadowed: Iterable[str]) -> "AnnotationWriter":
        """Return the same module, in a class whose members shadow builtins."""
        inner = AnnotationWriter(
            self._models,
            shadowed,
            prefix=self._prefix,
            models_prefix=self._models_prefix,
            temporals=self._temporals,
        )
        inner.used = self.used
        return inner

    def imports(self, *typing: str) -> list[str]:
        """Return the sorted imports of the standard library.

        ``typing`` are names that a module needs as they are.
        """
        found = [_IMPORTS[name] for name in self.used if name in _IMPORTS]
        # Checkers alone look this one up by its very name.
        plain = [*["TYPE_CHECKING"] * self.has_open_enums(), *typing]
        if plain:
            found.append(f"from typing import {', '.join(plain)}")
        return sorted(found, key=_isort)

    def has_open_enums(self) -> bool:
        """Return True if the module must import for known values."""
        return "_Literal" in self.used

    def value(
        self,
        type_: TypeRef | None,
        format_: Format | None = None,
        values: Sequence[str] = (),
    ) -> Operands:
        """Return the annotation of a property or a response."""
        if type_ is None:
            return (self._helper("Any"),)
        item = (*self._literal(values), *self._item(type_, format_))
        if type_.array:
            item = (f"{self.builtin('list')}[{' | '.join(item)}]",)
        return item

    def argument(
        self,
        type_: TypeRef | None,
        format_: Format | None = None,
        values: Sequence[str] = (),
    ) -> Operands:
        """Return the annotation of an argument, which accepts any sequence."""
        if type_ is None:
            return (self._helper("Any"),)
        item = (*self._literal(values), *self._item(type_, format_))
        if format_ in _TEMPORAL:
            item = (*item, self.builtin("str"))
        elif type_.name == "object" and not type_.definition:
            item = (self._mapping(type_),)
        return self._maybe_sequence(type_, item)

    def body(
        self,
        type_: TypeRef | None,
        format_: Format | None = None,
        values: Sequence[str] = (),
    ) -> Operands:
        """Return the annotation of a body: a model, a mapping, or a sequence."""
        if type_ is None or not self.is_model(type_):
            return self.argument(type_, format_, values)
        item = unique((*self._model(type_), self._mapping(type_)))
        return self._maybe_sequence(type_, item)

    def body_model(self, type_: TypeRef | None) -> str:
        """Return the model class of a body; empty if there is none."""
        if type_ is None or not type_.definition:
            return ""
        return "".join(self._model(type_))

    def alias(self) -> str:
        """Return the right side of an alias for any JSON value."""
        return f"{self._helper('TypeAlias')} = {self._helper('Any')}"

    def _maybe_sequence(self, type_: TypeRef, item: Operands) -> Operands:
        if type_.array:
            item = (f"{self._helper('Sequence')}[{' | '.join(item)}]",)
        return item

    def _item(self, type_: TypeRef, format_: Format | None) -> Operands:
        if type_.definition:
            return self._model(type_) or (self._helper("Any"),)
        if type_.name == "string":
            temporal = self._temporals.get(format_ or "")
            return (self._helper(temporal) if temporal else self.builtin("str"),)
        if type_.name == "number":
            if format_ == "integer":
                return (self.builtin("int"),)
            # A float may come without a point.
            return (self.builtin("int"), self.builtin("float"))
        if type_.name == "boolean":
            return (self.builtin("bool"),)
        if type_.name == UNTYPED_ARRAY:
            return (f"{self.builtin('list')}[{self._helper('Any')}]",)
        return (self._json_object(type_),)

    def is_model(self, type_: TypeRef) -> bool:
        """Return True if a type or its item type is a model."""
        return type_.definition and type_.name in self._models

    def _literal(self, values: Sequence[str]) -> Operands:
        """Return the known values of an open enum as a member of its union."""
        if not values:
            return ()
        literal = self._helper("Literal")
        return (f"{literal}[{', '.join(map(escaping.string, values))}]",)

    def _model(self, type_: TypeRef) -> Operands:
        if type_.name not in self._models:
            return ()
        self.used.add("_m")
        return (f"{self._models_prefix}{self._models[type_.name]}",)

    def _json_object(self, type_: TypeRef) -> str:
        if type_.values is None:
            value = self._helper("Any")
        else:
            value = " | ".join(self.value(type_.values.type, type_.values.format))
        return f"{self.builtin('dict')}[{self.builtin('str')}, {value}]"

    def _mapping(self, type_: TypeRef) -> str:
        if type_.values is None:
            value = self._helper("Any")
        else:
            value = " | ".join(self.argument(type_.values.type, type_.values.format))
        return f"{self._helper('Mapping')}[{self.builtin('str')}, {value}]"

    def _helper(self, name: str) -> str:
        self.used.add(f"_{name}")
        return f"{self._prefix}{name}"

    def builtin(self, name: str) -> str:
        """Return a builtin, under an alias if a member of the class shadows it."""
        return self._helper(name) if name in self._shadowed else name


def _isort(line: str) -> tuple[str, bool, str]:
    """Return the sort key of isort for imported names: constants first."""
    _, module, _, name, *_ = line.split()
    return module, not name.isupper(), line
