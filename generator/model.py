"""The model of a documented API.

It is small, frozen and independent of Python and of the client. Texts are the source
text between its delimiters, exactly as on the pages. Every node knows its place.
"""

from typing import Literal

import msgspec

from .diagnostics import SourceSpan as SourceSpan


# Nodes form a tree, so the cycle collector need not follow them (gc=False). ``kw_only``
# is not inherited: each node says so itself.
class Node(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Base of everything in the model: immutable, comparable, hashable."""


Location = Literal["path", "query", "header", "body"]

TemporalFormat = Literal["date-time", "local-date-time", "date"]
"""Format of a ``string`` by its description; local means without a time zone."""

PRIMITIVES = frozenset({"string", "number", "boolean", "object"})
UNTYPED_ARRAY = "Array"


NumberFormat = Literal["integer", "float"]
"""Format of a ``number``, which only some dialects document."""

Format = TemporalFormat | NumberFormat | Literal["interval"]
"""An interval is two times with a slash between, which Python has no type for; only an
overlay says so."""

Fact = Literal["type", "required", "format", "values", "deprecated", "paging"]
"""Facts that an overlay can correct."""


class Correction(Node, frozen=True, kw_only=True):
    """A fact that an overlay corrects: the documented and the right value.

    A type is in the documents' notation, a paging rule is its style, and None means no
    value.
    """

    fact: Fact
    documents: str | bool | None
    overlay: str | bool | tuple[str, ...] | None
    reason: str
    span: SourceSpan


class TypeRef(Node, frozen=True, kw_only=True):
    """A type as the documents write it.

    ``name`` is a primitive, ``Array`` (an untyped array: ``Array[]`` is an array of
    untyped arrays) or the name of a definition. ``definition`` is True for the latter,
    since a definition may have the name ``Number``, or even ``string``.
    """

    name: str
    array: bool = False
    definition: bool = False
    values: "MapValues | None" = None
    """Values of an ``object`` that is a map; None if they may be anything."""

    @property
    def notation(self) -> str:
        """The documents' notation: ``string``, ``X``, ``X[]``, ``Array[]``."""
        return f"{self.name}[]" if self.array else self.name

    @property
    def innermost(self) -> "TypeRef":
        """The type of the values of a map, or of maps in maps; else the type itself."""
        return self if self.values is None else self.values.type.innermost


class MapValues(Node, frozen=True, kw_only=True):
    """Type of the values of a map, whose keys are strings."""

    type: TypeRef
    format: Format | None = None

    @property
    def notation(self) -> str:
        """The documents' notation, with that of their own values in brackets."""
        inner = self.type.values
        values = f"[{inner.notation}]" if inner else ""
        format_ = f" ({self.format})" if self.format else ""
        return f"{self.type.notation}{values}{format_}"


class Field(Node, frozen=True, kw_only=True):
    """A typed value by its wire name: a parameter or a property.

    ``values`` are known ones of an open enum: there may always be others.
    """

    name: str
    type: TypeRef | None
    required: bool
    description: str
    format: Format | None = None
    values: tuple[str, ...] = ()
    default: str | int | float | bool | None = None
    """Value that the server takes for a missing one; the client sends nothing."""
    also: SourceSpan | None = None
    """Place in the second documents, whose facts are merged into this node."""
    corrections: tuple[Correction, ...] = ()
    span: SourceSpan


class Parameter(Field, frozen=True, kw_only=True):
    """An argument of an operation; the name of the body is ``body``."""

    location: Location


class Property(Field, frozen=True, kw_only=True):
    """A property of a definition."""

    present: bool = False
    """True if every full response has it, although it is not required."""
    empty_list: bool = False
    """True if an absent list reads as an empty one, since no client sends it."""


class Response(Node, frozen=True, kw_only=True):
    """A row of a status table; ``status`` is three digits or ``default``."""

    status: str
    type: TypeRef | None
    description: str
    corrections: tuple[Correction, ...] = ()
    span: SourceSpan

    @property
    def is_success(self) -> bool:
        """Return True if the status is one of 200 to 299."""
        return self.status.startswith("2")


class Permissions(Node, frozen=True, kw_only=True):
    """Permissions that an operation requires: one of them, or all; or none."""

    require: Literal["any", "all"]
    names: tuple[str, ...] = ()


PagingStyle = Literal["number", "offset", "cursor", "link"]


class Paging(Node, frozen=True, kw_only=True):
    """The pagination of an operation, by names of the wire.

    Dots lead into objects: ``cursors.after`` is a property of a property.
    """

    style: PagingStyle
    location: Literal["query", "body"] | None
    """Location of the page parameter; a link needs none."""
    parameter: str
    items: str
    """Property of the response that contains the items."""
    item: TypeRef
    next: str
    """Property of the response with the next cursor or link."""
    last: str
    """Property of the response with the number of pages or items, if there is one."""
    size_parameter: str = ""
    """Parameter with the page size, in the query or the body; empty for none."""
    page_size: int = 0
    """Page size that an iterator requests by default, if there is a parameter."""


class Operation(Node, frozen=True, kw_only=True):
    """A documented method of an API class: one HTTP method on one path template.

    ``deprecation`` is the text of the notice, on one line and without its markers;
    empty if ``deprecated`` is False.
    """

    name: str
    method: str
    path: str
    summary: str
    description: str
    deprecated: bool
    deprecation: str = ""
    parameters: tuple[Parameter, ...]
    responses: tuple[Response, ...]
    paging: Paging | None = None
    permissions: Permissions | None = None
    """None if they are not documented."""
    preview: bool = False
    """True if the operation may change at any time without notice."""
    keyword_path: bool = False
    """True if documents disagree on the order of the path's arguments."""
    also: SourceSpan | None = None
    corrections: tuple[Correction, ...] = ()
    span: SourceSpan


class ApiClass(Node, frozen=True, kw_only=True):
    """An API class; ``url`` is the vendor's page about it, ``file`` its own page."""

    name: str
    file: str
    description: str
    url: str | None
    operations: tuple[Operation, ...]
    span: SourceSpan


class Definition(Node, frozen=True, kw_only=True):
    """A schema: a JSON object with named properties, or any JSON value without them."""

    name: str
    file: str
    description: str
    properties: tuple[Property, ...]
    also: SourceSpan | None = None
    span: SourceSpan

    @property
    def is_open(self) -> bool:
        """Return True if no property is known: such a type is any JSON value."""
        return not self.properties


class ApiSpec(Node, frozen=True, kw_only=True):
    """A parsed API: classes in index order, definitions ordered by file name.

    A reference to a definition without a page stays; its values are untyped.
    """

    apis: tuple[ApiClass, ...]
    definitions: tuple[Definition, ...]


class Coverage(msgspec.Struct):
    """The coverage of pages: numbers of pages, of characters, and of nodes.

    ``characters`` are those outside of white space. ``claimed`` are those of facts,
    markers and fixed sentences, ``reported`` those of diagnostics.
    """

    pages: int = 0
    characters: int = 0
    claimed: int = 0
    reported: int = 0
    nodes: int = 0

    def add(self, other: "Coverage") -> None:
        """Add the numbers of other pages."""
        self.pages += other.pages
        self.characters += other.characters
        self.claimed += other.claimed
        self.reported += other.reported
        self.nodes += other.nodes
