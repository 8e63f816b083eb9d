"""Running a sandbox: in a thread beside the tests, or as a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import httpx
import msgspec
import uvicorn

from .app import Orders, make_app
from .counters import Counts
from .documents import Documents
from .state import Sandbox
from .wire import Protocol

_ROOT = Path(__file__).parents[3]


class Served(Sandbox):
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


def listen(port: int = 0) -> socket.socket:
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
def serving(documents: Documents) -> Generator[Served]:
    """Serve documents from a thread."""
    sandbox = Served(documents)
    sockets = [listen(), listen()]
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


class Remote:
    """A sandbox in another process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=600)

    def order(self, orders: Orders) -> Counts:
        """Tell the sandbox what to do, and return its counts."""
        content = msgspec.json.encode(orders)
        return self._counts(self._http.post("/_sandbox", content=content))

    def counts(self) -> Counts:
        """Return what arrived so far."""
        return self._counts(self._http.get("/_sandbox"))

    def _counts(self, answer: httpx.Response) -> Counts:
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=Counts, dec_hook=_counter)

    def close(self) -> None:
        """Close the connection for orders."""
        self._http.close()


def _counter(type_: Any, value: Any) -> Any:
    """Make the `Counter` that JSON has as an object with texts for keys."""
    (key,) = get_args(type_)
    return Counter({key(name): number for name, number in value.items()})


@contextmanager
def serving_apart(specs: Path) -> Generator[Remote]:
    """Serve documents from a process of its own."""
    command = [sys.executable, "-m", "tests.e2e.sandbox", str(specs)]
    with subprocess.Popen(
        command, cwd=_ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            remote = Remote(process.stdout.readline().strip())
            try:
                yield remote
            finally:
                remote.close()
        finally:
            process.terminate()
