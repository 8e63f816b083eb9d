"""``client.toml``: what the documents do not hold, typed and checked.

The generator knows no platform; hosts, names, limits and grants come from here. A drop without a
configuration gets the neutral defaults of these structs.
"""

import msgspec


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all tables: immutable, unknown keys are errors."""


class Package(_Table):
    """``[package]``: names of the distribution, the import package and the two clients."""

    distribution: str = "api-client"
    name: str = "api_client"
    client: str = "Client"
    async_client: str = "AsyncClient"
    version: str = "0.1.0"
    title: str = "API"
    """What the client is for, in prose: ``Genesys Cloud Platform API``."""


class Server(_Table):
    """``[server]``: where the API lives.

    ``api`` and ``login`` are URL templates with ``{domain}``, filled from ``regions`` (region name
    to domain). Without regions a client needs a base URL.
    """

    api: str = ""
    login: str = ""
    regions: dict[str, str] = {}


class OAuth(_Table):
    """``[oauth]``: the token endpoint (RFC 6749), below the login URL."""

    token_path: str = "/oauth/token"
    expired_code: str = ""
    """The ``code`` in the body of a 401 that says that the token ran out."""


class Limits(_Table):
    """``[limits]``: what the platform allows."""

    requests_per_minute: int | None = None
    retry_after: float = 60.0
    """Seconds to wait after a 429 that names no time."""


class Wire(_Table):
    """``[wire]``: habits of the platform on the wire."""

    correlation_header: str = ""


class Naming(_Table):
    """``[naming]``: acronyms that the word splitter shall keep whole, and explicit names.

    ``names`` maps a place of the documents to a Python name: a class (``LicenseAPI``), an operation
    (``LicenseAPI.getLicenseUsers``), a parameter (``LicenseAPI.getLicenseUsers.query.pageSize``), a
    definition (``definition:User``) or a property (``definition:User.id``).
    """

    acronyms: tuple[str, ...] = ()
    names: dict[str, str] = {}


class Config(_Table):
    """The whole file."""

    package: Package = Package()
    server: Server = Server()
    oauth: OAuth = OAuth()
    limits: Limits = Limits()
    wire: Wire = Wire()
    naming: Naming = Naming()
