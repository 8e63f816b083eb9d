"""Transport over aiohttp, for many connections.

It is the transport of httpx-aiohttp with finer errors. A request that may have reached
the server must not look unsent, so that the client does not send it twice.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeAlias

import aiohttp
import httpx
import httpx_aiohttp
import yarl
from httpx_aiohttp.transport import map_aiohttp_exceptions

from ..errors import ConfigurationError
from ..processes import CONNECTIONS
from ..timeouts import step_timeouts
from .exceptions import UploadReadError
from .messages import HttpRequest
from .network_backend import is_readable
from .proxies import Proxies
from .settings import Network

_AUTOMATIC: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")

Lines: TypeAlias = tuple[tuple[bytes, bytes], ...]


def aiohttp_transport(
    network: Network, limits: httpx.Limits
) -> httpx.AsyncBaseTransport:
    """Create the transport.

    Raises:
        ConfigurationError: No asyncio event loop is running.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise ConfigurationError(
            "transport='aiohttp' needs a running asyncio event loop"
        ) from None
    context = network.tls_context()

    def create(proxy: str | None) -> AiohttpTransport:
        return AiohttpTransport(
            verify=context,
            limits=limits,
            proxy=None if proxy is None else _proxy(proxy),
        )

    if network.proxies == Proxies():
        return create(None)
    return _Proxied(create, network.proxies)


def _proxy(url: str) -> httpx.Proxy:
    proxy = httpx.Proxy(url)
    if proxy.auth is None:
        return proxy
    # As a header of the proxy's request, which aiohttp moves to where it belongs: its
    # own type for user and password is on its way out.
    pair = ":".join(proxy.auth).encode()
    basic = f"Basic {b64encode(pair).decode()}"
    return httpx.Proxy(proxy.url, headers={"Authorization": basic})


@contextmanager
def map_aiohttp_errors(connected: bool) -> Generator[None]:
    """Convert errors to httpx classes by the progress of the request."""
    try:
        yield
    except httpx.HTTPError as error:
        cause = error.__cause__
        if cause is not None and isinstance(cause.__cause__, UploadReadError):
            raise cause.__cause__ from None
        if isinstance(cause, aiohttp.ClientConnectorError) and not connected:
            raise httpx.ConnectError(str(error)) from None
        if isinstance(cause, aiohttp.ConnectionTimeoutError) and not connected:
            raise httpx.ConnectTimeout(str(error)) from None
        if isinstance(error, (httpx.ConnectTimeout, httpx.ConnectError)):
            # Their name for a connection that broke at any time.
            raise httpx.ReadError(_message(error)) from None
        raise
    except (aiohttp.InvalidURL, UnicodeError):
        raise httpx.InvalidURL("the URL or its host name is invalid") from None
    except (aiohttp.ClientError, OSError) as error:
        raise httpx.RemoteProtocolError(_message(error)) from None


def _message(error: Exception) -> str:
    """Return the message of an error, unless it contains the secret URL."""
    return "the connection broke" if "://" in str(error) else str(error)


class _ExactSession:
    """Session that changes no URLs and adds no headers.

    aiohttp would decode some URLs, and add header fields that no signature covers.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    def request(self, *, url: str, **rest: Any) -> Any:
        return self._session.request(
            url=yarl.URL(url, encoded=True), skip_auto_headers=_AUTOMATIC, **rest
        )

    async def close(self) -> None:
        await self._session.close()

    def abort(self) -> None:
        """Close all connections at once, even if the event loop has ended."""
        connector = self._session.connector
        self._session.detach()
        if isinstance(connector, _Connector):
            connector.abort()


class _Connector(aiohttp.TCPConnector):
    """Connector that reuses a connection only if nothing followed its last response.

    aiohttp checks for them when a response ends, but not when the next request begins.
    It would take bytes that arrive in between for the next response. This uses private
    names of aiohttp; the tests of surplus bytes fail if they change.
    """

    def sockets(self) -> list[Any]:
        """Return the sockets of all connections."""
        idle = [protocol for each in self._conns.values() for protocol, _ in each]
        transports = [protocol.transport for protocol in [*idle, *self._acquired]]
        found = [one.get_extra_info("socket") for one in transports if one is not None]
        return [one for one in found if one is not None]

    async def _get(self, key: Any, traces: Any) -> Any:
        for entry in list(self._conns.get(key, ())):
            protocol = entry[0]
            transport = protocol.transport
            wire = None if transport is None else transport.get_extra_info("socket")
            if protocol.should_close or (wire is not None and is_readable(wire)):
                protocol.close()
        return await super()._get(key, traces)

    def abort(self) -> None:
        """Close all connections at once."""
        ended = self._loop.is_closed()
        idle = [protocol for each in self._conns.values() for protocol, _ in each]
        for protocol in [*idle, *self._acquired] if ended else []:
            # The transport has no other way that needs no event loop.
            lost = getattr(protocol.transport, "_call_connection_lost", None)
            with suppress(Exception):
                if lost is not None:
                    lost(None)
        with suppress(RuntimeError):
            self._close()


class AiohttpTransport(httpx_aiohttp.AiohttpTransport):
    """Transport over aiohttp, which tasks of one event loop can share."""

    _client_session: _ExactSession | None = None

    def get_client(self) -> Any:
        """Return the session, which is created on first use in the event loop."""
        if self._client_session is None:
            connections = self.limits.max_connections
            connector = _Connector(
                ssl=self.ssl_context, limit=0 if connections is None else connections
            )
            CONNECTIONS.add(connector)
            # Cookies are httpx's business.
            session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar()
            )
            # The flow decides on retries and counts them. aiohttp has no public option
            # for this, but its own test client sets the same attribute.
            session._retry_connection = False  # pyright: ignore[reportPrivateUsage]
            self._client_session = _ExactSession(session)
        return self._client_session

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send an httpx request."""
        with map_aiohttp_errors(connected=False):
            response = await super().handle_async_request(request)
        response.stream = _Stream(response.stream)
        return response

    async def exchange(self, request: HttpRequest) -> tuple[int, Lines, bytes]:
        """Send a request and read its response, without httpx objects.

        That takes half of the time of `handle_async_request`, and raises the same. It
        knows no proxies.

        Returns:
            Status, header lines and body, which is still packed.
        """
        steps = step_timeouts(request.timeout, request.seconds_left)
        connected = False
        try:
            async with self.get_client().request(
                method=request.method,
                url=request.url,
                headers=request.headers,
                data=request.content,
                allow_redirects=False,
                auto_decompress=False,
                compress=False,
                timeout=aiohttp.ClientTimeout(
                    sock_connect=steps["connect"],
                    sock_read=steps["read"],
                    connect=steps["pool"],
                ),
            ) as response:
                connected = True
                return response.status, response.raw_headers, await response.read()
        except Exception as error:
            failure = error
        with map_aiohttp_errors(connected), map_aiohttp_exceptions():
            raise failure
        raise AssertionError("an error was lost")

    def abort(self) -> None:
        """Close all connections at once; requests in flight fail."""
        session, self._client_session = self._client_session, None
        if session is not None:
            session.abort()

    abort_requests = abort

    async def aclose(self) -> None:
        """Close all connections."""
        if self._client_session is not None:
            await self._client_session.close()


class _Proxied(httpx.AsyncBaseTransport):
    """Transport that uses one of several proxies, or none."""

    def __init__(
        self, create: Callable[[str | None], AiohttpTransport], proxies: Proxies
    ) -> None:
        self._create = create
        self._proxies = proxies
        self._transports: dict[str | None, AiohttpTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request through its proxy."""
        proxy = self._proxies.choose(request.url)
        if proxy not in self._transports:
            self._transports[proxy] = self._create(proxy)
        return await self._transports[proxy].handle_async_request(request)

    def abort(self) -> None:
        """Close all connections at once; requests in flight fail."""
        for transport in self._transports.values():
            transport.abort()

    abort_requests = abort

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in self._transports.values():
            await transport.aclose()


class _Stream(httpx.AsyncByteStream):
    """Body of a response, including what arrived before the connection broke."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with map_aiohttp_errors(connected=True):
            try:
                async for chunk in self._inner:
                    yield chunk
                return
            except httpx.HTTPError as error:
                broken = error
            if rest := _received_rest(self._inner):
                yield rest
            raise broken

    async def aclose(self) -> None:
        with map_aiohttp_errors(connected=True):
            await self._inner.aclose()


def _received_rest(stream: Any) -> bytes:
    """Return the received part of a broken body, which aiohttp hides.

    httpx-aiohttp has no public name for the response. If the private name changes, the
    client requests the last bytes again.
    """
    aiohttp_response = getattr(stream, "_aiohttp_response", None)
    failure = None if aiohttp_response is None else aiohttp_response.content.exception()
    if aiohttp_response is None or failure is None:
        return b""
    aiohttp_response.content.set_exception(None)
    try:
        found: bytes = aiohttp_response.content.read_nowait()
        return found
    finally:
        aiohttp_response.content.set_exception(failure)
