"""Status tables of errors that several operations share."""

from __future__ import annotations

from .. import models as _m
from .._runtime.operation import Response as _Response

ERRORS_1 = (
    _Response(
        "400",
        lambda: _m.ErrorBody,
        "The request could not be understood by the server due to malformed syntax.",
    ),
    _Response(
        "401",
        lambda: _m.ErrorBody,
        "No authentication bearer token specified in authorization header.",
    ),
    _Response(
        "403",
        lambda: _m.ErrorBody,
        "You are not authorized to perform the requested action.",
    ),
    _Response("404", lambda: _m.ErrorBody, "The requested resource was not found."),
    _Response(
        "408",
        lambda: _m.ErrorBody,
        "The client did not produce a request within the server timeout limit. This can be caused by a slow network connection and/or large payloads.",
    ),
    _Response(
        "409",
        lambda: _m.ErrorBody,
        "The request conflicts with the current state of the target resource.",
    ),
    _Response(
        "413",
        lambda: _m.ErrorBody,
        "The request is over the size limit. Maximum bytes: %s",
    ),
    _Response(
        "415",
        lambda: _m.ErrorBody,
        "Unsupported Media Type - Unsupported or incorrect media type, such as an incorrect Content-Type value in the header.",
    ),
    _Response(
        "429",
        lambda: _m.ErrorBody,
        "Rate limit exceeded the maximum. Retry the request in [%s] seconds",
    ),
    _Response(
        "500",
        lambda: _m.ErrorBody,
        "The server encountered an unexpected condition which prevented it from fulfilling the request.",
    ),
    _Response(
        "503",
        lambda: _m.ErrorBody,
        "Service Unavailable - The server is currently unavailable (because it is overloaded or down for maintenance).",
    ),
    _Response("504", lambda: _m.ErrorBody, "The request timed out."),
)
