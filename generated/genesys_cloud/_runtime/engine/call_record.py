"""Record of one call: its counters, events and log records.

A call whose response is read piece by piece ends when its body was read or given up,
and the requests for the missing rest belong to it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..errors import APIError
from ..operation import Call
from ..redaction import redacted_body, redacted_headers, redacted_url
from ..responses.parsing import correlation_id
from ..telemetry.emitter import Log
from ..telemetry.events import (
    CallAdded,
    CallEnded,
    CallRemoved,
    CallRetried,
    CallStarted,
    Event,
    RateLimited,
)
from ..telemetry.stats import CallStats
from ..transport.messages import HttpRequest, HttpResponse
from .context import ClientContext


class CallRecord:
    """Record of one call, from its begin to its end.

    Attributes:
        number: The number of the call.
        leave: Lets closing the client no longer wait for the call.
        stats: The counters of the call.
    """

    def __init__(self, context: ClientContext) -> None:
        self._context = context
        self._lifecycle = context.lifecycle
        self._operation: str | None = None
        self._ended = False
        self._began = 0.0
        # Fields of all events of the call; None without listeners and log.
        self._fields: dict[str, Any] | None = None
        self._response: HttpResponse | None = None
        self.number: int = next(context.lifecycle.call_numbers)
        # A single operation of a set, which no interrupt can divide.
        self.leave: Callable[[], None] = partial(
            context.lifecycle.in_flight.discard, self.number
        )
        self.stats: CallStats = CallStats()

    def begin(self, call: Call[Any], allow_while_closing: bool = False) -> None:
        """Count the call as begun and emit the event, unless it resumes.

        Args:
            call: The call.
            allow_while_closing: True for a part of something that closing waits for.

        Raises:
            ClientClosedError: The client has been closed.
        """
        if self._operation is not None:
            return
        try:
            self._lifecycle.begin(self.number, allow_while_closing)
            self._operation = call.operation.name
            emitter = self._context.emitter
            if emitter.listeners.active or emitter.log.active:
                self._began = emitter.clock()
                self._fields = self._describe(call)
                # A listener may raise what ends the program: it is counted out too.
                self._emit(CallAdded)
        except BaseException as error:
            self.leave()
            self.end(error)
            raise

    def _describe(self, call: Call[Any]) -> dict[str, Any]:
        return {
            "call_id": self.number,
            "operation": call.operation.name,
            "method": call.operation.method,
            "path": self._context.emitter.log.secrets.mask(call.path),
        }

    def _emit(self, kind: type[Event], **fields: Any) -> None:
        if self._fields is not None:
            self._context.emitter.emit(kind, **self._fields, **fields)

    @property
    def _log(self) -> Log | None:
        """The log, if it takes the requests and responses of this call."""
        log = self._context.emitter.log
        return log if self._fields is not None and log.active else None

    @property
    def _correlation_id(self) -> str | None:
        if self._response is None:
            return None
        emitter = self._context.emitter
        names = emitter.correlation_header, emitter.correlation_field
        found = correlation_id(self._response, *names)
        return None if found is None else emitter.log.secrets.mask(found)

    def record_request(self, request: HttpRequest) -> None:
        """Record a request that the client is about to send."""
        stats, content, source = self.stats, request.content, request.source
        stats.sent += 1
        if content is not None:
            stats.bytes_sent += len(content)
        elif source is not None:
            stats.bytes_sent += source.size or 0
        self._emit(CallStarted, attempt=stats.sent, waited=stats.waited)
        if (log := self._log) is not None:
            log.debug(
                "%s #%d: attempt %d: %s %s %s%s",
                self._operation,
                self.number,
                stats.sent,
                request.method,
                request.display_url or redacted_url(request.url),
                redacted_headers(request.headers, request.secret_headers),
                _request_body(log, request) if log.bodies else "",
            )

    def record_response(self, response: HttpResponse) -> None:
        """Record a response of the server."""
        content = response.content
        self.stats.bytes_received += len(content)
        if self._fields is not None:
            self._response = response
        if (log := self._log) is not None:
            content_type = response.headers.get("content-type", "")
            log.debug(
                "%s #%d: %d after %.3f s, %d bytes %s%s",
                self._operation,
                self.number,
                response.status,
                response.elapsed,
                len(content),
                redacted_headers(response.headers.items()),
                _body(log, content, content_type) if log.bodies else "",
            )

    def record_rate_limit(self, wait: float) -> None:
        """Record a 429."""
        self._lifecycle.count("rate_limited")
        self._emit(RateLimited, wait=wait, correlation_id=self._correlation_id)

    def record_retry(self, reason: str, wait: float) -> None:
        """Record that another attempt follows."""
        response, sent = self._response, self.stats.sent
        self._emit(
            CallRetried,
            attempt=sent,
            status=None if response is None else response.status,
            reason=reason,
            wait=wait,
            correlation_id=self._correlation_id,
        )
        self._response = None
        self._context.emitter.log.info(
            "%s: attempt %d failed (%s), retry in %.3f s",
            self._operation,
            sent,
            reason,
            wait,
        )

    def end(self, error: BaseException | None) -> None:
        """Count the call as ended and emit the event, once."""
        if self._ended or self._operation is None:
            return
        self._ended = True
        if self._lifecycle is not self._context.lifecycle:
            return  # It was begun before a fork, and is the parent's.
        try:
            self._emit_end(error)
        finally:
            self._lifecycle.end(self.number, self.stats, error)

    def _emit_end(self, error: BaseException | None) -> None:
        if self._fields is None:
            return
        response, stats = self._response, self.stats
        status = None if response is None else response.status
        if isinstance(error, APIError) and error.status:
            status = error.status
        result = "succeeded" if error is None else "failed"
        if error is not None and not isinstance(error, Exception):
            result = "cancelled"
        if not stats.sent:
            self._emit(CallRemoved)
        self._emit(
            CallEnded,
            attempts=stats.sent,
            result=result,
            status=status,
            error=None if error is None else type(error).__name__,
            seconds=self._context.emitter.clock() - self._began,
            waited=stats.waited,
            correlation_id=self._correlation_id,
        )


def _body(log: Log, content: bytes | None, content_type: str) -> str:
    """Return a body for the log, masked before it is shortened."""
    return f" {redacted_body(log.secrets.mask_body(content or b'', content_type))}"


def _request_body(log: Log, request: HttpRequest) -> str:
    if request.source is None:
        return _body(log, request.content, "")
    size = request.source.size
    return " (a file)" if size is None else f" ({size} bytes)"
