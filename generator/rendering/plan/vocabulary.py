"""Types of the documents -> Python annotations.

Helpers are imported under underscore aliases, since fields and definitions shadow
names: a field that is called ``list`` takes ``list[...]`` away from its whole class.
Builtins are aliased where that happens.
"""

from collections.abc import Iterable, Mapping

from ...model import UNTYPED_ARRAY, TemporalFormat, TypeRef

_BUILTINS = ("bool", "dict", "float", "int", "list", "str")

_TEMPORAL = {"date-time": "datetime", "local-date-time": "datetime", "date": "date"}

_IMPORTS = {
    "_Any": "from typing import Any as _Any",
    "_Mapping": "from collections.abc import Mapping as _Mapping",
    "_Sequence": "from collections.abc import Sequence as _Sequence",
    "_date": "from datetime import date as _date",
    "_datetime": "from datetime import datetime as _datetime",
    **{f"_{name}": f"from builtins import {name} as _{name}" for name in _BUILTINS},
}

Operands = tuple[str, ...]
"""The members of a union, in order."""

OPTIONAL = ("None",)


def unique(operands: Iterable[str]) -> Operands:
    """The operands, each once."""
    return tuple(dict.fromkeys(operands))


def import_block(*groups: Iterable[str]) -> tuple[str, ...]:
    """Groups of imports (standard library, others, own), blank lines between them."""
    lines: list[str] = []
    for group in map(list, groups):
        if group:
            lines += ["", *group] if lines else group
    return tuple(lines)


class Vocabulary:
    """Writes the annotations of one module, and remembers which names they took."""

    def __init__(
        self,
        models: Mapping[str, str],
        shadowed: Iterable[str] = (),
        *,
        prefix: str = "_",
        models_prefix: str = "_m.",
    ) -> None:
        """``models``: class names of definitions; others are open types."""
        self._models = models
        self._shadowed = frozenset(shadowed)
        self._prefix = prefix
        self._models_prefix = models_prefix
        self.used: set[str] = set()

    def within(self, shadowed: Iterable[str]) -> "Vocabulary":
        """The same module, in a class whose members shadow builtins."""
        inner = Vocabulary(
            self._models,
            shadowed,
            prefix=self._prefix,
            models_prefix=self._models_prefix,
        )
        inner.used = self.used
        return inner

    def imports(self) -> list[str]:
        """The import statements of the standard library's names used so far, sorted."""
        return sorted(_IMPORTS[name] for name in self.used if name in _IMPORTS)

    def value(
        self, type_: TypeRef | None, temporal: TemporalFormat | None = None
    ) -> Operands:
        """What a property or an answer holds."""
        if type_ is None:
            return (self._helper("Any"),)
        item = self._item(type_, temporal)
        return (
            (f"{self._builtin('list')}[{' | '.join(item)}]",) if type_.array else item
        )

    def argument(
        self, type_: TypeRef | None, temporal: TemporalFormat | None = None
    ) -> Operands:
        """What an argument takes: any sequence for an array, text beside dates."""
        if type_ is None:
            return (self._helper("Any"),)
        item = self._item(type_, temporal)
        if temporal:
            item = (*item, self._builtin("str"))
        elif type_.name == "object":
            item = (self._mapping(),)
        return self._maybe_sequence(type_, item)

    def body(
        self, type_: TypeRef | None, temporal: TemporalFormat | None = None
    ) -> Operands:
        """What a body takes: a model or a mapping, or a sequence of them."""
        if type_ is None or not type_.definition:
            return self.argument(type_, temporal)
        item = unique((*self._model(type_), self._mapping()))
        return self._maybe_sequence(type_, item)

    def body_model(self, type_: TypeRef | None) -> str:
        """The class that a model is of in a body; empty where there is none."""
        if type_ is None or not type_.definition:
            return ""
        return "".join(self._model(type_))

    def _maybe_sequence(self, type_: TypeRef, item: Operands) -> Operands:
        if not type_.array:
            return item
        return (f"{self._helper('Sequence')}[{' | '.join(item)}]",)

    def _item(self, type_: TypeRef, temporal: TemporalFormat | None) -> Operands:
        if type_.definition:
            return self._model(type_) or (self._open(),)
        if type_.name == "string":
            return (
                self._helper(_TEMPORAL[temporal]) if temporal else self._builtin("str"),
            )
        if type_.name == "number":
            return (self._builtin("int"), self._builtin("float"))
        if type_.name == "boolean":
            return (self._builtin("bool"),)
        if type_.name == UNTYPED_ARRAY:
            return (f"{self._builtin('list')}[{self._helper('Any')}]",)
        return (self._open(),)

    def _model(self, type_: TypeRef) -> Operands:
        if type_.name not in self._models:
            return ()
        self.used.add("_m")
        return (f"{self._models_prefix}{self._models[type_.name]}",)

    def _open(self) -> str:
        return f"{self._builtin('dict')}[{self._builtin('str')}, {self._helper('Any')}]"

    def _mapping(self) -> str:
        return (
            f"{self._helper('Mapping')}[{self._builtin('str')}, {self._helper('Any')}]"
        )

    def _helper(self, name: str) -> str:
        self.used.add(f"_{name}")
        return f"{self._prefix}{name}"

    def _builtin(self, name: str) -> str:
        return self._helper(name) if name in self._shadowed else name
