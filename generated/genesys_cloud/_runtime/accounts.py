"""What the counters, events and the log are told of one call, from begin to end.

A call whose answer is read piece by piece ends when that has been read or given up, and
the requests for what is missing of it belong to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .operation import Call
from .stats import Tally

if TYPE_CHECKING:
    from .flow import Core
    from .watching import CallWatch


class Account:
    """The account of one call.

    Attributes:
        tally: What was done so far.
        watch: What tells of the call, where anybody is to be told.
    """

    __slots__ = ("_begun", "_core", "_ended", "_life", "_name", "tally", "watch")

    def __init__(self, core: Core) -> None:
        self._core = core
        self._life = core.life
        self._begun = False
        self._ended = False
        self._name = ""
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
        number = self._life.begin(further)
        self._begun, self._name = True, call.operation.name
        try:
            # A listener may raise what ends the program: it is counted out then too.
            self.watch = self._core.watcher.watch(call, number)
        except BaseException as error:
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
            self._life.end(tally, error)

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
