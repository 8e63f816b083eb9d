"""Middleware of the documented API: authorization, rate limits, scripts and faults."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from http import HTTPStatus

from ..config import Limits
from .asgi import HttpResponse
from .errors import JSON
from .exchange import Dropped, Exchange, Handler
from .faults import (
    FAULT_HEADER,
    MAX_DELAY,
    Delay,
    Disconnect,
    Fault,
    ScriptedResponse,
    parse_fault,
)
from .rate_limits import Window
from .state import Sandbox


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
        return self._sandbox.errors.response(
            401, code if scheme else "no.credentials", "Invalid login"
        )


class RateLimiting:
    """Rejects the requests of a token beyond its rate limit."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, exchange: Exchange, following: Handler) -> HttpResponse:
        """Pass a request within the limit on, and add the state of the limit."""
        token = exchange.request.headers.get("authorization", "")
        window = self._sandbox.rate_limits.add(token)
        if window is None:
            return await following(exchange)
        seconds = window.seconds_left(self._sandbox.clock())
        if window.is_exceeded:
            await exchange.read_body()
            response = self._rejection(seconds)
        else:
            response = await following(exchange)
        limits = self._sandbox.index.config.limits
        headers = {**response.headers, **_usage(limits, window, seconds)}
        return replace(response, headers=headers)

    def _rejection(self, seconds: int) -> HttpResponse:
        code = self._sandbox.index.config.limits.code or _code(429)
        message = f"Rate limit exceeded. Retry the request in [{seconds}] seconds"
        return self._sandbox.errors.response(
            429, code, message, {"Retry-After": str(seconds)}
        )


def _usage(limits: Limits, window: Window, seconds: int) -> dict[str, str]:
    """Return the headers with the state of a limit, as far as the platform has them."""
    values = {
        limits.count_header: window.count,
        limits.allowed_header: window.allowed,
        limits.reset_header: seconds,
    }
    return {name: str(value) for name, value in values.items() if name}


class Faults:
    """Performs the scripted responses and faults."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, exchange: Exchange, following: Handler) -> HttpResponse:
        """Perform the fault of the request, if there is one."""
        try:
            fault = self._next(exchange)
        except ValueError as invalid:
            await exchange.read_body()
            return self._sandbox.errors.response(400, _code(400), str(invalid))
        if isinstance(fault, Disconnect) and fault.when == "before":
            raise Dropped
        await exchange.read_body()
        await _wait(exchange, self._sandbox.faults.rates.latency)
        match fault:
            case Delay():
                await _wait(exchange, fault.seconds)
                return await following(exchange)
            case Disconnect():
                response = await following(exchange)
                raise Dropped(response if fault.when == "half" else None)
            case ScriptedResponse():
                await _wait(exchange, fault.delay)
                return await self._scripted(fault, exchange, following)
            case _:
                exchange.malformed = fault
                return await following(exchange)

    def _next(self, exchange: Exchange) -> Fault | None:
        """Return the fault that the request asks for, else the next one.

        Raises:
            ValueError: The request asks for an unknown one.
        """
        header = exchange.request.headers.get(FAULT_HEADER)
        if header is not None:
            return parse_fault(header)
        return self._sandbox.faults.next(exchange.request.operation)

    async def _scripted(
        self, fault: ScriptedResponse, exchange: Exchange, following: Handler
    ) -> HttpResponse:
        """Return a scripted response; a success without a body is as documented."""
        if fault.takes_effect:
            self._sandbox.log.apply(exchange.request)
        if fault.content is not None:
            return HttpResponse(fault.status, fault.content, fault.headers)
        if fault.body is not None:
            content = json.dumps(fault.body).encode()
            return HttpResponse(fault.status, content, {**JSON, **fault.headers})
        if not 200 <= fault.status < 300:
            return self._failure(fault, exchange)
        response = await following(exchange)
        if response.status >= 300:
            return response
        content = b"" if fault.status == 204 else response.content
        headers = {**response.headers, **fault.headers}
        return HttpResponse(fault.status, content, headers)

    def _failure(self, fault: ScriptedResponse, exchange: Exchange) -> HttpResponse:
        """Return a response with the documented error body of a status."""
        code = fault.code or _code(fault.status)
        if fault.status == 429:
            code = fault.code or self._sandbox.index.config.limits.code or code
        message = fault.message or "The sandbox was asked for this response"
        endpoint = exchange.match.endpoint if exchange.match else None
        return self._sandbox.errors.response(
            fault.status, code, message, fault.headers, endpoint
        )


async def _wait(exchange: Exchange, seconds: float) -> None:
    """Wait some seconds.

    Raises:
        Dropped: The client has disconnected.
    """
    if not seconds:
        return
    try:
        await asyncio.wait_for(exchange.wait_for_disconnect(), min(seconds, MAX_DELAY))
    except TimeoutError:
        return
    raise Dropped


def _code(status: int) -> str:
    """Return a code for a status: ``not.found`` for 404."""
    try:
        return re.sub("[^a-z]+", ".", HTTPStatus(status).phrase.lower())
    except ValueError:
        return f"status.{status}"
