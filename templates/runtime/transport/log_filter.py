"""Filters that redact what httpx and httpcore log of the requests of a client.

httpx writes each request's URL to its own logger at INFO, and the query of a presigned
URL is a secret. httpcore writes the headers of each response at DEBUG: cookies, and
where redirects lead. Filters on their loggers change the records of our requests alone;
levels, handlers and the records of others are as they were.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from logging import Filter, LogRecord, getLogger
from typing import Final

import httpx

from ..redaction import HIDDEN, redacted_url
from .messages import HttpRequest

_current_request: Final[ContextVar[HttpRequest | None]] = ContextVar(
    "_current_request", default=None
)
_RETURN_VALUE: Final = re.compile(r"(return_value=\([^\[]*)\[.*\]", re.DOTALL)
_EXCEPTION: Final = re.compile(r"(exception=\w+)\(.*\)", re.DOTALL)


class _ArgumentFilter(Filter):
    def filter(self, record: LogRecord) -> bool:
        """Pass a record, with redacted arguments if it is of our request."""
        request = _current_request.get()
        if request is not None and isinstance(record.args, tuple):
            record.args = tuple(
                _redacted_argument(item, request) for item in record.args
            )
        return True


class _HeaderFilter(Filter):
    def filter(self, record: LogRecord) -> bool:
        """Pass a record, without headers if it is of our request."""
        if (request := _current_request.get()) is not None:
            text = _RETURN_VALUE.sub(rf"\1[{HIDDEN}]", str(record.msg))
            record.msg = _without_secrets(
                _EXCEPTION.sub(rf"\1({HIDDEN})", text), request
            )
        return True


_HEADER_FILTER: Final = _HeaderFilter()
_FILTERS: Final = (
    (getLogger("httpx"), _ArgumentFilter()),
    (getLogger("httpcore.http11"), _HEADER_FILTER),
    (getLogger("httpcore.http2"), _HEADER_FILTER),
)


def _redacted_argument(item: object, request: HttpRequest) -> object:
    if isinstance(item, httpx.URL):
        item = request.display_url or _redacted_url(str(item), request.anonymous)
    return _without_secrets(item, request) if isinstance(item, str) else item


def _without_secrets(text: str, request: HttpRequest) -> str:
    """Redact secrets that the server repeats, such as in a reason phrase."""
    return text if request.secrets is None else request.secrets.mask(text)


def _redacted_url(url: str, anonymous: bool) -> str:
    start, mark, _ = url.partition("?")
    return f"{start}?{HIDDEN}" if anonymous and mark else redacted_url(url)


@contextmanager
def redact_library_logs(request: HttpRequest) -> Generator[None]:
    """Redact the secrets of a request in these logs while the client sends it."""
    for logger, log_filter in _FILTERS:
        logger.addFilter(log_filter)
    before = _current_request.get()
    try:
        # In here, so that no interrupt can come between.
        _current_request.set(request)
        yield
    finally:
        _current_request.set(before)
