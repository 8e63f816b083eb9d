"""The sandbox as one Starlette application: login, API, storage, admin."""

from __future__ import annotations

import asyncio
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from .admin import admin_routes
from .api import Api
from .asgi import disconnect, wait_for_disconnect
from .faults import MAX_DELAY, TOKEN, Delay, Disconnect, ScriptedResponse
from .oauth import GrantError
from .recording import RecordedRequest
from .state import Sandbox

GATEWAY = "/gateway"
"""Below it, the login host and the API are once more, as behind a gateway."""


def make_app(sandbox: Sandbox) -> ASGIApp:
    """Make the application; the paths of operations do without routes."""
    api = Api(sandbox)
    others = _make_routes(sandbox, api)
    oauth = sandbox.index.config.oauth
    own = (oauth.token_path, oauth.authorize_path, GATEWAY, "/storage/", "/_sandbox")
    roots = {e.segments[1] for e in sandbox.index.operations.values()}
    roots -= {path.split("/")[1] for path in own}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        root = scope["path"].split("/", 2)[1:2]
        await (api if roots.issuperset(root) and root else others)(scope, receive, send)

    return app


def _make_routes(sandbox: Sandbox, api: Api) -> Starlette:
    login = _login_routes(sandbox)
    routes: list[BaseRoute] = [
        *login,
        *_storage_routes(sandbox),
        *admin_routes(sandbox),
        Mount(f"{GATEWAY}/login", routes=login),
        Mount(f"{GATEWAY}/api", app=api),
        Mount("/", app=api),
    ]
    return Starlette(routes=routes)


def _login_routes(sandbox: Sandbox) -> list[BaseRoute]:
    async def token(request: Request) -> Response:
        content = await request.body()
        headers = dict(request.headers)
        recorded = RecordedRequest(TOKEN, "POST", request.url.path, headers, content)
        sandbox.log.add(recorded)
        fault = sandbox.faults.next(TOKEN)
        if isinstance(fault, Disconnect):
            await disconnect(request.scope, request.receive)
            return Response()
        if isinstance(fault, Delay):
            try:
                await asyncio.wait_for(
                    wait_for_disconnect(request.receive), min(fault.seconds, MAX_DELAY)
                )
            except TimeoutError:
                pass
            else:
                return Response()
        if isinstance(fault, ScriptedResponse):
            response = _scripted(fault)
        else:
            response = _grant(sandbox, recorded)
        recorded.status = response.status_code
        return response

    async def authorize(request: Request) -> Response:
        try:
            back = sandbox.auth.authorize(request.query_params)
        except GrantError as refused:
            page = f"<h1>{escape(str(refused))}</h1>"
            return Response(page, 400, media_type="text/html")
        return RedirectResponse(back, 302)

    oauth = sandbox.index.config.oauth
    return [
        Route(oauth.token_path, token, methods=["POST"]),
        Route(oauth.authorize_path or "/oauth/authorize", authorize),
    ]


def _grant(sandbox: Sandbox, request: RecordedRequest) -> Response:
    """Return the response to a token request."""
    text = request.content.decode("utf-8", "replace")
    form = dict(parse_qsl(text, keep_blank_values=True))
    basic = request.headers.get("authorization", "")
    try:
        granted = sandbox.auth.grant(form, basic, sandbox.log.counts)
    except GrantError as refused:
        body = {"error": refused.code, "error_description": str(refused)}
        return JSONResponse(body, refused.status)
    return JSONResponse(granted)


def _scripted(fault: ScriptedResponse) -> Response:
    if fault.content is not None:
        return Response(fault.content, fault.status, fault.headers)
    body = fault.body or {"error": fault.code, "description": fault.message}
    return JSONResponse(body, fault.status, fault.headers)


def _storage_routes(sandbox: Sandbox) -> list[BaseRoute]:
    async def storage(request: Request) -> Response:
        name = request.path_params["name"]
        body = await request.body()
        response = sandbox.storage.response(request.method, name, request, body)
        if request.method == "GET" and sandbox.storage.cut_after:
            return _BrokenResponse(response, sandbox.storage.cut_after.pop(0))
        return response

    return [Route("/storage/{name:path}", storage, methods=["GET", "PUT"])]


class _BrokenResponse(Response):
    """Response that stops in the middle."""

    def __init__(self, response: Response, after: int) -> None:
        self._response = response
        self._after = after

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        start = {"type": "http.response.start", "status": self._response.status_code}
        await send({**start, "headers": self._response.raw_headers})
        part = bytes(self._response.body)[: self._after]
        await send({"type": "http.response.body", "body": part, "more_body": True})
        scope["state"]["transport"].close()
        await wait_for_disconnect(receive)
