"""Status tables of errors that several operations share."""

from __future__ import annotations

from .. import models as _m
from .._runtime.operation import Response as _Response

ERRORS_1 = (
    _Response("400", lambda: _m.ErrorBody, "Bad"),
    _Response("429", lambda: _m.ErrorBody, "Slow down"),
)
