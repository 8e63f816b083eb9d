"""Async runner: performs the steps of flows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
from anyio.lowlevel import current_token

from ..errors import ConfigurationError, closed_error
from ..processes import keep_parent_objects
from ..steps import Flow, RunBlocking, RunExclusive, Send, Sleep, Step
from ..synchronization import POLL_SECONDS, Waiter, WaitQueue
from ..timeouts import DeadlineExceeded
from ..transport.messages import TransportFailure
from .context import ClientContext
from .lifecycle import Abortable
from .open_response import this_task, warn_aborted
from .runner import INTERRUPT_GRACE, forked_sender

if TYPE_CHECKING:
    from ..transport.httpx_sender import AsyncSender

R = TypeVar("R")


def _is_shielded(step: Step) -> bool:
    """Return True if a step completes even if its caller is cancelled."""
    if type(step) is Send:
        return step.shielded and step.request.timeout is not None
    return type(step) is RunBlocking and step.shielded


async def run_shielded(
    work: Coroutine[Any, Any, Any],
) -> tuple[Any, Exception | None, BaseException | None]:
    """Complete an awaitable under asyncio and trio, even if the caller is cancelled.

    Returns:
        Its value, or the error that it raised, and the exception that cancels the
        caller, who must raise it. A cancel scope cancels again by itself.
    """
    value: Any = None
    failure: Exception | None = None
    cut: BaseException | None = None
    with anyio.CancelScope(shield=True):
        try:
            if _in_asyncio():
                # A shield keeps off what a scope cancels, but not `asyncio.timeout`.
                task = asyncio.ensure_future(work)
                while not task.done():
                    try:
                        await asyncio.wait([task])
                    except asyncio.CancelledError as error:
                        cut = error
                value = task.result()
            else:
                value = await work
        except Exception as error:
            failure = error
    try:
        return value, failure, cut
    finally:
        # They know this frame, which would keep them alive.
        failure = cut = None


def _in_asyncio() -> bool:
    try:
        return asyncio.current_task() is not None
    except RuntimeError:
        return False


def _is_loop_over(home: Any) -> bool:
    """Return True if the event loop of an anyio token has ended."""
    native = getattr(home, "native_token", home)
    try:
        if hasattr(native, "is_running"):
            return not native.is_running()
        # A token of trio refuses everything after its run.
        native.run_sync_soon(int)
    except Exception:
        return True
    return False


class AsyncRunner:
    """Runner of the flows of one async client and its copies, which tasks share.

    Args:
        context: The client's context.
        make_sender: Creates the sender; called once, for the first request.
        make_closing_flow: Makes the flow that comes last, if any.
        can_change_loop: True if another event loop may use the client. Connections of
            its own cannot change loops; those of a given client may.
    """

    def __init__(
        self,
        context: ClientContext,
        make_sender: Callable[[], AsyncSender],
        make_closing_flow: Callable[[], Flow[None] | None],
        can_change_loop: bool = False,
    ) -> None:
        self._can_change_loop = can_change_loop
        self._context = context
        self._make_sender = make_sender
        self._make_closing_flow = make_closing_flow
        self._sender: AsyncSender | None = None
        self._event_loop: object = None
        self._loop: _LoopState | None = None
        self._closing_error: BaseException | None = None
        self._has_left_loop = False

    async def run(self, flow: Flow[R], until: float | None = None) -> R:
        """Perform the steps of a flow, one after the other.

        After `until`, it cancels the step and throws `DeadlineExceeded` into the flow.
        """
        try:
            self._check_loop()
            if until is None:
                return await self._run_steps(flow)
            with anyio.move_on_after(until - self._context.clock()):
                return await self._run_steps(flow)
            # The scope swallowed what it cancelled, and the flow stands where it stood.
            flow.throw(DeadlineExceeded())
            raise AssertionError("a flow goes on after its deadline")
        finally:
            flow.close()

    async def _run_steps(self, flow: Flow[R]) -> R:
        result: Any = None
        failure: Exception | None = None
        cut: BaseException | None = None
        try:
            while True:
                try:
                    step = flow.send(result) if failure is None else flow.throw(failure)
                except StopIteration as end:
                    if cut is not None:
                        raise cut from None
                    outcome: R = end.value
                    return outcome
                except Exception:
                    if cut is not None:
                        raise cut from None
                    raise
                result = failure = None
                if _is_shielded(step):
                    result, failure, cancelled = await run_shielded(self._perform(step))
                    cut = cut or cancelled
                    continue
                if cut is not None:
                    raise cut
                try:
                    if type(step) is Send:
                        result = await self.sender().send(step.request)
                    else:
                        result = await self._perform(step)
                except TransportFailure as error:
                    late = self._context.lifecycle.is_aborted
                    failure = closed_error(error.reached) if late else error
                except Exception as error:
                    failure = error
        finally:
            # It knows this frame, which would keep both alive.
            failure = cut = None

    def _check_loop(self) -> None:
        """Raise in an event loop other than that of the first use.

        Raises:
            ConfigurationError: The loop is another, which cannot use the connections.
        """
        here = current_token()
        if self._event_loop is None or (
            self._can_change_loop and self._event_loop != here
        ):
            self._event_loop, self._loop = here, None
        elif self._event_loop != here:
            raise ConfigurationError(
                "an async client must stay in the event loop of its first use: create a"
                " client in each event loop"
            )

    def abandon(self) -> None:
        """Leave the sender to the parent process, so that flows fail here."""
        keep_parent_objects(self, self._sender)
        self._sender, self._make_sender = None, forked_sender

    def sender(self) -> AsyncSender:
        """Return the sender, which is created on first use.

        Raises:
            ClientClosedError: The client is closing, and waiting calls must fail.
        """
        if self._context.lifecycle.is_stopped:
            raise closed_error()
        # No lock: nothing is awaited between looking and setting.
        if self._sender is None:
            self._sender = self._make_sender()
        return self._sender

    async def close(
        self, drain: bool, wait: float | None, interrupted: bool = False
    ) -> None:
        """Wait for calls in flight, then close the connections.

        See `SyncRunner.close`.
        """
        if self._event_loop is not None and _is_loop_over(self._event_loop):
            self._leave_loop()
        self._check_loop()
        lifecycle, loop, me = self._context.lifecycle, self._loop_state(), this_task()
        first = lifecycle.begin_closing(drain, loop.notify_idle)
        if not drain:
            loop.stopped.set()
        own = late = 0
        try:
            if not drain:
                await self._abort_responses(lifecycle.open_responses())
            own = await self._abort_responses(
                [h for h in lifecycle.open_responses() if h.owner == me]
            )
            if interrupted and not await self._wait_until_idle(loop, INTERRUPT_GRACE):
                self._abort_calls()
        finally:
            if first or lifecycle.is_closed or self._has_left_loop:
                if not lifecycle.is_closed:
                    late = await self._finish(loop, wait, interrupted)
            else:
                with anyio.move_on_after(INTERRUPT_GRACE if interrupted else None):
                    await loop.done.wait()
        if not first and self._closing_error is not None:
            raise self._closing_error
        warn_aborted(own, late, wait, "task")

    def _leave_loop(self) -> None:
        """Drop the resources of an event loop that has ended."""
        if self._sender is not None:
            self._sender.abort()
        self._sender = self._event_loop = self._loop = None
        self._has_left_loop = True
        self._context.lifecycle.forget_in_flight()

    async def _finish(
        self, loop: _LoopState, wait: float | None, interrupted: bool
    ) -> int:
        """Close the client, and return the number of aborted responses."""
        lifecycle, late = self._context.lifecycle, 0
        try:
            lifecycle.emit_closing()
            if not await self._wait_until_idle(loop, wait):
                late = await self._abort_responses(lifecycle.open_responses())
                await self._wait_until_idle(
                    loop, INTERRUPT_GRACE if interrupted else None
                )
            lifecycle.is_stopped = False
            # Waits between calls end, too, which closing does not wait for.
            loop.stopped.set()
            loop.stopped = anyio.Event()
            last = self._make_closing_flow()
            if last is not None:
                await self.run(
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
            loop.stopped.set()
            self._abort_calls()
            raise
        finally:
            # Even where the closing task is cancelled, nothing stays open.
            with anyio.CancelScope(shield=True):
                await self._close_sender(loop)

    async def _wait_until_idle(self, loop: _LoopState, seconds: float | None) -> bool:
        """Wait until nothing is in flight, and return True if that was in time."""
        with anyio.move_on_after(seconds):
            while self._context.lifecycle.is_busy:
                loop.on_idle = anyio.Event()
                with anyio.move_on_after(POLL_SECONDS):
                    await loop.on_idle.wait()
            return True
        return False

    def _abort_calls(self) -> None:
        """Abort all calls in flight."""
        self._context.lifecycle.is_aborted = True
        if self._sender is not None:
            self._sender.abort_requests()

    async def _close_sender(self, loop: _LoopState) -> None:
        lifecycle = self._context.lifecycle
        try:
            await self._abort_responses(lifecycle.open_responses())
            if self._sender is not None:
                await self._sender.close()
        finally:
            try:
                lifecycle.mark_closed()
            finally:
                loop.stopped.set()
                loop.done.set()

    async def _abort_responses(self, holds: list[Abortable]) -> int:
        """Abort open responses, and return their number."""
        for open_response in holds:
            open_response.is_aborted = True
            if open_response.body is not None:
                await open_response.body.abort()
                open_response.release()
        return len(holds)

    def _loop_state(self) -> _LoopState:
        if self._loop is None:
            self._loop = _LoopState()
        return self._loop

    async def _perform(self, step: Step) -> Any:
        if isinstance(step, Send):
            return await self.sender().send(step.request)
        loop = self._loop_state()
        if isinstance(step, Sleep):
            with anyio.move_on_after(step.seconds):
                await loop.stopped.wait()
                raise closed_error()
            return None
        if isinstance(step, RunExclusive):
            return await self._run_exclusive(step, loop.token_line)
        assert isinstance(step, RunBlocking)
        return await anyio.to_thread.run_sync(step.action)

    async def _run_exclusive(self, step: RunExclusive, line: WaitQueue) -> None:
        left = inf if step.until is None else step.until - self._context.clock()
        turn = Waiter(anyio.Event().set)
        # A lock of anyio stays locked if its coroutine is closed while it takes it.
        try:
            line.join(turn)
            # Only early refreshes have a limit, and no caller needs their outcome.
            with anyio.move_on_after(left):
                await line.wait_in_task(turn)
                await self.run(step.flow)
        finally:
            line.waiters.pop(turn.number, None)
            line.wake_next()


class _LoopState:
    """Resources of the client's event loop."""

    def __init__(self) -> None:
        self.token_line = WaitQueue(1)
        self.stopped = anyio.Event()
        self.on_idle = anyio.Event()
        self.done = anyio.Event()

    def notify_idle(self) -> None:
        """Wake the task that waits until nothing is in flight."""
        self.on_idle.set()
