"""The rate limit of each token, in windows that begin with a request."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ..quantities import Rate


@dataclass
class Window:
    """The requests of a token, from its first request to the end of the window."""

    allowed: int
    ends_at: float
    count: int = 0

    @property
    def is_exceeded(self) -> bool:
        """True if there were more requests than allowed."""
        return self.count > self.allowed

    def seconds_left(self, now: float) -> int:
        """Return the whole seconds until the window has ended."""
        return max(1, math.ceil(self.ends_at - now))


class RateLimits:
    """Counts the requests of each token; a rejected request does not count.

    Attributes:
        rate: The limit; None for no limit.
    """

    def __init__(self, clock: Callable[[], float], rate: Rate | None = None) -> None:
        self.rate = rate
        self._clock = clock
        self._windows: dict[str, Window] = {}

    def reset(self, rate: Rate | None) -> None:
        """Set the rate, and forget all requests."""
        self.rate = rate
        self._windows.clear()

    def add(self, token: str) -> Window | None:
        """Count a request, and return the window of its token; None without a limit."""
        if self.rate is None:
            return None
        now = self._clock()
        window = self._windows.get(token)
        if window is None or window.ends_at <= now:
            self._forget(now)
            window = Window(self.rate.requests, now + self.rate.seconds)
            self._windows[token] = window
        window.count = min(window.count, window.allowed) + 1
        return window

    def _forget(self, now: float) -> None:
        """Drop the windows that have ended."""
        ended = [token for token, one in self._windows.items() if one.ends_at <= now]
        for token in ended:
            del self._windows[token]
