"""Connection pool, which reuses a connection only after a complete response.

httpx's pool scans all connections and all waiting requests whenever a request begins or
ends. So fifty requests at once take several times as long as fifty one after the other.
It also loses connections if a task is cancelled or interrupted, and reuses connections
with surplus bytes after the last response.

Here each connection is an httpx pool with a single connection. It returns to the pool
only if its response was read to the end and nothing followed. Otherwise the pool
discards it with its sockets. The next request uses the connection that was used last,
so the pool opens few connections if few are needed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from functools import cache
from time import monotonic
from typing import Any, Final, Generic, Protocol, Self, TypeVar

import anyio
import httpx

from ..synchronization import Alarm, Waiter, WaitQueue
from .routing import (
    AsyncRoutingTransport,
    SyncRoutingTransport,
    plain_context,
    route_of,
)
from .settings import Network

MAX_CONNECTIONS: Final = 50
"""Maximum number of connections of a client."""

AIOHTTP_CONNECTIONS: Final = 100
"""Maximum number of connections over aiohttp, whose pool scales."""

IDLE_SECONDS: Final = 5.0
"""Seconds that an idle connection is kept, as in httpx."""

ONE_CONNECTION: Final = httpx.Limits(max_connections=1, max_keepalive_connections=1)
"""Pool limits of one connection."""

TransportT = TypeVar("TransportT", bound="Transport")
StreamT = TypeVar("StreamT")


class Transport(Protocol):
    """Protocol of transports of pooled connections."""

    def is_clean(self) -> bool:
        """Return True if nothing is left of a completely read response."""
        ...

    def abort(self) -> None:
        """Close all connections at once."""
        ...

    def abort_requests(self) -> None:
        """Abort the requests that use a connection."""
        ...


class SyncTransport(Transport, Protocol):
    """Protocol of transports of threads."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        ...


class AsyncTransport(Transport, Protocol):
    """Protocol of transports of tasks."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        ...


def _pool_timeout() -> httpx.PoolTimeout:
    return httpx.PoolTimeout("all connections were in use")


def _pool_seconds(request: httpx.Request) -> float | None:
    """Return the seconds that a request waits for a connection."""
    seconds: float | None = request.extensions.get("timeout", {}).get("pool")
    return seconds


class _PooledTransport(Generic[TransportT]):
    """Pooled transport, which closes when it is garbage-collected."""

    # Until it is made: an interrupt may come before that.
    aborted = True

    def __init__(self, transport: TransportT) -> None:
        self.transport = transport
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True
        self.transport.abort()

    def __del__(self) -> None:
        if not self.aborted:
            self.abort()


class _Checkout(Waiter, Generic[TransportT]):
    """Use of a connection for one request, from waiting to the end of the response."""

    __slots__ = ("pooled",)

    def __init__(self, wake: Callable[[], object]) -> None:
        super().__init__(wake)
        self.pooled: _PooledTransport[TransportT] | None = None


class _ConnectionPool(Generic[TransportT]):
    """Base of the connection pools, first come first served.

    `create` makes the transport of one connection. The maximum does not include
    dedicated connections.
    """

    def __init__(
        self,
        create: Callable[[], TransportT],
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        self._create = create
        # With when it was used last: the first one is the one that rests longest.
        self._idle: deque[tuple[float, _PooledTransport[TransportT]]] = deque()
        self.queue = WaitQueue(max_connections)
        self.dedicated = WaitQueue(0)
        self._closed = False

    def _start(self, checkout: _Checkout[TransportT]) -> TransportT:
        """Assign a connection to a use: the last one that was used, or a new one."""
        before = monotonic() - IDLE_SECONDS
        with suppress(IndexError):
            while self._idle[0][0] < before:
                self._idle.popleft()[1].abort()
        try:
            checkout.pooled = self._idle.pop()[1]
        except IndexError:
            checkout.pooled = _PooledTransport(self._create())
        return checkout.pooled.transport

    def keep(self, checkout: _Checkout[TransportT]) -> None:
        """Return a connection to the pool, if nothing is left of its response."""
        pooled = checkout.pooled
        if pooled is None or pooled.aborted or not pooled.transport.is_clean():
            return
        rested = (monotonic(), pooled)
        # From here on only the idle connections own it, even after an interrupt.
        checkout.pooled = pooled = None
        self._idle.append(rested)
        if self._closed:
            self._abort_idle()

    def end(self, checkout: _Checkout[TransportT]) -> None:
        """Discard a connection that was not returned, and admit the next request."""
        self.queue.waiters.pop(checkout.number, None)
        self.dedicated.waiters.pop(checkout.number, None)
        pooled, checkout.pooled = checkout.pooled, None
        if pooled is not None:
            pooled.abort()
        self.queue.wake_next()

    def _abort_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop()[1].abort()

    def abort_requests(self) -> None:
        """Abort all requests in flight."""
        for found in [*self.queue.waiters.values(), *self.dedicated.waiters.values()]:
            pooled: _PooledTransport[TransportT] | None = getattr(
                found(), "pooled", None
            )
            if pooled is not None:
                pooled.transport.abort_requests()

    def abort(self) -> None:
        """Close all connections; those in use fail at once."""
        self._closed = True
        self._abort_idle()
        self.abort_requests()


class SyncConnectionPool(_ConnectionPool[SyncTransport], httpx.BaseTransport):
    """Connection pool for threads."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on a connection, until its response is closed."""
        checkout: _Checkout[SyncTransport] = _Checkout(_ignore_wake)
        try:
            if "dedicated_connection" in request.extensions:
                self.dedicated.join(checkout)
            elif not self.queue.join(checkout):
                self._wait(checkout, _pool_seconds(request))
            response = self._start(checkout).handle_request(request)
            assert isinstance(response.stream, httpx.SyncByteStream)
            response.stream = _SyncStream(response.stream, self, checkout)
            return response
        except BaseException:
            self.queue.waiters.pop(checkout.number, None)
            self.end(checkout)
            raise

    def _wait(self, checkout: _Checkout[SyncTransport], seconds: float | None) -> None:
        alarm = Alarm()
        checkout.wake = alarm.ring
        if not self.queue.wait(checkout, alarm, seconds):
            raise _pool_timeout()

    def close(self) -> None:
        """Close all connections."""
        self.abort()


class AsyncConnectionPool(_ConnectionPool[AsyncTransport], httpx.AsyncBaseTransport):
    """Connection pool for tasks."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on a connection, until its response is closed."""
        checkout: _Checkout[AsyncTransport] = _Checkout(_ignore_wake)
        try:
            if "dedicated_connection" in request.extensions:
                self.dedicated.join(checkout)
            elif not self.queue.join(checkout):
                await self._wait(checkout, _pool_seconds(request))
            response = await self._start(checkout).handle_async_request(request)
            assert isinstance(response.stream, httpx.AsyncByteStream)
            response.stream = _AsyncStream(response.stream, self, checkout)
            return response
        except BaseException:
            self.end(checkout)
            raise

    async def _wait(
        self, checkout: _Checkout[AsyncTransport], seconds: float | None
    ) -> None:
        with anyio.move_on_after(seconds):
            await self.queue.wait_in_task(checkout)
            return
        raise _pool_timeout()

    async def aclose(self) -> None:
        """Close all connections."""
        self.abort()


def _ignore_wake() -> None:
    pass


class _Stream(Generic[StreamT, TransportT]):
    """Response body; the connection is reused only after a complete read."""

    def __init__(
        self,
        inner: StreamT,
        pool: _ConnectionPool[TransportT],
        checkout: _Checkout[TransportT],
    ) -> None:
        self._inner = inner
        self._pool = pool
        self._checkout: _Checkout[TransportT] | None = checkout
        self._is_complete = False


class _SyncStream(_Stream[httpx.SyncByteStream, SyncTransport], httpx.SyncByteStream):
    """Response body for threads."""

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner
        self._is_complete = True

    def close(self) -> None:
        checkout, self._checkout = self._checkout, None
        if checkout is None:
            return
        pool = self._pool
        try:
            if self._is_complete:
                self._inner.close()
                pool.keep(checkout)
        finally:
            pool.queue.waiters.pop(checkout.number, None)
            pool.end(checkout)


class _AsyncStream(
    _Stream[httpx.AsyncByteStream, AsyncTransport],
    httpx.AsyncByteStream,
    AsyncIterator[bytes],
):
    """Response body for tasks.

    No generator, since one that is left before its end has to be closed.
    """

    _chunks: Any = None

    def __aiter__(self) -> Self:
        self._chunks = self._inner.__aiter__()
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk: bytes = await self._chunks.__anext__()
            return chunk
        except StopAsyncIteration:
            self._is_complete = True
            raise

    async def aclose(self) -> None:
        checkout, self._checkout = self._checkout, None
        if checkout is None:
            return
        try:
            if self._is_complete:
                await self._inner.aclose()
                self._pool.keep(checkout)
        finally:
            self._pool.end(checkout)
        if getattr(self._chunks, "ag_frame", None) is not None:
            await self._read_to_end()

    async def _read_to_end(self) -> None:
        """Exhaust the generators of httpx and httpcore.

        They are nested, and closing the outer one would leave the others to the
        collector, of which trio warns. Reading on after the connection was closed ends
        them all, by an error that is of no interest.
        """
        with anyio.CancelScope(shield=True), suppress(Exception):
            async for _ in self._chunks:
                pass


def sync_transport(network: Network) -> httpx.BaseTransport:
    """Create the sender of requests."""
    if network.transport is not None:
        given: httpx.BaseTransport = network.transport
        return given
    trusting = cache(network.tls_context)

    def create() -> SyncRoutingTransport:
        return SyncRoutingTransport(
            lambda route: httpx.HTTPTransport(
                verify=trusting() if route[0] else plain_context(),
                proxy=route[1],
                limits=ONE_CONNECTION,
            ),
            route_of(network),
        )

    return SyncConnectionPool(create)


def async_transport(network: Network) -> httpx.AsyncBaseTransport:
    """Create the sender of requests.

    Raises:
        ConfigurationError: The transport is not installed, or not for this event loop.
    """
    if network.transport == "aiohttp":
        from .aiohttp_transport import aiohttp_transport

        return aiohttp_transport(
            network, httpx.Limits(max_connections=AIOHTTP_CONNECTIONS)
        )
    if network.transport is not None:
        given: httpx.AsyncBaseTransport = network.transport
        return given
    trusting = cache(network.tls_context)

    def create() -> AsyncRoutingTransport:
        return AsyncRoutingTransport(
            lambda route: httpx.AsyncHTTPTransport(
                verify=trusting() if route[0] else plain_context(),
                proxy=route[1],
                limits=ONE_CONNECTION,
            ),
            route_of(network),
        )

    return AsyncConnectionPool(create)
