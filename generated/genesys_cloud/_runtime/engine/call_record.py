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


class CallRecord:
    """Record of one call.

    Attributes:
        number: Its number, by which it is counted out.
        leave: Lets closing no longer wait for it.
        stats: What was done so far.
        watch: What tells of the call, where anybody is to be told.
    """

    __slots__ = (
        "_begun",
        "_context",
        "_ended",
        "_lifecycle",
        "_name",
        "leave",
        "number",
        "stats",
        "watch",
    )

    def __init__(self, context: ClientContext) -> None:
        self._context = context
        self._lifecycle = context.lifecycle
        self._begun = False
        self._ended = False
        self._name = ""
        self.number: int = next(context.lifecycle.numbers)
        # A single operation of a set, which no interrupt can divide.
        self.leave: Callable[[], None] = partial(
            context.lifecycle.under_way.discard, self.number
        )
        self.stats: Tally = Tally()
        self.watch: CallWatch | None = None

    def begin(self, call: Call[Any], allow_while_closing: bool = False) -> None:
        """Count the call as begun and emit the event, unless it resumes.

        Args:
            call: The call.
            allow_while_closing: Whether it belongs to something that closing waits for.

        Raises:
            ClientClosedError: The client has been closed.
        """
        if self._begun:
            return
        self._name = call.operation.name
        try:
            self._lifecycle.begin(self.number, allow_while_closing)
            self._begun = True
            # A listener may raise what ends the program: it is counted out then too.
            self.watch = self._context.emitter.watch(call, self.number)
        except BaseException as error:
            self.leave()
            self.end(error)
            raise

    def end(self, error: BaseException | None) -> None:
        """Count the call as ended and emit the event, once."""
        if self._ended or not self._begun:
            return
        self._ended = True
        if self._lifecycle is not self._context.lifecycle:
            return  # It was begun before a fork, and is the parent's.
        stats = self.stats
        try:
            if self.watch is not None:
                self.watch.ended(stats.sent, stats.waited, error)
        finally:
            self._lifecycle.end(self.number, stats, error)

    def retried(self, reason: str, wait: float) -> None:
        """Report that another attempt follows."""
        sent = self.stats.sent
        if self.watch is not None:
            self.watch.retried(sent, reason, wait)
        self._context.emitter.log.info(
            "%s: attempt %d failed (%s), retry in %.3f s",
            self._name,
            sent,
            reason,
            wait,
        )
