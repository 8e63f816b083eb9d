"""Transports that stay quick with many requests at once.

httpx's pool looks at all of its connections and at all that wait for one whenever a
request begins or ends, so that fifty requests at once take several times the time of
fifty one after the other. Here each connection is a pool of its own, a lane, and who
waits for a lane costs the others nothing. The lane that was used last is used next, so
few connections are opened where few are needed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from functools import partial
from threading import Event, Lock
from time import monotonic
from typing import Any, Final

import anyio
import httpx

from .network import Network
from .schemes import AsyncSchemes, SyncSchemes, contexts, way_of

LANES: Final = 50
"""Connections of a client at most."""

AIOHTTP_CONNECTIONS: Final = 100
"""Those over aiohttp, whose pool does not grow slower with them."""

IDLE_SECONDS: Final = 5.0
"""For how long a lane is kept that nobody uses, as httpx keeps connections."""

_ONE: Final = httpx.Limits(max_connections=1, max_keepalive_connections=1)
_FEW: Final = httpx.Limits(max_keepalive_connections=1)


def _no_lane() -> httpx.PoolTimeout:
    return httpx.PoolTimeout("all connections were in use")


def _patience(request: httpx.Request) -> float | None:
    """Return the seconds that a request waits for a lane."""
    seconds: float | None = request.extensions.get("timeout", {}).get("pool")
    return seconds


class _Turn:
    """A thread's turn for a lane: its place in the line, and the lane in the end."""

    def __init__(self) -> None:
        self.come = Event()
        self.lane: httpx.BaseTransport | None = None


class SyncLanes(httpx.BaseTransport):
    """Lanes for threads; those that wait for one get it in the order they came.

    Args:
        make: Makes the transport of a lane, for limits of its pool.
        most: How many lanes there are at most, besides the one that is kept for what
            waits for no other.
    """

    def __init__(
        self, make: Callable[[httpx.Limits], httpx.BaseTransport], most: int = LANES
    ) -> None:
        self._make = make
        # With when it was used last: the first one is the one that rests longest.
        self._idle: deque[tuple[float, httpx.BaseTransport]] = deque()
        self._all: list[httpx.BaseTransport] = []
        self._apart: httpx.BaseTransport | None = None
        self._most = most
        self._line: deque[_Turn] = deque()
        self._lock = Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on a lane, which is free again when its answer is closed."""
        if "apart" in request.extensions:
            return self._kept().handle_request(request)
        lane = self._take(request)
        try:
            response = lane.handle_request(request)
            assert isinstance(response.stream, httpx.SyncByteStream)
            response.stream = _SyncStream(response.stream, lambda: self._release(lane))
        except BaseException:
            self._release(lane)
            raise
        return response

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            lanes, self._all = self._all, []
            self._idle.clear()
            if self._apart is not None:
                lanes.append(self._apart)
        for lane in lanes:
            lane.close()

    def _kept(self) -> httpx.BaseTransport:
        with self._lock:
            if self._apart is None:
                self._apart = self._make(_FEW)
            return self._apart

    def _take(self, request: httpx.Request) -> httpx.BaseTransport:
        self._give_up()
        with self._lock:
            if self._idle:
                return self._idle.pop()[1]
            if len(self._all) < self._most:
                self._all.append(self._make(_ONE))
                return self._all[-1]
            turn = _Turn()
            self._line.append(turn)
        try:
            turn.come.wait(_patience(request))
        except BaseException:
            lane = self._leave(turn)
            if lane is not None:
                self._release(lane)
            raise
        lane = self._leave(turn)
        if lane is None:
            raise _no_lane()
        return lane

    def _give_up(self) -> None:
        """Close lanes that nobody has used for long."""
        rested: list[httpx.BaseTransport] = []
        before = monotonic() - IDLE_SECONDS
        with self._lock:
            while self._idle and self._idle[0][0] < before:
                rested.append(self._idle.popleft()[1])
                self._all.remove(rested[-1])
        for lane in rested:
            with suppress(Exception):
                lane.close()

    def _leave(self, turn: _Turn) -> httpx.BaseTransport | None:
        """Leave the line; the turn may have come in the last moment."""
        with self._lock:
            if turn.lane is None:
                self._line.remove(turn)
            return turn.lane

    def _release(self, lane: httpx.BaseTransport) -> None:
        with self._lock:
            if not self._line:
                self._idle.append((monotonic(), lane))
                return
            turn = self._line.popleft()
            turn.lane = lane
        turn.come.set()


class AsyncLanes(httpx.AsyncBaseTransport):
    """Lanes for tasks; those that wait for one get it in the order they came.

    Args:
        make: Makes the transport of a lane, for limits of its pool.
        most: How many lanes there are at most, besides the one that is kept for what
            waits for no other.
    """

    def __init__(
        self,
        make: Callable[[httpx.Limits], httpx.AsyncBaseTransport],
        most: int = LANES,
    ) -> None:
        self._make = make
        # With when it was used last: the first one is the one that rests longest.
        self._idle: deque[tuple[float, httpx.AsyncBaseTransport]] = deque()
        self._all: list[httpx.AsyncBaseTransport] = []
        self._apart: httpx.AsyncBaseTransport | None = None
        self._free = anyio.Semaphore(most, fast_acquire=True)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on a lane, which is free again when its answer is closed."""
        apart = "apart" in request.extensions
        lane = self._kept() if apart else await self._take(request)
        release = _nothing if apart else partial(self._release, lane)
        try:
            response = await lane.handle_async_request(request)
            assert isinstance(response.stream, httpx.AsyncByteStream)
            response.stream = _AsyncStream(response.stream, release)
        except BaseException:
            release()
            raise
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        lanes, self._all = self._all, []
        self._idle.clear()
        if self._apart is not None:
            lanes.append(self._apart)
        for lane in lanes:
            await lane.aclose()

    def _kept(self) -> httpx.AsyncBaseTransport:
        if self._apart is None:
            self._apart = self._make(_FEW)
        return self._apart

    async def _take(self, request: httpx.Request) -> httpx.AsyncBaseTransport:
        await self._give_up()
        try:
            self._free.acquire_nowait()
        except anyio.WouldBlock:
            await self._wait(_patience(request))
        if self._idle:
            return self._idle.pop()[1]
        self._all.append(self._make(_ONE))
        return self._all[-1]

    async def _give_up(self) -> None:
        """Close lanes that nobody has used for long."""
        before = monotonic() - IDLE_SECONDS
        while self._idle and self._idle[0][0] < before:
            _, lane = self._idle.popleft()
            self._all.remove(lane)
            # A task that is cancelled meanwhile leaves none open.
            with anyio.CancelScope(shield=True), suppress(Exception):
                await lane.aclose()

    async def _wait(self, seconds: float | None) -> None:
        with anyio.move_on_after(seconds) as scope:
            await self._free.acquire()
            return
        if scope.cancelled_caught:
            raise _no_lane()

    def _release(self, lane: httpx.AsyncBaseTransport) -> None:
        self._idle.append((monotonic(), lane))
        self._free.release()


def _nothing() -> None:
    pass


class _SyncStream(httpx.SyncByteStream):
    """The stream of an answer; closing it sets its lane free, once."""

    def __init__(
        self, inner: httpx.SyncByteStream, release: Callable[[], None]
    ) -> None:
        self._inner = inner
        self._release: Callable[[], None] | None = release

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._inner)

    def close(self) -> None:
        try:
            self._inner.close()
        finally:
            release, self._release = self._release, None
            if release is not None:
                release()


class _AsyncStream(httpx.AsyncByteStream):
    """The stream of an answer; closing it sets its lane free, once."""

    def __init__(
        self, inner: httpx.AsyncByteStream, release: Callable[[], None]
    ) -> None:
        self._inner = inner
        self._release: Callable[[], None] | None = release
        self._chunks: Any = None

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._chunks = chunks = self._inner.__aiter__()
        return chunks

    async def aclose(self) -> None:
        release, self._release = self._release, None
        if release is None:
            return
        try:
            await self._inner.aclose()
            if getattr(self._chunks, "ag_frame", None) is not None:
                await self._run_dry()
        finally:
            release()

    async def _run_dry(self) -> None:
        """Bring the generators of httpx and httpcore to their ends.

        They are nested, and closing the outer one would leave the others to the
        collector, of which trio warns. Reading on after the connection was closed ends
        them all, by an error that is of no interest.
        """
        with anyio.CancelScope(shield=True), suppress(Exception):
            async for _ in self._chunks:
                pass


def sync_transport(network: Network) -> httpx.BaseTransport:
    """Make what sends requests."""
    if network.transport is not None:
        given: httpx.BaseTransport = network.transport
        return given
    # It is what loads httpcore, which nothing else of ours does.
    from .sockets import bounded

    plain, trusting = contexts(network)

    def make(limits: httpx.Limits) -> httpx.BaseTransport:
        return SyncSchemes(
            lambda way: bounded(
                httpx.HTTPTransport(
                    verify=trusting() if way[0] else plain(),
                    proxy=way[1],
                    limits=limits,
                )
            ),
            way_of(network),
        )

    return SyncLanes(make)


def async_transport(network: Network) -> httpx.AsyncBaseTransport:
    """Make what sends requests.

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

    def make(limits: httpx.Limits) -> httpx.AsyncBaseTransport:
        return AsyncSchemes(
            lambda way: httpx.AsyncHTTPTransport(
                verify=trusting() if way[0] else plain(),
                proxy=way[1],
                limits=limits,
            ),
            way_of(network),
        )

    return AsyncLanes(make)
