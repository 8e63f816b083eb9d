"""Clock of a sandbox, which moves with the real one and can be advanced."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TODAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""Time of a sandbox when it starts, so that its dates are the same in each run."""


class Clock:
    """Time of a sandbox: tokens, limits, jobs and new dates follow it.

    Args:
        source: Monotonic seconds.
    """

    def __init__(self, source: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self.reset()

    def reset(self) -> None:
        """Return to the time of the start."""
        self._start = self._source()
        self._advanced = 0.0

    def advance(self, seconds: float) -> None:
        """Let time pass at once.

        Raises:
            ValueError: The seconds are negative, or not finite.
        """
        if not 0 <= seconds < float("inf"):
            raise ValueError(f"seconds must be 0 or more, not {seconds}")
        self._advanced += seconds

    def __call__(self) -> float:
        """Return the seconds since the start."""
        return self._source() - self._start + self._advanced

    @property
    def now(self) -> datetime:
        """The date and time, which begin at `TODAY`."""
        return TODAY + timedelta(seconds=self())
