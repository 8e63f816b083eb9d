"""The tables of ``client.toml``, for everything that the documents do not contain.

The generator knows no platform: hosts, names, limits and grants come from here.
Documents without a configuration use the neutral defaults of these structs.
"""

from typing import Annotated, Literal

import msgspec

from ..diagnostics import SourceSpan

# Names and versions become file names, code and metadata: what can stand there is
# spelled out. ``\Z``, since ``$`` lets a line break pass.
_Identifier = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*\Z")]
_Distribution = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\Z")
]
_Version = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?(\.post[0-9]+)?(\.dev[0-9]+)?\Z"
    ),
]

_URL = Annotated[
    str, msgspec.Meta(pattern=r"^(https?://[^\s{}?#]+(\{domain\}[^\s{}?#]*)?)?\Z")
]
_Domain = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\Z")
]
_Header = Annotated[str, msgspec.Meta(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]*\Z")]
_Path = Annotated[str, msgspec.Meta(pattern=r"^/[A-Za-z0-9._~/-]+\Z")]
_Variable = Annotated[str, msgspec.Meta(pattern=r"^[A-Z_][A-Z0-9_]*\Z")]


_Count = Annotated[int, msgspec.Meta(ge=1)]
_Text = Annotated[str, msgspec.Meta(pattern=r"\S")]

NodePath = Annotated[str, msgspec.Meta(min_length=1)] | tuple[str, ...]
"""Names with dots between, or one by one where they have dots themselves."""


class Table(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """Base of all tables: immutable, unknown keys are errors."""


class LocatedTable(Table, frozen=True, kw_only=True):
    """A table of an array that knows its place, for diagnostics.

    ``span`` is not a key of the file: loading fills it in. Its file is relative to the
    directory of the documents, like that of pages.
    """

    span: SourceSpan = SourceSpan("client.toml", 0)


class Package(Table, frozen=True, kw_only=True):
    """``[package]``: names of the distribution, the package and the clients."""

    distribution: _Distribution = "api-client"
    name: _Identifier = "api_client"
    client: _Identifier = "Client"
    async_client: _Identifier = "AsyncClient"
    error: _Identifier = "APIError"
    """Another name for the base of all errors."""
    version: _Version = "0.1.0"
    title: str = "API"
    """Title of the API in prose: ``Pet Store API``."""


class Server(Table, frozen=True, kw_only=True):
    """``[server]``: URLs of the API.

    ``api`` and ``login`` are URL templates with ``{domain}``, filled from ``regions``
    (region name to domain). Without regions a client needs a base URL.
    """

    api: _URL = ""
    login: _URL = ""
    regions: dict[str, _Domain] = msgspec.field(default_factory=dict[str, str])


class OAuth(Table, frozen=True, kw_only=True):
    """``[oauth]``: the endpoints of RFC 6749, below the login URL."""

    token_path: _Path = "/oauth/token"
    authorize_path: _Path = "/oauth/authorize"
    revoke_path: _Path | Literal[""] = ""
    """Path of a DELETE that revokes a token, below the API's URL; empty: none."""
    organization_field: str = ""
    """The field of a SAML 2 token request that names the organization."""
    expired_code: str = ""
    """The ``code`` in the body of a 401 for a token that is already invalid."""


class Environment(Table, frozen=True, kw_only=True):
    """``[environment]``: environment variables for settings that are not passed."""

    client_id: _Variable | None = None
    client_secret: _Variable | None = None
    access_token: _Variable | None = None
    profile: _Variable | None = None
    region: _Variable | None = None
    domain: _Variable | None = None
    base_url: _Variable | None = None
    login_url: _Variable | None = None

    @property
    def variables(self) -> dict[str, str]:
        """The configured variables, by setting."""
        return {k: v for k, v in msgspec.structs.asdict(self).items() if v is not None}


class Limits(Table, frozen=True, kw_only=True):
    """``[limits]``: limits of the platform."""

    requests_per_minute: Annotated[int, msgspec.Meta(ge=1)] | None = None
    retry_after: Annotated[float, msgspec.Meta(ge=0)] = 60.0
    """Seconds to wait after a 429 that names no time."""
    code: str = ""
    """The ``code`` in the body of a 429. It and the headers are for the sandbox."""
    count_header: _Header = ""
    """Response header with the requests of a token in the current window."""
    allowed_header: _Header = ""
    """Response header with the requests that a window allows."""
    reset_header: _Header = ""
    """Response header with the seconds until the window ends."""


class Wire(Table, frozen=True, kw_only=True):
    """``[wire]``: habits of the platform on the wire."""

    comma_arrays: tuple[str, ...] = ()
    """Classes (``SCIMAPI``) and operations (``SCIMAPI.getScimUsers``) whose arrays in
    the query are one text with commas; those of all others repeat the key."""
    safe_posts: tuple[_Text, ...] = ()
    """Paths of POSTs that only read, so that clients retry them like GETs; ``*`` and
    ``?`` stand for any characters, slashes too: ``*/query``."""
    correlation_header: _Header = ""
    correlation_field: str = ""
    """Field of an error's body that names the request where the header is missing."""
    idempotency_header: _Header = "Idempotency-Key"
    reference_fields: tuple[str, ...] = ()
    """Fields of an object that is only a reference, without its required fields."""


class PagingRule(Table, frozen=True, kw_only=True):
    """``[[paging.rules]]``: pagination of some operations.

    A rule applies to an operation that has one of the parameters (in the query or the
    body) and a response with the properties that the rule names; dots lead into
    objects.
    """

    style: Literal["number", "offset", "cursor", "link", "none"]
    """``number`` counts pages, ``offset`` counts items, ``cursor`` sends a value of the
    response, ``link`` follows a link; ``none`` means no pagination."""
    parameters: tuple[str, ...] = ()
    """Names of which the operation has one; empty: it needs none."""
    next: str = ""
    """The property with the cursor or the link of the next page."""
    last: str = ""
    """The property with the number of pages or items; empty: until an empty page."""
    methods: tuple[str, ...] = ("GET", "POST")
    """HTTP methods, since a bulk change can return a list that is not a page."""
    operations: tuple[str, ...] = ()
    """The only operations that the rule is for (``LicenseAPI.getLicenseUsers``)."""


class Paging(Table, frozen=True, kw_only=True):
    """``[paging]``: the rules, of which the first that fits an operation counts."""

    items: tuple[str, ...] = ()
    """Properties that hold the items of a page; the first that exists counts."""
    page_size: _Count | None = None
    """Items of a page that iterators request, within the limits of the documents."""
    size_parameters: tuple[str, ...] = ()
    """Numbers in the query or the body that hold the page size; the first counts."""
    rules: tuple[PagingRule, ...] = ()


class Typing(Table, frozen=True, kw_only=True):
    """``[typing]``: types that the documents do not have."""

    integers: tuple[_Text, ...] = ()
    """Names of properties and parameters whose numbers are whole; ``*`` and ``?`` stand
    for any characters: ``*Count``."""
    present: tuple[_Text, ...] = ()
    """Properties that every full response has, ``User.id``; with the same signs."""
    empty_lists: tuple[_Text, ...] = ()
    """Names of properties whose lists read as empty where a response lacks them, in
    definitions that no request contains; with the same signs."""


class Select(Table, frozen=True, kw_only=True):
    """``[select]``: the part of the API that the client is for.

    In all patterns ``*`` and ``?`` stand for any characters, slashes too. An operation
    is selected if one pattern matches it, or if there are only opposites, and if no
    opposite matches it.
    """

    classes: tuple[_Text, ...] = ()
    """Classes: ``License*``."""
    operations: tuple[_Text, ...] = ()
    """Operations: ``LicenseAPI.get*``."""
    paths: tuple[_Text, ...] = ()
    """Templates of paths: ``/api/v2/license/*``."""
    not_classes: tuple[_Text, ...] = ()
    not_operations: tuple[_Text, ...] = ()
    not_paths: tuple[_Text, ...] = ()

    def patterns(self) -> list[tuple[str, str]]:
        """Return each pattern with its key."""
        fields = msgspec.structs.asdict(self).items()
        return [(key, pattern) for key, patterns in fields for pattern in patterns]

    @property
    def is_given(self) -> bool:
        """True if there is any pattern."""
        return self != Select()

    @property
    def names_any(self) -> bool:
        """True if there are patterns besides opposites."""
        return bool(self.classes or self.operations or self.paths)


class Naming(Table, frozen=True, kw_only=True):
    """``[naming]``: exceptions of the naming rules."""

    acronyms: tuple[str, ...] = ()
    """Words that the naming rules do not split at capitals."""
    aliases: bool = True
    """True if a renamed operation keeps its old name as a deprecated alias, through the
    next minor version."""


class PagingOverlay(Table, frozen=True, kw_only=True):
    """``paging``: how the pages of one operation follow each other.

    The names are those of ``[[paging.rules]]``; of parameters there is one.
    """

    style: Literal["number", "offset", "cursor", "link", "none"]
    parameter: str = ""
    items: str = ""
    """The property that holds the items; empty: as ``[paging]`` says."""
    next: str = ""
    last: str = ""


class Overlay(LocatedTable, frozen=True, kw_only=True):
    """One target, the facts about it that are to hold, and why."""

    reason: _Text

    property: NodePath | None = None
    """``User.state``: a property of a definition."""
    parameter: NodePath | None = None
    """``UsersAPI.getUsers.query.state``, as in ``[names]``."""
    response: NodePath | None = None
    """``UsersAPI.getUsers.200``: a row of a status table."""
    operation: NodePath | None = None
    """``UsersAPI.getUsers``."""
    places: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1)] | None = None
    """Patterns of properties and parameters, ``*.sortOrder``; those whose types do not
    fit stay as they are."""

    type: str | None = None
    required: bool | None = None
    format: (
        Literal["date-time", "local-date-time", "date", "interval", "integer", "none"]
        | None
    ) = None
    values: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)] | None = None
    deprecated: _Text | bool | None = None
    paging: PagingOverlay | None = None


class OverlayFile(Table, frozen=True, kw_only=True):
    """File of the directory ``overlays``, which contains only overlays."""

    overlay: tuple[Overlay, ...] = ()


class Allowance(LocatedTable, frozen=True, kw_only=True):
    """Warnings by code, by place, or by both; all keys must match.

    A place has no line, since lines change with every edit of a page.
    """

    reason: _Text
    code: _Text = ""
    place: _Text = ""
    """Path of a page relative to the directory of the pages; ``*`` and ``?``
    stand for any characters: ``definitions/pet*-definition.md``."""
    text: _Text = ""
    """Part of the message, such as the name that it is about."""


Dialect = Literal["platform", "openapi-generator"]
"""The form of the pages."""


class AlsoDocuments(Table, frozen=True, kw_only=True):
    """``[[documents.also]]``: a second documentation of the same API.

    ``path`` is relative to the directory of the file.
    """

    path: _Text
    dialect: Dialect | None = None
    operations: Literal["listed", "confirmed"] = "listed"
    """``confirmed`` adds operations that only these documents have, if no name in them
    is in doubt."""


class Documents(Table, frozen=True, kw_only=True):
    """``[documents]``: dialect and limits of the documents.

    Real documents do not reach the limits; exceeding one is an error. A large API has
    4,000 pages in 25 MB, of which the largest has 0.7 MB.
    """

    dialect: Dialect | None = None
    """By default the one that the pages look like."""
    page_bytes: _Count = 32 * 2**20
    pages: _Count = 100_000
    total_bytes: _Count = 2**30
    nesting: _Count = 100
    """The deepest nesting of quotes and lists."""
    also: tuple[AlsoDocuments, ...] = ()
    """Other documents of the same API, whose facts are added."""


class Config(Table, frozen=True, kw_only=True):
    """The whole file."""

    package: Package = Package()
    server: Server = Server()
    oauth: OAuth = OAuth()
    environment: Environment = Environment()
    limits: Limits = Limits()
    wire: Wire = Wire()
    naming: Naming = Naming()
    names: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    """``[names]``: explicit Python names by their places in the documents.

    A place is a class (``LicenseAPI``, its attribute; ``class:LicenseAPI``, the class;
    ``module:LicenseAPI``, its file), an operation (``LicenseAPI.getLicenseUsers``; with
    ``.iterator`` what turns its pages), a parameter
    (``LicenseAPI.getLicenseUsers.query.pageSize``), a definition (``definition:User``)
    or a property (``definition:User.id``).
    """
    names_at: dict[str, SourceSpan] = msgspec.field(
        default_factory=dict[str, SourceSpan]
    )
    """Places of ``names``, which loading fills in; not a key of the file."""
    paging: Paging = Paging()
    typing: Typing = Typing()
    select: Select = Select()
    select_at: dict[str, SourceSpan] = msgspec.field(
        default_factory=dict[str, SourceSpan]
    )
    """Places of the patterns by key and pattern, ``classes:License*``, which loading
    fills in; not a key of the file."""
    safe_posts_at: dict[str, SourceSpan] = msgspec.field(
        default_factory=dict[str, SourceSpan]
    )
    """Places of the patterns of ``[wire] safe_posts``, which loading fills in; not a
    key of the file."""
    overlay: tuple[Overlay, ...] = ()
    allow: tuple[Allowance, ...] = ()
    documents: Documents = Documents()

    @property
    def has_corrections(self) -> bool:
        """True if anything about the documents is to be corrected."""
        return bool(self.overlay) or self.typing != Typing()
