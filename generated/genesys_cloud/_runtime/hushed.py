"""What httpx itself logs of our requests: the URL, without what its query may hide.

httpx writes each request's URL to its own logger at INFO, and the query of a presigned
URL is a secret. A filter on that logger changes the records of our requests alone;
levels, handlers and the records of others are as they were.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from logging import Filter, LogRecord, getLogger
from typing import Final

import httpx

from .exchange import Outgoing
from .logs import HIDDEN, shown_url

_ours: Final[ContextVar[Outgoing | None]] = ContextVar("_ours", default=None)
_LOGGER: Final = getLogger("httpx")


class _Hushed(Filter):
    def filter(self, record: LogRecord) -> bool:
        """Let a record pass, with other arguments where it is of our request."""
        outgoing = _ours.get()
        if outgoing is not None and isinstance(record.args, tuple):
            record.args = tuple(
                (
                    _shown(str(item), outgoing.bare)
                    if isinstance(item, httpx.URL)
                    else item
                )
                for item in record.args
            )
        return True


_FILTER: Final = _Hushed()


def _shown(url: str, bare: bool) -> str:
    start, mark, _ = url.partition("?")
    return f"{start}?{HIDDEN}" if bare and mark else shown_url(url)


@contextmanager
def hushed(outgoing: Outgoing) -> Generator[None]:
    """Keep the secrets of a request out of httpx's log while it is sent."""
    _LOGGER.addFilter(_FILTER)
    before = _ours.set(outgoing)
    try:
        yield
    finally:
        _ours.reset(before)
