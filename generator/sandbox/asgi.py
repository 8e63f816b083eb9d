"""ASGI at its lowest: reading a request, sending a response, disconnecting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_WITHOUT_CONTENT = (204, 205, 304)
"""Statuses of responses without content (RFC 9110, section 6.4.1)."""


class Protocol(H11Protocol):
    """uvicorn's protocol, which lets the application have the transport."""

    def connection_made(self, transport: Any) -> None:
        """Put the transport where ASGI has room for the server's own things."""
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


@dataclass(frozen=True)
class HttpResponse:
    """Response before it is sent."""

    status: int
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def headers_of(scope: Scope) -> dict[str, str]:
    """Return the header fields, names in lower case."""
    return {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}


def raw_path(scope: Scope) -> str:
    """Return the path as it came, below where the application is mounted."""
    path: str = scope["raw_path"].decode("ascii")
    return path.removeprefix(scope.get("root_path", ""))


def target(scope: Scope) -> str:
    """Return the request target as it came."""
    query = scope["query_string"].decode("ascii")
    path: str = scope["raw_path"].decode("ascii")
    return f"{path}?{query}" if query else path


async def read(receive: Receive, limit: int) -> bytes:
    """Read the body of a request to its end, and return its first bytes."""
    content = bytearray()
    while True:
        message = await receive()
        content += message.get("body", b"")[: limit - len(content)]
        if not message.get("more_body", False):
            return bytes(content)


async def wait_for_disconnect(receive: Receive) -> None:
    """Wait until the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def begin(send: Send, response: HttpResponse) -> None:
    """Send status and headers, with the length of the whole content."""
    lines = {k.lower(): v for k, v in response.headers.items()}
    if response.status not in _WITHOUT_CONTENT:
        lines.setdefault("content-length", str(len(response.content)))
    raw = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in lines.items()]
    await send(
        {"type": "http.response.start", "status": response.status, "headers": raw}
    )


async def reply(send: Send, response: HttpResponse) -> None:
    """Send a response."""
    await begin(send, response)
    content = b"" if response.status in _WITHOUT_CONTENT else response.content
    await send({"type": "http.response.body", "body": content})


async def disconnect(scope: Scope, receive: Receive) -> None:
    """Close the connection without a word."""
    transport: Any = scope["state"]["transport"]
    transport.abort()
    await wait_for_disconnect(receive)


async def disconnect_halfway(
    scope: Scope, receive: Receive, send: Send, response: HttpResponse
) -> None:
    """Send the first half of a response and close the connection."""
    await begin(send, response)
    half = response.content[: len(response.content) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})
    transport: Any = scope["state"]["transport"]
    transport.close()
    await wait_for_disconnect(receive)
