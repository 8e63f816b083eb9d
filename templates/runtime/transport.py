"""The two senders over httpx, the only place that knows an HTTP library.

A sender takes an `Outgoing` and gives an `Incoming` or raises `TransportFailure`.
Another transport is another class with the same two methods.
"""

from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import anyio
import httpx

from .bodies import AsyncPieces, Pieces, open_async, open_sync
from .errors import ConfigurationError
from .exchange import (
    Incoming,
    Outgoing,
    OutOfTime,
)
from .faults import failure_of
from .headers import Headers
from .hushed import hushed
from .lanes import async_transport, sync_transport
from .network import Network, async_client, sync_client
from .timeouts import bounds

ASYNC_CONNECTIONS = 10
"""Connections of an async client whose requests httpx spreads over proxies: its pool
grows slower with each one."""


def user_agent_part() -> str:
    """Return this library's words in ``User-Agent``."""
    return f"httpx/{httpx.__version__}"


def make_request(
    outgoing: Outgoing,
    given: httpx.Client | httpx.AsyncClient | None,
    asynchronous: bool = False,
) -> httpx.Request:
    """Make the request; a given client adds its own headers, cookies and parameters."""
    content: Any = outgoing.content
    headers = outgoing.headers
    if outgoing.source is not None:
        # Without a length it goes out in pieces that each have one (RFC 9112, 7.1).
        content = (AsyncPieces if asynchronous else Pieces)(outgoing.source)
        if outgoing.source.size is not None:
            headers = (*headers, ("Content-Length", str(outgoing.source.size)))
    if given is not None and not outgoing.bare:
        return given.build_request(
            outgoing.method,
            outgoing.url,
            headers=headers,
            content=content,
            timeout=httpx.Timeout(**bounds(outgoing.timeout, outgoing.within)),
        )
    return httpx.Request(
        outgoing.method,
        outgoing.url,
        headers=headers,
        content=content,
        extensions={"timeout": bounds(outgoing.timeout, outgoing.within)},
    )


def _incoming(response: httpx.Response, content: bytes, started: float) -> Incoming:
    # Not `response.elapsed`: a transport that answers at once leaves it unset.
    return Incoming(
        response.status_code,
        Headers(response.headers.raw),
        content,
        monotonic() - started,
    )


def _closed(is_closed: bool) -> ConfigurationError | None:
    if is_closed:
        return ConfigurationError("The http_client that was given has been closed")
    return None


class SyncSender:
    """Sends over httpx; safe to share between threads.

    Args:
        given: A client to use and to leave open, or None for one of its own.
        network: How one of its own reaches the network.
    """

    def __init__(self, given: httpx.Client | None, network: Network) -> None:
        self._given = given
        self._transport = None if given is not None else sync_transport(network)
        if given is None and self._transport is not None:
            given = httpx.Client(auth=httpx.Auth(), transport=self._transport)
        self._client = sync_client(network) if given is None else given

    def send(self, outgoing: Outgoing) -> Incoming:
        """Send one request and read its answer to the end.

        Raises:
            TransportFailure: There is no answer.
            ConfigurationError: The given client has been closed.
            OutOfTime: The answer takes longer than the request may.
        """
        closed = _closed(self._client.is_closed)
        if closed is not None:
            raise closed
        try:
            request = make_request(outgoing, self._given)
            started = monotonic()
            if outgoing.streamed or outgoing.bare:
                return open_sync(self._client, request, outgoing, started)
            if self._transport is None:
                until_read = outgoing.within is not None
                with hushed(outgoing):
                    response = self._client.send(
                        request, follow_redirects=False, stream=until_read
                    )
            else:
                # A client of our own has nothing to add but time.
                response = self._transport.handle_request(request)
                response.request = request
            if outgoing.within is not None:
                content = _read_within(response, started, outgoing.within)
            elif self._transport is None:
                content = response.read()
            else:
                content = _read(response)
            return _incoming(response, content, started)
        except Exception as error:
            failure = failure_of(error)
        # Raised out here so that no error of httpx, with its request, hangs on it.
        raise failure

    def close(self) -> None:
        """Close the client, if it is not a given one."""
        if self._given is None:
            self._client.close()


def _read(response: httpx.Response) -> bytes:
    """Read an answer to its end."""
    try:
        if "content-encoding" in response.headers:
            return response.read()
        # What is not packed needs nothing of what httpx does to unpack it.
        assert isinstance(response.stream, httpx.SyncByteStream)
        return b"".join(response.stream)
    finally:
        response.close()


def _read_within(response: httpx.Response, started: float, within: float) -> bytes:
    """Read an answer to its end, by the time that it has to be read.

    The library bounds each wait for data; that they do not add up to more than there is
    time for is seen to here.
    """
    chunks: list[bytes] = []
    try:
        for chunk in response.iter_bytes():
            if monotonic() - started >= within:
                raise OutOfTime
            chunks.append(chunk)
        return b"".join(chunks)
    finally:
        response.close()


class _Whole(httpx.AsyncByteStream):
    """A body in one piece.

    It does what httpx's own does, but being no generator it leaves none behind where
    sending is cancelled, which trio would warn about.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._left = True

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._left = True
        return self

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        self._left = False
        return self._content


async def _read_async(response: httpx.Response) -> bytes:
    try:
        if "content-encoding" in response.headers:
            return await response.aread()
        assert isinstance(response.stream, httpx.AsyncByteStream)
        return b"".join([chunk async for chunk in response.stream])
    finally:
        await response.aclose()


def _plain(outgoing: Outgoing) -> bool:
    return not outgoing.streamed and not outgoing.bare and outgoing.source is None


class AsyncSender:
    """Sends over httpx, under asyncio and trio.

    Args:
        given: A client to use and to leave open, or None for one of its own.
        network: How one of its own reaches the network.
    """

    def __init__(self, given: httpx.AsyncClient | None, network: Network) -> None:
        self._given = given
        self._transport = None if given is not None else async_transport(network)
        self._slots: anyio.Semaphore | None = None
        # What a transport may have besides: a way that is shorter still.
        self._exchanging: Any = getattr(self._transport, "exchange", None)
        if network.proxy is not None:
            self._exchanging = None
        if given is None and self._transport is not None:
            given = httpx.AsyncClient(auth=httpx.Auth(), transport=self._transport)
        elif given is None:
            # Requests wait here rather than in httpx's pool, which scans all that wait.
            self._slots = anyio.Semaphore(ASYNC_CONNECTIONS, fast_acquire=True)
            given = async_client(network, ASYNC_CONNECTIONS)
        self._client = given

    async def send(self, outgoing: Outgoing) -> Incoming:
        """Send one request and read its answer to the end.

        Raises:
            TransportFailure: There is no answer.
            ConfigurationError: The given client has been closed.
        """
        if self._slots is None or outgoing.streamed or outgoing.bare:
            return await self._exchange(outgoing)
        async with self._slots:
            return await self._exchange(outgoing)

    async def _exchange(self, outgoing: Outgoing) -> Incoming:
        closed = _closed(self._client.is_closed)
        if closed is not None:
            raise closed
        try:
            if self._exchanging is not None and _plain(outgoing):
                return await self._exchanged(outgoing)
            request = make_request(outgoing, self._given, asynchronous=True)
            started = monotonic()
            if outgoing.streamed or outgoing.bare:
                slots = self._slots
                return await open_async(self._client, request, outgoing, started, slots)
            if self._transport is None:
                with hushed(outgoing):
                    response = await self._client.send(request, follow_redirects=False)
            else:
                # A client of our own has nothing to add but time.
                request.stream = _Whole(outgoing.content or b"")
                response = await self._transport.handle_async_request(request)
                response.request = request
                return _incoming(response, await _read_async(response), started)
            return _incoming(response, response.content, started)
        except Exception as error:
            failure = failure_of(error)
        raise failure

    async def _exchanged(self, outgoing: Outgoing) -> Incoming:
        started = monotonic()
        status, lines, content = await self._exchanging(outgoing)
        if any(name.lower() == b"content-encoding" for name, _ in lines):
            content = httpx.Response(status, headers=lines, content=content).content
        return Incoming(status, Headers(lines), content, monotonic() - started)

    async def close(self) -> None:
        """Close the client, if it is not a given one."""
        if self._given is None:
            await self._client.aclose()
