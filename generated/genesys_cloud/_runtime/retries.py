"""Whether to send again, and when. Pure: no clock, no sleeping, no sending."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

from .exchange import Incoming, TransportFailure

_SECONDS: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_SAFE_TO_REPEAT: Final = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_PASSING: Final = frozenset({408, 500, 502, 503, 504})


class RetryPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """How patient a client is.

    Attributes:
        base: Seconds that bound the first wait; each further bound is double.
        cap: Seconds that bound every wait between attempts.
        longest_wait: Seconds that one call spends at most on waits that the server asks
            for.
    """

    base: float = 0.5
    cap: float = 20.0
    longest_wait: float = 300.0

    def backoff(self, retries: int, random: Callable[[], float]) -> float:
        """Return the next wait: full jitter under a doubling bound."""
        return random() * min(self.cap, self.base * 2.0 ** min(retries, 32))


def retry_after(answer: Incoming, wall_clock: Callable[[], datetime]) -> float | None:
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


def repeatable_failure(method: str, failure: TransportFailure) -> bool:
    """Tell whether a request without an answer may be sent again.

    Others than the repeatable methods only where it surely did not reach the server,
    lest it act twice.
    """
    if failure.final:
        return False
    return not failure.reached or method in _SAFE_TO_REPEAT


def repeatable_status(method: str, status: int, waits: float | None) -> bool:
    """Tell whether a request may be sent again after an answer of `status`.

    Args:
        method: HTTP method.
        status: HTTP status of the answer.
        waits: Its ``Retry-After`` in seconds, if any: a 503 with it was turned away
            unread.
    """
    if status not in _PASSING:
        return False
    return method in _SAFE_TO_REPEAT or (status == 503 and waits is not None)
