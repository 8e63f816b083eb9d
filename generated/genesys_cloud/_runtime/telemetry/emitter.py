"""Event emitter of a client, for its listeners and its log.

The logger has the name of the client's package.

    DEBUG     every request and response, with redacted headers; with ``log_bodies``
              redacted bodies too; changes between idle and running
    INFO      other changes of state, tokens, retries, each place of a mismatch once
    WARNING   pauses that the server asks for, tokens that the client cannot revoke
    ERROR     exceptions of listeners

Errors are raised, so they are not written. Only copies are changed, never what is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ..errors import ConfigurationError, ResponseMismatch
from ..responses.masking import Secrets
from ..responses.mismatches import MismatchLog, OnMismatch, UndocumentedField
from .events import (
    Event,
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

    Attributes:
        secrets: Secrets that the log masks.
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
            masked = (
                value if isinstance(value, (int, float)) else self._masked(value)
                for value in values
            )
            self.logger.log(level, text, *masked)

    def _masked(self, value: object) -> str:
        return self.secrets.mask(str(value))


class Listeners:
    """Listeners of a client, which threads can share.

    Attributes:
        active: True if there is a listener.
    """

    def __init__(self) -> None:
        self.active: bool = False
        self._lock = Lock()
        # Replaced as a whole, so that telling needs no lock.
        self._entries: tuple[tuple[type[Event], Callable[[Any], object]], ...] = ()

    def for_child(self) -> Listeners:
        """Return a copy of the listeners, for a client after a fork."""
        other = Listeners()
        other.active, other._entries = self.active, self._entries
        return other

    def add(self, kind: type[E], listener: Callable[[E], object]) -> Callable[[], None]:
        """Add a listener of a class of events, and return a function that removes it.

        Raises:
            TypeError: `kind` is not a class of events, or `listener` is not a plain
                callable.
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

    def for_child(self) -> EventEmitter:
        """Return an emitter with the same listeners, for a client after a fork."""
        other = EventEmitter(self.log)
        other.listeners = self.listeners.for_child()
        return other

    def emit(self, kind: type[Event], **fields: Any) -> None:
        """Emit an event, if it has listeners."""
        if self.listeners.wants(kind):
            self.listeners.notify(kind(at=self.wall_clock(), **fields))


def make_mismatch_log(
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
