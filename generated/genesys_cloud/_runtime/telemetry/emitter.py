"""Event emitter of a client, for its listeners and its log.

The logger has the name of the client's package.

    DEBUG     every request and response, with redacted headers; with ``log_bodies``
              redacted bodies too; changes between idle and running
    INFO      other changes of state, tokens, retries, each place of a mismatch once
    WARNING   pauses that the server asks for, tokens that the client cannot revoke
    ERROR     exceptions of listeners

Errors are raised, so they are not written. Only copies are changed, never what is sent.
A call that nobody listens to and whose messages nobody reads has no `CallWatch` at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ..errors import APIError, ConfigurationError, ResponseMismatch
from ..operation import Call
from ..redaction import shown_body, shown_headers, shown_url
from ..responses.masking import Secrets
from ..responses.mismatches import MismatchLog, OnMismatch, UndocumentedField
from ..responses.parsing import correlation_id
from ..transport.messages import HttpRequest, HttpResponse
from .events import (
    CallAdded,
    CallEnded,
    CallRemoved,
    CallRetried,
    CallStarted,
    Event,
    RateLimited,
    ResponseMismatched,
    UndocumentedFieldReceived,
)

if TYPE_CHECKING:
    from logging import Logger

E = TypeVar("E", bound=Event)

LOGGER_NAME: Final = (__package__ or "").rsplit(".", 2)[0] or __name__


def logger() -> Logger:
    """Return the logger, and import `logging` only then."""
    from logging import getLogger

    return getLogger(LOGGER_NAME)


class Log:
    """Logger of one client.

    Args:
        bodies: Whether bodies are written as well.

    Attributes:
        secrets: What is masked in all that is written.
    """

    def __init__(self, bodies: bool = False) -> None:
        from logging import DEBUG, INFO, WARNING

        self.bodies = bodies
        self.secrets: Secrets = Secrets()
        self.logger: Logger = logger()
        self._debug, self._info, self._warning = DEBUG, INFO, WARNING

    @property
    def active(self) -> bool:
        """True if the log contains successful calls."""
        return self.logger.isEnabledFor(self._debug)

    def debug(self, text: str, *values: object) -> None:
        """Write at DEBUG."""
        self._write(self._debug, text, values)

    def info(self, text: str, *values: object) -> None:
        """Write at INFO."""
        self._write(self._info, text, values)

    def warning(self, text: str, *values: object) -> None:
        """Write at WARNING."""
        self._write(self._warning, text, values)

    def _write(self, level: int, text: str, values: tuple[object, ...]) -> None:
        if self.logger.isEnabledFor(level):
            shown = (
                value if isinstance(value, (int, float)) else self._masked(value)
                for value in values
            )
            self.logger.log(level, text, *shown)

    def _masked(self, value: object) -> str:
        return self.secrets.mask(str(value))


class Listeners:
    """Listeners of a client, which threads can share.

    Attributes:
        active: Whether anybody does.
    """

    def __init__(self) -> None:
        self.active: bool = False
        self._lock = Lock()
        # Replaced as a whole, so that telling needs no lock.
        self._entries: tuple[tuple[type[Event], Callable[[Any], object]], ...] = ()

    def anew(self) -> Listeners:
        """Return a copy of the listeners, for a client after a fork."""
        other = Listeners()
        other.active, other._entries = self.active, self._entries
        return other

    def add(self, kind: type[E], listener: Callable[[E], object]) -> Callable[[], None]:
        """Add a listener of a class of events, and return a function that removes it.

        Raises:
            TypeError: `kind` is no class of events, or `listener` is not to be called
                plainly.
        """
        from inspect import iscoroutinefunction

        given: Any = kind
        if not (isinstance(given, type) and issubclass(given, Event)):
            raise TypeError("kind must be a class of events, such as CallEnded")
        if not callable(listener) or iscoroutinefunction(listener):
            raise TypeError("listener must be a plain function of one argument")
        entry: tuple[type[Event], Callable[[Any], object]] = (kind, listener)
        with self._lock:
            self._entries = (*self._entries, entry)
            self.active = True

        def remove() -> None:
            with self._lock:
                kept = tuple(e for e in self._entries if e is not entry)
                self._entries = kept
                self.active = bool(kept)

        return remove

    def wants(self, kind: type[Event]) -> bool:
        """Return True if events of `kind` have listeners."""
        return self.active and any(issubclass(kind, e[0]) for e in self._entries)

    def notify(self, event: Event) -> None:
        """Call the listeners of an event, and log their exceptions."""
        for kind, listener in self._entries:
            if isinstance(event, kind):
                try:
                    listener(event)
                except Exception:

                    logger().exception(
                        "a listener of %s raised an exception", type(event).__name__
                    )


def _now_utc() -> datetime:
    return datetime.now(UTC)


class EventEmitter:
    """Event emitter of one client, for its listeners and its log."""

    def __init__(self, log: Log | None = None) -> None:
        self.listeners: Listeners = Listeners()
        self.log: Log = Log() if log is None else log
        self.clock: Callable[[], float] = monotonic
        self.wall_clock: Callable[[], datetime] = _now_utc
        self.correlation_header = ""
        self.correlation_field = ""

    def anew(self) -> EventEmitter:
        """Return an emitter with the same listeners, for a client after a fork."""
        other = EventEmitter(self.log)
        other.listeners = self.listeners.anew()
        return other

    def watch(self, call: Call[Any], number: int) -> CallWatch | None:
        """Return the emitter of a call, or None without listeners and log."""
        if self.listeners.active or self.log.active:
            return CallWatch(self, call, number)
        return None

    def emit(self, kind: type[Event], **fields: Any) -> None:
        """Emit an event, if it has listeners."""
        if self.listeners.wants(kind):
            self.listeners.notify(kind(at=self.wall_clock(), **fields))


class CallWatch:
    """Emitter of the events of one call."""

    __slots__ = ("_answer", "_began", "_call", "_emitter", "_fields")

    def __init__(self, emitter: EventEmitter, call: Call[Any], number: int) -> None:
        self._emitter = emitter
        self._call = call
        self._began = emitter.clock()
        self._answer: HttpResponse | None = None
        self._fields: dict[str, Any] = {
            "call_id": number,
            "operation": call.operation.name,
            "method": call.operation.method,
            "path": emitter.log.secrets.mask(call.path),
        }
        self._emit(CallAdded)

    def _emit(self, kind: type[Event], **fields: Any) -> None:
        self._emitter.emit(kind, **self._fields, **fields)

    @property
    def _correlation_id(self) -> str | None:
        if self._answer is None:
            return None
        emitter = self._emitter
        names = emitter.correlation_header, emitter.correlation_field
        found = correlation_id(self._answer, *names)
        return None if found is None else emitter.log.secrets.mask(found)

    def started(self, outgoing: HttpRequest, attempt: int, waited: float) -> None:
        """Emit that the client sends a request."""
        self._emit(CallStarted, attempt=attempt, waited=waited)
        log = self._emitter.log
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

    def answered(self, answer: HttpResponse) -> None:
        """Log a response."""
        self._answer = answer
        log = self._emitter.log
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
        """Report that another attempt follows."""
        answer = self._answer
        self._emit(
            CallRetried,
            attempt=attempt,
            status=None if answer is None else answer.status,
            reason=reason,
            wait=wait,
            correlation_id=self._correlation_id,
        )
        self._answer = None

    def limited(self, wait: float) -> None:
        """Emit a 429."""
        self._emit(RateLimited, wait=wait, correlation_id=self._correlation_id)

    def ended(self, attempts: int, waited: float, error: BaseException | None) -> None:
        """Emit the end of the call."""
        answer = self._answer
        status = None if answer is None else answer.status
        if isinstance(error, APIError) and error.status:
            status = error.status
        cancelled = error is not None and not isinstance(error, Exception)
        if not attempts:
            self._emit(CallRemoved)
        self._emit(
            CallEnded,
            attempts=attempts,
            result=(
                "answered" if error is None else "cancelled" if cancelled else "failed"
            ),
            status=status,
            error=None if error is None else type(error).__name__,
            seconds=self._emitter.clock() - self._began,
            waited=waited,
            correlation_id=self._correlation_id,
        )


def _body(log: Log, content: bytes | None, content_type: str) -> str:
    """Return a body for the log, redacted before it is shortened."""
    return f" {shown_body(log.secrets.mask_body(content or b'', content_type))}"


def _sent_body(log: Log, outgoing: HttpRequest) -> str:
    if outgoing.source is None:
        return _body(log, outgoing.content, "")
    size = outgoing.source.size
    return " (a file)" if size is None else f" ({size} bytes)"


def make_log(
    mode: OnMismatch, emitter: EventEmitter, references: Iterable[str]
) -> MismatchLog:
    """Create the mismatch log of a client, which also emits events.

    Raises:
        ConfigurationError: `mode` is none of the three.
    """
    given: object = mode
    if given not in ("warn", "ignore", "raise"):
        raise ConfigurationError("on_mismatch must be 'warn', 'ignore' or 'raise'")

    def mask(text: str) -> str:
        return emitter.log.secrets.mask(text)

    def emit(odd: ResponseMismatch | UndocumentedField) -> None:
        if isinstance(odd, UndocumentedField):
            emitter.emit(
                UndocumentedFieldReceived,
                operation=odd.operation,
                path=odd.path,
            )
            return
        emitter.emit(
            ResponseMismatched,
            operation=odd.operation,
            path=odd.path,
            expected=odd.expected,
            got=odd.got,
        )

    def note(odd: ResponseMismatch | UndocumentedField) -> None:
        if isinstance(odd, UndocumentedField):
            emitter.log.info("undocumented field: %s", odd)
            return
        emitter.log.info("response does not match the documentation: %s", odd)

    return MismatchLog(mode, emit, note, references, mask)
