"""The retry policy, without I/O: no clock, no sleeping, no sending."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any, Final

import msgspec

from .public import public
from .transport.messages import HttpResponse, TransportFailure
from .typos import NamesMeta

_SECONDS: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_BRACKETED: Final = re.compile(r"\[([0-9]{1,9})\]")
_SAFE_TO_REPEAT: Final = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_PASSING: Final = frozenset({408, 500, 502, 503, 504})
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

    def is_in_budget(self, spent: float, wait: float) -> bool:
        """Return True if a call that took `spent` seconds may wait and retry."""
        return self.max_retry_time is None or spent + wait <= self.max_retry_time

    def pause_floor(self, pauses: int) -> float:
        """Return the minimum of a pause, by the number of earlier pauses of the call.

        The server is believed the first time; one that says "at once" again and again
        would otherwise be asked without end.
        """
        return min(_LAST_FLOOR, _FIRST_FLOOR * 2.0 ** min(pauses, 32)) if pauses else 0


def retry_after(
    answer: HttpResponse, wall_clock: Callable[[], datetime]
) -> float | None:
    """Read ``Retry-After``: seconds, or a date (RFC 9110, section 10.2.3).

    Returns:
        Seconds from now, zero for a date that is past; None where it is missing or
        unreadable.
    """
    text = answer.headers.get("retry-after", "").strip()
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


def is_repeatable_failure(
    method: str, failure: TransportFailure, unsafe: bool = False
) -> bool:
    """Return True if the client may retry a request without a response.

    Others than the repeatable methods only where it surely did not reach the server,
    lest it act twice, or where the caller said that this does no harm.
    """
    if failure.final:
        return False
    return not failure.reached or unsafe or method in _SAFE_TO_REPEAT


def is_repeatable_status(
    method: str, status: int, waits: float | None, unsafe: bool = False
) -> bool:
    """Return True if the client may retry a request after a response of `status`.

    Args:
        method: HTTP method.
        status: HTTP status of the answer.
        waits: Its ``Retry-After`` in seconds, if any: a 503 with it was turned away
            unread.
        unsafe: Whether the caller said that acting twice does no harm.
    """
    if status not in _PASSING:
        return False
    turned_away = status == 503 and waits is not None
    return unsafe or turned_away or method in _SAFE_TO_REPEAT
