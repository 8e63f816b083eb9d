"""Responses with the error body of the platform."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .asgi import HttpResponse

JSON = {"Content-Type": "application/json"}
CONTEXT = "@CONTEXT@"
"""Stands for the correlation id, which is known when the response is sent."""


def error(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Make a response with the platform's error body."""
    body: dict[str, Any] = {
        "message": message,
        "code": code,
        "status": status,
        "contextId": CONTEXT,
        "details": [],
        "errors": [],
    }
    return HttpResponse(status, json.dumps(body).encode(), {**JSON, **(headers or {})})
