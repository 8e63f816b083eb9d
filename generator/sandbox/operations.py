"""Documented operations: the last handler of the chain."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import msgspec

from .asgi import HttpResponse
from .errors import JSON, ApiError
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
        endpoint = exchange.match.endpoint if exchange.match else None
        try:
            if exchange.match is None:
                return self._unknown(exchange)
            return self._respond(exchange, exchange.match)
        except ApiError as error:
            return self._sandbox.errors.response(
                error.status, error.code, str(error), endpoint=endpoint
            )

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
            message = f"path {path} takes {allow['Allow']}, not {request.method}"
            return self._sandbox.errors.response(
                405, "method.not.allowed", message, allow
            )
        raise ApiError(404, "not.found", f"path {path} does not exist")

    def _respond(self, exchange: Exchange, match: Match) -> HttpResponse:
        sandbox, request, endpoint = self._sandbox, exchange.request, match.endpoint
        query = request.target.partition("?")[2]
        body = sandbox.checker.check(
            endpoint, match.values, query, request.headers, request.content
        )
        sandbox.resources.check_path(match, exchange.path)
        sandbox.resources.jobs.check_results(endpoint, exchange.path)
        value = self._perform(exchange, match, query, body)
        sandbox.log.apply(request)
        status, type_ = endpoint.success, endpoint.type
        if exchange.malformed is not None:
            fault = exchange.malformed
            return malformed_response(fault, sandbox.index, type_, status, value)
        if type_ is None or status == 204:
            return HttpResponse(status)
        content = b"" if request.method == "HEAD" else msgspec.json.encode(value)
        return HttpResponse(status, content, JSON)

    def _perform(self, exchange: Exchange, match: Match, query: str, body: Any) -> Any:
        """Let a request take effect, and return the value of its response."""
        sandbox, endpoint, path = self._sandbox, match.endpoint, exchange.path
        resources, method = sandbox.resources, endpoint.operation.method
        place = resources.place(endpoint, path)
        if method == "POST":
            if endpoint.is_job or sandbox.index.is_collection(endpoint):
                return resources.create(endpoint, path, body)
        elif method in ("PUT", "PATCH"):
            resources.change(endpoint, place, body)
        elif method == "DELETE":
            value = resources.read(endpoint, place, endpoint.type)
            resources.delete(place)
            return value
        pairs = dict(parse_qsl(query))
        listed = sandbox.listings.respond(endpoint, path, pairs, body)
        if listed is not None:
            return listed
        return resources.read(endpoint, place, endpoint.type)
