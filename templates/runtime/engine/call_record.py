"""The record of one call, for counters, events and the log.

A call whose answer is read piece by piece ends when that has been read or given up, and
the requests for what is missing of it belong to it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ..operation import Call
from ..telemetry.stats import Tally
from .context import ClientContext

if TYPE_CHECKING:
    from ..telemetry.emitter import CallWatch


class Account:
    """The account of one call.

    Attributes:
        number: Its number, by which it is counted out.
        leave: Lets closing no longer wait for it.
        tally: What was done so far.
        watch: What tells of the call, where anybody is to be told.
    """

    __slots__ = (
        "_begun",
        "_core",
        "_ended",
        "_life",
        "_name",
        "leave",
        "number",
        "tally",
        "watch",
    )

    def __init__(self, core: ClientContext) -> None:
        self._core = core
        self._life = core.life
        self._begun = False
        self._ended = False
        self._name = ""
        self.number: int = next(core.life.numbers)
        # A single operation of a set, which no interrupt can divide.
        self.leave: Callable[[], None] = partial(
            core.life.under_way.discard, self.number
        )
        self.tally: Tally = Tally()
        self.watch: CallWatch | None = None

    def begin(self, call: Call[Any], further: bool = False) -> None:
        """Count the call in and tell of it; one that goes on has begun already.

        Args:
            call: The call.
            further: Whether it belongs to something that closing waits for.

        Raises:
            ClientClosedError: The client has been closed.
        """
        if self._begun:
            return
        self._name = call.operation.name
        try:
            self._life.begin(self.number, further)
            self._begun = True
            # A listener may raise what ends the program: it is counted out then too.
            self.watch = self._core.watcher.watch(call, self.number)
        except BaseException as error:
            self.leave()
            self.end(error)
            raise

    def end(self, error: BaseException | None) -> None:
        """Count the call out and tell of it; a second time does nothing."""
        if self._ended or not self._begun:
            return
        self._ended = True
        if self._life is not self._core.life:
            return  # It was begun before a fork, and is the parent's.
        tally = self.tally
        try:
            if self.watch is not None:
                self.watch.ended(tally.sent, tally.waited, error)
        finally:
            self._life.end(self.number, tally, error)

    def retried(self, reason: str, wait: float) -> None:
        """Tell that another attempt follows."""
        sent = self.tally.sent
        if self.watch is not None:
            self.watch.retried(sent, reason, wait)
        self._core.watcher.log.info(
            "%s: attempt %d failed (%s), the next follows in %.3f s",
            self._name,
            sent,
            reason,
            wait,
        )
