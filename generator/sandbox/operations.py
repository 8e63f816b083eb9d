"""Documented operations: the last handler of the chain."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from .asgi import HttpResponse
from .checking import InvalidRequest
from .errors import JSON, error
from .exchange import Exchange
from .malformed import malformed_response
from .spec_index import Match
from .state import Sandbox


class Operations:
    """Checks a request, lets it take effect, and responds as documented."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, exchange: Exchange) -> HttpResponse:
        """Respond to a request."""
        await exchange.read_body()
        if exchange.match is None:
            return self._unknown(exchange)
        request, operation = exchange.request, exchange.match.endpoint.operation
        query = request.target.partition("?")[2]
        try:
            body = self._sandbox.checker.check(
                operation, query, request.headers, request.content
            )
        except InvalidRequest as invalid:
            return error(invalid.status, invalid.code, str(invalid))
        self._sandbox.log.apply(request)
        return self._respond(exchange, exchange.match, query, body)

    def _unknown(self, exchange: Exchange) -> HttpResponse:
        """Respond to a request that no operation matches."""
        request, path = exchange.request, exchange.path
        revoke_path = self._sandbox.index.config.oauth.revoke_path
        if request.method == "DELETE" and path == revoke_path:
            self._sandbox.log.apply(request)
            self._sandbox.auth.revoke(request.headers["authorization"][7:])
            return HttpResponse(200)
        methods = self._sandbox.index.methods(path)
        if methods:
            allow = {"Allow": ", ".join(methods)}
            return error(405, "method.not.allowed", "not here", allow)
        return error(404, "not.found", "there is no such path")

    def _respond(
        self, exchange: Exchange, match: Match, query: str, body: Any
    ) -> HttpResponse:
        endpoint, sandbox = match.endpoint, self._sandbox
        status = endpoint.success
        responses = endpoint.operation.responses
        row = next((r for r in responses if r.status == str(status)), None)
        type_ = row.type if row is not None else None
        pairs = dict(parse_qsl(query))
        value: Any = sandbox.listings.page(endpoint, exchange.path, pairs, body)
        if value is None:
            value = sandbox.values.response(type_, match.values)
        if exchange.malformed is not None:
            fault = exchange.malformed
            return malformed_response(fault, sandbox.index, type_, status, value)
        if type_ is None or status == 204:
            return HttpResponse(status)
        return HttpResponse(
            status, json.dumps(value, ensure_ascii=False).encode(), JSON
        )
