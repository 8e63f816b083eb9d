"""Transports by scheme and proxy, created on first use.

Loading the trusted certificates takes longer than all else that makes a client, and
none is needed for plain HTTP: to a server on the same machine, in tests, behind a
gateway.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from threading import RLock
from typing import Any, Final, Generic, Protocol, TypeVar

import httpx

from ..processes import delayed_forks
from .settings import Network

T = TypeVar("T")

Route = tuple[bool, str | None]
"""Route of a request: True for TLS, and the URL of its proxy."""


def route_of(network: Network) -> Callable[[httpx.URL], Route]:
    """Return the route of a request for a URL."""
    choose = network.proxies.choose
    return lambda url: (url.scheme != "http", choose(url))


@cache
def plain_context() -> ssl.SSLContext:
    """Return the TLS settings of requests without TLS, created once in a process.

    They trust no authority, so no TLS connection succeeds with them. A forked child
    uses those of its parent, and so needs nothing of OpenSSL.
    """
    with delayed_forks():
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


_NO_HOST: Final = "the host name is invalid"


class _Backend(Protocol):
    def close(self) -> None: ...
    def abort_requests(self) -> None: ...


class _RoutingTransport(Generic[T]):
    """Base of both routing transports.

    httpx and httpcore have no public names for the pool, what makes its connections and
    what has been read of them. Under other names no connection is used again.

    Args:
        create: Function that creates the transport of a route, with one connection.
        route_of: Function that returns the route of a request for a URL.
    """

    def __init__(
        self,
        create: Callable[[Route], T],
        route_of: Callable[[httpx.URL], Route],
    ) -> None:
        self._create = create
        self._route_of = route_of
        self._backend = self._create_backend()
        self._transports: dict[Route, T] = {}
        self._last: Any = None
        self._must_close = False

    def _transport_for(self, request: httpx.Request) -> T:
        route = self._route_of(request.url)
        transport = self._transports.get(route)
        if transport is None:
            transport = self._create(route)
            pool: Any = getattr(transport, "_pool", None)
            if pool is not None:
                pool._network_backend = self._backend
                # Its own can be left locked by an interrupt, and then locks itself out.
                pool._optional_thread_lock = self._lock()
            self._transports[route] = transport
        self._last = transport
        return transport

    def _create_backend(self) -> _Backend:
        """Create the network backend of the connections, which each kind implements."""
        raise NotImplementedError

    def _lock(self) -> AbstractContextManager[Any]:
        """Create the lock of a pool, which each kind implements."""
        raise NotImplementedError

    def _note_missing_body(
        self, request: httpx.Request, response: httpx.Response
    ) -> None:
        """Record whether the response must have no body."""
        self._must_close = False
        if request.method == "HEAD" or response.status_code in (204, 304):
            head = response.headers
            announced = head.get("content-length", "0") != "0"
            self._must_close = announced or "transfer-encoding" in head

    def is_clean(self) -> bool:
        """Return True if nothing is left of a completely read response."""
        pool: Any = getattr(self._last, "_pool", None)
        connections: Any = getattr(pool, "connections", ())
        if self._must_close or len(connections) != 1 or not connections[0].is_idle():
            return False
        connection = connections[0]
        # Proxies and TLS wrap one connection in another.
        while (inner := getattr(connection, "_connection", None)) is not None:
            connection = inner
        state = getattr(connection, "_h11_state", None)
        return state is not None and state.trailing_data == (b"", False)

    def abort(self) -> None:
        """Close all connections at once."""
        self._backend.close()

    def abort_requests(self) -> None:
        """Abort the requests that use a connection."""
        self._backend.abort_requests()


class SyncRoutingTransport(_RoutingTransport[httpx.BaseTransport], httpx.BaseTransport):
    """Sync transport with one pool for each route, created on first use."""

    def _create_backend(self) -> _Backend:
        # It imports httpcore, which nothing needs before the first request.
        from .network_backend import Backend

        return Backend()

    def _lock(self) -> AbstractContextManager[Any]:
        return RLock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request with the transport of its route."""
        try:
            response = self._transport_for(request).handle_request(request)
        except UnicodeError:
            # The system's resolver says so; it knows no other words.
            raise httpx.InvalidURL(_NO_HOST) from None
        self._note_missing_body(request, response)
        return response

    def close(self) -> None:
        """Close the created transports."""
        self.abort()


class AsyncRoutingTransport(
    _RoutingTransport[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport
):
    """Async transport with one pool for each route, created on first use."""

    def _create_backend(self) -> _Backend:
        from .async_network_backend import AsyncBackend

        return AsyncBackend()

    def _lock(self) -> AbstractContextManager[Any]:
        return nullcontext()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request with the transport of its route."""
        try:
            response = await self._transport_for(request).handle_async_request(request)
        except UnicodeError:
            raise httpx.InvalidURL(_NO_HOST) from None
        self._note_missing_body(request, response)
        return response

    async def aclose(self) -> None:
        """Close the created transports."""
        self.abort()
