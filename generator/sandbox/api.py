"""The documented operations over ASGI."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from .asgi import (
    HttpResponse,
    disconnect,
    disconnect_halfway,
    headers_of,
    raw_path,
    read,
    reply,
    target,
    wait_for_disconnect,
)
from .checking import InvalidRequest
from .faults import Delay, Disconnect, Fault, Malformed, ScriptedResponse
from .malformed import malformed_response
from .recording import RecordedRequest
from .spec_index import Match
from .state import Sandbox

_JSON = {"Content-Type": "application/json"}


class Api:
    """ASGI application of the documented API."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        method, path = scope["method"], raw_path(scope)
        headers = headers_of(scope)
        match = self._sandbox.index.match(method, path)
        name = match.endpoint.name if match else f"{method} {path}"
        refusal = self._unauthorized(headers)
        fault = None if refusal else self._sandbox.faults.next(name)
        if isinstance(fault, Disconnect) and fault.when == "before":
            self._sandbox.log.add(
                RecordedRequest(name, method, target(scope), headers, b"")
            )
            self._sandbox.log.counts.statuses[0] += 1
            await disconnect(scope, receive)
            return
        recorded = RecordedRequest(
            name, method, target(scope), headers, await read(receive)
        )
        self._sandbox.log.add(recorded)
        if isinstance(fault, Delay):
            try:
                await asyncio.wait_for(
                    wait_for_disconnect(receive), min(fault.seconds, 3600)
                )
            except TimeoutError:
                fault = None
            else:
                self._sandbox.log.counts.statuses[0] += 1
                return
        response = (
            refusal
            or self._scripted(fault)
            or self._respond(match, path, recorded, fault)
        )
        if isinstance(fault, ScriptedResponse) and fault.takes_effect:
            self._sandbox.log.apply(recorded)
        if isinstance(fault, Disconnect):
            self._sandbox.log.counts.statuses[0] += 1
            if fault.when == "half":
                await disconnect_halfway(scope, receive, send, response)
            else:
                await disconnect(scope, receive)
            return
        self._sandbox.log.counts.statuses[response.status] += 1
        await reply(send, self._named(response))

    def _named(self, response: HttpResponse) -> HttpResponse:
        """Add the correlation id, which is in the body of an error too."""
        number = f"c0ffee-{next(self._numbers)}"
        header = self._sandbox.index.config.wire.correlation_header
        headers = {header: number, **response.headers} if header else response.headers
        content = response.content.replace(b"@CONTEXT@", number.encode())
        return HttpResponse(response.status, content, headers)

    def _unauthorized(self, headers: Mapping[str, str]) -> HttpResponse | None:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme == "Bearer" and self._sandbox.auth.is_valid(token):
            return None
        self._sandbox.log.counts.expired += 1
        code = self._sandbox.index.config.oauth.expired_code or "unauthorized"
        return error(401, code if scheme else "no.credentials", "Invalid login")

    def _scripted(self, fault: Fault | None) -> HttpResponse | None:
        if not isinstance(fault, ScriptedResponse):
            return None
        if fault.content is not None:
            return HttpResponse(fault.status, fault.content, fault.headers)
        if fault.body is not None:
            content = json.dumps(fault.body).encode()
            return HttpResponse(fault.status, content, {**_JSON, **fault.headers})
        return error(fault.status, fault.code, fault.message, fault.headers)

    def _respond(
        self,
        match: Match | None,
        path: str,
        recorded: RecordedRequest,
        fault: Fault | None,
    ) -> HttpResponse:
        """Check a request, let it take effect, and make its response."""
        config = self._sandbox.index.config
        query = recorded.target.partition("?")[2]
        if match is None:
            if recorded.method == "DELETE" and path == config.oauth.revoke_path:
                self._sandbox.log.apply(recorded)
                self._sandbox.auth.revoke(recorded.headers["authorization"][7:])
                return HttpResponse(200)
            known = self._sandbox.index.methods(path)
            if known:
                allow = {"Allow": ", ".join(known)}
                return error(405, "method.not.allowed", "not here", allow)
            return error(404, "not.found", "there is no such path")
        operation = match.endpoint.operation
        try:
            body = self._sandbox.checker.check(
                operation, query, recorded.headers, recorded.content
            )
        except InvalidRequest as refused:
            return error(refused.status, refused.code, str(refused))
        self._sandbox.log.apply(recorded)
        status = match.endpoint.success
        row = next((r for r in operation.responses if r.status == str(status)), None)
        type_ = row.type if row is not None else None
        pairs = dict(parse_qsl(query))
        value: Any = self._sandbox.listings.page(match.endpoint, path, pairs, body)
        if value is None:
            value = self._sandbox.values.response(type_, match.values)
        if isinstance(fault, Malformed):
            return malformed_response(fault, self._sandbox.index, type_, status, value)
        if type_ is None or status == 204:
            return HttpResponse(status)
        return HttpResponse(
            status, json.dumps(value, ensure_ascii=False).encode(), _JSON
        )


def error(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Make a response with the platform's error body."""
    body: dict[str, Any] = {
        "message": message,
        "code": code,
        "status": status,
        "contextId": "@CONTEXT@",
        "details": [],
        "errors": [],
    }
    return HttpResponse(status, json.dumps(body).encode(), {**_JSON, **(headers or {})})
