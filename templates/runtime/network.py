"""How a client reaches the network: proxy, certificates, transport."""

from __future__ import annotations

import os
import ssl
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from .errors import ConfigurationError
from .secrecy import Secretive
from .wanted import Wanted

if TYPE_CHECKING:
    import httpx

_AIOHTTP: Final = "aiohttp"


class Network(Secretive, frozen=True, kw_only=True):
    """How to reach the network.

    Attributes:
        proxy: URL of a proxy for all requests, which may hold a user and a password.
        context: The TLS settings, None for the usual ones.
        transport: A transport of httpx to send with, or ``aiohttp``.
    """

    proxy: str | None = None
    context: ssl.SSLContext | None = None
    transport: Any = None

    @property
    def has_transport(self) -> bool:
        """Whether somebody else's transport makes the connections."""
        return self.transport is not None and not isinstance(self.transport, str)


def make_network(wanted: Wanted, named: tuple[str, ...]) -> Network:
    """Check how the network is to be reached, and read the certificates.

    Args:
        wanted: What the constructor was given.
        named: The names of transports that there are.

    Raises:
        ConfigurationError: They contradict each other, or a file cannot be read.
    """
    names = ("proxy", "cert", "transport")
    given = [name for name in names if getattr(wanted, name) is not None]
    if wanted.verify is not True:
        given.append("verify")
    if wanted.http_client is not None and given:
        raise ConfigurationError(
            f"http_client has {', '.join(given)} of its own: set them there"
        )
    if isinstance(wanted.transport, str):
        if wanted.transport not in named:
            known = f", or the name {', '.join(named)}" if named else ""
            raise ConfigurationError(f"transport is a transport of httpx{known}")
    elif wanted.transport is not None and len(given) > 1:
        raise ConfigurationError(
            f"transport has {', '.join(n for n in given if n != 'transport')} of its"
            " own: set them there"
        )
    _check_proxy(wanted)
    return Network(
        proxy=wanted.proxy, context=_context(wanted), transport=wanted.transport
    )


def check_kind(wanted: Wanted, asynchronous: bool) -> None:
    """Refuse a client or a transport of httpx that is not of the client's own kind.

    Raises:
        ConfigurationError: It is of the other kind, or something else.
    """
    import httpx

    client, transport = (
        (httpx.AsyncClient, httpx.AsyncBaseTransport)
        if asynchronous
        else (httpx.Client, httpx.BaseTransport)
    )
    if wanted.http_client is not None and not isinstance(wanted.http_client, client):
        raise ConfigurationError(f"http_client is an httpx.{client.__name__} here")
    if wanted.transport is None or isinstance(wanted.transport, str):
        return
    if not isinstance(wanted.transport, transport):
        raise ConfigurationError(f"transport is an httpx.{transport.__name__} here")


def _check_proxy(wanted: Wanted) -> None:
    if wanted.proxy is None:
        return
    import httpx

    schemes = ("http", "https", "socks5", "socks5h")
    try:
        if isinstance(wanted.proxy, str):
            url = httpx.URL(wanted.proxy)
            sound = url.scheme in schemes and bool(url.host)
            del url  # It may hold a password, which no traceback shows.
            if sound:
                _check_socks(wanted)
                return
    except httpx.InvalidURL:
        pass
    raise ConfigurationError(
        "proxy is a URL such as http://proxy.example.com:8080, or with a user and a"
        " password http://user:password@proxy.example.com:8080"
    )


def _check_socks(wanted: Wanted) -> None:
    if not wanted.proxy.startswith("socks"):
        return
    if wanted.transport == _AIOHTTP:
        raise ConfigurationError("proxy: the transport aiohttp speaks no SOCKS")
    try:
        import_module("socksio")
    except ImportError:
        raise ConfigurationError(
            "proxy: SOCKS needs the package socksio, which httpx[socks] installs"
        ) from None


def _context(wanted: Wanted) -> ssl.SSLContext | None:
    verify = wanted.verify
    if verify is True and wanted.cert is None:
        return None
    if isinstance(verify, ssl.SSLContext):
        if wanted.cert is not None:
            raise ConfigurationError(
                "verify is an SSLContext: load the certificate into it and leave cert"
            )
        return verify
    import httpx

    try:
        if isinstance(verify, bool):
            context = httpx.create_ssl_context(verify=verify)
        elif os.path.isdir(verify):
            context = ssl.create_default_context(capath=verify)
        else:
            context = ssl.create_default_context(cafile=verify)
    except (OSError, TypeError, ValueError) as error:
        raise ConfigurationError(f"verify: {_said(error)}") from None
    if wanted.cert is not None:
        try:
            one = isinstance(wanted.cert, (str, os.PathLike))
            context.load_cert_chain(*((wanted.cert,) if one else wanted.cert))
        except (OSError, TypeError, ValueError) as error:
            raise ConfigurationError(f"cert: {_said(error)}") from None
    return context


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "the file holds no certificate, or no key that fits it"
    if isinstance(error, OSError):
        return f"the file cannot be read: {error.strerror}"
    return "this is no path, SSLContext or tuple of paths"


def unusable() -> ConfigurationError:
    """Make the error for what the environment says of proxies and certificates."""
    return ConfigurationError(
        "The environment names a proxy or certificates that cannot be used: see"
        " HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR; a SOCKS"
        " proxy needs the package socksio, which httpx[socks] installs"
    )


def sync_client(network: Network) -> httpx.Client:
    """Make a client of httpx that chooses between the proxies of the environment."""
    import httpx

    # An authentication that does nothing: the flow decides on the header.
    verify = True if network.context is None else network.context
    try:
        return httpx.Client(auth=httpx.Auth(), verify=verify)
    except (ImportError, OSError, ValueError, httpx.InvalidURL):
        raise unusable() from None


def async_client(network: Network, connections: int) -> httpx.AsyncClient:
    """Make the same for tasks, with so many connections at most."""
    import httpx

    verify = True if network.context is None else network.context
    limits = httpx.Limits(
        max_connections=connections, max_keepalive_connections=connections
    )
    try:
        return httpx.AsyncClient(auth=httpx.Auth(), limits=limits, verify=verify)
    except (ImportError, OSError, ValueError, httpx.InvalidURL):
        raise unusable() from None
