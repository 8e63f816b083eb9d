"""Waiting and taking turns, so that no interrupt leaves anything locked.

A KeyboardInterrupt, or whatever else a signal handler or another thread raises, may
come after any call that Python code makes. So `threading.Event`, `Condition` and
`Semaphore`, whose own code is Python, can be left locked by it. What is here changes by
single operations of built-in types, and a finally clause that calls one of them first
is sure to be done. Whoever waits looks again now and then, so that a lost call to wake
up costs little.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from threading import Lock, get_ident
from time import monotonic
from typing import Final
from weakref import ref

GLANCE: Final = 0.05
"""Seconds after which whoever waits looks again."""


class Alarm:
    """What wakes one thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lock.acquire()

    def ring(self) -> None:
        """Wake the thread, or let its next wait end at once."""
        with suppress(RuntimeError):
            self._lock.release()

    def wait(self, seconds: float) -> None:
        """Wait until it rings, for so many seconds or a glance at most."""
        self._lock.acquire(timeout=max(0.0, min(seconds, GLANCE)))


class Signal:
    """A flag that threads wait for, as for `threading.Event`."""

    def __init__(self) -> None:
        self._is_set = False
        self._alarms: set[Alarm] = set()

    def set(self) -> None:
        """Let all go on that wait, now and later."""
        self._is_set = True
        for alarm in list(self._alarms):
            alarm.ring()

    def clear(self) -> None:
        """Let them wait again."""
        self._is_set = False

    def wait(self, seconds: float) -> bool:
        """Wait for it, but not longer than this; return whether it is set."""
        until = monotonic() + seconds
        alarm = Alarm()
        try:
            self._alarms.add(alarm)
            while not self._is_set and (left := until - monotonic()) > 0:
                alarm.wait(left)
            return self._is_set
        finally:
            self._alarms.discard(alarm)


class Turn:
    """A place in a line.

    Args:
        wake: Called when it may have come to the front.
    """

    __slots__ = ("__weakref__", "number", "thread", "wake")

    _numbers = count()

    def __init__(self, wake: Callable[[], object]) -> None:
        self.number: int = next(self._numbers)
        self.thread: int = get_ident()
        self.wake = wake


class Line:
    """A line of turns, of which the first so many may go on.

    Who may go follows from who stands in it, and a turn stands in it until it leaves or
    nobody has it any more: there is no count that could be wrong. A turn leaves by
    ``line.turns.pop(turn.number, None)``, which no interrupt divides, and then
    `call_next`.

    Attributes:
        turns: The turns by their numbers, in the order that they came.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self.turns: dict[int, ref[Turn]] = {}

    def join(self, turn: Turn) -> bool:
        """Stand in line; return whether the turn may go on at once."""
        self.turns[turn.number] = ref(turn)
        return len(self.turns) <= self._places

    def admits(self, turn: Turn) -> bool:
        """Return whether a turn may go on."""
        for number, found in list(self.turns.items()):
            if found() is None:
                self.turns.pop(number, None)
        return turn.number in list(self.turns)[: self._places]

    def call_next(self) -> None:
        """Wake the turn that may go on since another has left."""
        if len(self.turns) < self._places:
            return
        for found in list(self.turns.values())[self._places - 1 : self._places]:
            turn = found()
            if turn is not None:
                turn.wake()

    def holders(self) -> list[Turn]:
        """Return the turns that may go on."""
        found = [one() for one in list(self.turns.values())[: self._places]]
        return [turn for turn in found if turn is not None]

    def wait(self, turn: Turn, alarm: Alarm, seconds: float | None) -> bool:
        """Wait for a turn in a thread; return whether it came in time."""
        until = None if seconds is None else monotonic() + seconds
        while not self.admits(turn):
            left = GLANCE if until is None else until - monotonic()
            if left <= 0:
                return False
            alarm.wait(left)
        return True
