"""The two senders over httpx, the only place that knows an HTTP library.

A sender takes an `Outgoing` and gives an `Incoming` or raises `TransportFailure`.
Another transport is another class with the same two methods.
"""

from time import monotonic

import anyio
import httpx

from .errors import ConfigurationError
from .exchange import Incoming, Outgoing, TransportFailure
from .headers import Headers
from .network import Network, async_client, sync_client
from .timeouts import bounds

ASYNC_CONNECTIONS = 10
"""Connections of an async client: httpx grows slower with each one in its pool."""
ASYNC_CONNECTIONS_ELSEWHERE = 100
"""The same where another transport is used."""

_NOT_REACHED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.LocalProtocolError,
    httpx.UnsupportedProtocol,
)
_FINAL = (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL)


def user_agent_part() -> str:
    """Return this library's words in ``User-Agent``."""
    return f"httpx/{httpx.__version__}"


def _failure(error: httpx.HTTPError | httpx.InvalidURL) -> TransportFailure:
    reason = f"{type(error).__name__}: {error}".removesuffix(": ")
    if isinstance(error, httpx.DecodingError):
        return TransportFailure(reason, kind="content", final=True)
    return TransportFailure(
        reason,
        kind="timeout" if isinstance(error, httpx.TimeoutException) else "connection",
        reached=not isinstance(error, _NOT_REACHED + _FINAL),
        final=isinstance(error, _FINAL),
    )


def make_request(
    outgoing: Outgoing, given: httpx.Client | httpx.AsyncClient | None
) -> httpx.Request:
    """Make the request; a given client adds its own headers, cookies and parameters."""
    if given is not None:
        return given.build_request(
            outgoing.method,
            outgoing.url,
            headers=outgoing.headers,
            content=outgoing.content,
            timeout=httpx.Timeout(**bounds(outgoing.timeout, outgoing.within)),
        )
    return httpx.Request(
        outgoing.method,
        outgoing.url,
        headers=outgoing.headers,
        content=outgoing.content,
        extensions={"timeout": bounds(outgoing.timeout, outgoing.within)},
    )


def _incoming(response: httpx.Response, started: float) -> Incoming:
    # Not `response.elapsed`: a transport that answers at once leaves it unset.
    return Incoming(
        response.status_code,
        Headers(response.headers.raw),
        response.content,
        monotonic() - started,
    )


def _closed(is_closed: bool) -> ConfigurationError | None:
    if is_closed:
        return ConfigurationError("The http_client that was given has been closed")
    return None


class SyncSender:
    """Sends over an ``httpx.Client``; safe to share between threads.

    Args:
        given: A client to use and to leave open, or None for one of its own.
        network: How one of its own reaches the network.
    """

    def __init__(self, given: httpx.Client | None, network: Network) -> None:
        self._client = sync_client(network) if given is None else given
        self._given = given

    def send(self, outgoing: Outgoing) -> Incoming:
        """Send one request and read its answer to the end.

        Raises:
            TransportFailure: There is no answer.
            ConfigurationError: The given client has been closed.
        """
        closed = _closed(self._client.is_closed)
        if closed is not None:
            raise closed
        try:
            request = make_request(outgoing, self._given)
            started = monotonic()
            response = self._client.send(request, follow_redirects=False)
            return _incoming(response, started)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = _failure(error)
        # Raised out here so that no error of httpx, with its request, hangs on it.
        raise failure

    def close(self) -> None:
        """Close the client, if it is not a given one."""
        if self._given is None:
            self._client.close()


class AsyncSender:
    """Sends over an ``httpx.AsyncClient``, under asyncio and trio.

    Args:
        given: A client to use and to leave open, or None for one of its own.
        network: How one of its own reaches the network.
    """

    def __init__(self, given: httpx.AsyncClient | None, network: Network) -> None:
        many = network.transport is not None
        connections = ASYNC_CONNECTIONS_ELSEWHERE if many else ASYNC_CONNECTIONS
        self._client = async_client(network, connections) if given is None else given
        self._given = given
        # Requests wait here rather than in httpx's pool, which scans all that wait.
        self._slots = (
            anyio.Semaphore(connections, fast_acquire=True) if given is None else None
        )

    async def send(self, outgoing: Outgoing) -> Incoming:
        """Send one request and read its answer to the end.

        Raises:
            TransportFailure: There is no answer.
            ConfigurationError: The given client has been closed.
        """
        if self._slots is None:
            return await self._exchange(outgoing)
        async with self._slots:
            return await self._exchange(outgoing)

    async def _exchange(self, outgoing: Outgoing) -> Incoming:
        closed = _closed(self._client.is_closed)
        if closed is not None:
            raise closed
        try:
            request = make_request(outgoing, self._given)
            started = monotonic()
            response = await self._client.send(request, follow_redirects=False)
            return _incoming(response, started)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = _failure(error)
        raise failure

    async def close(self) -> None:
        """Close the client, if it is not a given one."""
        if self._given is None:
            await self._client.aclose()
