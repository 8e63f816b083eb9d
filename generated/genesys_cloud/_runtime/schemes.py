"""Transports that load the trusted certificates with the first request that needs them.

Loading them takes longer than all else that makes a client, and none is needed for
plain HTTP: to a server on the same machine, in tests, behind a gateway.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Final

import httpx

from .network import Network, unusable

Context = Callable[[], ssl.SSLContext]
"""Gives the TLS settings, made once."""


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
            made[True] = network.context or _usual()
        return made[True]

    return plain, trusting


def _usual() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError):
        raise unusable() from None


_NO_HOST: Final = "the name of the host cannot be used"


class SyncSchemes(httpx.BaseTransport):
    """A transport for each of ``http`` and ``https``, made when it is needed.

    Args:
        make: Makes the transport of a scheme; told whether it is ``https``.
    """

    def __init__(self, make: Callable[[bool], httpx.BaseTransport]) -> None:
        self._make = make
        self._made: dict[bool, httpx.BaseTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request by the transport of its scheme."""
        secure = request.url.scheme != "http"
        if secure not in self._made:
            self._made[secure] = self._make(secure)
        try:
            return self._made[secure].handle_request(request)
        except UnicodeError:
            # The system's resolver says so; it knows no other words.
            raise httpx.InvalidURL(_NO_HOST) from None

    def close(self) -> None:
        """Close what was made."""
        for transport in self._made.values():
            transport.close()


class AsyncSchemes(httpx.AsyncBaseTransport):
    """The same for tasks."""

    def __init__(self, make: Callable[[bool], httpx.AsyncBaseTransport]) -> None:
        self._make = make
        self._made: dict[bool, httpx.AsyncBaseTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request by the transport of its scheme."""
        secure = request.url.scheme != "http"
        if secure not in self._made:
            self._made[secure] = self._make(secure)
        try:
            return await self._made[secure].handle_async_request(request)
        except UnicodeError:
            raise httpx.InvalidURL(_NO_HOST) from None

    async def aclose(self) -> None:
        """Close what was made."""
        for transport in self._made.values():
            await transport.aclose()
