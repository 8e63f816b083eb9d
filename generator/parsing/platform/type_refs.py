"""Types as the documents write them, and their links."""

import re
from difflib import get_close_matches
from posixpath import basename
from urllib.parse import unquote

import msgspec

from ...diagnostics import Diagnostics, SourceSpan
from ...model import PRIMITIVES, UNTYPED_ARRAY, TypeRef
from ..page_source import PageSource, Region
from ..wire_names import LONGEST, is_word

DEFINITION_SUFFIX = "-definition.md"

_LINK = re.compile(
    r"\[(?P<tick>`?)(?P<name>[^\[\]`]+)(?P<array>\[\])?(?P=tick)\]\((?P<target>[^()\s]*)\)"
)
_PLAIN = re.compile(r"(?P<tick>`?)(?P<name>[^\[\]`]+)(?P<array>\[\])?(?P=tick)")


_PLAIN_NAMES = (*sorted(PRIMITIVES), UNTYPED_ARRAY.lower())


class Reference(msgspec.Struct):
    """A link to a definition's page: its first place, and how often it occurs.

    A reference without a page is an unlinked type that was parsed as a primitive,
    although it looks like a definition: ``Number``.
    """

    name: str
    page: str
    span: SourceSpan
    count: int = 0


class TypeParser:
    """A parser of the types of one page, which counts its references."""

    def __init__(self, source: PageSource, diagnostics: Diagnostics) -> None:
        self._source = source
        self._diagnostics = diagnostics
        # Pages repeat few notations many times.
        self._known: dict[str, tuple[TypeRef | None, Reference | None]] = {
            "": (None, None)
        }
        self._references: dict[tuple[str, str], Reference] = {}

    @property
    def references(self) -> list[Reference]:
        """All references of the page, each pair of name and target once."""
        return list(self._references.values())

    def read(self, cell: str, line: int, end: int) -> TypeRef | None:
        """Return the type in a cell of a line (0-based); None for an empty cell.

        Diagnose an invalid type and return None; ``end`` is the line below its row or
        item, which then counts as reported.
        """
        known = self._known.get(cell)
        if known is None:
            known = self._parse(cell, Region(line, end))
            if known is None:
                return None
            self._known[cell] = known
        kind, reference = known
        if reference is not None:
            reference.count += 1
        return kind

    def _parse(
        self, cell: str, lines: Region
    ) -> tuple[TypeRef, Reference | None] | None:
        if link := _LINK.fullmatch(cell):
            return self._link(link, lines)
        plain = _PLAIN.fullmatch(cell)
        name = plain["name"].strip() if plain else ""
        array = bool(plain and plain["array"])
        kind = name.lower() if name.lower() in PRIMITIVES else name
        if kind in PRIMITIVES or (kind == UNTYPED_ARRAY and array):
            named = None if name in PRIMITIVES else self._refer(name, "", lines, cell)
            return TypeRef(name=kind, array=array), named
        near = get_close_matches(name[:40].lower(), _PLAIN_NAMES, 1)
        suggestion = f"{near[0]}{'[]' * array}" if near else None
        if near == ["array"]:
            suggestion = f"{UNTYPED_ARRAY}[]"
        self._reject("D201", lines, cell, suggestion=suggestion, type=cell)
        return None

    def _reject(
        self,
        code: str,
        lines: Region,
        text: str,
        suggestion: str | None = None,
        **fields: object,
    ) -> None:
        """Report a cell that is not a type."""
        place = self._source.find(lines.start, text)
        self._diagnostics.add(code, place, suggestion=suggestion, **fields)
        self._source.coverage.mark_reported(lines.start, lines.end)

    def _link(
        self, link: re.Match[str], lines: Region
    ) -> tuple[TypeRef, Reference | None] | None:
        page = linked_page(link["target"])
        if page is None or not page.endswith(DEFINITION_SUFFIX):
            self._reject("D202", lines, link[0], type=link[0])
            return None
        name = link["name"].strip()
        if not is_word(name):
            self._reject(
                "D213", lines, link[0], name=name, kind="definition", longest=LONGEST
            )
            return None
        reference = self._refer(name, page, lines, link[0])
        kind = TypeRef(name=name, array=bool(link["array"]), definition=True)
        return kind, reference

    def _refer(self, name: str, page: str, lines: Region, text: str) -> Reference:
        reference = self._references.get((name, page))
        if reference is None:
            reference = Reference(name, page, self._source.find(lines.start, text))
            self._references[name, page] = reference
        return reference


def is_type(cell: str) -> bool:
    """Return True if a cell looks like a type."""
    plain = _PLAIN.fullmatch(cell)
    names = {*PRIMITIVES, UNTYPED_ARRAY}
    return is_link(cell) or (plain is not None and plain["name"] in names)


def is_link(cell: str) -> bool:
    """Return True if a cell holds a link to a definition."""
    return f"{DEFINITION_SUFFIX})" in cell


def is_shifted(cell: str, text: str) -> bool:
    """Return True if a row without a type has one for its text."""
    link = None if cell else _LINK.fullmatch(text)
    return link is not None and is_link(text)


def names_type(cell: str, kind: TypeRef | None) -> bool:
    """Return True if this can be the type that a cell was read as."""
    return not cell if kind is None else kind.name in cell or kind.name in cell.lower()


def linked_page(target: str) -> str | None:
    """Return the file name of a link to a page; None for any other link."""
    if "://" in target or target.startswith(("/", "#")):
        return None
    path = unquote(target.partition("#")[0])
    return basename(path.replace("\\", "/")) or None
