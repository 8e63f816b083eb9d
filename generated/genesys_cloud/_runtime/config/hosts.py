"""Hosts: the base URLs of the API and of the login host."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from ..errors import ConfigurationError
from ..public import public
from ..redaction import Secret, is_visible_ascii
from ..typos import NamesMeta, likely_name
from .platform import Platform


@public
class Gateway(msgspec.Struct, metaclass=NamesMeta, frozen=True):
    """Gateway in front of the API and the login host.

    Attributes:
        host: Name or address of the gateway.
        scheme: ``https`` or ``http``.
        port: Port; None for the default of the scheme.
        login_path: Path that it forwards to the login host.
        api_path: Path that it forwards to the API.

    Raises:
        ConfigurationError: The values do not form a URL.
    """

    host: str
    scheme: str = "https"
    port: int | None = None
    login_path: str = ""
    api_path: str = ""

    def __post_init__(self) -> None:
        given: Any = self.host
        if not isinstance(given, str) or not given or set(given) & set("/?#@\\"):
            raise ConfigurationError(
                "gateway: host must be a name or an address; set scheme, port and paths"
                " separately"
            )
        port: Any = self.port
        if port is not None and (
            isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 65536
        ):
            raise ConfigurationError("gateway: port must be an int from 1 to 65535")
        for path in (self.login_path, self.api_path):
            _checked_url(self._url(path), "gateway")

    @property
    def api_url(self) -> str:
        """Base URL of the API behind the gateway."""
        return self._url(self.api_path)

    @property
    def login_url(self) -> str:
        """Base URL of the login host behind the gateway."""
        return self._url(self.login_path)

    def _url(self, path: str) -> str:
        host = self.host
        if ":" in host and not host.startswith("["):
            host = f"[{host}]"
        port = "" if self.port is None else f":{self.port}"
        tail = str(path).strip("/")
        return f"{self.scheme}://{host}{port}" + (f"/{tail}" if tail else "")


class Hosts(msgspec.Struct, frozen=True):
    """Base URLs of the API and the login host, or None if unknown."""

    api: str | None
    login: str | None


def resolve_hosts(platform: Platform, settings: Mapping[str, Secret[Any]]) -> Hosts:
    """Return the base URLs; `base_url` and `login_url` take precedence.

    Raises:
        ConfigurationError: The region is unknown, or a value cannot be right.
    """
    api: str | None
    login: str | None
    if "gateway" in settings:
        gateway = settings["gateway"].value
        if not isinstance(gateway, Gateway):
            raise ConfigurationError(
                f"gateway must be a Gateway, not {type(gateway).__name__}"
            )
        api, login = gateway.api_url, gateway.login_url
    else:
        domain = None
        if "domain" in settings:
            domain = settings["domain"].value
            _check_domain(domain)
        elif "region" in settings:
            domain = _region_domain(platform, settings["region"].value)
        api = _host_url(platform.api, domain)
        login = _host_url(platform.login, domain)
    if "base_url" in settings:
        url = settings["base_url"].map(lambda given: _checked_url(given, "base_url"))
        api = url.value
    if "login_url" in settings:
        url = settings["login_url"].map(lambda given: _checked_url(given, "login_url"))
        login = url.value
    return Hosts(api, login)


def _checked_url(url: str, name: str) -> str:
    """Return a checked base URL without a slash at its end.

    No message contains the URL, since it may contain a password.

    Raises:
        ConfigurationError: The URL is not absolute, or not only a base URL.
    """
    no_url = ConfigurationError(
        f"{name} must be an absolute http or https URL: https://api.example.com"
    )
    try:
        parts = urlsplit(url)
        # Reading it is what checks the port.
        sound = parts.port != 0 and bool(parts.hostname)
    except (ValueError, AttributeError, TypeError):
        raise no_url from None
    if not sound or parts.scheme not in ("http", "https") or not is_visible_ascii(url):
        raise no_url
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigurationError(
            f"{name} must not contain a user, a password, a query or a fragment"
        )
    return url.rstrip("/?#")


def _host_url(template: str, domain: str | None) -> str | None:
    if not template or ("{domain}" in template and domain is None):
        return None
    return _checked_url(template.replace("{domain}", domain or ""), "domain")


def _region_domain(platform: Platform, region: str | None) -> str:
    domain = platform.regions.get(region) if isinstance(region, str) else None
    if domain is not None:
        return domain
    name = likely_name(str(region), platform.regions)
    hint = f"did you mean {name!r}? " if name else ""
    raise ConfigurationError(
        f"unknown region {region!r}: {hint}Regions: {platform.describe_regions()}"
    )


def _check_domain(domain: str) -> None:
    given: Any = domain
    if not isinstance(given, str) or not given or set(given) & set("/?#@:\\"):
        raise ConfigurationError("domain must be a name, such as pure.example.com")
