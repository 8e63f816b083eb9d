"""The factory of a `ClientContext`, which checks a constructor's arguments."""

from __future__ import annotations

import math
import os
import sys
from typing import Any, Literal
from urllib.parse import urlencode

from ..auth.credentials import (
    PKCE,
    AccessToken,
    ClientCredentials,
    Credentials,
    SAML2Bearer,
)
from ..auth.token_store import TokenStore
from ..auth.tokens import Grant, Token, TokenManager
from ..config.hosts import Gateway, Hosts, resolve_hosts
from ..config.options import RequestOptions, check_retries
from ..config.platform import Platform
from ..config.sources import (
    SETTING_KEYS,
    SettingValue,
    SettingValues,
    Source,
    from_arguments,
    from_environment,
    gather,
)
from ..encoding.query import ArrayFormats
from ..engine.context import ClientContext
from ..engine.rate_limiter import RateLimiter
from ..errors import ConfigurationError
from ..redaction import RedactedStruct, Secret
from ..retry import RetryPolicy
from ..telemetry.emitter import EventEmitter, Log
from ..timeouts import Timeout, check_timeout


class Settings(RedactedStruct, frozen=True, kw_only=True):
    """Arguments of a client's constructor."""

    client_id: str | None = None
    client_secret: str | None = None
    access_token: str | None = None
    credentials: Credentials | None = None
    profile: str | None = None
    region: str | None = None
    domain: str | None = None
    gateway: Gateway | None = None
    base_url: str | None = None
    login_url: str | None = None
    token_store: TokenStore | None = None
    refresh_before: float | None = None
    revoke_on_close: bool = False
    timeout: float | Timeout | None = 60.0
    max_retries: int = 5
    retry_policy: RetryPolicy | None = None
    log_bodies: bool = False
    rate_limit: float | Literal["platform"] | None = "platform"
    array_format: ArrayFormats | None = None


def make_context(platform: Platform, settings: Settings, library: str) -> ClientContext:
    """Check the settings and set up the shared state of a client.

    Raises:
        ConfigurationError: A setting is missing, unknown or contradictory.
    """
    found = gather(
        platform,
        from_arguments({name: getattr(settings, name) for name in SETTING_KEYS}),
        from_environment(platform, os.environ),
    )
    hosts = resolve_hosts(platform, found)
    if hosts.api is None:
        raise ConfigurationError(
            f"{platform.client} needs region or base_url"
            f"{_variables(platform, 'region')}. Regions: {platform.describe_regions()}"
        )
    try:
        check_timeout(settings.timeout)
        check_retries(settings.max_retries)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(str(error)) from None
    policy: Any = settings.retry_policy
    if policy is not None and not isinstance(policy, RetryPolicy):
        raise ConfigurationError(
            f"retry_policy must be a RetryPolicy, not {type(policy).__name__}"
        )
    for name in ("log_bodies", "revoke_on_close"):
        if not isinstance(getattr(settings, name), bool):
            raise ConfigurationError(f"{name} must be True or False")
    if settings.revoke_on_close and not platform.revoke_path:
        raise ConfigurationError(
            "revoke_on_close: this platform does not revoke tokens"
        )
    python = f"python/{sys.version_info[0]}.{sys.version_info[1]}"
    return ClientContext(
        platform=platform,
        base_url=hosts.api,
        agent=f"{platform.distribution}/{platform.version} {python} {library}",
        tokens=_tokens(platform, settings, _credentials(platform, found), hosts),
        rate_limiter=RateLimiter(_rate(platform, settings.rate_limit)),
        policy=settings.retry_policy or RetryPolicy(),
        timeout=settings.timeout,
        max_retries=settings.max_retries,
        emitter=EventEmitter(Log(settings.log_bodies)),
    )


def default_options(settings: Settings) -> RequestOptions | None:
    """Return the options of all calls of a client, or None for the defaults.

    Raises:
        ConfigurationError: The format of arrays is unknown.
    """
    if settings.array_format is None:
        return None
    try:
        return RequestOptions(array_format=settings.array_format)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(str(error)) from None


def authorize_url(
    platform: Platform,
    arguments: Source,
    fields: Secret[dict[str, str | None]],
    verifier: Secret[str | None],
) -> str:
    """Return the login URL of a user (RFC 6749, section 4.1.1; RFC 7636, section 4.3).

    Raises:
        ConfigurationError: The login host is unknown, or a value is invalid.
    """
    for name in ("client_id", "redirect_uri"):
        _text(SettingValue(fields.value[name], name))
    environment = from_environment(platform, os.environ)
    hosts = resolve_hosts(platform, gather(platform, arguments, environment))
    if hosts.login is None:
        raise ConfigurationError(
            "authorize_url needs region or login_url. Regions:"
            f" {platform.describe_regions()}"
        )
    challenge: dict[str, str] = {}
    if verifier.value is not None:
        challenge = {
            "code_challenge": PKCE.challenge(verifier.value),
            "code_challenge_method": "S256",
        }
    query = fields.map(lambda given: _query({**given, **challenge}))
    return f"{hosts.login}{platform.authorize_path}?{query.value}"


def _query(fields: dict[str, str | None]) -> str:
    given = {name: value for name, value in fields.items() if value is not None}
    return urlencode({"response_type": "code", **given})


def _variables(platform: Platform, *names: str) -> str:
    """Return the environment variables of some settings, for messages."""
    known = [platform.environment[n] for n in names if n in platform.environment]
    return f" (or {' and '.join(known)} in the environment)" if known else ""


def _rate(
    platform: Platform, limit: float | Literal["platform"] | None
) -> float | None:
    if limit == "platform":
        return platform.requests_per_minute
    if limit is None:
        return None
    given: Any = limit
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise ConfigurationError(
            "rate_limit must be a number of requests per minute, or None"
        )
    if not (0 < given < math.inf):
        raise ConfigurationError("rate_limit must be positive, or None for no limit")
    return given


def _credentials(platform: Platform, found: SettingValues) -> Credentials:
    if "credentials" in found:
        given: Secret[Any] = found["credentials"]
        is_kind = isinstance(given.value, Credentials)
        if not is_kind or type(given.value) is Credentials:
            raise ConfigurationError(
                "credentials must be an object such as ClientCredentials or PKCE"
            )
        credentials: Credentials = given.value
        return credentials
    if "access_token" in found:
        return AccessToken(_text(found["access_token"]))
    if "client_id" not in found:
        raise ConfigurationError(
            f"{platform.client} needs credentials: access_token, or client_id and"
            f" client_secret{_variables(platform, 'client_id', 'client_secret')}, or"
            " credentials"
        )
    # One does not come without the other.
    return ClientCredentials(_text(found["client_id"]), _text(found["client_secret"]))


def _text(given: SettingValue) -> str:
    if not isinstance(given.value, str) or not given.value:
        raise ConfigurationError(f"{given.label} must be a non-empty str")
    return given.value


def _tokens(
    platform: Platform, settings: Settings, credentials: Credentials, hosts: Hosts
) -> TokenManager:
    store: Any = settings.token_store
    if store is not None and not isinstance(store, TokenStore):
        raise ConfigurationError(
            "token_store must have the methods load, save and delete"
        )
    before: Any = settings.refresh_before
    if before is not None and (
        isinstance(before, bool)
        or not isinstance(before, (int, float))
        or not 0 <= before < math.inf
    ):
        raise ConfigurationError(
            "refresh_before must be a number of seconds, zero or more"
        )
    if isinstance(credentials, AccessToken):
        return TokenManager(Token(credentials.token), None)
    if hosts.login is None:
        raise ConfigurationError(
            f"{type(credentials).__name__} (client_id and client_secret) needs a login"
            " host, which base_url does not include: add region or login_url to the"
            " same source, or use an access_token. Regions:"
            f" {platform.describe_regions()}"
        )
    grant = Grant(
        credentials,
        hosts.login + platform.token_path,
        _organization(platform, credentials),
    )
    return TokenManager(None, grant, store=store, refresh_before=before)


def _organization(platform: Platform, credentials: Credentials) -> dict[str, str]:
    """Return the field for the organization, or raise if the platform has none."""
    if not isinstance(credentials, SAML2Bearer):
        return {}
    if platform.organization_field and credentials.organization is None:
        raise ConfigurationError("SAML2Bearer needs organization on this platform")
    if not platform.organization_field and credentials.organization is not None:
        raise ConfigurationError(
            "SAML2Bearer: this platform does not support organization"
        )
    if credentials.organization is None:
        return {}
    return {platform.organization_field: credentials.organization}
