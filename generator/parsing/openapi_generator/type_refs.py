"""Types of Python as the pages write them, and their links."""

import re
from typing import NamedTuple

import msgspec

from ...diagnostics import Diagnostics, SourceSpan
from ...model import UNTYPED_ARRAY, Format, MapValues, TypeRef
from ..page_lookup import PageLookup
from ..page_source import PageSource, Region
from ..wire_names import is_word

SUFFIX = ".md"

_LINK = re.compile(r"\[(?P<text>.+)\]\((?P<target>[^()\s]*)\)")
_GENERIC = re.compile(
    r"(?:(?P<list>[Ll]ist|Sequence|Iterable|[Ss]et)\[(?P<item>.+)\]"
    r"|[Dd]ict(?:\((?P<old>.+)\)|\[(?P<new>.+)\])"
    r"|Optional\[(?P<optional>.+)\])"
)
_KEY = re.compile(r"str, *")
_SCALARS: dict[str, tuple[str, Format | None]] = {
    "str": ("string", None),
    "int": ("number", "integer"),
    "float": ("number", "float"),
    "bool": ("boolean", None),
    "date": ("string", "date"),
    "datetime": ("string", "date-time"),
    "object": ("object", None),
}
_OTHERS = {"UUID": "str", "bytes": "str", "bytearray": "str", "file": "str"}
"""Types of Python that JSON has no other form for."""
_NAMES = {**_OTHERS, "Decimal": "float", "decimal": "float", "Any": "object"}

_PAGELESS: dict[str, Format] = {"LocalDateTime": "local-date-time", "LocalDate": "date"}
"""Types that pages link to as to models, although there are none."""


class Typed(NamedTuple):
    """A type with the format of its items."""

    type: TypeRef | None
    format: Format | None = None


class Reference(msgspec.Struct):
    """The first reference of a page to a model, and their number."""

    name: str
    span: SourceSpan
    count: int = 0


class TypeParser:
    """A parser of the types of one page, which counts its references."""

    def __init__(
        self, source: PageSource, lookup: PageLookup, diagnostics: Diagnostics
    ) -> None:
        self._source = source
        self._lookup = lookup
        self._diagnostics = diagnostics
        # Pages repeat few notations many times.
        self._known: dict[str, tuple[Typed, str]] = {}
        self._references: dict[str, Reference] = {}

    @property
    def references(self) -> list[Reference]:
        """All references of the page, each model once."""
        return list(self._references.values())

    def read(self, cell: str, line: int, end: int) -> Typed | None:
        """Return the type in a cell of a line (0-based).

        Diagnose an invalid type and return None; ``end`` is the line below its row,
        which then counts as reported.
        """
        known = _USUAL.get(cell) or self._known.get(cell) or self._parse(cell)
        if known is None:
            place = self._source.find(line, cell)
            self._diagnostics.add("D220", place, type=cell)
            self._source.coverage.mark_reported(line, end)
            return None
        self._known[cell] = known
        typed, name = known
        if name:
            self._refer(name, Region(line, end), cell)
        return typed

    def _refer(self, name: str, lines: Region, cell: str) -> None:
        reference = self._references.get(name)
        if reference is None:
            reference = Reference(name, self._source.find(lines.start, cell))
            self._references[name] = reference
        reference.count += 1

    def _parse(self, cell: str) -> tuple[Typed, str] | None:
        """Return a type, and the model that it refers to; None if it is invalid."""
        link = _LINK.fullmatch(cell)
        text = link["text"] if link else cell
        if text.startswith("**") and text.endswith("**"):
            text = text[2:-2]
        linked = ""
        if link:
            linked = link["target"].removesuffix(SUFFIX)
            if not is_word(linked):
                return None
        typed = self._type(text.strip(), linked)
        if typed is None:
            return None
        kind = typed.type
        inner = kind.innermost if kind is not None else None
        name = inner.name if inner is not None and inner.definition else ""
        return typed, name

    def _type(self, text: str, linked: str) -> Typed | None:
        """Return a type by its notation; ``linked`` is a model that it may name."""
        if generic := _GENERIC.fullmatch(text):
            if generic["optional"]:
                return self._type(generic["optional"].strip(), linked)
            if generic["list"]:
                return _array(self._type(generic["item"].strip(), linked))
            inner = generic["old"] or generic["new"]
            key = _KEY.match(inner)
            if key is None:
                return None
            return _map(self._type(inner[key.end() :].strip(), linked))
        if linked and text != linked:
            return None
        text = _NAMES.get(text, text)
        if text in _SCALARS:
            name, format_ = _SCALARS[text]
            return Typed(TypeRef(name=name), format_)
        if not is_word(text):
            return None
        if text in _PAGELESS and not self._lookup.has_page(text + SUFFIX):
            return Typed(TypeRef(name="string"), _PAGELESS[text])
        if text != linked and not self._lookup.has_page(text + SUFFIX):
            return None
        return Typed(TypeRef(name=text, definition=True))


def _array(item: Typed | None) -> Typed | None:
    """Return the array of a type; arrays of arrays have no types of their items."""
    if item is None or item.type is None:
        return item
    if item.type.array:
        return Typed(TypeRef(name=UNTYPED_ARRAY, array=True))
    return Typed(msgspec.structs.replace(item.type, array=True), item.format)


def _map(value: Typed | None) -> Typed | None:
    """Return the map to values of a type.

    Without a type of its values, it is an object as any other.
    """
    if value is None or value.type is None:
        return value
    if value.type == TypeRef(name="object"):
        return value
    values = MapValues(type=value.type, format=value.format)
    return Typed(TypeRef(name="object", values=values))


def _usual() -> dict[str, tuple[Typed, str]]:
    """Return the types that are most frequent, by their cells."""
    found: dict[str, tuple[Typed, str]] = {}
    for name, (kind, format_) in _SCALARS.items():
        typed = Typed(TypeRef(name=kind), format_)
        items = Typed(TypeRef(name=kind, array=True), format_)
        for mark in ("", "**"):
            found[f"{mark}{name}{mark}"] = typed, ""
            found[f"{mark}list[{name}]{mark}"] = items, ""
    return found


_USUAL = _usual()
