"""The retry policy, without I/O: no clock, no sleeping, no sending."""

import random as _random
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any, Final

import msgspec

from .public import public
from .telemetry.stats import CallStats
from .transport.messages import HttpResponse, TransportFailure
from .typos import NamesMeta

_SECONDS: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_BRACKETED: Final = re.compile(r"\[([0-9]{1,9})\]")
_SAFE_TO_REPEAT: Final = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_TRANSIENT: Final = frozenset({408, 500, 502, 503, 504})
_FIRST_FLOOR: Final = 0.05
_LAST_FLOOR: Final = 1.0


@public
class RetryPolicy(msgspec.Struct, metaclass=NamesMeta, frozen=True, kw_only=True):
    """Backoff and limits of retries, in seconds.

    Attributes:
        initial_backoff: Maximum of the first wait; it doubles with each retry.
        max_backoff: Maximum of every wait between attempts.
        max_retry_time: Maximum time of one call for attempts and the waits between
            them, without waits for the rate limit; None for no maximum.
        max_server_wait: Maximum time that a call waits because the server asks for it.

    Raises:
        TypeError: A value is not a number.
        ValueError: A value is negative or not finite.
    """

    initial_backoff: float = 0.5
    max_backoff: float = 20.0
    max_retry_time: float | None = 180.0
    max_server_wait: float = 300.0

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            given: Any = getattr(self, name)
            if given is None and name == "max_retry_time":
                continue
            if isinstance(given, bool) or not isinstance(given, (int, float)):
                raise TypeError(f"{name} must be a number of seconds")
            if not isfinite(given) or given < 0:
                raise ValueError(f"{name} must be finite, and zero or more")

    def backoff(self, retries: int, random: Callable[[], float]) -> float:
        """Return the next wait: full jitter with a doubling maximum."""
        return random() * min(
            self.max_backoff, self.initial_backoff * 2.0 ** min(retries, 32)
        )

    def allows_time(self, seconds: float) -> bool:
        """Return True if a call may spend these seconds on attempts and backoff."""
        return self.max_retry_time is None or seconds <= self.max_retry_time

    def pause_floor(self, pauses: int) -> float:
        """Return the minimum of a pause, by the number of earlier pauses of the call.

        The first ``Retry-After`` counts as it is. A server that repeats zero would
        otherwise cause an endless loop.
        """
        return min(_LAST_FLOOR, _FIRST_FLOOR * 2.0 ** min(pauses, 32)) if pauses else 0


def retry_after(
    response: HttpResponse, wall_clock: Callable[[], datetime]
) -> float | None:
    """Read ``Retry-After``: seconds, or a date (RFC 9110, section 10.2.3).

    Returns:
        Seconds from now, zero for a past date; None if it is missing or unreadable.
    """
    text = response.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - wall_clock()).total_seconds())


def bracketed_seconds(message: str | None) -> float | None:
    """Read the seconds to wait from a message: ``Retry the request in [12] seconds``.

    Returns:
        The number in the only brackets, None where there is not just one.
    """
    found = _BRACKETED.findall(message or "")
    return float(found[0]) if len(found) == 1 else None


class RetryContext(msgspec.Struct, kw_only=True):
    """Everything of a client that its retries need.

    Attributes:
        policy: Retry policy.
        max_retries: Maximum number of retries.
        clock: Monotonic seconds.
        random: Numbers from 0 to 1, for jitter.
    """

    policy: RetryPolicy = RetryPolicy()
    max_retries: int = 5
    clock: Callable[[], float] = time.monotonic
    random: Callable[[], float] = _random.random


class RetryState:
    """Retries of one request, and the time that it has spent.

    Args:
        context: The client's context.
        method: The HTTP method.
        stats: The counters of the call that the request belongs to.
        max_retries: The maximum of retries; None for the client's.
        deadline: The end of the call, in seconds of the clock; None for no end.
        allow_repeating: True if the server may act on the request twice.

    Attributes:
        may_have_reached_server: True if the server may have acted on an attempt.
    """

    def __init__(
        self,
        context: RetryContext,
        method: str,
        stats: CallStats,
        *,
        max_retries: int | None = None,
        deadline: float | None = None,
        allow_repeating: bool = False,
    ) -> None:
        self._context = context
        self._stats = stats
        self._allow_repeating = allow_repeating or method in _SAFE_TO_REPEAT
        self._started = 0.0
        self._time_spent = 0.0
        self._server_wait = 0.0
        self.max_retries: int = (
            context.max_retries if max_retries is None else max_retries
        )
        self.deadline = deadline
        self.may_have_reached_server = False

    def begin_attempt(self) -> None:
        """Start to count the time of an attempt."""
        self._started = self._context.clock()

    def end_attempt(self) -> None:
        """Count the time of an attempt that has failed."""
        self._time_spent += self._context.clock() - self._started

    def record_progress(self) -> None:
        """Restart the count of retries, since the last attempt received a part."""
        self._stats.retries_before_progress = self._stats.retries

    @property
    def is_exhausted(self) -> bool:
        """Return True if no retry is left."""
        return self._used >= self.max_retries

    @property
    def _used(self) -> int:
        return self._stats.retries - self._stats.retries_before_progress

    def use_retry(self) -> bool:
        """Count a retry; return False if none is left."""
        if self.is_exhausted:
            return False
        self._stats.retries += 1
        return True

    def backoff(self) -> float:
        """Return the seconds of the next backoff, without a ``Retry-After``."""
        return self._context.policy.backoff(self._used, self._context.random)

    def delay_after_failure(self, failure: TransportFailure) -> float | None:
        """Return the seconds before the next attempt, or None for none.

        A request that the server may act on twice is only repeated if it surely did not
        reach the server.
        """
        if failure.reached:
            self.may_have_reached_server = True
        if failure.final or (failure.reached and not self._allow_repeating):
            return None
        return self._delay(0.0, is_limited=True)

    def delay_after_status(
        self, status: int, retry_after: float | None
    ) -> float | None:
        """Return the seconds before the next attempt, or None for none.

        The server has not acted on a 503 with ``Retry-After``, nor on a 429.
        """
        turned_away = status == 429 or (status == 503 and retry_after is not None)
        if not turned_away:
            self.may_have_reached_server = True
            if status not in _TRANSIENT or not self._allow_repeating:
                return None
        return self._delay(retry_after or 0.0, is_limited=status != 429)

    def _delay(self, at_least: float, *, is_limited: bool) -> float | None:
        """Return the next delay, and count the retry; None if there may be none.

        Args:
            at_least: The seconds that the server asks for.
            is_limited: True if the delay counts towards `max_retry_time`.
        """
        if self.is_exhausted:
            return None
        delay = max(self.backoff(), at_least)
        limited = delay if is_limited else 0.0
        if not self._context.policy.allows_time(self._time_spent + limited):
            return None
        if not self.reserve_server_wait(at_least):
            return None
        self._stats.retries += 1
        self._time_spent += limited
        return delay

    def reserve_server_wait(self, seconds: float) -> bool:
        """Count a wait that the server asks for; return False if it is too long."""
        if self._server_wait + seconds > self._context.policy.max_server_wait:
            return False
        self._server_wait += seconds
        return True

    def is_too_long(self, seconds: float) -> bool:
        """Return True if the server asks for a wait that the call does not begin."""
        if self._server_wait + seconds > self._context.policy.max_server_wait:
            return True
        return self.would_miss_deadline(seconds)

    def would_miss_deadline(self, seconds: float) -> bool:
        """Return True if a wait would not end before the deadline."""
        return (
            self.deadline is not None
            and self._context.clock() + seconds >= self.deadline
        )
