"""``client.toml``: what the documents do not hold, typed and checked.

The generator knows no platform; hosts, names, limits and grants come from here. A drop
without a configuration gets the neutral defaults of these structs.
"""

import sys
import tomllib
from difflib import get_close_matches
from keyword import iskeyword
from pathlib import Path
from typing import Annotated, Any, Literal, TypeGuard, cast

import msgspec

from .diagnostics import Diagnostics, SourceSpan
from .toml_places import place_of

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

_MODULES = {"anyio", "httpx", "msgspec", "platformdirs", "typing_extensions"}
"""What every client imports."""
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{d}{n}" for d in ("com", "lpt") for n in "0123456789"),
}
"""What Windows keeps for devices."""

_URL = Annotated[
    str, msgspec.Meta(pattern=r"^(https?://[^\s{}?#]+(\{domain\}[^\s{}?#]*)?)?\Z")
]
_Domain = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\Z")
]
_Header = Annotated[str, msgspec.Meta(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]*\Z")]
_Path = Annotated[str, msgspec.Meta(pattern=r"^/[A-Za-z0-9._~/-]+\Z")]
_Variable = Annotated[str, msgspec.Meta(pattern=r"^[A-Z_][A-Z0-9_]*\Z")]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all tables: immutable, unknown keys are errors."""


class Package(_Table, frozen=True, kw_only=True):
    """``[package]``: what distribution, package and clients are called."""

    distribution: _Distribution = "api-client"
    name: _Identifier = "api_client"
    client: _Identifier = "Client"
    async_client: _Identifier = "AsyncClient"
    error: _Identifier = "APIError"
    """Another name for the base of all errors."""
    version: _Version = "0.1.0"
    title: str = "API"
    """What the client is for, in prose: ``Pet Store API``."""


class Server(_Table, frozen=True, kw_only=True):
    """``[server]``: where the API lives.

    ``api`` and ``login`` are URL templates with ``{domain}``, filled from ``regions``
    (region name to domain). Without regions a client needs a base URL.
    """

    api: _URL = ""
    login: _URL = ""
    regions: dict[str, _Domain] = {}


class OAuth(_Table, frozen=True, kw_only=True):
    """``[oauth]``: the endpoints of RFC 6749, below the login URL."""

    token_path: _Path = "/oauth/token"
    authorize_path: _Path = "/oauth/authorize"
    revoke_path: _Path | Literal[""] = ""
    """Where a DELETE takes a token back, below the API's URL; empty: nowhere."""
    organization_field: str = ""
    """The field that names the organisation where a token is asked for by SAML 2."""
    expired_code: str = ""
    """The ``code`` in the body of a 401 that says that the token ran out."""


class Environment(_Table, frozen=True, kw_only=True):
    """``[environment]``: variables that stand in for settings that are not given."""

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
        """The variables that there are, by setting."""
        return {k: v for k, v in msgspec.structs.asdict(self).items() if v is not None}


class Limits(_Table, frozen=True, kw_only=True):
    """``[limits]``: what the platform allows."""

    requests_per_minute: Annotated[int, msgspec.Meta(ge=1)] | None = None
    retry_after: Annotated[float, msgspec.Meta(ge=0)] = 60.0
    """Seconds to wait after a 429 that names no time."""


class Wire(_Table, frozen=True, kw_only=True):
    """``[wire]``: habits of the platform on the wire."""

    comma_arrays: tuple[str, ...] = ()
    """Classes (``SCIMAPI``) and operations (``SCIMAPI.getScimUsers``) whose arrays in
    the query are one text with commas; those of all others repeat the key."""
    correlation_header: _Header = ""
    idempotency_header: _Header = "Idempotency-Key"
    reference_fields: tuple[str, ...] = ()
    """What an object has that only refers to one, though the documents require more."""


class PagingRule(_Table, frozen=True, kw_only=True):
    """``[[paging.rules]]``: how the pages of some operations follow each other.

    A rule fits an operation that has one of the parameters (in the query or the body)
    and an answer with the properties that the rule names; dots lead into objects.
    """

    style: Literal["number", "offset", "cursor", "link", "none"]
    """``number`` counts pages, ``offset`` items, ``cursor`` hands on a value of the
    answer, ``link`` follows one; ``none`` does not page."""
    parameters: tuple[str, ...] = ()
    """Names of which the operation has one; empty: it needs none."""
    next: str = ""
    """The property with the cursor or the link of the next page."""
    last: str = ""
    """The property with the number of pages or items; empty: until an empty page."""
    methods: tuple[str, ...] = ("GET", "POST")
    """HTTP methods: a bulk change may answer with a listing that is no page."""
    operations: tuple[str, ...] = ()
    """The only operations that the rule is for (``LicenseAPI.getLicenseUsers``)."""


class Paging(_Table, frozen=True, kw_only=True):
    """``[paging]``: the rules, of which the first that fits an operation counts."""

    items: tuple[str, ...] = ()
    """Properties that hold the items of a page, the first that there is counts."""
    rules: tuple[PagingRule, ...] = ()


class Naming(_Table, frozen=True, kw_only=True):
    """``[naming]``: acronyms that stay whole words, and explicit names.

    ``names`` maps a place of the documents to a Python name: a class (``LicenseAPI``),
    an operation (``LicenseAPI.getLicenseUsers``), a parameter
    (``LicenseAPI.getLicenseUsers.query.pageSize``), a definition (``definition:User``)
    or a property (``definition:User.id``).
    """

    acronyms: tuple[str, ...] = ()
    names: dict[str, str] = {}


class Config(_Table, frozen=True, kw_only=True):
    """The whole file."""

    package: Package = Package()
    server: Server = Server()
    oauth: OAuth = OAuth()
    environment: Environment = Environment()
    limits: Limits = Limits()
    wire: Wire = Wire()
    naming: Naming = Naming()
    paging: Paging = Paging()


def load_config(path: Path, diagnostics: Diagnostics) -> Config:
    """Read a configuration; every unknown key and wrong value is diagnosed.

    The result is of use only when there is no error among the diagnostics.
    """
    file = path.as_posix()
    try:
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        diagnostics.add("C001", SourceSpan(file, 0), reason=reason)
        return Config()
    except tomllib.TOMLDecodeError as error:
        diagnostics.add("C002", _syntax_place(file, str(error)), reason=str(error))
        return Config()
    except RecursionError:
        diagnostics.add("C002", SourceSpan(file, 0), reason="it nests too deep")
        return Config()
    checker = _Checker(file, text, diagnostics)
    checker.table(Config, data, ())
    if not checker.valid:
        return Config()
    config = msgspec.convert(data, Config)
    checker.names(config.package)
    return config


def _syntax_place(file: str, reason: str) -> SourceSpan:
    """The place that the reader's message ends with: ``(at line 1, column 2)``."""
    words = reason.rpartition("(at line ")[2].rstrip(")").split(", column ")
    if len(words) == 2 and all(word.isdecimal() for word in words):
        return SourceSpan(file, int(words[0]), int(words[1]))
    return SourceSpan(file, 0)


def _is_table(expected: object) -> TypeGuard[type[_Table]]:
    return isinstance(expected, type) and issubclass(expected, _Table)


class _Checker:
    """Checks a table key by key, so that one run finds all mistakes."""

    def __init__(self, file: str, text: str, diagnostics: Diagnostics) -> None:
        self._file = file
        self._text = text
        self._diagnostics = diagnostics
        self.valid = True

    def table(
        self, kind: type[_Table], data: dict[str, Any], path: tuple[str, ...]
    ) -> None:
        """Check the table at ``path`` against its struct."""
        fields: dict[str, Any] = {
            field.name: field.type for field in msgspec.structs.fields(kind)
        }
        for key, value in data.items():
            here = (*path, key)
            expected = fields.get(key)
            if expected is None:
                self._unknown(here, sorted(fields))
            elif _is_table(expected):
                if isinstance(value, dict):
                    self.table(expected, cast("dict[str, Any]", value), here)
                else:
                    self._wrong(here, "a table is expected")
            else:
                try:
                    msgspec.convert(value, expected)
                except msgspec.ValidationError as error:
                    self._wrong(here, str(error))

    def names(self, package: Package) -> None:
        """Check what a pattern cannot: keywords, and two classes of one name."""
        for key in ("name", "client", "async_client", "error"):
            if iskeyword(getattr(package, key)):
                self._wrong(("package", key), "this is a keyword of Python")
        if package.name.lower() in {*sys.stdlib_module_names, *_MODULES, *_DEVICES}:
            self._wrong(("package", "name"), "a module of this name is there already")
        if package.client == package.async_client:
            self._wrong(("package", "async_client"), "both clients have one name")
        if package.error in (package.client, package.async_client):
            self._wrong(("package", "error"), "a client has this name")

    def _unknown(self, path: tuple[str, ...], known: list[str]) -> None:
        near = get_close_matches(path[-1][:40], known, 1)
        self._add(
            "C003",
            path,
            near[0] if near else None,
            key=path[-1],
            table=f"[{'.'.join(path[:-1])}]" if len(path) > 1 else "the file",
            known=", ".join(known),
        )

    def _wrong(self, path: tuple[str, ...], reason: str) -> None:
        self._add("C004", path, None, key=".".join(path), reason=reason)

    def _add(
        self, code: str, path: tuple[str, ...], suggestion: str | None, **fields: str
    ) -> None:
        self.valid = False
        line, column = place_of(self._text, path)
        place = SourceSpan(self._file, line, column)
        self._diagnostics.add(code, place, suggestion=suggestion, **fields)
