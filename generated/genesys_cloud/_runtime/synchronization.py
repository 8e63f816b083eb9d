"""Locks and waits of threads that an interrupt cannot leave locked.

A KeyboardInterrupt, or another exception of a signal handler or thread, may come after
any call in Python code. So it can leave `threading.Event`, `Condition` and `Semaphore`
locked, since their code is Python. The classes here change by single operations of
built-in types. A finally clause that begins with such an operation always completes it.
Waiting threads check their condition now and then, so a lost wake-up costs little.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from threading import Lock, get_ident
from time import monotonic
from typing import Final
from weakref import ref

POLL_SECONDS: Final = 0.05
"""Seconds after which a waiting thread checks again."""


class Alarm:
    """Alarm that wakes one thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lock.acquire()

    def ring(self) -> None:
        """Wake the thread, or let its next wait end at once."""
        with suppress(RuntimeError):
            self._lock.release()

    def wait(self, seconds: float) -> None:
        """Wait until the alarm rings, or for a maximum time."""
        self._lock.acquire(timeout=max(0.0, min(seconds, POLL_SECONDS)))


class Signal:
    """Flag that threads wait for, like `threading.Event`."""

    def __init__(self) -> None:
        self._is_set = False
        self._alarms: set[Alarm] = set()

    def set(self) -> None:
        """Wake all waiting threads, now and later."""
        self._is_set = True
        for alarm in list(self._alarms):
            alarm.ring()

    def clear(self) -> None:
        """Reset the flag."""
        self._is_set = False

    def wait(self, seconds: float) -> bool:
        """Wait for the flag for a maximum time, and return True if it is set."""
        until = monotonic() + seconds
        alarm = Alarm()
        try:
            self._alarms.add(alarm)
            while not self._is_set and (left := until - monotonic()) > 0:
                alarm.wait(left)
            return self._is_set
        finally:
            self._alarms.discard(alarm)


class Waiter:
    """Place in a queue.

    Args:
        wake: Called when it may have come to the front.
    """

    __slots__ = ("__weakref__", "number", "thread", "wake")

    _numbers = count()

    def __init__(self, wake: Callable[[], object]) -> None:
        self.number: int = next(self._numbers)
        self.thread: int = get_ident()
        self.wake = wake


class WaitQueue:
    """Queue of waiters, of which a number at the front may proceed.

    The waiters in the queue determine who may proceed. A waiter is in the queue until
    it leaves or is garbage, so no count can be wrong. A waiter leaves by
    ``line.waiters.pop(waiter.number, None)``, which no interrupt divides, and then
    calls `wake_next`.

    Attributes:
        waiters: The waiters by their numbers, in the order of arrival.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self.waiters: dict[int, ref[Waiter]] = {}

    def join(self, turn: Waiter) -> bool:
        """Enter the queue, and return True if the turn may proceed at once."""
        self.waiters[turn.number] = ref(turn)
        return len(self.waiters) <= self._places

    def admits(self, turn: Waiter) -> bool:
        """Return True if a turn may proceed."""
        for number, found in list(self.waiters.items()):
            if found() is None:
                self.waiters.pop(number, None)
        return turn.number in list(self.waiters)[: self._places]

    def wake_next(self) -> None:
        """Wake the turn that may proceed because another has left."""
        if len(self.waiters) < self._places:
            return
        for found in list(self.waiters.values())[self._places - 1 : self._places]:
            turn = found()
            if turn is not None:
                turn.wake()

    def holders(self) -> list[Waiter]:
        """Return the turns that may proceed."""
        found = [one() for one in list(self.waiters.values())[: self._places]]
        return [turn for turn in found if turn is not None]

    def wait(self, turn: Waiter, alarm: Alarm, seconds: float | None) -> bool:
        """Wait for a turn in a thread, and return True if it came in time."""
        until = None if seconds is None else monotonic() + seconds
        while not self.admits(turn):
            left = POLL_SECONDS if until is None else until - monotonic()
            if left <= 0:
                return False
            alarm.wait(left)
        return True

    async def wait_in_task(self, turn: Waiter) -> None:
        """Wait for a turn in a task, which may end in any way meanwhile."""
        import anyio

        while not self.admits(turn):
            event = anyio.Event()
            turn.wake = event.set
            # A waiter that is garbage did not wake the next one, so look again.
            with anyio.move_on_after(POLL_SECONDS):
                await event.wait()
