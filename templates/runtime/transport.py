"""The two senders over httpx, the only place that knows an HTTP library.

A sender takes an `Outgoing` and gives an `Incoming` or raises `TransportFailure`.
Another transport is another class with the same two methods.
"""

from time import monotonic
from typing import Any

import anyio
import httpx

from .bodies import ERRORS, AsyncPieces, Pieces, failure_of, open_async, open_sync
from .errors import ConfigurationError
from .exchange import (
    Incoming,
    Outgoing,
    OutOfTime,
)
from .headers import Headers
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
                response = self._client.send(
                    request, follow_redirects=False, stream=True
                )
            else:
                # A client of our own has nothing to add but time.
                response = self._transport.handle_request(request)
                response.request = request
            content = _read(response, started, outgoing.within)
            return _incoming(response, content, started)
        except ERRORS as error:
            failure = failure_of(error)
        # Raised out here so that no error of httpx, with its request, hangs on it.
        raise failure

    def close(self) -> None:
        """Close the client, if it is not a given one."""
        if self._given is None:
            self._client.close()


def _read(response: httpx.Response, started: float, within: float | None) -> bytes:
    """Read an answer to its end, by the time that it has to be read.

    The library bounds each wait for data; that they do not add up to more than there is
    time for is seen to here.
    """
    try:
        if within is None:
            return response.read()
        chunks: list[bytes] = []
        for chunk in response.iter_bytes():
            if monotonic() - started >= within:
                raise OutOfTime
            chunks.append(chunk)
        return b"".join(chunks)
    finally:
        response.close()


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
            request = make_request(outgoing, self._given, asynchronous=True)
            started = monotonic()
            if outgoing.streamed or outgoing.bare:
                slots = self._slots
                return await open_async(self._client, request, outgoing, started, slots)
            if self._transport is None:
                response = await self._client.send(request, follow_redirects=False)
            else:
                # A client of our own has nothing to add but time.
                response = await self._transport.handle_async_request(request)
                response.request = request
                try:
                    await response.aread()
                finally:
                    await response.aclose()
            return _incoming(response, response.content, started)
        except ERRORS as error:
            failure = failure_of(error)
        raise failure

    async def close(self) -> None:
        """Close the client, if it is not a given one."""
        if self._given is None:
            await self._client.aclose()
