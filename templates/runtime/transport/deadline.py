"""When what a thread does with its connections has to end; `sockets` sees to it."""

from __future__ import annotations

from contextvars import ContextVar
from time import monotonic
from typing import Final

from .messages import OutOfTime

ENDS: Final[ContextVar[float | None]] = ContextVar("ENDS", default=None)


def end_after(left: float | None) -> None:
    """Let what this thread does with its connections end after so many seconds.

    That holds until it is set anew, as before each use. So nothing has to be undone,
    which an interrupt could prevent.

    Args:
        left: The seconds; None for no such end.

    Raises:
        OutOfTime: There are none left.
    """
    if left is None:
        ENDS.set(None)
        return
    if left <= 0:
        raise OutOfTime
    ENDS.set(monotonic() + left)
