"""When calls may start: the rate limit, and the pauses that the server asks for."""

from collections import deque
from threading import Lock
from typing import Final

WINDOW: Final = 60.0
"""Seconds that a rate limit speaks of."""


class Pacer:
    """Keeps a client below its rate limit; shared by all of its callers.

    Any 60 seconds see at most `limit` starts, so a short script never waits and a long
    one runs at exactly the limit. Times are seconds of the client's monotonic clock.
    """

    def __init__(self, limit: float | None) -> None:
        self._limit = limit
        self._capacity = 0 if limit is None else max(1, int(limit))
        # A limit below one a minute is one in a longer window.
        self._window = WINDOW if limit is None else WINDOW * self._capacity / limit
        self._starts: deque[float] = deque()
        self._held_until = 0.0
        self._lock = Lock()

    def reserve(self, now: float) -> float:
        """Take the next free start and return the seconds until it."""
        if self._limit is None:
            return 0.0
        # Held for a few steps of arithmetic only, so an event loop may take it as well.
        with self._lock:
            start = now
            if len(self._starts) >= self._capacity:
                start = max(now, self._starts.popleft() + self._window)
            self._starts.append(start)
        return start - now

    def hold(self, until: float) -> None:
        """Let no call start before `until`, since the server said so to one of them."""
        with self._lock:
            self._held_until = max(self._held_until, until)

    def held(self, now: float) -> float:
        """Return the seconds for which the server wants no calls."""
        return max(0.0, self._held_until - now)
