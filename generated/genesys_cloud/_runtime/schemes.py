"""Transports by scheme and proxy, made with the first request that needs them.

Loading the trusted certificates takes longer than all else that makes a client, and
none is needed for plain HTTP: to a server on the same machine, in tests, behind a
gateway.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Final

import httpx

from .network import Network

Context = Callable[[], ssl.SSLContext]
"""Gives the TLS settings, made once."""

Way = tuple[bool, str | None]
"""How a request goes: whether by TLS, and the URL of its proxy."""


def way_of(network: Network) -> Callable[[httpx.URL], Way]:
    """Return what tells how a request for a URL goes."""
    choose = network.proxies.choose
    return lambda url: (url.scheme != "http", choose(url))


def contexts(network: Network) -> tuple[Context, Context]:
    """Make what gives the TLS settings for plain requests and for others.

    The plain ones trust nobody: a connection by TLS could not be made with them.
    """
    made: dict[bool, ssl.SSLContext] = {}

    def plain() -> ssl.SSLContext:
        if False not in made:
            made[False] = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return made[False]

    def trusting() -> ssl.SSLContext:
        if True not in made:
            made[True] = network.context or httpx.create_ssl_context(
                trust_env=network.trust_env
            )
        return made[True]

    return plain, trusting


_NO_HOST: Final = "the name of the host cannot be used"


class SyncSchemes(httpx.BaseTransport):
    """A transport for each way that requests go, made when it is needed.

    Args:
        make: Makes the transport of a way.
        way_of: Tells the way of a request for a URL.
    """

    def __init__(
        self,
        make: Callable[[Way], httpx.BaseTransport],
        way_of: Callable[[httpx.URL], Way],
    ) -> None:
        self._make = make
        self._way_of = way_of
        self._made: dict[Way, httpx.BaseTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request by the transport of its way."""
        way = self._way_of(request.url)
        if way not in self._made:
            self._made[way] = self._make(way)
        try:
            return self._made[way].handle_request(request)
        except UnicodeError:
            # The system's resolver says so; it knows no other words.
            raise httpx.InvalidURL(_NO_HOST) from None

    def close(self) -> None:
        """Close what was made."""
        for transport in self._made.values():
            transport.close()


class AsyncSchemes(httpx.AsyncBaseTransport):
    """The same for tasks."""

    def __init__(
        self,
        make: Callable[[Way], httpx.AsyncBaseTransport],
        way_of: Callable[[httpx.URL], Way],
    ) -> None:
        self._make = make
        self._way_of = way_of
        self._made: dict[Way, httpx.AsyncBaseTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request by the transport of its way."""
        way = self._way_of(request.url)
        if way not in self._made:
            self._made[way] = self._make(way)
        try:
            return await self._made[way].handle_async_request(request)
        except UnicodeError:
            raise httpx.InvalidURL(_NO_HOST) from None

    async def aclose(self) -> None:
        """Close what was made."""
        for transport in self._made.values():
            await transport.aclose()
