"""Sync runner: performs the steps of flows."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from threading import Lock, get_ident
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from msgspec.structs import replace

from ..errors import closed_error
from ..processes import forked_error, keep_parent_objects
from ..steps import Flow, RunBlocking, RunExclusive, Send, Sleep, Step
from ..synchronization import POLL_SECONDS, Alarm, Signal, Waiter, WaitQueue
from ..timeouts import DeadlineExceeded
from ..transport.messages import TransportFailure
from .context import ClientContext
from .lifecycle import Abortable
from .open_response import this_thread, warn_aborted

if TYPE_CHECKING:
    from ..transport.httpx_sender import SyncSender

R = TypeVar("R")

INTERRUPT_GRACE: Final = 0.4
"""Maximum seconds of each wait of closing after an interrupt."""


def forked_sender() -> NoReturn:
    """Raise, in place of a sender that belongs to the parent process."""
    raise forked_error()


class SyncRunner:
    """Runner of the flows of one sync client and its copies, which threads share.

    `make_sender` runs once, for the first request. `make_closing_flow` makes the last
    flow, if any.
    """

    def __init__(
        self,
        context: ClientContext,
        make_sender: Callable[[], SyncSender],
        make_closing_flow: Callable[[], Flow[None] | None],
    ) -> None:
        self._context = context
        self._make_sender = make_sender
        self._make_closing_flow = make_closing_flow
        self._sender: SyncSender | None = None
        self._setup_lock = Lock()
        self._token_queue = WaitQueue(1)
        self._closing_queue = WaitQueue(1)
        self._stopped = Signal()
        self._on_idle = Signal()
        self._closing_error: BaseException | None = None

    def run(self, flow: Flow[R], until: float | None = None) -> R:
        """Perform the steps of a flow, one after the other.

        After `until`, it throws `DeadlineExceeded` into the flow.
        """
        result: Any = None
        failure: Exception | None = None
        try:
            while True:
                try:
                    step = flow.send(result) if failure is None else flow.throw(failure)
                except StopIteration as end:
                    outcome: R = end.value
                    return outcome
                result = failure = None
                try:
                    if type(step) is Send and until is None:
                        result = self.sender().send(step.request)
                    else:
                        result = self._perform(step, until)
                except TransportFailure as error:
                    cut = self._context.lifecycle.is_aborted
                    failure = closed_error(error.reached) if cut else error
                except Exception as error:
                    failure = error
        finally:
            # It knows this frame, which would keep both alive.
            failure = None
            flow.close()

    def abandon(self) -> None:
        """Leave the sender to the parent process, so that flows fail here."""
        keep_parent_objects(self, self._sender)
        self._sender, self._make_sender = None, forked_sender
        self._setup_lock = Lock()

    def sender(self) -> SyncSender:
        """Return the sender, which is created on first use.

        Raises:
            ClientClosedError: The client is closing, and waiting calls must fail.
        """
        if self._context.lifecycle.is_stopped:
            raise closed_error()
        sender = self._sender
        if sender is None:
            with self._setup_lock:
                sender = self._sender
                if sender is None:
                    sender = self._sender = self._make_sender()
        return sender

    def close(self, drain: bool, wait: float | None, interrupted: bool = False) -> None:
        """Wait for calls in flight, then close the connections.

        Args:
            drain: True if waiting calls may continue, and callers may read open
                responses to the end.
            wait: Seconds for open responses; None for no bound.
            interrupted: True after an interrupt; calls in flight are aborted, too.
        """
        lifecycle, me = self._context.lifecycle, this_thread()
        first = lifecycle.begin_closing(drain, self._on_idle.set)
        if not drain:
            self._stopped.set()
            self._abort_responses(lifecycle.open_responses())
        own = self._abort_responses(
            [
                open_response
                for open_response in lifecycle.open_responses()
                if open_response.owner == me
            ]
        )
        late = 0
        if interrupted and not self._wait_until_idle(INTERRUPT_GRACE):
            self._abort_calls()
        alarm = Alarm()
        turn = Waiter(alarm.ring)
        try:
            # The first caller closes; after an interrupt of it, the next one does.
            self._closing_queue.join(turn)
            self._closing_queue.wait(
                turn, alarm, INTERRUPT_GRACE if interrupted else None
            )
            if not lifecycle.is_closed:
                late = self._finish(wait, interrupted, first)
            elif not first and self._closing_error is not None:
                raise self._closing_error
        finally:
            self._closing_queue.waiters.pop(turn.number, None)
            self._closing_queue.wake_next()
        warn_aborted(own, late, wait, "thread")

    def _finish(self, wait: float | None, interrupted: bool, first: bool) -> int:
        """Close the client, and return the number of aborted responses."""
        lifecycle, late = self._context.lifecycle, 0
        try:
            if first:
                lifecycle.emit_closing()
            if not self._wait_until_idle(wait):
                late = self._abort_responses(lifecycle.open_responses())
                self._wait_until_idle(INTERRUPT_GRACE if interrupted else None)
            lifecycle.is_stopped = False
            self._stopped.clear()
            last = self._make_closing_flow()
            if last is not None:
                self.run(
                    last,
                    self._context.clock() + INTERRUPT_GRACE if interrupted else None,
                )
            return late
        except DeadlineExceeded:
            return late
        except BaseException as error:
            if isinstance(error, Exception):
                self._closing_error = error
            # So calls in flight end as closed, not by the loss of their connection.
            lifecycle.is_stopped = True
            self._stopped.set()
            self._abort_calls()
            self._abort_responses(lifecycle.open_responses())
            raise
        finally:
            try:
                if self._sender is not None:
                    self._sender.close()
            finally:
                lifecycle.mark_closed()
                # Waits between calls end, too, which closing does not wait for.
                self._stopped.set()

    def _wait_until_idle(self, seconds: float | None) -> bool:
        """Wait until nothing is in flight, and return True if that was in time."""
        lifecycle = self._context.lifecycle
        until = inf if seconds is None else monotonic() + seconds
        while lifecycle.is_busy:
            left = until - monotonic()
            if left <= 0:
                return False
            self._on_idle.clear()
            if lifecycle.is_busy:
                self._on_idle.wait(min(left, POLL_SECONDS))
        return True

    def _abort_calls(self) -> None:
        """Abort all calls in flight."""
        self._context.lifecycle.is_aborted = True
        if self._sender is not None:
            self._sender.abort_requests()

    def _abort_responses(self, holds: list[Abortable]) -> int:
        """Abort open responses, and return their number."""
        for open_response in holds:
            open_response.is_aborted = True
            if open_response.body is not None:
                open_response.body.abort()
                open_response.release()
        return len(holds)

    def _perform(self, step: Step, until: float | None) -> Any:
        if isinstance(step, RunBlocking) and step.shielded:
            return step.action()
        left = None if until is None else until - self._context.clock()
        if left is not None and left <= 0:
            raise DeadlineExceeded
        if isinstance(step, Send):
            if step.shielded and step.request.timeout is not None:
                return self.sender().send(step.request)
            return self.sender().send(replace(step.request, seconds_left=left))
        if isinstance(step, Sleep):
            return self._sleep(step.seconds, left)
        if isinstance(step, RunExclusive):
            return self._run_exclusive(step, until)
        assert isinstance(step, RunBlocking)
        return step.action()

    def _sleep(self, seconds: float, left: float | None) -> None:
        late = left is not None and left < seconds
        if self._stopped.wait(left if left is not None and late else seconds):
            raise closed_error()
        if late:
            raise DeadlineExceeded

    def _run_exclusive(self, step: RunExclusive, until: float | None) -> None:
        line, me = self._token_queue, get_ident()
        if any(turn.thread == me for turn in line.holders()):
            # Waiting for oneself would be for ever.
            raise RuntimeError(
                "a listener of TokenRefreshStarted must not call what needs the token"
            )
        until = until if step.until is None else step.until
        left = None if until is None else max(0.0, until - self._context.clock())
        alarm = Alarm()
        turn = Waiter(alarm.ring)
        try:
            line.join(turn)
            if not line.wait(turn, alarm, left):
                raise DeadlineExceeded
            self.run(step.flow, until)
        except DeadlineExceeded:
            if step.until is None:
                raise
        finally:
            line.waiters.pop(turn.number, None)
            line.wake_next()
