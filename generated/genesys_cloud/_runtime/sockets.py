"""Connections whose every wait ends with the deadline of the call that uses them.

httpx bounds each wait for the network but not their sum, so a server that sends one
byte now and then would hold a thread for ever. Here each wait gets what is left.
Nothing interrupts the system's search for a host's address; it has bounds of its own.
"""

from __future__ import annotations

import ssl
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from socket import SOCK_STREAM, getaddrinfo
from time import monotonic
from typing import Any, Final

import httpcore
import httpx

from .ends import ENDS
from .exchange import OutOfTime
from .processes import CONNECTIONS

_PIECE: Final = 1 << 14
"""Bytes that are written at a time under a deadline; a record of TLS has no more."""


def bounded(transport: httpx.BaseTransport) -> httpx.BaseTransport:
    """Let the connections of a transport of httpx's own know of deadlines.

    httpx has no public place for it, its pool has: another version that has not would
    bound each wait, but not their sum.
    """
    pool = getattr(transport, "_pool", None)
    if isinstance(pool, httpcore.ConnectionPool):
        pool._network_backend = _Backend()  # pyright: ignore[reportPrivateUsage]
    return transport


def _wait(timeout: float | None, until: float) -> float:
    """Return how long to wait for the network at most.

    Raises:
        OutOfTime: No longer.
    """
    left = until - monotonic()
    if left <= 0:
        raise OutOfTime
    return left if timeout is None else min(timeout, left)


@contextmanager
def _in_time(until: float) -> Generator[None]:
    """Tell a wait that ended with the deadline from one that ended by itself."""
    try:
        yield
        return
    except httpcore.TimeoutException:
        if monotonic() < until:
            raise
    raise OutOfTime


class _Stream(httpcore.NetworkStream):
    """A connection."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        CONNECTIONS.add(self)

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        """Tell something of it."""
        return self._inner.get_extra_info(info)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is, waiting for it."""
        until = ENDS.get()
        if until is None:
            return self._inner.read(max_bytes, timeout)
        with _in_time(until):
            return self._inner.read(max_bytes, _wait(timeout, until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        until = ENDS.get()
        if until is None:
            self._inner.write(buffer, timeout)
            return
        rest = memoryview(buffer)
        with _in_time(until):
            # The timeout is one for each send: in pieces, they cannot add up.
            while rest:
                piece = bytes(rest[:_PIECE])
                self._inner.write(piece, _wait(timeout, until))
                rest = rest[_PIECE:]

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt what follows."""
        until = ENDS.get()
        try:
            if until is None:
                inner = self._inner.start_tls(ssl_context, server_hostname, timeout)
                return _Stream(inner)
            with _in_time(until):
                wait = _wait(timeout, until)
                inner = self._inner.start_tls(ssl_context, server_hostname, wait)
                return _Stream(inner)
        except OutOfTime:
            # Nobody else has it yet.
            self.close()
            raise


class _Backend(httpcore.NetworkBackend):
    """What makes connections."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host."""
        until = ENDS.get()
        if until is None:
            return self._connected(host, port, timeout, local_address, socket_options)
        # The timeout is one for each address that the host has.
        places = _addresses(host, port)
        for number, place in enumerate(places, 1):
            try:
                with _in_time(until):
                    wait = _wait(timeout, until)
                    return self._connected(
                        place, port, wait, local_address, socket_options
                    )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(places):
                    raise
        raise AssertionError("a host without an address")

    def _connected(
        self,
        host: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        options: Iterable[Any] | None,
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._inner.connect_tcp(host, port, timeout, local_address, options)
        )


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = getaddrinfo(host, port, type=SOCK_STREAM)
    except OSError:
        # Connecting says the same, in the words that are known for it.
        return [host]
    return [str(place[4][0]) for place in found] or [host]
