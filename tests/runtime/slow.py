"""A server of plain sockets, which is as slow as no HTTP server would be."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

Behaviour = Callable[[socket.socket, threading.Event], None]
"""What is done with a connection, until the event is set."""


@contextmanager
def listening(behave: Behaviour) -> Iterator[str]:
    """Serve on a loopback port; yield the base URL."""
    released = threading.Event()
    threads: list[threading.Thread] = []
    listener = socket.create_server(("127.0.0.1", 0))
    # Small, so that a body that nobody reads is soon too much.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            behave(connection, released)

    def accept() -> None:
        while not released.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=serve, args=(connection,), daemon=True)
            threads.append(thread)
            thread.start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        released.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (acceptor, *threads):
            thread.join(60)


def drip(first: bytes, then: bytes = b"x") -> Behaviour:
    """Answer with a beginning, and then with a little more for many seconds.

    That has an end, so that a client without patience of its own fails and does not
    hang.
    """

    def behave(connection: socket.socket, released: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(first)
        for _ in range(3000):
            if released.wait(0.02):
                return
            connection.sendall(then)

    return behave


def greedless(connection: socket.socket, released: threading.Event) -> None:
    """Read a little of the request now and then, and answer nothing."""
    while not released.wait(0.02):
        connection.recv(64)
