"""Proxies, from an argument or the environment.

httpx reads the environment in its own way, and rejects entries that other programs
accept, such as networks and ports in ``NO_PROXY``. This module reads the environment
once, and passes the chosen proxy to httpx.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import quote, unquote, urlsplit

from ..errors import ConfigurationError
from ..redaction import RedactedStruct

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    import httpx

    Network: TypeAlias = IPv4Network | IPv6Network

_SOCKS: Final = ("socks5", "socks5h")
_KNOWN: Final = ("http", "https", *_SOCKS)
_PORTS: Final = {"http": 80, "https": 443}
_USER: Final = re.compile(r"^([^/@]*//)?.*@", re.DOTALL)
_HOST: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_IN_NETWORK: Final = re.compile(r"^[0-9.]+/[0-9.]+$|^\[[^]]*\]?/[0-9]+\]?$")
_SHOWN: Final = 5
"""Entries of ``NO_PROXY`` in a message at most."""
_FORM: Final = (
    "must be a URL such as http://proxy.example.com:8080 or"
    " http://user:password@proxy.example.com:8080"
)
_SEPARATORS: Final = re.compile(r"[,\s]+")


class NoProxy(RedactedStruct, frozen=True, kw_only=True):
    """Entry of ``NO_PROXY``: requests that the client sends directly.

    Attributes:
        scheme: Scheme of the requests; empty for any.
        port: Their port; None for any.
        host: Name of a host, which includes its subdomains; empty for any.
        network: Addresses, if the entry is not a name.
    """

    scheme: str = ""
    port: int | None = None
    host: str = ""
    network: Any = None

    def covers(self, url: httpx.URL) -> bool:
        """Return True if the entry matches `url`."""
        if self.scheme and self.scheme != url.scheme:
            return False
        if self.port is not None and self.port != (url.port or _PORTS.get(url.scheme)):
            return False
        if self.network is not None:
            return _is_inside(url.raw_host.decode("ascii"), self.network)
        host = _plain_host(url.raw_host)
        return not self.host or host == self.host or host.endswith(f".{self.host}")


class Proxies(RedactedStruct, frozen=True, kw_only=True):
    """Proxies of a client.

    Attributes:
        http: URL of the proxy for plain requests; None for none.
        https: URL of the proxy for all others.
        exceptions: Hosts that the client reaches without a proxy.
    """

    http: str | None = None
    https: str | None = None
    exceptions: tuple[NoProxy, ...] = ()

    def choose(self, url: httpx.URL) -> str | None:
        """Return the URL of the proxy for `url`, or None."""
        proxy = self.http if url.scheme == "http" else self.https
        if proxy is None or any(entry.covers(url) for entry in self.exceptions):
            return None
        return proxy


def explicit_proxies(url: Any, over_aiohttp: bool) -> Proxies:
    """Return one proxy for all requests.

    Raises:
        ConfigurationError: `url` is no URL of a proxy.
    """
    try:
        if "://" not in str(url):
            raise ValueError(_FORM)
        proxy = _normalized_url(url, over_aiohttp)
    except ValueError as error:
        reason = str(error)
    else:
        return Proxies(http=proxy, https=proxy)
    raise ConfigurationError(f"proxy {reason}")


def environment_proxies(
    environment: Mapping[str, str], uses_http: bool, over_aiohttp: bool
) -> tuple[Proxies, list[str]]:
    """Read the proxies of the environment, or of the system.

    Args:
        environment: The environment, for the names of variables in messages.
        uses_http: True if the client sends plain requests; a proxy for them does not
            matter otherwise.
        over_aiohttp: True if aiohttp must be able to use the proxies.

    Returns:
        The proxies, and for each variable texts that say what was left out and why.

    Raises:
        ConfigurationError: A variable names no proxy that can be used.
    """
    from urllib.request import getproxies

    found = getproxies()
    exceptions, unread = _exceptions(environment, found.get("no", ""))
    if exceptions == (NoProxy(),):
        return Proxies(), []
    used: dict[str, str] = {}
    left_out: list[str] = []
    for scheme in ("http", "https"):
        key = scheme if found.get(scheme) else "all"
        if not (value := found.get(key)):
            continue
        label = _label(environment, f"{key}_proxy", value)
        try:
            used[scheme] = _normalized_url(value, over_aiohttp)
            continue
        except ValueError as error:
            text = f"{label}={without_user(value)!r} {error}"
        if scheme == "https" or uses_http:
            raise ConfigurationError(
                f"{text}: correct it, pass proxy=, or ignore it with trust_env=False"
            )
        if key == scheme:
            left_out.append(f"{text}; the client ignores it")
    if not used:
        return Proxies(), left_out
    return Proxies(**used, exceptions=exceptions), left_out + unread


def without_user(value: str) -> str:
    """Return the URL of a proxy without user and password."""
    return _USER.sub(r"\1***@", value)


def _label(environment: Mapping[str, str], name: str, value: str) -> str:
    """Return the name of the variable with a value, in its case."""
    for given in (name, name.upper(), *environment):
        if given.lower() == name and environment.get(given) == value:
            return given
    return f"the system setting {name}"


def _normalized_url(text: Any, over_aiohttp: bool) -> str:
    """Return a checked proxy URL, as httpx parses it.

    Raises:
        ValueError: It is none, or none that can be used here.
    """
    try:
        text = text.strip()
        parts = urlsplit(text if "://" in text else f"http://{text}")
        scheme, host, port = parts.scheme, parts.hostname, parts.port
        user = f"{quote(unquote(parts.username or ''), safe='')}"
        if parts.password is not None:
            user += f":{quote(unquote(parts.password), safe='')}"
        authority = f"[{host}]" if host and ":" in host else host or ""
        authority += "" if port is None else f":{port}"
        url = f"{scheme}://{user}{'@' * bool(user)}{authority}"
        sound = port != 0 and bool(host and (_network(host) or _name(host)))
    except (AttributeError, TypeError, ValueError):
        sound, scheme, url = False, "", ""
    if not sound:
        raise ValueError(_FORM)
    if scheme not in _KNOWN:
        raise ValueError(f"must have one of the schemes {', '.join(_KNOWN)}")
    if scheme in _SOCKS:
        _check_socks(over_aiohttp)
    return url


def _check_socks(over_aiohttp: bool) -> None:
    if over_aiohttp:
        raise ValueError(
            "must not be a SOCKS proxy, which the transport aiohttp does not support"
        )
    try:
        import_module("socksio")
    except ImportError:
        raise ValueError(
            "needs the package socksio for a SOCKS proxy:" ' pip install "httpx[socks]"'
        ) from None


def _exceptions(
    environment: Mapping[str, str], value: str
) -> tuple[tuple[NoProxy, ...], list[str]]:
    """Read ``NO_PROXY``; say in one text which entries cannot be read, and why."""
    read: list[NoProxy] = []
    unread: list[str] = []
    for entry in _SEPARATORS.split(value):
        if entry == "*":
            return (NoProxy(),), []
        if not entry:
            continue
        try:
            read.append(_entry(entry))
        except ValueError as error:
            unread.append(f"{without_user(entry)!a}: {error}")
    if not unread:
        return tuple(read), []
    listed, more = unread[:_SHOWN], len(unread) - _SHOWN
    if more > 0:
        listed.append(f"{more} more")
    label = _label(environment, "no_proxy", value)
    return tuple(read), [f"{label}: the client ignores entries: {'; '.join(listed)}"]


def _entry(text: str) -> NoProxy:
    """Parse an entry: name, address or network, optionally with a port or as a URL.

    Raises:
        ValueError: It is none of these.
    """
    scheme = ""
    if "://" in text:
        parts = urlsplit(text)
        scheme, text = parts.scheme, text.partition("://")[2]
        if scheme not in ("http", "https", "all"):
            raise ValueError("the scheme must be http, https or all")
        scheme = "" if scheme == "all" else scheme
        if not _IN_NETWORK.search(text):
            # Host and port are all that counts of a URL.
            text = parts.netloc.rpartition("@")[2]
    if (network := _network(text)) is not None:
        return NoProxy(scheme=scheme, network=network)
    port = None
    host, colon, digits = text.rpartition(":")
    if colon:
        if not (digits.isascii() and digits.isdecimal() and 0 < int(digits) < 65536):
            raise ValueError("the port must be a number from 1 to 65535")
        port, text = int(digits), host
        if (network := _network(text)) is not None:
            return NoProxy(scheme=scheme, port=port, network=network)
    name = _name(text.removeprefix("*").removeprefix("."))
    return NoProxy(scheme=scheme, port=port, host=name)


def _network(text: str) -> Network | None:
    """Parse an address or a network, also in brackets."""
    address, slash, rest = text.partition("/")
    if text.startswith("["):
        inside, bracket, behind = text[1:].partition("]")
        if not bracket or (behind and not behind.startswith("/")):
            return None
        address, slash, rest = (inside + behind).partition("/")
        if ":" not in address:
            raise ValueError("only IPv6 addresses can have brackets")
    address = address.partition("%")[0]
    try:
        ip_address(address)
    except ValueError:
        if slash:
            raise ValueError("it must be a valid network") from None
        return None
    try:
        return ip_network(address + slash + rest, strict=False)
    except ValueError:
        raise ValueError("it must be a valid network") from None


def _name(text: str) -> str:
    """Return a host name in the form of requests.

    Raises:
        ValueError: It is none.
    """
    import httpx

    try:
        host = _plain_host(httpx.URL(scheme="http", host=text).raw_host)
    except httpx.InvalidURL:
        host = ""
    if not _HOST.fullmatch(host):
        raise ValueError("it must be a host name, an address or a network")
    if host.rpartition(".")[2].isdecimal():
        raise ValueError(
            "an address must be complete, and a network like 192.168.0.0/16"
        )
    return host


def _plain_host(host: bytes) -> str:
    return host.decode("ascii").lower().removesuffix(".")


def _is_inside(host: str, network: Network) -> bool:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address in network or (mapped is not None and mapped in network)
