"""Clock of a sandbox, which moves with the real one and can be advanced."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TODAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""Time of a sandbox when it starts, so that its dates are the same in each run."""
_LONGEST = 1e10
"""Seconds that a clock advances at most: some 300 years."""


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
            ValueError: The seconds are negative, or the years too many.
        """
        self.check(seconds)
        self._advanced += seconds

    def check(self, seconds: float, *, from_start: bool = False) -> None:
        """Ensure that time can advance.

        Args:
            seconds: Seconds to advance.
            from_start: Count from the time of the start, as after a reset.

        Raises:
            ValueError: The seconds are negative, or the years too many.
        """
        if not seconds >= 0:
            raise ValueError(f"seconds must be 0 or more, not {seconds}")
        left = _LONGEST - (0.0 if from_start else self._advanced)
        if seconds > left:
            raise ValueError(f"seconds must be at most {left:.0f}, not {seconds}")

    def __call__(self) -> float:
        """Return the seconds since the start."""
        return self._source() - self._start + self._advanced

    @property
    def now(self) -> datetime:
        """The date and time, which begin at `TODAY`."""
        return TODAY + timedelta(seconds=self())
