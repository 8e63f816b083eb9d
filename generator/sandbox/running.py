"""Servers of a sandbox: one that a command runs, and one in a thread of a test."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from .app import make_app
from .asgi import Protocol, disconnect
from .clock import Clock
from .scenario import Scenario
from .settings import Settings
from .spec_index import SpecIndex
from .state import Sandbox

_BACKLOG = 2048


@contextmanager
def listen(host: str = "127.0.0.1", port: int = 0) -> Generator[socket.socket]:
    """Listen on an address; port 0 is any free port.

    Raises:
        OSError: The address is in use, or not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol's number, without which asyncio leaves Nagle's algorithm on.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, port))
        except OSError as error:
            raise OSError(f"{host}:{port}: {error.strerror}") from error
        found.listen(_BACKLOG)
        yield found


def url_of(listening: socket.socket) -> str:
    """Return the URL of a server on a socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_server(app: ASGIApp, *, logs: bool = False) -> uvicorn.Server:
    """Make a server, which still needs sockets and a thread to run in."""
    config = uvicorn.Config(
        app,
        http=Protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="info" if logs else "critical",
        access_log=logs,
        server_header=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


class LiveSandbox:
    """Server of a command, whose sandbox can be replaced while it runs.

    Attributes:
        sandbox: The present sandbox.
        url: URL of the API and the login host.
    """

    def __init__(
        self,
        index: SpecIndex,
        settings: Settings,
        listening: socket.socket,
        scenario: Scenario | None = None,
    ) -> None:
        self._settings = settings
        self._socket = listening
        self.url = url_of(listening)
        self.restart(index, scenario)

    def restart(self, index: SpecIndex, scenario: Scenario | None = None) -> None:
        """Serve another API from now on."""
        self.sandbox = Sandbox(index, self._settings, scenario=scenario)
        self._app = make_app(self.sandbox)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the present sandbox."""
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            # The server stops, and does not wait for this response any longer.
            await disconnect(scope, receive)

    def run(self) -> None:
        """Serve until a signal stops the process."""
        _log_to_stderr("uvicorn.access", logging.INFO)
        _log_to_stderr("uvicorn.error", logging.WARNING)
        server = make_server(self, logs=self._settings.access_log)
        server.run([self._socket])


def _log_to_stderr(name: str, level: int) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(level)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logging.getLogger(name).addHandler(handler)


class RunningSandbox(Sandbox):
    """Sandbox of a test, and its URLs.

    Attributes:
        url: URL of the API and the login host.
        other_url: The same server on another port: to clients another host.
    """

    url: str
    other_url: str

    @property
    def gateway(self) -> str:
        """The gateway's URL; below it are ``/login`` and ``/api``."""
        return f"{self.url}/gateway"


@contextmanager
def run_in_thread(
    index: SpecIndex,
    settings: Settings | None = None,
    clock: Clock | None = None,
    scenario: Scenario | None = None,
) -> Generator[RunningSandbox]:
    """Serve an API from a thread."""
    sandbox = RunningSandbox(index, settings, clock, scenario)
    with listen() as one, listen() as other:
        sandbox.url, sandbox.other_url = url_of(one), url_of(other)
        server = make_server(make_app(sandbox))
        sockets = [one, other]
        thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
        thread.start()
        try:
            while not server.started:
                time.sleep(0.005)
            yield sandbox
        finally:
            server.should_exit = True
            thread.join()
