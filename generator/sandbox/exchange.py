"""Chain of middleware that a request runs through on its way to its operation.

A middleware receives the exchange and the next handler. It returns that handler's
response, another one, or raises `Dropped` to close the connection.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from starlette.types import Receive, Scope

from .asgi import HttpResponse, read, wait_for_disconnect
from .checking import MAX_BODY
from .faults import Malformed
from .recording import RecordedRequest
from .spec_index import Match

_HOST = re.compile(r"([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d+)?", re.ASCII)


@dataclass
class Exchange:
    """Request on its way through the chain.

    Attributes:
        request: The request as the log has it; `read_body` adds the body.
        path: Path as it came, percent-encoded, below where the API is mounted.
        match: The operation of the path; None if there is none.
        malformed: Malformation of a response of success.
    """

    scope: Scope
    receive: Receive
    request: RecordedRequest
    path: str
    match: Match | None
    malformed: Malformed | None = None

    @property
    def origin(self) -> str:
        """The URL of the sandbox, as the client has it."""
        host = self.request.headers.get("host", "")
        if not _HOST.fullmatch(host):
            name, port = self.scope["server"]
            host = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
        return f"http://{host}"

    async def read_body(self) -> None:
        """Read the body of the request once, so much that it can be refused."""
        if not self.request.is_read:
            self.request.content = await read(self.receive, MAX_BODY + 1)
            self.request.is_read = True

    async def wait_for_disconnect(self) -> None:
        """Wait until the client has disconnected."""
        await wait_for_disconnect(self.receive)


class Dropped(Exception):
    """End of an exchange without a whole response.

    Attributes:
        half_of: Response whose first half is sent before the connection closes.
    """

    def __init__(self, half_of: HttpResponse | None = None) -> None:
        super().__init__("the sandbox drops the connection")
        self.half_of = half_of


Handler: TypeAlias = Callable[[Exchange], Awaitable[HttpResponse]]
Middleware: TypeAlias = Callable[[Exchange, Handler], Awaitable[HttpResponse]]


def chain(middleware: Sequence[Middleware], handler: Handler) -> Handler:
    """Return a handler that runs through all middleware, the first one outermost."""
    for item in reversed(middleware):
        handler = partial(_call, item, handler)
    return handler


async def _call(
    middleware: Middleware, following: Handler, exchange: Exchange
) -> HttpResponse:
    return await middleware(exchange, following)
