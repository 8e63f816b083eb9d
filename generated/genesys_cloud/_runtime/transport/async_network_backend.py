"""Async network backend of httpcore, for connections of the client.

Closing one takes no waiting, so a task that is cancelled, a scope that has ended or an
event loop that is gone cannot keep it open.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from errno import EINPROGRESS, EWOULDBLOCK
from itertools import chain, zip_longest
from os import strerror
from typing import Any, Final

import anyio
import httpcore
from anyio.abc import ByteStream
from anyio.streams.tls import TLSAttribute, TLSStream

from ..processes import CONNECTIONS
from .network_backend import create_socket, has_unread_data, socket_info

_HEAD_START: Final = 0.25
"""Seconds that each address has before the next one is tried (RFC 8305, section 5)."""


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """Async network backend of one connection."""

    def __init__(self) -> None:
        self.open_sockets: list[socket.socket] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a host, with the first of its addresses that accepts."""
        with _mapped(httpcore.ConnectTimeout, httpcore.ConnectError):
            with anyio.fail_after(timeout):
                addresses = await _resolve_addresses(host, port)
                connection = await self._race(addresses, local_address, socket_options)
        return AsyncStream(self, PlainStream(connection))

    async def _race(
        self,
        addresses: list[tuple[Any, ...]],
        local_address: str | None,
        options: Iterable[Any] | None,
    ) -> socket.socket:
        """Connect to one of several addresses, and to no other.

        Raises:
            OSError: None of them accepts; the first error is raised.
        """
        if len(addresses) == 1:
            return await self._connected(addresses[0], local_address, options)
        errors: list[OSError] = []
        won: list[socket.socket] = []

        async def attempt(address: tuple[Any, ...], over: anyio.Event) -> None:
            try:
                won.append(await self._connected(address, local_address, options))
                group.cancel_scope.cancel()
            except OSError as error:
                errors.append(error)
            finally:
                over.set()

        async with anyio.create_task_group() as group:
            for address in addresses:
                over = anyio.Event()
                group.start_soon(attempt, address, over)
                with anyio.move_on_after(_HEAD_START):
                    await over.wait()
        for connection in self.open_sockets:
            if connection not in won[:1]:
                connection.close()
        if not won:
            raise errors[0] if errors else OSError("the host has no address")
        return won[0]

    async def _connected(
        self,
        address: tuple[Any, ...],
        local_address: str | None,
        options: Iterable[Any] | None,
    ) -> socket.socket:
        connection = create_socket(address, local_address, options)
        self.open_sockets.append(connection)
        connection.setblocking(False)
        code = connection.connect_ex(address[4])
        if code in (EINPROGRESS, EWOULDBLOCK):
            await anyio.wait_writable(connection)
            code = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            connection.close()
            raise OSError(code, strerror(code))
        return connection

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore does between attempts to connect."""
        await anyio.sleep(seconds)

    def close(self) -> None:
        """Close all connections at once; tasks that wait for them fail."""
        while self.open_sockets:
            connection = self.open_sockets.pop()
            if connection.fileno() >= 0:
                # The event loop may have ended, so that no task waits.
                with suppress(Exception):
                    anyio.notify_closing(connection)
                connection.close()

    abort_requests = close


async def _resolve_addresses(host: str, port: int) -> list[tuple[Any, ...]]:
    """Return the addresses of a host, alternating IPv6 and IPv4."""
    try:
        numeric = socket.AI_NUMERICHOST
        return list(
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=numeric)
        )
    except socket.gaierror:
        pass
    found: list[tuple[Any, ...]] = list(
        await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    )
    first = [address for address in found if address[0] == found[0][0]]
    others = [address for address in found if address[0] != found[0][0]]
    both = chain.from_iterable(zip_longest(first, others))
    return [address for address in both if address is not None]


class PlainStream(ByteStream):
    """Unencrypted connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection

    async def receive(self, max_bytes: int = 65536) -> bytes:
        """Read available bytes, and wait for some."""
        while True:
            # First, so that others get on where data come without a pause.
            await anyio.wait_readable(self.socket)
            try:
                data = self.socket.recv(max_bytes)
                break
            except BlockingIOError:
                continue
        if not data:
            raise anyio.EndOfStream
        return data

    async def send(self, item: bytes) -> None:
        """Write all bytes."""
        rest = memoryview(item)
        while rest:
            try:
                rest = rest[self.socket.send(rest) :]
            except BlockingIOError:
                await anyio.wait_writable(self.socket)

    async def send_eof(self) -> None:
        """Signal the end of the data."""
        self.socket.shutdown(socket.SHUT_WR)

    async def aclose(self) -> None:
        """Close the connection without waiting."""
        self.socket.close()


class AsyncStream(httpcore.AsyncNetworkStream):
    """Connection, encrypted or not."""

    def __init__(self, backend: AsyncBackend, stream: PlainStream | TLSStream) -> None:
        self._backend = backend
        self._stream = stream
        CONNECTIONS.add(self)

    def sockets(self) -> list[socket.socket]:
        """Return the socket."""
        return [self.get_extra_info("socket")]

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read available bytes, and wait for some."""
        with _mapped(httpcore.ReadTimeout, httpcore.ReadError):
            try:
                with anyio.fail_after(timeout):
                    return await self._stream.receive(max_bytes)
            except anyio.EndOfStream:
                return b""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        with _mapped(httpcore.WriteTimeout, httpcore.WriteError):
            with anyio.fail_after(timeout):
                await self._stream.send(buffer)

    async def aclose(self) -> None:
        """Close the connection without waiting."""
        self.get_extra_info("socket").close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Start TLS."""
        with _mapped(httpcore.ConnectTimeout, httpcore.ConnectError):
            with anyio.fail_after(timeout):
                stream = await TLSStream.wrap(
                    self._stream,
                    ssl_context=ssl_context,
                    hostname=server_hostname,
                    standard_compatible=False,
                    server_side=False,
                )
        return AsyncStream(self._backend, stream)

    def get_extra_info(self, info: str) -> Any:
        """Return extra information about the connection."""
        tls: list[ssl.SSLObject] = []
        stream: Any = self._stream
        while isinstance(stream, TLSStream):
            tls.append(stream.extra(TLSAttribute.ssl_object))
            stream = stream.transport_stream
        if info == "ssl_object":
            return tls[0] if tls else None
        if info == "is_readable" and any(has_unread_data(one) for one in tls):
            return True
        return socket_info(stream.socket, info)


@contextmanager
def _mapped(late: type[Exception], broken: type[Exception]) -> Generator[None]:
    """Convert exceptions of the system and anyio to those of httpcore."""
    cause: Exception
    try:
        yield
        return
    except TimeoutError as error:
        mapped, cause = late(str(error)), error
    except (
        OSError,
        anyio.BrokenResourceError,
        anyio.ClosedResourceError,
        anyio.EndOfStream,
    ) as error:
        mapped, cause = broken(str(error)), error
    raise mapped from cause
