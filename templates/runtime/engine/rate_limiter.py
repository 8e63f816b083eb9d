"""The rate limiter: the start of calls, and the pauses that the server asks for."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import Final

WINDOW: Final = 60.0
"""Window of a rate limit, in seconds."""

_LOOK_AGAIN: Final = 0.01
"""Seconds after which a call checks the queue again."""

_FRONT: Final = 1 << 62


class RateLimiter:
    """Rate limiter of one client, which all callers share.

    At most `limit` attempts start in any 60 seconds, so a short script never waits and
    a long one runs at exactly the limit. Waiting calls form a queue and start in its
    order. Calls that the server rejected with 429 are at its front. A call counts when
    it starts, so a call that gives up leaves nothing behind. Times are seconds of the
    client's monotonic clock.

    Attributes:
        leave: Removes a ticket from the queue, if the call has not started. This is one
            operation of a set, which no interrupt can divide.

    Args:
        limit: Starts a minute, or None for no limit.
    """

    def __init__(self, limit: float | None) -> None:
        self._limit = limit
        self._capacity = 0 if limit is None else max(1, int(limit))
        # A limit below one a minute is one in a longer window.
        self._window = WINDOW if limit is None else WINDOW * self._capacity / limit
        self._starts: deque[float] = deque()
        self._queue: list[int] = []
        self._waiting: set[int] = set()
        self._tickets = count()
        self.leave: Callable[[int], None] = self._waiting.discard
        self._paused_until = 0.0
        self._lock = Lock()

    def for_child(self) -> RateLimiter:
        """Return an unused rate limiter with the same limit."""
        return RateLimiter(self._limit)

    @property
    def waiting(self) -> int:
        """Number of calls that wait."""
        return len(self._waiting)

    def try_start(self, now: float) -> bool:
        """Start a call if it need not wait, and return True if it started."""
        # Nearly every call comes here, and nearly none goes further.
        if self._limit is None:
            return not self._waiting and now >= self._paused_until
        # Held for a few steps of arithmetic only, so an event loop may take it as well.
        with self._lock:
            if self._waiting or now < self._paused_until or not self._free_starts(now):
                return False
            self._starts.append(now)
            return True

    def ticket(self, *, first: bool = False) -> int:
        """Return a ticket for the queue, behind all or all that are `first`."""
        return next(self._tickets) - (_FRONT if first else 0)

    def queue(self, ticket: int) -> None:
        """Enter the queue with a ticket; the caller must call `leave` later."""
        with self._lock:
            self._waiting.add(ticket)
            insort(self._queue, ticket)

    def wait(self, ticket: int, now: float) -> float:
        """Start a queued call, or return the time of the next try.

        Returns:
            Seconds until then; zero: the call has started.
        """
        with self._lock:
            if now < self._paused_until:
                return self._paused_until - now
            if len(self._queue) != len(self._waiting):
                self._queue = [one for one in self._queue if one in self._waiting]
            place = bisect_left(self._queue, ticket)
            free = place + 1 if self._limit is None else self._free_starts(now)
            if place >= free:
                return self._start_time(place - free, now) - now
            if ticket >= 0 and self._queue[0] < 0:
                return _LOOK_AGAIN
            if self._limit is not None:
                self._starts.append(now)
            self._waiting.discard(ticket)
            return 0.0

    def pause_until(self, until: float) -> None:
        """Pause all calls until a time, because of a 429."""
        with self._lock:
            self._paused_until = max(self._paused_until, until)

    def pause_remaining(self, now: float) -> float:
        """Return the seconds until a pause ends."""
        return max(0.0, self._paused_until - now)

    def _free_starts(self, now: float) -> int:
        """Forget starts older than the window, and return the number of free ones."""
        starts = self._starts
        while starts and starts[0] + self._window <= now:
            starts.popleft()
        return self._capacity - len(starts)

    def _start_time(self, index: int, now: float) -> float:
        """Return the start time of a call by its position in the queue.

        Those in front of them start now, and every start is free again after a window.
        """
        rounds, index = divmod(index, self._capacity)
        taken = self._starts[index] if index < len(self._starts) else now
        return taken + self._window * (1 + rounds)
