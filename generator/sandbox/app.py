"""The sandbox as one Starlette application: login, API, storage, control."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from .api import Api
from .counters import Arrival
from .oauth import GrantRefused
from .plans import TOKEN, Act, Cut, Status, Wait, Weather
from .state import Sandbox
from .wire import cut, gone

GATEWAY = "/gateway"
"""Below it, the login host and the API are once more, as behind a gateway."""


class Orders(msgspec.Struct, kw_only=True):
    """What the control endpoint takes; what is not given stays as it is."""

    reset: bool = False
    plans: dict[str, list[Act]] = {}
    weather: Weather | None = None
    expires_in: float | None = None
    grace: float | None = None


def make_app(sandbox: Sandbox) -> Starlette:
    """Make the application."""
    api = Api(sandbox)
    login = _login_routes(sandbox)
    routes: list[BaseRoute] = [
        *login,
        *_storage_routes(sandbox),
        *_control_routes(sandbox),
        Mount(f"{GATEWAY}/login", routes=login),
        Mount(f"{GATEWAY}/api", app=api),
        Mount("/", app=api),
    ]
    return Starlette(routes=routes)


def _login_routes(sandbox: Sandbox) -> list[BaseRoute]:
    async def token(request: Request) -> Response:
        content = await request.body()
        headers = dict(request.headers)
        arrival = Arrival(TOKEN, "POST", request.url.path, headers, content)
        sandbox.log.add(arrival)
        act = sandbox.script.next(TOKEN)
        if isinstance(act, Cut):
            await cut(request.scope, request.receive)
            return Response()
        if isinstance(act, Wait):
            try:
                await asyncio.wait_for(gone(request.receive), min(act.seconds, 3600))
            except TimeoutError:
                pass
            else:
                return Response()
        if isinstance(act, Status):
            return _planned(act)
        form = dict(parse_qsl(content.decode(), keep_blank_values=True))
        basic = request.headers.get("authorization", "")
        try:
            granted = sandbox.login.grant(form, basic, sandbox.log.counts)
        except GrantRefused as refused:
            body = {"error": refused.code, "error_description": str(refused)}
            return JSONResponse(body, refused.status)
        return JSONResponse(granted)

    async def authorize(request: Request) -> Response:
        try:
            back = sandbox.login.authorize(request.query_params)
        except GrantRefused as refused:
            return Response(f"<h1>{refused}</h1>", 400, media_type="text/html")
        return RedirectResponse(back, 302)

    oauth = sandbox.documents.config.oauth
    return [
        Route(oauth.token_path, token, methods=["POST"]),
        Route(oauth.authorize_path or "/oauth/authorize", authorize),
    ]


def _planned(act: Status) -> Response:
    if act.content is not None:
        return Response(act.content, act.status, act.headers)
    body = act.body or {"error": act.code, "description": act.message}
    return JSONResponse(body, act.status, act.headers)


def _storage_routes(sandbox: Sandbox) -> list[BaseRoute]:
    async def storage(request: Request) -> Response:
        name = request.path_params["name"]
        body = await request.body()
        answer = sandbox.storage.answer(request.method, name, request, body)
        if request.method == "GET" and sandbox.storage.breaks:
            return _Breaking(answer, sandbox.storage.breaks.pop(0))
        return answer

    return [Route("/storage/{name:path}", storage, methods=["GET", "PUT"])]


class _Breaking(Response):
    """An answer that stops in the middle."""

    def __init__(self, answer: Response, after: int) -> None:
        self._answer = answer
        self._after = after

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        start = {"type": "http.response.start", "status": self._answer.status_code}
        await send({**start, "headers": self._answer.raw_headers})
        part = bytes(self._answer.body)[: self._after]
        await send({"type": "http.response.body", "body": part, "more_body": True})
        scope["state"]["transport"].close()
        await gone(receive)


def _control_routes(sandbox: Sandbox) -> list[BaseRoute]:
    async def control(request: Request) -> Response:
        if request.method == "POST":
            orders = msgspec.json.decode(await request.body(), type=Orders)
            if orders.reset:
                sandbox.reset()
            for operation, acts in orders.plans.items():
                sandbox.plan(operation, *acts)
            if orders.weather is not None:
                sandbox.script.weather(orders.weather)
            if orders.expires_in is not None:
                sandbox.login.expires_in = orders.expires_in
            if orders.grace is not None:
                sandbox.login.grace = orders.grace
        content = json.dumps(msgspec.to_builtins(sandbox.log.counts, str_keys=True))
        return Response(content, media_type="application/json")

    return [Route("/_sandbox", control, methods=["GET", "POST"])]
