"""When what a thread does with its connections has to end; `sockets` sees to it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Final

from .exchange import OutOfTime

ENDS: Final[ContextVar[float | None]] = ContextVar("ENDS", default=None)


@contextmanager
def ending(left: float | None) -> Generator[None]:
    """Let what this thread does with its connections end after so many seconds.

    Raises:
        OutOfTime: There are none left.
    """
    if left is None:
        yield
        return
    if left <= 0:
        raise OutOfTime
    before = ENDS.set(monotonic() + left)
    try:
        yield
    finally:
        ENDS.reset(before)
