"""Open responses, from their call until they are closed.

Closing the client waits for them or aborts them. The deadline of a call includes
reading its response to the end.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from threading import get_ident
from typing import TYPE_CHECKING, Any

from ..errors import APIError, APITimeoutError, ClientClosedError, closed_error
from ..processes import forked_error
from ..responses.parsing import Outcome
from ..retry import RetryState
from ..steps import Flow, Sleep
from ..timeouts import DeadlineExceeded, deadline_after
from ..transport.messages import ResponseAborted
from .call_record import CallRecord
from .context import ClientContext

if TYPE_CHECKING:
    from ..config.options import RequestOptions


def this_thread() -> int:
    """Return the identity of this thread."""
    return get_ident()


def this_task() -> int:
    """Return the identity of this task."""
    # Needed by the async client alone.
    from anyio import get_current_task

    return get_current_task().id


class OpenResponse:
    """Open response, from before its call until it is closed.

    Args:
        context: The client's context.
        options: The options of the call.
        owner: The thread or the task that opens it.

    Attributes:
        record: Record of the call.
        owner: The thread or the task that used it last.
        body: Body; None before there is a response.
        is_aborted: True if closing aborted it, or will as soon as there is a response.
        deadline: Time by which to read it, in seconds of the client's clock.

    Raises:
        ClientClosedError: The client has been closed.
    """

    def __init__(
        self, context: ClientContext, options: RequestOptions | None, owner: object
    ) -> None:
        self._context = context
        self._lifecycle = context.lifecycle
        self._seconds = None if options is None else options.deadline
        self._has_progress = False
        self.record: CallRecord = CallRecord(context)
        self.owner: object = owner
        self.body: Any = None
        self.is_aborted: bool = False
        self.deadline: float | None = deadline_after(self._seconds, context.clock)
        self._retry = RetryState(
            context,
            "GET",
            self.record.stats,
            max_retries=None if options is None else options.max_retries,
        )
        self._lifecycle.add_response(self)

    def __del__(self) -> None:
        # Closing does not wait for a response that is garbage. An interrupt may have
        # left the object incomplete.
        with suppress(AttributeError):
            self.record.leave()

    def time_left(self) -> float | None:
        """Return the seconds until the deadline, or None without one."""
        return None if self.deadline is None else self.deadline - self._context.clock()

    def attach(self, outcome: Outcome) -> Outcome:
        """Store the opened response, and return False if it was already aborted.

        Raises:
            ClientClosedError: It was cut off.
        """
        self.body = getattr(outcome.response, "body", None)
        if self.is_aborted:
            raise self.abort_error(ResponseAborted(), outcome)
        return outcome

    def record_bytes(self, chunk: bytes) -> None:
        """Count received bytes of the body."""
        self.record.stats.bytes_received += len(chunk)

    def may_resume(self, has_progress: bool) -> bool:
        """Return True if the client may resume a broken response.

        Args:
            has_progress: True if the last attempt received more than those before;
                the count of retries restarts then.
        """
        self._has_progress = has_progress
        if has_progress:
            self._retry.record_progress()
        return not self._retry.is_exhausted

    def retry(self, flow: Flow[Outcome], reason: str) -> Flow[Outcome]:
        """Run a flow that requests the rest of a body, at once after progress."""
        delay = 0.0 if self._has_progress else self._retry.backoff()
        self.record.record_retry(reason, delay)
        self._retry.use_retry()
        yield Sleep(delay)
        return (yield from flow)

    def record_end(self, error: BaseException | None) -> None:
        """Record the result of the call, once."""
        self.record.end(error)

    def release(self) -> None:
        """Record that the response is closed, once."""
        if self._lifecycle is not self._context.lifecycle:
            return  # It was opened before a fork, and is the parent's.
        # A response that the user closes before its end counts as complete.
        self.record.end(closed_error() if self.is_aborted else None)
        self._lifecycle.remove_response(self)

    def abort_error(
        self, cause: Exception, outcome: Outcome, count: int | None = None
    ) -> APIError:
        """Return the error for a response that was aborted.

        `count` bytes were read.
        """
        who, context = outcome.call.operation.name, outcome.context()
        after = "" if count is None else f" after {count} bytes"
        if isinstance(cause, DeadlineExceeded):
            return APITimeoutError(
                f"{who}: deadline of {self._seconds} s passed while the response was"
                f" read{after}",
                **context,
            )
        if self._lifecycle is not self._context.lifecycle:
            return forked_error(who)
        return ClientClosedError(
            f"{who}: the client was closed while the response was read{after}",
            reached=True,
            **context,
        )


def warn_aborted(own: int, late: int, wait: float | None, who: str) -> None:
    """Warn of responses that closing aborted although the client waited for them.

    Args:
        own: Number of open responses of the closing thread or task itself.
        late: Number of others that were not read in time.
        wait: Seconds that closing waited for them.
        who: ``thread`` or ``task``.
    """
    parts: list[str] = []
    if own:
        parts.append(f"{own} of this {who}")
    if late:
        parts.append(f"{late} unread after {wait} s")
    if parts:
        warnings.warn(
            f"closing the client aborted responses: {', '.join(parts)}",
            RuntimeWarning,
            stacklevel=4,
        )
