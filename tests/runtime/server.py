"""A real HTTP server on a loopback port that answers as a test says."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Request:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    peer: Any = None
    """What tells its connection from all others."""

    def __repr__(self) -> str:
        return f"{self.method} {self.target}"


@dataclass
class Answer:
    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    cut: bool = False
    """Close the connection without a word."""
    cut_after: int | None = None
    """Close the connection after so many bytes of the body."""
    drip: float = 0.0
    """Seconds between the bytes of the body."""
    stall: bool = False
    """Say nothing until the server is stopped."""

    def bytes(self) -> bytes:
        if self.content is not None:
            return self.content
        return b"" if self.body is None else json.dumps(self.body).encode()


class Server:
    """Records what it gets; `respond` decides what it says."""

    def __init__(self, respond: Callable[[Request], Answer]) -> None:
        self.respond = respond
        self.requests: list[Request] = []
        self.released = threading.Event()
        self.url = ""

    def calls(self, prefix: str = "/") -> list[Request]:
        return [r for r in self.requests if r.target.startswith(prefix)]


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {k.lower(): v for k, v in self.headers.items()}
            body = self.rfile.read(length)
            if headers.get("transfer-encoding") == "chunked":
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
            peer = self.client_address
            request = Request(self.command, self.path, headers, body, peer)
            server.requests.append(request)
            answer = server.respond(request)
            if answer.stall:
                server.released.wait(60)
            if answer.cut or answer.stall:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            content = answer.bytes()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status not in (204, 304):
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if answer.drip:
                for byte in content:
                    if not server.released.wait(answer.drip):
                        self.wfile.write(bytes([byte]))
                return
            self.wfile.write(content[: answer.cut_after])
            if answer.cut_after is not None:
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

    return Handler


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def serving(
    respond: Callable[[Request], Answer], tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    server = Server(respond)
    http = _Quiet(("127.0.0.1", 0), _handler(server))
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    if tls is not None:
        server.url = server.url.replace("http", "https")
        # The handshake is the business of the thread that reads, not of who accepts.
        http.socket = tls.wrap_socket(
            http.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        http.shutdown()
        http.server_close()
        thread.join()


def named(request: Request) -> Answer:
    """Answer with a pet."""
    return Answer(200, {"name": "x"})


def logging_in(respond: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """Give a token to whoever asks for one, and leave all else to a function."""

    def both(request: Request) -> Answer:
        if request.target == "/oauth/token":
            return Answer(200, {"access_token": "t1", "expires_in": 3600})
        return respond(request)

    return both


def grant_at(url: str) -> dict[str, Any]:
    """Return the settings of a client that asks for its tokens at a URL."""
    secrets = {"client_id": "id", "client_secret": "secret"}
    return {**secrets, "base_url": url, "login_url": url}


def until(holds: Callable[[], object]) -> None:
    """Wait for something that happens, however slow the machine is."""
    for _ in range(30_000):
        if holds():
            return
        time.sleep(0.002)
    raise AssertionError("it never happened")
