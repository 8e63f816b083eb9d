"""Middleware of the documented API: authorization, scripted responses and faults."""

from __future__ import annotations

import asyncio
import json

from .asgi import HttpResponse
from .errors import JSON, error
from .exchange import Dropped, Exchange, Handler
from .faults import Delay, Disconnect, ScriptedResponse
from .state import Sandbox

MAX_DELAY = 3600


class Authorization:
    """Refuses requests without a valid token."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, exchange: Exchange, following: Handler) -> HttpResponse:
        """Pass a request with a valid token on."""
        header = exchange.request.headers.get("authorization", "")
        scheme, _, token = header.partition(" ")
        if scheme == "Bearer" and self._sandbox.auth.is_valid(token):
            return await following(exchange)
        await exchange.read_body()
        self._sandbox.log.counts.expired += 1
        code = self._sandbox.index.config.oauth.expired_code or "unauthorized"
        return error(401, code if scheme else "no.credentials", "Invalid login")


class Faults:
    """Performs the scripted responses and faults."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, exchange: Exchange, following: Handler) -> HttpResponse:
        """Perform the next fault of the operation, if there is one."""
        fault = self._sandbox.faults.next(exchange.request.operation)
        if isinstance(fault, Disconnect) and fault.when == "before":
            raise Dropped
        await exchange.read_body()
        match fault:
            case Delay():
                try:
                    seconds = min(fault.seconds, MAX_DELAY)
                    await asyncio.wait_for(exchange.wait_for_disconnect(), seconds)
                except TimeoutError:
                    return await following(exchange)
                raise Dropped
            case Disconnect():
                response = await following(exchange)
                raise Dropped(response if fault.when == "half" else None)
            case ScriptedResponse():
                if fault.takes_effect:
                    self._sandbox.log.apply(exchange.request)
                return _scripted(fault)
            case _:
                exchange.malformed = fault
                return await following(exchange)


def _scripted(fault: ScriptedResponse) -> HttpResponse:
    if fault.content is not None:
        return HttpResponse(fault.status, fault.content, fault.headers)
    if fault.body is not None:
        content = json.dumps(fault.body).encode()
        return HttpResponse(fault.status, content, {**JSON, **fault.headers})
    return error(fault.status, fault.code, fault.message, fault.headers)
