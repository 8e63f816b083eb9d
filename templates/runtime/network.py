"""How a client reaches the network: proxy, certificates, transport."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from .errors import ConfigurationError
from .secrecy import Secretive

if TYPE_CHECKING:
    import httpx

Verify: TypeAlias = "bool | str | os.PathLike[str] | ssl.SSLContext"
"""Whom to trust: the usual authorities, a file or folder of them, or a context."""

Certificate: TypeAlias = "str | tuple[str, str] | tuple[str, str, str]"
"""A client's certificate: one file with its key, or two, or two and a password."""

AIOHTTP: Literal["aiohttp"] = "aiohttp"


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


def make_network(
    *,
    http_client: Any,
    proxy: str | None,
    verify: Verify,
    cert: Certificate | None,
    transport: Any,
    named: tuple[str, ...] = (),
) -> Network:
    """Check how the network is to be reached, and read the certificates.

    Args:
        http_client: A client of httpx, which has settings of its own.
        proxy: URL of a proxy.
        verify: Whom to trust.
        cert: The client's certificate (mTLS).
        transport: A transport, or the name of one.
        named: The names of transports that there are.

    Raises:
        ConfigurationError: They contradict each other, or a file cannot be read.
    """
    own = {"proxy": proxy, "cert": cert, "transport": transport}
    given = [name for name, value in own.items() if value is not None]
    if verify is not True:
        given.append("verify")
    if http_client is not None and given:
        raise ConfigurationError(
            f"http_client has {', '.join(given)} of its own: set them there"
        )
    if isinstance(transport, str):
        if transport not in named:
            names = f" or the name {', '.join(named)}" if named else ""
            raise ConfigurationError(f"transport is a transport of httpx{names}")
    elif transport is not None and len(given) > 1:
        raise ConfigurationError(
            f"transport has {', '.join(n for n in given if n != 'transport')} of its"
            " own: set them there"
        )
    return Network(
        proxy=None if proxy is None else _checked_proxy(proxy),
        context=_context(verify, cert),
        transport=transport,
    )


def _checked_proxy(proxy: str) -> str:
    import httpx

    given: Any = proxy
    try:
        if isinstance(given, str):
            sound = httpx.URL(given)
            if sound.scheme in ("http", "https", "socks5", "socks5h") and sound.host:
                return given
    except httpx.InvalidURL:
        pass
    del given, proxy  # It may hold a password, which no traceback shows.
    raise ConfigurationError(
        "proxy is a URL such as http://proxy.example.com:8080, or with a user and a"
        " password http://user:password@proxy.example.com:8080"
    )


def _context(verify: Verify, cert: Certificate | None) -> ssl.SSLContext | None:
    if verify is True and cert is None:
        return None
    if isinstance(verify, ssl.SSLContext):
        if cert is not None:
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
    if cert is not None:
        _load(context, cert)
    return context


def _load(context: ssl.SSLContext, cert: Certificate) -> None:
    files = (cert,) if isinstance(cert, (str, os.PathLike)) else cert
    try:
        context.load_cert_chain(*files)
    except (OSError, TypeError, ValueError) as error:
        said = _said(error)
    else:
        return
    del files, cert  # They may hold a password, which no traceback shows.
    raise ConfigurationError(f"cert: {said}")


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "there is no certificate, or no key that fits it, in the file"
    if isinstance(error, OSError):
        return f"the file cannot be read: {error.strerror}"
    return "this is no path, SSLContext or tuple of paths"


def sync_client(network: Network) -> httpx.Client:
    """Make a client of httpx."""
    import httpx

    # An authentication that does nothing: the flow decides on the header.
    return httpx.Client(
        auth=httpx.Auth(),
        proxy=network.proxy,
        verify=True if network.context is None else network.context,
        transport=network.transport,
    )


def async_client(network: Network, connections: int) -> httpx.AsyncClient:
    """Make an async client of httpx with so many connections at most.

    Raises:
        ConfigurationError: The transport is not installed, or not for this event loop.
    """
    import httpx

    limits = httpx.Limits(
        max_connections=connections, max_keepalive_connections=connections
    )
    transport = network.transport
    if transport == AIOHTTP:
        from .aiohttp_transport import aiohttp_transport

        transport = aiohttp_transport(network, limits)
    return httpx.AsyncClient(
        auth=httpx.Auth(),
        limits=limits,
        proxy=None if transport is not None else network.proxy,
        verify=True if network.context is None else network.context,
        transport=transport,
    )
