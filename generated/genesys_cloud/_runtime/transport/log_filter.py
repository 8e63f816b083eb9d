"""Filters that redact what httpx and httpcore log of the requests of a client.

httpx writes each request's URL to its own logger at INFO, and the query of a presigned
URL is a secret. httpcore writes the headers of each answer at DEBUG: cookies, and where
redirects lead. Filters on their loggers change the records of our requests alone;
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

from ..redaction import HIDDEN, shown_url
from .messages import HttpRequest

_ours: Final[ContextVar[HttpRequest | None]] = ContextVar("_ours", default=None)
_ANSWERED: Final = re.compile(r"(return_value=\([^\[]*)\[.*\]", re.DOTALL)
_FAILED: Final = re.compile(r"(exception=\w+)\(.*\)", re.DOTALL)


class _Hushed(Filter):
    def filter(self, record: LogRecord) -> bool:
        """Pass a record, with redacted arguments if it is of our request."""
        outgoing = _ours.get()
        if outgoing is not None and isinstance(record.args, tuple):
            record.args = tuple(_shown_item(item, outgoing) for item in record.args)
        return True


class _Headless(Filter):
    def filter(self, record: LogRecord) -> bool:
        """Pass a record, without headers if it is of our request."""
        if (outgoing := _ours.get()) is not None:
            text = _ANSWERED.sub(rf"\1[{HIDDEN}]", str(record.msg))
            record.msg = _masked(_FAILED.sub(rf"\1({HIDDEN})", text), outgoing)
        return True


_HEADLESS: Final = _Headless()
_FILTERS: Final = (
    (getLogger("httpx"), _Hushed()),
    (getLogger("httpcore.http11"), _HEADLESS),
    (getLogger("httpcore.http2"), _HEADLESS),
)


def _shown_item(item: object, outgoing: HttpRequest) -> object:
    if isinstance(item, httpx.URL):
        item = outgoing.shown or _shown(str(item), outgoing.bare)
    return _masked(item, outgoing) if isinstance(item, str) else item


def _masked(text: str, outgoing: HttpRequest) -> str:
    """Redact secrets that the server repeats, such as in a reason phrase."""
    return text if outgoing.secrets is None else outgoing.secrets.mask(text)


def _shown(url: str, bare: bool) -> str:
    start, mark, _ = url.partition("?")
    return f"{start}?{HIDDEN}" if bare and mark else shown_url(url)


@contextmanager
def hushed(outgoing: HttpRequest) -> Generator[None]:
    """Redact the secrets of a request in these logs while the client sends it."""
    for logger, hushing in _FILTERS:
        logger.addFilter(hushing)
    before = _ours.get()
    try:
        # In here, so that no interrupt can come between.
        _ours.set(outgoing)
        yield
    finally:
        _ours.set(before)
