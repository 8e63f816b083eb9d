"""The optional transport over aiohttp, which takes many connections well.

It is httpx-aiohttp's, with its errors told apart more finely: what may have reached the
server must not look as if it had not, lest a request be sent twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from typing import Any

import httpx

from .errors import ConfigurationError
from .network import Network

try:
    import aiohttp
    import httpx_aiohttp
    import yarl
except ImportError:
    raise ConfigurationError(
        "transport='aiohttp' needs the extra of that name: install this package as"
        " PACKAGE[aiohttp]"
    ) from None


def aiohttp_transport(
    network: Network, limits: httpx.Limits
) -> httpx.AsyncBaseTransport:
    """Make the transport.

    Raises:
        ConfigurationError: There is no event loop of asyncio.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise ConfigurationError(
            "transport='aiohttp' runs under asyncio alone; under trio leave it away"
        ) from None
    return _Transport(
        verify=True if network.context is None else network.context,
        limits=limits,
        proxy=None if network.proxy is None else httpx.Proxy(network.proxy),
    )


@contextmanager
def _told_apart(connected: bool) -> Generator[None]:
    """Give errors the class of httpx that says whether the server was reached."""
    try:
        yield
    except httpx.HTTPError as error:
        cause = error.__cause__
        if isinstance(cause, aiohttp.ClientConnectorError) and not connected:
            raise
        if isinstance(cause, aiohttp.ConnectionTimeoutError) and not connected:
            raise httpx.ConnectTimeout(str(error)) from None
        if isinstance(error, (httpx.ConnectTimeout, httpx.ConnectError)):
            # Their name for a connection that broke at any time.
            raise httpx.ReadError(str(error)) from None
        raise
    except (aiohttp.ClientError, OSError) as error:
        raise httpx.RemoteProtocolError(str(error)) from None


class _Exact:
    """A session that sends URLs as they are: aiohttp would decode some of them."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    def request(self, *, url: str, **rest: Any) -> Any:
        return self._session.request(url=yarl.URL(url, encoded=True), **rest)

    async def close(self) -> None:
        await self._session.close()


class _Transport(httpx_aiohttp.AiohttpTransport):
    _exact: _Exact | None = None

    def get_client(self) -> Any:
        if self._exact is None:
            connections = self.limits.max_connections
            connector = aiohttp.TCPConnector(
                ssl=self.ssl_context, limit=0 if connections is None else connections
            )
            # Cookies are httpx's business.
            self._exact = _Exact(
                aiohttp.ClientSession(
                    connector=connector, cookie_jar=aiohttp.DummyCookieJar()
                )
            )
        return self._exact

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with _told_apart(connected=False):
            response = await super().handle_async_request(request)
        response.stream = _Stream(response.stream)
        return response

    async def aclose(self) -> None:
        if self._exact is not None:
            await self._exact.close()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _told_apart(connected=True):
            async for chunk in self._inner:
                yield chunk

    async def aclose(self) -> None:
        with _told_apart(connected=True):
            await self._inner.aclose()
