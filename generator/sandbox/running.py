"""Running a sandbox in a thread of this process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn

from .app import make_app
from .asgi import Protocol
from .clock import Clock
from .settings import Settings
from .spec_index import SpecIndex
from .state import Sandbox


class RunningSandbox(Sandbox):
    """A sandbox and where it is.

    Attributes:
        url: Of the API and the login host.
        other_url: The same server under another port: to clients another host.
        gateway: Of the gateway; below it are ``/login`` and ``/api``.
    """

    url: str
    other_url: str

    @property
    def gateway(self) -> str:
        """The gateway's URL."""
        return f"{self.url}/gateway"


def open_socket(port: int = 0) -> socket.socket:
    """Open a socket on the loopback interface; 0 is any free port."""
    # With the protocol's number, without which asyncio leaves Nagle's algorithm on.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", port))
    return found


def make_server(sandbox: Sandbox) -> uvicorn.Server:
    """Make the server; whoever calls it gives it sockets and a thread to run in."""
    config = uvicorn.Config(
        make_app(sandbox),
        http=Protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        backlog=2048,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


@contextmanager
def run_in_thread(
    index: SpecIndex, settings: Settings | None = None, clock: Clock | None = None
) -> Generator[RunningSandbox]:
    """Serve documents from a thread."""
    sandbox = RunningSandbox(index, settings, clock)
    sockets = [open_socket(), open_socket()]
    urls = [f"http://127.0.0.1:{s.getsockname()[1]}" for s in sockets]
    sandbox.url, sandbox.other_url = urls
    server = make_server(sandbox)
    thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.005)
        yield sandbox
    finally:
        server.should_exit = True
        thread.join()
        for found in sockets:
            found.close()
