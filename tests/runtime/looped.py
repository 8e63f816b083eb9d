"""A server in the event loop of the client, so that both go on turn by turn."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from anyio.abc import ByteStream
from anyio.streams.tls import TLSListener


def say(target: str) -> tuple[str, bytes]:
    """Return the content type and the body for a target: its own name, mostly."""
    if target.startswith("/oauth"):
        return "application/json", b'{"access_token": "t", "expires_in": 3600}'
    if target.startswith("/file"):
        return "application/octet-stream", b"x" * 3000
    if target.startswith("/pets?"):
        number = int(target.partition("pageNumber=")[2][:1] or 1)
        page: dict[str, Any] = {"entities": [{"name": str(number)}], "pageCount": 3}
        return "application/json", json.dumps(page).encode()
    return "application/json", json.dumps({"name": target}).encode()


class Looped:
    """What is known of the server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connections: set[ByteStream] = set()

    async def serve(self, stream: ByteStream) -> None:
        self.connections.add(stream)
        try:
            await _serve(stream)
        finally:
            self.connections.discard(stream)


async def _serve(stream: ByteStream) -> None:
    received = b""
    try:
        while True:
            while b"\r\n\r\n" not in received:
                received += await stream.receive()
            head, _, received = received.partition(b"\r\n\r\n")
            lines = head.decode().lower().split("\r\n")
            length = sum(
                int(line.partition(":")[2])
                for line in lines
                if line.startswith("content-length:")
            )
            while len(received) < length:
                received += await stream.receive()
            received = received[length:]
            kind, body = say(head.split()[1].decode())
            answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n"
            await stream.send(f"{answer}Content-Length: {len(body)}\r\n\r\n".encode())
            for start in range(0, len(body), 1000):
                await stream.send(body[start : start + 1000])
    except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
        pass
    finally:
        with anyio.CancelScope(shield=True):
            await stream.aclose()


@asynccontextmanager
async def looped(tls: ssl.SSLContext | None = None) -> AsyncIterator[Looped]:
    """Serve until the block ends."""
    listener: Any = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(anyio.abc.SocketAttribute.local_port)
    if tls is not None:
        listener = TLSListener(listener, tls, standard_compatible=False)
    async with listener, anyio.create_task_group() as group:
        server = Looped(f"{'http' if tls is None else 'https'}://127.0.0.1:{port}")
        group.start_soon(listener.serve, server.serve)
        yield server
        group.cancel_scope.cancel()
