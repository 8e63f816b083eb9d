"""Deferred signals, which wait while files are moved.

A signal handler runs between any two lines. An exception from it would leave half a
change behind, so a change collects signals and passes them on at safe points.
"""

import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""Signals that end a program."""


def termination_signals() -> list[signal.Signals]:
    """Return the signals of ``NAMES`` that this system has."""
    return [
        signal.Signals[name] for name in NAMES if name in signal.Signals.__members__
    ]


class Deferral:
    """Signals that wait, and the handlers that they wait for."""

    def __init__(self) -> None:
        """Collect nothing yet."""
        self.is_on = False
        self.handlers: dict[int, Callable[[int, FrameType | None], object] | int] = {}
        self._waiting: list[int] = []

    def handle(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal: defer it, or pass it on if nothing defers signals."""
        if self.is_on:
            self._waiting.append(number)
        else:
            self._pass_on(number, frame)

    def check(self) -> None:
        """Call the handlers of deferred signals.

        A handler that raises stops the change here. A signal without a handler ends the
        process after the change.
        """
        for number in [n for n in self._waiting if callable(self.handlers[n])]:
            self._waiting.remove(number)
            self._pass_on(number, None)

    def pass_on_all(self) -> None:
        """Pass on all deferred signals, in their order."""
        while self._waiting:
            self._pass_on(self._waiting.pop(0), None)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        handler = self.handlers[number]
        if callable(handler):
            handler(number, frame)
        else:
            signal.signal(number, handler)
            signal.raise_signal(number)


@contextmanager
def defer_signals() -> Generator[Deferral]:
    """Defer SIGINT, SIGTERM and SIGHUP until the context ends.

    Ignored signals stay ignored. Python runs handlers in the main thread alone, so
    nothing is deferred in other threads.
    """
    deferral = Deferral()
    try:
        for number in termination_signals():
            handler = signal.getsignal(number)
            # None is a handler that is not Python's, and could not be put back.
            if handler is None or handler == signal.SIG_IGN:
                continue
            deferral.handlers[number] = handler
            try:
                signal.signal(number, deferral.handle)
            except ValueError:  # not the main thread
                break
        deferral.is_on = True
        yield deferral
    finally:
        # From here on a signal is passed on at once, also while handlers are put back.
        deferral.is_on = False
        for taken, before in deferral.handlers.items():
            if signal.getsignal(taken) == deferral.handle:
                signal.signal(taken, before)
        deferral.pass_on_all()
