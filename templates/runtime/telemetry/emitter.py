"""What events and the log are told of a call, and of tokens.

A call that nobody listens to and whose messages nobody reads has no `CallWatch` at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from ..errors import APIError, ConfigurationError, ResponseMismatch
from ..operation import Call
from ..redaction import shown_body, shown_headers, shown_url
from ..responses.mismatches import MismatchLog, OnMismatch, UndocumentedField
from ..responses.parsing import correlation_id
from ..transport.messages import Incoming, Outgoing
from .events import (
    CallAdded,
    CallEnded,
    CallRemoved,
    CallRetried,
    CallStarted,
    Event,
    Listeners,
    RateLimited,
    ResponseMismatched,
    UndocumentedFieldReceived,
)
from .log import Log


def _now_utc() -> datetime:
    return datetime.now(UTC)


class Watcher:
    """Tells listeners and the log of one client what happens."""

    def __init__(self, log: Log | None = None) -> None:
        self.listeners: Listeners = Listeners()
        self.log: Log = Log() if log is None else log
        self.clock: Callable[[], float] = monotonic
        self.wall_clock: Callable[[], datetime] = _now_utc
        self.correlation_header = ""
        self.correlation_field = ""

    def anew(self) -> Watcher:
        """Return what tells the same, of a client that begins anew."""
        other = Watcher(self.log)
        other.listeners = self.listeners.anew()
        return other

    def watch(self, call: Call[Any], number: int) -> CallWatch | None:
        """Return what watches a call, or None where that would be for nobody."""
        if self.listeners.active or self.log.active:
            return CallWatch(self, call, number)
        return None

    def tell(self, kind: type[Event], **fields: Any) -> None:
        """Tell listeners of something, if there are any to its kind."""
        if self.listeners.wants(kind):
            self.listeners.tell(kind(at=self.wall_clock(), **fields))


class CallWatch:
    """Tells of one call."""

    __slots__ = ("_answer", "_began", "_call", "_fields", "_watcher")

    def __init__(self, watcher: Watcher, call: Call[Any], number: int) -> None:
        self._watcher = watcher
        self._call = call
        self._began = watcher.clock()
        self._answer: Incoming | None = None
        self._fields: dict[str, Any] = {
            "call_id": number,
            "operation": call.operation.name,
            "method": call.operation.method,
            "path": watcher.log.secrets.mask(call.path),
        }
        self._tell(CallAdded)

    def _tell(self, kind: type[Event], **fields: Any) -> None:
        self._watcher.tell(kind, **self._fields, **fields)

    @property
    def _correlation_id(self) -> str | None:
        if self._answer is None:
            return None
        watcher = self._watcher
        names = watcher.correlation_header, watcher.correlation_field
        found = correlation_id(self._answer, *names)
        return None if found is None else watcher.log.secrets.mask(found)

    def started(self, outgoing: Outgoing, attempt: int, waited: float) -> None:
        """Tell that a request is sent."""
        self._tell(CallStarted, attempt=attempt, waited=waited)
        log = self._watcher.log
        if log.active:
            log.debug(
                "%s #%d: attempt %d: %s %s %s%s",
                self._fields["operation"],
                self._fields["call_id"],
                attempt,
                outgoing.method,
                outgoing.shown or shown_url(outgoing.url),
                shown_headers(outgoing.headers, outgoing.private),
                _sent_body(log, outgoing) if log.bodies else "",
            )

    def answered(self, answer: Incoming) -> None:
        """Tell that an answer came."""
        self._answer = answer
        log = self._watcher.log
        if log.active:
            kind = answer.headers.get("content-type", "")
            log.debug(
                "%s #%d: %d after %.3f s, %d bytes %s%s",
                self._fields["operation"],
                self._fields["call_id"],
                answer.status,
                answer.elapsed,
                len(answer.content),
                shown_headers(answer.headers.items()),
                _body(log, answer.content, kind) if log.bodies else "",
            )

    def retried(self, attempt: int, reason: str, wait: float) -> None:
        """Tell that another attempt follows."""
        answer = self._answer
        self._tell(
            CallRetried,
            attempt=attempt,
            status=None if answer is None else answer.status,
            reason=reason,
            wait=wait,
            correlation_id=self._correlation_id,
        )
        self._answer = None

    def limited(self, wait: float) -> None:
        """Tell of a 429."""
        self._tell(RateLimited, wait=wait, correlation_id=self._correlation_id)

    def ended(self, attempts: int, waited: float, error: BaseException | None) -> None:
        """Tell that the call came to its end."""
        answer = self._answer
        status = None if answer is None else answer.status
        if isinstance(error, APIError) and error.status:
            status = error.status
        cancelled = error is not None and not isinstance(error, Exception)
        if not attempts:
            self._tell(CallRemoved)
        self._tell(
            CallEnded,
            attempts=attempts,
            result=(
                "answered" if error is None else "cancelled" if cancelled else "failed"
            ),
            status=status,
            error=None if error is None else type(error).__name__,
            seconds=self._watcher.clock() - self._began,
            waited=waited,
            correlation_id=self._correlation_id,
        )


def _body(log: Log, content: bytes | None, content_type: str) -> str:
    """Return a body for the log: masked before it is cut, lest half a secret stays."""
    return f" {shown_body(log.secrets.mask_body(content or b'', content_type))}"


def _sent_body(log: Log, outgoing: Outgoing) -> str:
    if outgoing.source is None:
        return _body(log, outgoing.content, "")
    size = outgoing.source.size
    return " (a file)" if size is None else f" ({size} bytes)"


def make_log(
    mode: OnMismatch, watcher: Watcher, references: Iterable[str]
) -> MismatchLog:
    """Make the log of a client, whose differences are events too.

    Raises:
        ConfigurationError: `mode` is none of the three.
    """
    given: object = mode
    if given not in ("warn", "ignore", "raise"):
        raise ConfigurationError("on_mismatch is 'warn', 'ignore' or 'raise'")

    def mask(text: str) -> str:
        return watcher.log.secrets.mask(text)

    def tell(odd: ResponseMismatch | UndocumentedField) -> None:
        if isinstance(odd, UndocumentedField):
            watcher.tell(
                UndocumentedFieldReceived,
                operation=odd.operation,
                path=odd.path,
            )
            return
        watcher.tell(
            ResponseMismatched,
            operation=odd.operation,
            path=odd.path,
            expected=odd.expected,
            got=odd.got,
        )

    def note(odd: ResponseMismatch | UndocumentedField) -> None:
        if isinstance(odd, UndocumentedField):
            watcher.log.info("An answer has an undocumented field: %s", odd)
            return
        watcher.log.info("An answer differs from the documents: %s", odd)

    return MismatchLog(mode, tell, note, references, mask)
