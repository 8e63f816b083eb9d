"""A real proxy on a loopback port: forwards requests, and tunnels (CONNECT)."""

from __future__ import annotations

import http.client
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


class Proxy:
    """Records the request lines it gets; wants a user and a password if it has one."""

    def __init__(self, authorization: str | None) -> None:
        self.authorization = authorization
        self.lines: list[str] = []
        self.seen: list[dict[str, str]] = []
        self.port = 0


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def _admitted(self) -> bool:
            proxy.lines.append(f"{self.command} {self.path}")
            proxy.seen.append({k.lower(): v for k, v in self.headers.items()})
            given = self.headers.get("Proxy-Authorization")
            if proxy.authorization is None or given == proxy.authorization:
                return True
            self.send_response(407)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return False

        def do_CONNECT(self) -> None:
            if not self._admitted():
                return
            host, _, port = self.path.rpartition(":")
            with socket.create_connection((host, int(port))) as there:
                self.send_response(200)
                self.end_headers()
                _pipe(self.connection, there)
            self.close_connection = True

        def _forward(self) -> None:
            if not self._admitted():
                return
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            onward = http.client.HTTPConnection(parts.netloc)
            kept = {k: v for k, v in self.headers.items() if k.lower()[:5] != "proxy"}
            onward.request(self.command, parts.path, body, kept)
            answer = onward.getresponse()
            content = answer.read()
            onward.close()
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _forward

    return Handler


def _pipe(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while True:
            for ready in select.select([here, there], [], [], 30)[0]:
                data = ready.recv(65536)
                if not data:
                    return
                (there if ready is here else here).sendall(data)


@contextmanager
def proxying(authorization: str | None = None) -> Iterator[Proxy]:
    proxy = Proxy(authorization)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(proxy))
    server.daemon_threads = True
    proxy.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
