"""The documented API as an ASGI application."""

from __future__ import annotations

import re
from functools import partial
from itertools import count
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send

from .asgi import (
    HttpResponse,
    disconnect,
    disconnect_halfway,
    headers_of,
    raw_path,
    reply,
    target,
)
from .errors import CONTEXT
from .exchange import Dropped, Exchange, Middleware, chain
from .middleware import Authorization, Faults, RateLimiting
from .operations import Operations
from .recording import RecordedRequest
from .state import Sandbox
from .storage import PREFIX, storage_origin
from .texts import ORIGIN


def middleware(sandbox: Sandbox) -> list[Middleware]:
    """Return the middleware of the API, the outermost first."""
    return [Authorization(sandbox), RateLimiting(sandbox), Faults(sandbox)]


_LINK = re.compile(rf'{ORIGIN}{PREFIX}([^"?\\]+)'.encode())
"""Link of a file in a JSON string."""


class Api:
    """ASGI application of the documented API."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._handle = chain(middleware(sandbox), Operations(sandbox))
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        exchange = self._exchange(scope, receive)
        log = self._sandbox.log
        log.add(exchange.request)
        try:
            response = self._completed(exchange, await self._handle(exchange))
        except Dropped as dropped:
            log.counts.statuses[0] += 1
            if dropped.half_of is None:
                await disconnect(scope, receive)
            else:
                half = self._completed(exchange, dropped.half_of)
                await disconnect_halfway(scope, receive, send, half)
            return
        log.counts.statuses[response.status] += 1
        exchange.request.status = response.status
        await reply(send, response)

    def _exchange(self, scope: Scope, receive: Receive) -> Exchange:
        method, path = scope["method"], raw_path(scope)
        match = self._sandbox.index.match(method, path)
        name = match.endpoint.name if match else f"{method} {path}"
        request = RecordedRequest(name, method, target(scope), headers_of(scope))
        return Exchange(scope, receive, request, path, match)

    def _completed(self, exchange: Exchange, response: HttpResponse) -> HttpResponse:
        """Add the correlation id, and the URL of the sandbox."""
        number = f"c0ffee-{next(self._numbers)}"
        header = self._sandbox.index.config.wire.correlation_header
        headers = {header: number, **response.headers} if header else response.headers
        content = response.content.replace(CONTEXT.encode(), number.encode())
        if ORIGIN.encode() in content:
            content = _LINK.sub(partial(self._presigned, exchange.origin), content)
            content = content.replace(ORIGIN.encode(), exchange.origin.encode())
        return HttpResponse(response.status, content, headers)

    def _presigned(self, origin: str, match: re.Match[bytes]) -> bytes:
        """Return the presigned URL of a file."""
        name = unquote(match[1].decode())
        path = self._sandbox.storage.presigned_path(name)
        return (storage_origin(origin) + path).encode()
