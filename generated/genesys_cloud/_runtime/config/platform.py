"""Facts about the platform that its documents do not hold."""

from collections.abc import Mapping

import msgspec


class Platform(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about one platform; the generator writes them from ``client.toml``.

    `api` and `login` are URL templates in which ``{domain}`` stands for the domain of a
    region; empty where the platform has no such host.
    """

    distribution: str
    """Name of the distribution, the first word of ``User-Agent``."""
    version: str
    """Version of the distribution."""
    client: str
    """Name of the sync client class, for messages."""
    api: str = ""
    """Template of the API's base URL, such as ``https://api.{domain}``."""
    login: str = ""
    """Template of the login host's base URL."""
    regions: Mapping[str, str] = {}
    """Domain by region name."""
    token_path: str = "/oauth/token"
    """Path of the token endpoint (RFC 6749, section 3.2) below the login URL."""
    authorize_path: str = "/oauth/authorize"
    """Path of the authorize endpoint (RFC 6749, section 3.1) below the login URL."""
    revoke_path: str = ""
    """Path below the API's URL that a DELETE with a token takes the token back at."""
    organization_field: str = ""
    """Field of a SAML 2 request for a token that names the organisation."""
    environment: Mapping[str, str] = {}
    """Environment variable by setting, such as ``client_id``."""
    expired_code: str = ""
    """``code`` of a 401 by which the server disowns a token; empty: any 401 does.

    Such a token need not be taken back."""
    requests_per_minute: float | None = None
    """Calls a minute that the platform allows a client; None where it has no limit."""
    retry_after: float = 60.0
    """Seconds to wait after a 429 that names no time."""
    correlation_header: str = ""
    """Response header that names the call in the platform's logs; empty for none."""
    correlation_field: str = ""
    """Field of an error's body that does so where the header is missing."""
    reference_fields: tuple[str, ...] = ()
    """What an object has that only refers to one, though the documents require more."""
    idempotency_header: str = "Idempotency-Key"
    """Request header by which the platform knows a request that it has seen."""

    def describe_regions(self) -> str:
        """Return the region names as one text, for messages."""
        return ", ".join(sorted(self.regions)) or "(this client has none)"
