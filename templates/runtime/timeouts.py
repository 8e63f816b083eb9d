"""Timeouts and deadlines: how long a request may take."""

import math
from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic
from typing import Any, Final, TypeAlias

import msgspec

from .public import public
from .typos import NamesMeta


@public
class Timeout(msgspec.Struct, metaclass=NamesMeta, frozen=True, kw_only=True):
    """Timeouts of the steps of a request, in seconds; None or ``math.inf`` for none.

    None of them limits a call as a whole; a deadline does.

    Attributes:
        connect: Opening a connection.
        read: Each wait for data of the response.
        write: Each wait to send data of the request.
        pool: Waiting for a free connection.

    Raises:
        TypeError: A value is not a number.
        ValueError: A value is zero, negative or NaN.
    """

    connect: float | None = 60.0
    read: float | None = 60.0
    write: float | None = 60.0
    pool: float | None = 60.0

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            check_seconds(getattr(self, name), f"timeout.{name}")


TimeoutValue: TypeAlias = float | Timeout | None
"""Timeout of every step of a request, or of each."""


TimeLeft: TypeAlias = Callable[[], float | None]
"""Function that returns the seconds until a deadline, or None."""


_LONGEST: Final = 1_000_000
"""Maximum, since systems count waits in milliseconds, up to two billion."""


def no_deadline() -> None:
    """Return None, for no deadline."""


def check_seconds(seconds: float | None, name: str) -> None:
    """Raise if a value is neither None nor a positive number of seconds.

    Raises:
        TypeError: `seconds` is not a number.
        ValueError: `seconds` is zero, negative or NaN.
    """
    if seconds is None:
        return
    given: Any = seconds
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise TypeError(
            f"{name} must be a number of seconds, not {type(seconds).__name__}"
        )
    if math.isnan(seconds) or seconds <= 0:
        raise ValueError(f"{name} must be positive, not {seconds}")
    if _LONGEST < seconds < math.inf:
        raise ValueError(f"{name} must be at most {_LONGEST} seconds, or math.inf")


def check_timeout(timeout: TimeoutValue) -> None:
    """Raise if a timeout is neither positive seconds, a `Timeout` nor None.

    Raises:
        TypeError: It is of another type.
        ValueError: It is zero, negative or not a number.
    """
    if not isinstance(timeout, Timeout):
        check_seconds(timeout, "timeout")


def step_timeouts(
    timeout: TimeoutValue, seconds_left: float | None = None
) -> dict[str, float | None]:
    """Return the timeout of each step."""
    steps: dict[str, float | None]
    if isinstance(timeout, Timeout):
        steps = {
            "connect": _finite(timeout.connect),
            "read": _finite(timeout.read),
            "write": _finite(timeout.write),
            "pool": _finite(timeout.pool),
        }
    else:
        each = None if timeout == math.inf else timeout
        steps = {"connect": each, "read": each, "write": each, "pool": each}
    if seconds_left is None:
        return steps
    return {
        step: seconds_left if seconds is None else min(seconds, seconds_left)
        for step, seconds in steps.items()
    }


def _finite(seconds: float | None) -> float | None:
    return None if seconds == math.inf else seconds


class DeadlineExceeded(Exception):
    """Deadline of a call that has passed."""


DEADLINE: Final[ContextVar[float | None]] = ContextVar("DEADLINE", default=None)
"""Deadline of a thread's network operations, for `transport.network_backend`."""


def deadline_after(seconds: float | None, clock: Callable[[], float]) -> float | None:
    """Return the deadline of a call that begins now, or None for no deadline."""
    if seconds is None or seconds == math.inf:
        return None
    return clock() + seconds


def set_deadline(left: float | None) -> None:
    """Set a deadline for the network operations of this thread.

    It holds until the next one is set, as before each use. So nothing has to be undone,
    which an interrupt could prevent.

    Args:
        left: The seconds; None for no such end.

    Raises:
        DeadlineExceeded: There are none left.
    """
    if left is None:
        DEADLINE.set(None)
        return
    if left <= 0:
        raise DeadlineExceeded
    DEADLINE.set(monotonic() + left)
