"""The documented operations over ASGI."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from .checking import Refused
from .counters import Arrival
from .documents import Match
from .odd import odd_answer
from .plans import Act, Cut, Odd, Status, Wait
from .state import Sandbox
from .wire import Answer, cut, cut_half, gone, headers_of, raw_path, read, reply, target

_JSON = {"Content-Type": "application/json"}


class Api:
    """Answers requests for the API; an ASGI application."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        method, path = scope["method"], raw_path(scope)
        headers = headers_of(scope)
        match = self._sandbox.documents.match(method, path)
        name = match.documented.name if match else f"{method} {path}"
        refusal = self._unauthorized(headers)
        act = None if refusal else self._sandbox.script.next(name)
        if isinstance(act, Cut) and act.when == "before":
            self._sandbox.log.add(Arrival(name, method, target(scope), headers, b""))
            self._sandbox.log.counts.statuses[0] += 1
            await cut(scope, receive)
            return
        arrival = Arrival(name, method, target(scope), headers, await read(receive))
        self._sandbox.log.add(arrival)
        if isinstance(act, Wait):
            try:
                await asyncio.wait_for(gone(receive), min(act.seconds, 3600))
            except TimeoutError:
                act = None
            else:
                self._sandbox.log.counts.statuses[0] += 1
                return
        answer = (
            refusal or self._planned(act) or self._answer(match, path, arrival, act)
        )
        if isinstance(act, Status) and act.acts:
            self._sandbox.log.act(arrival)
        if isinstance(act, Cut):
            self._sandbox.log.counts.statuses[0] += 1
            if act.when == "half":
                await cut_half(scope, receive, send, answer)
            else:
                await cut(scope, receive)
            return
        self._sandbox.log.counts.statuses[answer.status] += 1
        await reply(send, self._named(answer))

    def _named(self, answer: Answer) -> Answer:
        """Add the correlation id, which is in the body of an error too."""
        number = f"c0ffee-{next(self._numbers)}"
        header = self._sandbox.documents.config.wire.correlation_header
        headers = {header: number, **answer.headers} if header else answer.headers
        content = answer.content.replace(b"@CONTEXT@", number.encode())
        return Answer(answer.status, content, headers)

    def _unauthorized(self, headers: Mapping[str, str]) -> Answer | None:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme == "Bearer" and self._sandbox.login.known(token):
            return None
        self._sandbox.log.counts.expired += 1
        code = self._sandbox.documents.config.oauth.expired_code or "unauthorized"
        return error(401, code if scheme else "no.credentials", "Invalid login")

    def _planned(self, act: Act | None) -> Answer | None:
        if not isinstance(act, Status):
            return None
        if act.content is not None:
            return Answer(act.status, act.content, act.headers)
        if act.body is not None:
            content = json.dumps(act.body).encode()
            return Answer(act.status, content, {**_JSON, **act.headers})
        return error(act.status, act.code, act.message, act.headers)

    def _answer(
        self, match: Match | None, path: str, arrival: Arrival, act: Act | None
    ) -> Answer:
        """Check a request, let it take effect, and make its answer."""
        config = self._sandbox.documents.config
        query = arrival.target.partition("?")[2]
        if match is None:
            if arrival.method == "DELETE" and path == config.oauth.revoke_path:
                self._sandbox.log.act(arrival)
                self._sandbox.login.revoke(arrival.headers["authorization"][7:])
                return Answer(200)
            known = self._sandbox.documents.methods(path)
            if known:
                allow = {"Allow": ", ".join(known)}
                return error(405, "method.not.allowed", "not here", allow)
            return error(404, "not.found", "there is no such path")
        operation = match.documented.operation
        try:
            body = self._sandbox.checker.check(
                operation, query, arrival.headers, arrival.content
            )
        except Refused as refused:
            return error(refused.status, refused.code, str(refused))
        self._sandbox.log.act(arrival)
        status = match.documented.success
        row = next((r for r in operation.responses if r.status == str(status)), None)
        type_ = row.type if row is not None else None
        pairs = dict(parse_qsl(query))
        value: Any = self._sandbox.listings.page(match.documented, path, pairs, body)
        if value is None:
            value = self._sandbox.values.answer(type_, match.values)
        if isinstance(act, Odd):
            return odd_answer(act, self._sandbox.documents, type_, status, value)
        if type_ is None or status == 204:
            return Answer(status)
        return Answer(status, json.dumps(value, ensure_ascii=False).encode(), _JSON)


def error(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Answer:
    """Make an answer with the platform's error body."""
    body: dict[str, Any] = {
        "message": message,
        "code": code,
        "status": status,
        "contextId": "@CONTEXT@",
        "details": [],
        "errors": [],
    }
    return Answer(status, json.dumps(body).encode(), {**_JSON, **(headers or {})})
