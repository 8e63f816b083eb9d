"""Admin endpoint: scripts, faults, time and the requests that came.

It is below `PATH`, needs no token, and responds to the loopback interface only.
"""

from __future__ import annotations

from difflib import get_close_matches
from ipaddress import IPv6Address, ip_address
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from ..quantities import parse_rate
from .faults import Fault, FaultRates, Seconds
from .recording import RecordedRequest
from .state import Sandbox

PATH = "/_sandbox"
NO_LIMIT = "none"


class AdminRequest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Request to the admin endpoint; an absent field changes nothing.

    Attributes:
        reset: Forget data, tokens, scripts and requests first.
        scripts: Next responses, by operation.
        rates: Random faults.
        rate_limit: Rate limit of a token, such as ``300/min``, or ``none``.
        token_life: Seconds until tokens expire that clients request from now on.
        grace: Seconds that these tokens are valid beyond that.
        advance: Seconds by which the clock moves forward.
    """

    reset: bool = False
    scripts: dict[str, list[Fault]] = {}
    rates: FaultRates | None = None
    rate_limit: str | None = None
    token_life: Seconds | None = None
    grace: Seconds | None = None
    advance: float = 0.0

    def apply(self, sandbox: Sandbox) -> None:
        """Change a sandbox.

        Raises:
            LookupError: The API has no such operation.
            ValueError: A value is invalid.
        """
        rate = None
        if self.rate_limit not in (None, NO_LIMIT):
            rate = parse_rate(self.rate_limit)
        for operation in self.scripts:
            sandbox.documented_name(operation)
        sandbox.clock.check(self.advance, from_start=self.reset)
        if self.reset:
            sandbox.reset()
        for operation, faults in self.scripts.items():
            sandbox.script(operation, *faults)
        if self.rates is not None:
            sandbox.faults.set_rates(self.rates)
        if self.rate_limit is not None:
            sandbox.rate_limits.reset(rate)
        if self.token_life is not None:
            sandbox.auth.token_life = self.token_life
        if self.grace is not None:
            sandbox.auth.grace = self.grace
        sandbox.clock.advance(self.advance)


def admin_routes(sandbox: Sandbox) -> list[BaseRoute]:
    """Make the routes of the admin endpoint."""

    async def change(request: Request) -> Response:
        if not _is_local(request):
            return JSONResponse({"message": "only for the loopback interface"}, 403)
        if request.method == "POST":
            try:
                content = await request.body()
                msgspec.json.decode(content, type=AdminRequest).apply(sandbox)
            except LookupError as error:
                return JSONResponse({"message": _unknown(sandbox, error)}, 404)
            except (ValueError, msgspec.DecodeError) as error:
                return JSONResponse({"message": str(error)}, 400)
        return JSONResponse(msgspec.to_builtins(sandbox.log.counts, str_keys=True))

    async def calls(request: Request) -> Response:
        if not _is_local(request):
            return JSONResponse({"message": "only for the loopback interface"}, 403)
        wanted = request.query_params.get("operation")
        found = sandbox.log.calls if wanted is None else sandbox.log.of(wanted)
        return JSONResponse([_call(one) for one in found])

    return [
        Route(PATH, change, methods=["GET", "POST"]),
        Route(f"{PATH}/calls", calls),
    ]


def _is_local(request: Request) -> bool:
    """Return True if a request comes from the loopback interface."""
    if request.client is None:
        return False
    address = ip_address(request.client.host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def _unknown(sandbox: Sandbox, error: LookupError) -> str:
    name = str(error.args[0])
    near = get_close_matches(name, sandbox.index.operations, 1)
    suggestion = f"; did you mean {near[0]!r}?" if near else ""
    return f"unknown operation {name!r}{suggestion}"


def _call(request: RecordedRequest) -> dict[str, Any]:
    return {
        "operation": request.operation,
        "method": request.method,
        "target": request.target,
        "headers": request.headers,
        "body": request.content.decode("utf-8", "replace"),
        "status": request.status,
    }
