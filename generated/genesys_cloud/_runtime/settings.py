"""From a constructor's arguments to a `Core`, or to a word on what is wrong."""

from __future__ import annotations

import math
import sys
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from .errors import ConfigurationError
from .flow import Core
from .options import check_retries, check_timeout
from .pacing import Pacer
from .platform import Platform
from .tokens import ClientCredentials, Token, TokenKeeper, usable


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of a client's constructor, as they were given."""

    client_id: str | None
    client_secret: str | None
    access_token: str | None
    region: str | None
    base_url: str | None
    timeout: float | None
    max_retries: int
    rate_limit: float | Literal["platform"] | None

    def __repr__(self) -> str:
        return "Settings(***)"


def make_core(platform: Platform, settings: Settings, library: str) -> Core:
    """Check the settings and make the core of a client.

    Args:
        platform: Facts about the platform.
        settings: The constructor's arguments.
        library: Words of the HTTP library for ``User-Agent``.

    Raises:
        ConfigurationError: Something is missing, unknown or contradictory.
    """
    domain = _domain(platform, settings.region)
    base_url = _base_url(platform, settings.base_url, domain)
    try:
        check_timeout(settings.timeout)
        check_retries(settings.max_retries)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(str(error)) from None
    python = f"python/{sys.version_info[0]}.{sys.version_info[1]}"
    return Core(
        platform=platform,
        base_url=base_url,
        agent=f"{platform.distribution}/{platform.version} {python} {library}",
        tokens=_tokens(platform, settings, domain),
        pacer=Pacer(_rate(platform, settings.rate_limit)),
        timeout=None if settings.timeout == math.inf else settings.timeout,
        max_retries=settings.max_retries,
    )


def _domain(platform: Platform, region: str | None) -> str | None:
    if region is None:
        return None
    domain = platform.regions.get(region)
    if domain is not None:
        return domain
    # Needed for this message alone, and not that quick to load.
    from difflib import get_close_matches

    close = get_close_matches(str(region), platform.regions, 1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    raise ConfigurationError(
        f"Unknown region {region!r}: {hint}Regions: {platform.describe_regions()}"
    )


def _base_url(platform: Platform, base_url: str | None, domain: str | None) -> str:
    """Return where the API is; a base URL goes before the region's API host."""
    if base_url is not None:
        return _checked_url(base_url)
    if domain is not None and platform.api:
        return _checked_url(platform.api.replace("{domain}", domain))
    if "{domain}" not in platform.api and platform.api:
        return _checked_url(platform.api)
    raise ConfigurationError(
        f"{platform.client} needs region or base_url."
        f" Regions: {platform.describe_regions()}"
    )


def _checked_url(url: str) -> str:
    no_url = ConfigurationError(
        "base_url is an absolute http or https URL, such as https://api.example.com"
    )
    try:
        parts = urlsplit(url)
        # Reading it is what checks the port.
        sound = parts.port != 0 and bool(parts.hostname)
    except (ValueError, AttributeError, TypeError):
        raise no_url from None
    if not sound or parts.scheme not in ("http", "https") or not usable(url):
        raise no_url
    # The URL itself is not shown: what is refused here may be a password.
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigurationError(
            "base_url may not hold a user, a password, a query or a fragment"
        )
    return url.rstrip("/?#")


def _rate(
    platform: Platform, limit: float | Literal["platform"] | None
) -> float | None:
    if limit == "platform":
        return platform.requests_per_minute
    if limit is None:
        return None
    given: Any = limit
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise ConfigurationError("rate_limit is a number of requests a minute, or None")
    if not (0 < given < math.inf):
        raise ConfigurationError("rate_limit is positive; None stands for no limit")
    return given


def _tokens(platform: Platform, settings: Settings, domain: str | None) -> TokenKeeper:
    names = ("access_token", "client_id", "client_secret")
    given = {n: getattr(settings, n) for n in names if getattr(settings, n) is not None}
    for name, value in given.items():
        if not isinstance(value, str) or not value:
            raise ConfigurationError(f"{name} is empty, or no text")
    if not given:
        raise ConfigurationError(
            f"{platform.client} needs credentials: access_token, or client_id and"
            " client_secret"
        )
    if "access_token" in given:
        if len(given) > 1:
            raise ConfigurationError(
                "Give either access_token, or client_id and client_secret, not both"
            )
        return TokenKeeper(_fixed_token(given["access_token"]), None)
    for name in names[1:]:
        if name not in given:
            raise ConfigurationError(f"{platform.client} needs {name} too")
    login = _login_url(platform, domain)
    grant = ClientCredentials(
        given["client_id"], given["client_secret"], login + platform.token_path
    )
    return TokenKeeper(None, grant)


def _fixed_token(text: str) -> Token:
    if not usable(text):
        raise ConfigurationError(
            "access_token holds characters that no token has, such as spaces"
        )
    return Token(text)


def _login_url(platform: Platform, domain: str | None) -> str:
    if platform.login and (domain is not None or "{domain}" not in platform.login):
        return _checked_url(platform.login.replace("{domain}", domain or ""))
    raise ConfigurationError(
        "client_id and client_secret need a login host, which base_url does not name:"
        f" give region too, or an access_token. Regions: {platform.describe_regions()}"
    )
