"""Settings of the platform, from ``client.toml``."""

from ._runtime.config.platform import Platform

PLATFORM = Platform(
    distribution="trap-client",
    version="0.1.0",
    client="Trap",
    api="",
    login="",
    token_path="/oauth/token",
    authorize_path="/oauth/authorize",
    revoke_path="",
    organization_field="",
    expired_code="",
    requests_per_minute=None,
    retry_after=60.0,
    correlation_header="",
    correlation_field="",
    idempotency_header="Idempotency-Key",
)
