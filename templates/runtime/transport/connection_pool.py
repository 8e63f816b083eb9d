"""Connection pool, which reuses a connection only after a complete response.

httpx's pool looks at all of its connections and at all that wait for one whenever a
request begins or ends, so that fifty requests at once take several times the time of
fifty one after the other. It also loses connections when a task is cancelled or an
interrupt comes, and hands them on with what followed the last response. Here each
connection is a pool of its own, a lane, which has one way back: the response was read
to its end, and nothing followed it. In every other case the lane is thrown away with
its sockets, and whoever waits for one gets a new one. The lane that was used last is
used next, so few connections are opened where few are needed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from time import monotonic
from typing import Any, Final, Generic, Protocol, Self, TypeVar

import anyio
import httpx

from ..synchronization import GLANCE, Alarm, Line, Turn
from .routing import AsyncSchemes, SyncSchemes, contexts, way_of
from .settings import Network

LANES: Final = 50
"""Maximum number of connections of a client."""

AIOHTTP_CONNECTIONS: Final = 100
"""Maximum number of connections over aiohttp, whose pool scales."""

IDLE_SECONDS: Final = 5.0
"""Seconds that an idle connection is kept, as in httpx."""

ONE: Final = httpx.Limits(max_connections=1, max_keepalive_connections=1)
"""Pool limits of one connection."""

L = TypeVar("L", bound="Transport")


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


def _no_lane() -> httpx.PoolTimeout:
    return httpx.PoolTimeout("all connections were in use")


def _patience(request: httpx.Request) -> float | None:
    """Return the seconds that a request waits for a connection."""
    seconds: float | None = request.extensions.get("timeout", {}).get("pool")
    return seconds


class _Lane(Generic[L]):
    """Pooled transport, which closes when it is garbage-collected."""

    # Until it is made: an interrupt may come before that.
    aborted = True

    def __init__(self, transport: L) -> None:
        self.transport = transport
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True
        self.transport.abort()

    def __del__(self) -> None:
        if not self.aborted:
            self.abort()


class _Use(Turn, Generic[L]):
    """Use of a connection for one request, from waiting to the end of the response."""

    __slots__ = ("lane",)

    def __init__(self, wake: Callable[[], object]) -> None:
        super().__init__(wake)
        self.lane: _Lane[L] | None = None


class _ConnectionPool(Generic[L]):
    """Base of the connection pools."""

    def __init__(self, make: Callable[[], L], most: int) -> None:
        self._make = make
        # With when it was used last: the first one is the one that rests longest.
        self._idle: deque[tuple[float, _Lane[L]]] = deque()
        self.line = Line(most)
        self.apart = Line(0)
        self._closed = False

    def _start(self, use: _Use[L]) -> L:
        """Assign a connection to a use: the last one that was used, or a new one."""
        before = monotonic() - IDLE_SECONDS
        with suppress(IndexError):
            while self._idle[0][0] < before:
                self._idle.popleft()[1].abort()
        try:
            use.lane = self._idle.pop()[1]
        except IndexError:
            use.lane = _Lane(self._make())
        return use.lane.transport

    def keep(self, use: _Use[L]) -> None:
        """Return a connection to the pool, if nothing is left of its response."""
        lane = use.lane
        if lane is None or lane.aborted or not lane.transport.is_clean():
            return
        rested = (monotonic(), lane)
        # From here on only those that rest have it, whatever comes.
        use.lane = lane = None
        self._idle.append(rested)
        if self._closed:
            self._abort_idle()

    def end(self, use: _Use[L]) -> None:
        """Discard a connection that was not returned, and admit the next request."""
        self.line.turns.pop(use.number, None)
        self.apart.turns.pop(use.number, None)
        lane, use.lane = use.lane, None
        if lane is not None:
            lane.abort()
        self.line.call_next()

    def _abort_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop()[1].abort()

    def abort_requests(self) -> None:
        """Abort all requests in flight."""
        for found in [*self.line.turns.values(), *self.apart.turns.values()]:
            lane: _Lane[L] | None = getattr(found(), "lane", None)
            if lane is not None:
                lane.transport.abort_requests()

    def abort(self) -> None:
        """Close all connections; those in use fail at once."""
        self._closed = True
        self._abort_idle()
        self.abort_requests()


class SyncConnectionPool(_ConnectionPool[SyncTransport], httpx.BaseTransport):
    """Connection pool for threads, first come first served.

    Args:
        make: Makes the transport of a lane.
        most: How many lanes are in use at most, besides what waits for no other.
    """

    def __init__(self, make: Callable[[], SyncTransport], most: int = LANES) -> None:
        super().__init__(make, most)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on a connection, until its response is closed."""
        use: _Use[SyncTransport] = _Use(_nothing)
        try:
            if "apart" in request.extensions:
                self.apart.join(use)
            elif not self.line.join(use):
                self._wait(use, _patience(request))
            response = self._start(use).handle_request(request)
            assert isinstance(response.stream, httpx.SyncByteStream)
            response.stream = _SyncStream(response.stream, self, use)
            return response
        except BaseException:
            self.line.turns.pop(use.number, None)
            self.end(use)
            raise

    def _wait(self, use: _Use[SyncTransport], seconds: float | None) -> None:
        alarm = Alarm()
        use.wake = alarm.ring
        if not self.line.wait(use, alarm, seconds):
            raise _no_lane()

    def close(self) -> None:
        """Close all connections."""
        self.abort()


class AsyncConnectionPool(_ConnectionPool[AsyncTransport], httpx.AsyncBaseTransport):
    """Connection pool for tasks, first come first served.

    Args:
        make: Makes the transport of a lane.
        most: How many lanes are in use at most, besides what waits for no other.
    """

    def __init__(self, make: Callable[[], AsyncTransport], most: int = LANES) -> None:
        super().__init__(make, most)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on a connection, until its response is closed."""
        use: _Use[AsyncTransport] = _Use(_nothing)
        try:
            if "apart" in request.extensions:
                self.apart.join(use)
            elif not self.line.join(use):
                await self._wait(use, _patience(request))
            response = await self._start(use).handle_async_request(request)
            assert isinstance(response.stream, httpx.AsyncByteStream)
            response.stream = _AsyncStream(response.stream, self, use)
            return response
        except BaseException:
            self.end(use)
            raise

    async def _wait(self, use: _Use[AsyncTransport], seconds: float | None) -> None:
        with anyio.move_on_after(seconds):
            while not self.line.admits(use):
                event = anyio.Event()
                use.wake = event.set
                # A lane that was dropped and not closed wakes nobody.
                with anyio.move_on_after(GLANCE):
                    await event.wait()
            return
        raise _no_lane()

    async def aclose(self) -> None:
        """Close all connections."""
        self.abort()


def _nothing() -> None:
    pass


class _SyncStream(httpx.SyncByteStream):
    """Response body; the connection is reused only after a complete read."""

    def __init__(
        self,
        inner: httpx.SyncByteStream,
        lanes: SyncConnectionPool,
        use: _Use[SyncTransport],
    ) -> None:
        self._inner = inner
        self._lanes = lanes
        self._use: _Use[SyncTransport] | None = use
        self._whole = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner
        self._whole = True

    def close(self) -> None:
        use, self._use = self._use, None
        if use is None:
            return
        lanes = self._lanes
        try:
            if self._whole:
                self._inner.close()
                lanes.keep(use)
        finally:
            lanes.line.turns.pop(use.number, None)
            lanes.end(use)


class _AsyncStream(httpx.AsyncByteStream, AsyncIterator[bytes]):
    """Response body; the connection is reused only after a complete read.

    No generator, since one that is left before its end has to be closed.
    """

    def __init__(
        self,
        inner: httpx.AsyncByteStream,
        lanes: AsyncConnectionPool,
        use: _Use[AsyncTransport],
    ) -> None:
        self._inner = inner
        self._lanes = lanes
        self._use: _Use[AsyncTransport] | None = use
        self._chunks: Any = None
        self._whole = False

    def __aiter__(self) -> Self:
        self._chunks = self._inner.__aiter__()
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk: bytes = await self._chunks.__anext__()
            return chunk
        except StopAsyncIteration:
            self._whole = True
            raise

    async def aclose(self) -> None:
        use, self._use = self._use, None
        if use is None:
            return
        try:
            if self._whole:
                await self._inner.aclose()
                self._lanes.keep(use)
        finally:
            self._lanes.end(use)
        if getattr(self._chunks, "ag_frame", None) is not None:
            await self._run_dry()

    async def _run_dry(self) -> None:
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
    plain, trusting = contexts(network)

    def make() -> SyncSchemes:
        return SyncSchemes(
            lambda way: httpx.HTTPTransport(
                verify=trusting() if way[0] else plain(), proxy=way[1], limits=ONE
            ),
            way_of(network),
        )

    return SyncConnectionPool(make)


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
    plain, trusting = contexts(network)

    def make() -> AsyncSchemes:
        return AsyncSchemes(
            lambda way: httpx.AsyncHTTPTransport(
                verify=trusting() if way[0] else plain(), proxy=way[1], limits=ONE
            ),
            way_of(network),
        )

    return AsyncConnectionPool(make)
