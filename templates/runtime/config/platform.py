"""Facts about the platform that its documents do not hold."""

from collections.abc import Mapping

import msgspec


class Platform(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one platform, from ``client.toml``.

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
    """Path below the API's URL to which a DELETE revokes the token."""
    organization_field: str = ""
    """Field of a SAML 2 token request for the organization."""
    environment: Mapping[str, str] = {}
    """Environment variable by setting, such as ``client_id``."""
    expired_code: str = ""
    """``code`` of a 401 for a token that is already invalid; empty for any 401.

    Such a token need not be taken back."""
    requests_per_minute: float | None = None
    """Calls per minute that the platform allows a client; None for no limit."""
    retry_after: float = 60.0
    """Seconds to wait after a 429 that states no time."""
    correlation_header: str = ""
    """Response header with the correlation id; empty for none."""
    correlation_field: str = ""
    """Field of an error body with the correlation id, if the header is missing."""
    reference_fields: tuple[str, ...] = ()
    """Fields of an object that is only a reference and may lack required fields."""
    idempotency_header: str = "Idempotency-Key"
    """Request header for the idempotency key."""

    def describe_regions(self) -> str:
        """Return the region names as one string, for messages."""
        return ", ".join(sorted(self.regions)) or "(this client has none)"
