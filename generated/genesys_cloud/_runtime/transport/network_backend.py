"""Sync network backend of httpcore, for connections of the client.

Every wait ends with the deadline of its call. httpx limits each wait but not their sum,
so a server that sends a byte now and then would block a thread for ever. Nothing
interrupts the system's resolution of host names, which has its own limits.

A backend knows all of its sockets and can close them at once, wherever an interrupt
stopped the code that uses them.
"""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from functools import partial
from time import monotonic
from typing import Any, Final

import httpcore

from ..processes import CONNECTIONS
from ..timeouts import DEADLINE, DeadlineExceeded

_PIECE: Final = 1 << 14
"""Bytes of one write, which is the size of a TLS record."""


class Socket(socket.socket):
    """Socket that closes itself when an interrupt loses it."""

    __slots__ = ()

    def __del__(self) -> None:
        # As the base of its base does: an interrupt may have come while it was made.
        super(socket.socket, self).close()


def resolve_addresses(host: str, port: int) -> list[tuple[Any, ...]]:
    """Return the addresses of a host, as `socket.getaddrinfo` does."""
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


def create_socket(
    address: tuple[Any, ...], local_address: str | None, options: Iterable[Any] | None
) -> Socket:
    """Create an unconnected socket for an address."""
    family, kind, protocol, *_ = address
    connection = Socket(family, kind, protocol)
    for option in options or ():
        connection.setsockopt(*option)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if local_address is not None:
        connection.bind((local_address, 0))
    return connection


def socket_info(connection: socket.socket, info: str) -> Any:
    """Return the extra information about a connection for httpcore."""
    if info == "ssl_object":
        return connection if isinstance(connection, ssl.SSLSocket) else None
    if info == "socket":
        return connection
    if info == "is_readable":
        return is_readable(connection)
    if info == "client_addr":
        return connection.getsockname()
    return connection.getpeername() if info == "server_addr" else None


def is_readable(connection: socket.socket) -> bool:
    """Return True if data has arrived, or the connection has ended."""
    if isinstance(connection, ssl.SSLSocket) and connection.pending():
        return True
    number = connection.fileno()
    if number < 0:
        return True
    if not hasattr(select, "poll"):
        return bool(select.select([number], [], [], 0)[0])
    # Prefer poll, since select accepts only small file descriptors.
    watch = select.poll()
    watch.register(number, select.POLLIN)
    return bool(watch.poll(0))


class Backend(httpcore.NetworkBackend):
    """Sync network backend of one connection."""

    def __init__(self) -> None:
        self.open_sockets: list[socket.socket] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host, with the first of its addresses that accepts."""
        with _mapped(httpcore.ConnectTimeout, httpcore.ConnectError):
            addresses = resolve_addresses(host, port)
            for number, address in enumerate(addresses, 1):
                try:
                    return self._connected(
                        address, timeout, local_address, socket_options
                    )
                except OSError:
                    self.close()
                    if number == len(addresses):
                        raise
            raise OSError("the host has no address")

    def _connected(
        self,
        address: tuple[Any, ...],
        timeout: float | None,
        local_address: str | None,
        options: Iterable[Any] | None,
    ) -> Stream:
        self.open_sockets.append(
            connection := create_socket(address, local_address, options)
        )
        connection.settimeout(_capped_timeout(timeout))
        connection.connect(address[4])
        return Stream(self, connection)

    def close(self) -> None:
        """Close all connections at once."""
        while self.open_sockets:
            self.open_sockets.pop().close()

    def abort_requests(self) -> None:
        """Abort the waits of other threads on these connections."""
        for connection in list(self.open_sockets):
            shut_down(connection)


def shut_down(connection: socket.socket) -> None:
    """Shut down a connection that a thread may be using, since closing is not safe."""
    with suppress(OSError):
        # As of a plain socket: one of TLS would forget its keys under the reader.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


class Stream(httpcore.NetworkStream):
    """Connection."""

    def __init__(self, backend: Backend, connection: socket.socket) -> None:
        self._backend = backend
        self._socket = connection
        CONNECTIONS.add(self)

    def sockets(self) -> list[socket.socket]:
        """Return the socket."""
        return [self._socket]

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """Return extra information about the connection."""
        return socket_info(self._socket, info)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read available bytes, and wait for some."""
        with _mapped(httpcore.ReadTimeout, httpcore.ReadError):
            self._socket.settimeout(_capped_timeout(timeout))
            return self._socket.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        rest = memoryview(buffer)
        with _mapped(httpcore.WriteTimeout, httpcore.WriteError):
            while rest:
                self._socket.settimeout(_capped_timeout(timeout))
                rest = rest[self._socket.send(rest[:_PIECE]) :]

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Start TLS."""
        if isinstance(self._socket, ssl.SSLSocket):
            return TlsInTls(self, ssl_context, server_hostname, timeout)
        with _mapped(httpcore.ConnectTimeout, httpcore.ConnectError):
            connection = ssl_context.wrap_socket(
                self._socket,
                server_hostname=server_hostname,
                do_handshake_on_connect=False,
            )
            self._backend.open_sockets.append(connection)
            connection.settimeout(_capped_timeout(timeout))
            connection.do_handshake()
        return Stream(self._backend, connection)


class TlsInTls(httpcore.NetworkStream):
    """TLS connection through a proxy over TLS."""

    def __init__(
        self,
        inner: Stream,
        context: ssl.SSLContext,
        host: str | None,
        timeout: float | None,
    ) -> None:
        self._inner = inner
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname=host)
        with _mapped(httpcore.ConnectTimeout, httpcore.ConnectError):
            self._run(self._tls.do_handshake, timeout)

    def _run(self, action: Any, timeout: float | None) -> Any:
        while True:
            wants = False
            result = None
            try:
                result = action()
            except ssl.SSLWantReadError:
                wants = True
            if self._out.pending:
                self._inner.write(self._out.read(), timeout)
            if not wants:
                return result
            if data := self._inner.read(1 << 16, timeout):
                self._in.write(data)
            else:
                self._in.write_eof()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read available bytes, and wait for some."""
        with _mapped(httpcore.ReadTimeout, httpcore.ReadError):
            try:
                found: bytes = self._run(lambda: self._tls.read(max_bytes), timeout)
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
                return b""
            return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        rest = memoryview(buffer)
        with _mapped(httpcore.WriteTimeout, httpcore.WriteError):
            while rest:
                count = self._run(partial(self._tls.write, rest[:_PIECE]), timeout)
                rest = rest[count:]

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        """Return extra information about the connection."""
        if info == "ssl_object":
            return self._tls
        if info == "is_readable" and has_unread_data(self._tls):
            return True
        return self._inner.get_extra_info(info)


def has_unread_data(tls: ssl.SSLObject) -> bool:
    """Return whether a connection of TLS has got more than was read, or its end."""
    try:
        tls.read(1)
    except ssl.SSLWantReadError:
        return False
    except OSError:
        pass
    return True


def _capped_timeout(timeout: float | None) -> float | None:
    """Return the maximum wait for the network.

    Raises:
        DeadlineExceeded: The deadline has passed.
    """
    until = DEADLINE.get()
    if until is None:
        return timeout
    left = until - monotonic()
    if left <= 0:
        raise DeadlineExceeded
    return left if timeout is None else min(timeout, left)


@contextmanager
def _mapped(late: type[Exception], broken: type[Exception]) -> Generator[None]:
    """Convert exceptions of the system to those of httpcore.

    A wait that the deadline ended raises another error than one that timed out.
    """
    try:
        yield
        return
    except TimeoutError as error:
        until = DEADLINE.get()
        over = until is not None and monotonic() >= until
        mapped = DeadlineExceeded() if over else late(str(error))
        mapped.__cause__ = error
    except OSError as error:
        mapped = broken(str(error))
        mapped.__cause__ = error
    raise mapped
