"""The flow of a call: its steps, without I/O.

A flow is a generator. It yields steps (send, sleep, run another flow exclusively),
receives their outcomes and returns the outcome of the call. Both clients run the same
flows, and only send and sleep differently.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Final

from msgspec.structs import replace

from ..auth.authenticator import request_token, revoke_token
from ..auth.tokens import Token
from ..config.options import RequestOptions, query_pairs
from ..encoding.scalars import query_string
from ..errors import (
    APIError,
    APITimeoutError,
    ClientClosedError,
    RateLimitError,
    RequestInfo,
)
from ..operation import Call
from ..redaction import redacted_headers, redacted_query, redacted_url
from ..responses.parsing import (
    Outcome,
    connection_error,
    plain_json,
    status_error,
    text_field,
)
from ..retry import RetryState, bracketed_seconds, retry_after
from ..steps import Flow, RunExclusive, Send, Sleep
from ..telemetry.events import (
    TokenDeleted,
    TokenDeleteStarted,
    TokenRefreshEnded,
    TokenRefreshStarted,
)
from ..timeouts import DeadlineExceeded, deadline_after
from ..transport.messages import HttpRequest, HttpResponse, TransportFailure
from .call_record import CallRecord
from .context import ClientContext
from .open_response import OpenResponse

_NO_OPTIONS = RequestOptions()

LAST_RESPONSE: Final[ContextVar[list[HttpResponse] | None]] = ContextVar(
    "LAST_RESPONSE", default=None
)
"""List that keeps the last response, while a client waits for a result."""


class CallState:
    """Requests and retries of one call.

    Args:
        context: The client's context.
        call: The call.
        options: Its options.
        open_response: State of the response of a call that leaves its body unread.

    Attributes:
        record: The record of the call.
        retry: Its retries.
        rejected_token: The token that the server rejected, if any.
        is_rate_limited: True if the last response was a 429.
    """

    is_external = False
    """True if the request goes to another host than the API's."""

    def __init__(
        self,
        context: ClientContext,
        call: Call[Any],
        options: RequestOptions | None,
        open_response: OpenResponse | None = None,
    ) -> None:
        self.context = context
        self.call = call
        self.options: RequestOptions = options or _NO_OPTIONS
        self.open_response = open_response
        deadline: float | None
        if open_response is None:
            self.record = CallRecord(context)
            deadline = deadline_after(self.options.deadline, context.clock)
        else:
            # The deadline began with the first of several requests.
            self.record, deadline = open_response.record, open_response.deadline
        self.retry: RetryState = RetryState(
            context,
            call.operation.method,
            self.record.stats,
            max_retries=self.options.max_retries if self._can_repeat else 0,
            deadline=deadline,
            allow_repeating=self._allows_repeating,
        )
        self.rejected_token: Token | None = None
        self.is_rate_limited: bool = False
        self._pauses = 0
        option_headers = self._option_headers()
        self._private_names = frozenset(name.lower() for name, _ in option_headers)
        self._headers = self._make_headers(option_headers)
        self._request: HttpRequest = self._make_request()
        self._url = self._request.url

    @property
    def _can_repeat(self) -> bool:
        """True if the client can send the body again."""
        return self.call.source is None or self.call.source.repeatable

    @property
    def _allows_repeating(self) -> bool:
        """True if the server may act on the request twice, whatever its method."""
        is_safe = self.call.operation.safe and self.call.source is None
        return is_safe or bool(self.options.retry_unsafe)

    def _option_headers(self) -> list[tuple[str, str]]:
        """Return the headers of the options, whose values may be secret."""
        key = self.options.idempotency_key
        name = self.context.platform.idempotency_header or "Idempotency-Key"
        lines = [] if key is None else [(name, key)]
        return [*lines, *(self.options.headers or {}).items()]

    def _make_headers(
        self, option_headers: list[tuple[str, str]]
    ) -> dict[str, tuple[str, str]]:
        """Return headers by lower-case name: the client's, the call's, the options'."""
        headers = {
            "accept": ("Accept", "application/json"),
            "accept-encoding": ("Accept-Encoding", "gzip, deflate"),
            "user-agent": ("User-Agent", self.context.agent),
        }
        if self.call.content is not None:
            headers["content-type"] = ("Content-Type", "application/json")
        for line in (*self.call.headers, *option_headers):
            headers[line[0].lower()] = line
        return headers

    def _make_request(self) -> HttpRequest:
        """Return the request of all attempts, without the token."""
        context, call, options = self.context, self.call, self.options
        url = context.base_url + call.target_as(options.array_format)
        display_url = ""
        if options.query:
            joint = "&" if call.query or call.raw_query else "?"
            query = query_string(query_pairs(options.query))
            display_url = f"{redacted_url(url)}{joint}{redacted_query(query)}"
            url += joint + query
        return HttpRequest(
            call.operation.method,
            url,
            tuple(self._headers.values()),
            call.content,
            context.timeout if options.timeout is None else options.timeout,
            streamed=self.open_response is not None,
            source=call.source,
            display_url=display_url,
            secret_headers=self._private_names,
            secrets=context.tokens.secrets,
        )

    def next_request(self, token: Token | None) -> HttpRequest:
        """Return the request of the next attempt, and record it."""
        request = self._request
        if token is not None and "authorization" not in self._headers:
            line = ("Authorization", f"Bearer {token.value}")
            request = replace(request, headers=(*request.headers, line))
        self.retry.begin_attempt()
        self.record.record_request(request)
        return request

    def outcome(self, response: HttpResponse) -> Outcome:
        """Return the outcome of the call with a response."""
        platform = self.context.platform
        return Outcome(
            self.call,
            response,
            self._url,
            self.record.stats.sent,
            platform.correlation_header,
            platform.correlation_field,
            self.describe,
            self.context.tokens.secrets,
        )

    def describe(self) -> RequestInfo:
        """Return the request that the client sends, redacted."""
        url = self._request.display_url or redacted_url(self._url)
        return RequestInfo(
            self.call.operation.method,
            self.context.tokens.secrets.mask(url),
            tuple(
                redacted_headers(self._headers.values(), self._private_names).items()
            ),
        )

    def is_success(self, response: HttpResponse) -> bool:
        """Return True for a response that is not an error."""
        return 200 <= response.status < 300

    def delay_after_failure(self, failure: TransportFailure) -> float:
        """Return the seconds before the next attempt, or raise the call's error."""
        self.context.tokens.redact(failure)
        self.is_rate_limited = False
        self.retry.end_attempt()
        delay = self.retry.delay_after_failure(failure)
        if delay is not None:
            self.record.record_retry(str(failure), delay)
            return delay
        fields = self._error_fields()
        if failure.response is not None:
            self.record.record_response(failure.response)
            fields["correlation_id"] = self.outcome(failure.response).correlation_id
        raise connection_error(failure, self.call.operation.name, **fields) from None

    def delay_after_response(
        self, response: HttpResponse, token: Token | None
    ) -> float:
        """Return the seconds before the next attempt, or raise the call's error."""
        status = response.status
        self.is_rate_limited = False
        self.retry.end_attempt()
        if status == 401 and self._can_refresh(token):
            self.rejected_token = token
            self.record.record_retry("the token is no longer valid", 0.0)
            return 0.0
        asked = retry_after(response, self.context.wall_clock)
        if status == 429 and not self.is_external:
            return self._handle_rate_limit(response, asked)
        if status == 429:
            self.context.lifecycle.count("rate_limited")
        delay = self.retry.delay_after_status(status, asked)
        if delay is None:
            raise status_error(self.outcome(response), asked)
        if asked is not None and self.retry.would_miss_deadline(delay):
            raise status_error(self.outcome(response), asked, self._too_long(asked))
        self.record.record_retry(f"status {status}", delay)
        return delay

    def _handle_rate_limit(self, response: HttpResponse, asked: float | None) -> float:
        """Pause all calls of the client; this one goes first afterwards."""
        context, policy = self.context, self.context.policy
        if asked is None:
            message = text_field(plain_json(response.content), "message")
            asked = bracketed_seconds(message)
        if asked is None:
            asked = context.platform.retry_after
        asked = max(asked, policy.pause_floor(self._pauses))
        self._pauses += 1
        # However long the server says, the client is not put out of use.
        pause = min(asked, policy.max_server_wait)
        context.rate_limiter.pause_until(context.clock() + pause)
        self.record.record_rate_limit(asked)
        context.emitter.log.warning(
            "%s: 429, all calls pause for %.3f s", self.call.operation.name, asked
        )
        if self.retry.is_too_long(asked):
            raise status_error(self.outcome(response), asked, self._too_long(asked))
        if not self.retry.max_retries:
            raise status_error(self.outcome(response), asked)
        self.is_rate_limited = True
        return 0.0

    def _can_refresh(self, token: Token | None) -> bool:
        """Return True if a 401 causes a token refresh, once for each call.

        The body does not matter, since gateways and proxies write their own. A token
        may also expire while the request waits for a connection. Each further refresh
        counts as a retry, so that tokens without a lifetime cause no endless loop.
        """
        if self.context.tokens.grant is None or "authorization" in self._headers:
            return False
        if self.is_external or not self._can_repeat:
            return False
        if self.rejected_token is None:
            return True
        if token is None or token.expires_at is None:
            return False
        return not token.is_valid(self.context.clock()) and self.retry.use_retry()

    def ensure_before_deadline(self, wait: float) -> None:
        """Raise if a wait would not end before the deadline.

        Raises:
            APITimeoutError: It would not.
        """
        if self.retry.would_miss_deadline(wait):
            raise self.deadline_error()

    def _too_long(self, wait: float) -> str:
        """Return the message for a wait that is too long."""
        if self.retry.would_miss_deadline(wait):
            limit = f"the deadline ({self.options.deadline} s)"
        else:
            limit = f"max_server_wait ({self.context.policy.max_server_wait:.0f} s)"
        return f"server asked to wait {wait:.0f} s, more than {limit}"

    def deadline_error(self) -> APITimeoutError:
        """Return the error for a call whose deadline has passed."""
        attempts, reached = self.record.stats.sent, self.retry.may_have_reached_server
        tried = f"{attempts} attempt{'' if attempts == 1 else 's'}"
        hint = "; the server may have processed it" if reached else ""
        return APITimeoutError(
            f"{self.call.operation.name}: deadline of {self.options.deadline} s passed"
            f" ({tried}){hint}",
            reached=reached,
            **self._error_fields(),
        )

    def client_closed_error(self, error: ClientClosedError) -> ClientClosedError:
        """Return the error for a call that the closing of its client aborted."""
        if not self.record.stats.sent:
            return error
        return ClientClosedError(
            f"{self.call.operation.name}: the client was closed before the response",
            reached=self.retry.may_have_reached_server or error.reached,
            **self._error_fields(),
        )

    def rate_limit_error(self, wait: float) -> RateLimitError:
        """Return the error for a call that cannot start after another's 429."""
        return RateLimitError(
            f"{self.call.operation.name}: {self._too_long(wait)}."
            f" {RateLimitError.advice}",
            status=429,
            retry_after=wait,
            **self._error_fields(),
        )

    def _error_fields(self) -> dict[str, Any]:
        request = self.describe()
        return {
            "operation": self.call.operation.name,
            "method": request.method,
            "url": request.url,
            "request": request,
            "attempts": self.record.stats.sent,
        }


def run_call(
    context: ClientContext,
    call: Call[Any],
    options: RequestOptions | None,
    open_response: OpenResponse | None = None,
) -> Flow[Outcome]:
    """Send a call, with retries, until it succeeds or fails.

    If there is an `open_response`, the flow leaves the body unread.

    Raises:
        APIError: The call failed; see `errors`.
    """
    return run_attempts(CallState(context, call, options, open_response))


def run_attempts(state: CallState) -> Flow[Outcome]:
    """Send the requests of a call until one succeeds or the call has failed.

    Raises:
        APIError: The call failed; see `errors`.
    """
    context, record, open_response = state.context, state.record, state.open_response
    error: BaseException | None = None
    late: APIError
    try:
        record.begin(state.call, open_response is not None)
        while True:
            token: Token | None = None
            if not state.is_external:
                limiter = context.rate_limiter
                if state.is_rate_limited or not limiter.try_start(context.clock()):
                    yield from _wait_for_start(state)
                if context.tokens.should_request(state.rejected_token, context.clock()):
                    yield from _ensure_token(state)
                elif not context.lifecycle.is_ready:
                    context.lifecycle.mark_connected()
                token = context.tokens.current
            try:
                response: HttpResponse = yield Send(state.next_request(token))
            except TransportFailure as failure:
                delay = state.delay_after_failure(failure)
            else:
                record.record_response(response)
                if (responses := LAST_RESPONSE.get()) is not None:
                    responses[:] = [response]
                if state.is_success(response):
                    return state.outcome(response)
                delay = state.delay_after_response(response, token)
            if delay:
                state.ensure_before_deadline(delay)
                yield Sleep(delay)
    except DeadlineExceeded:
        error = late = state.deadline_error()
    except ClientClosedError as closed:
        error = late = state.client_closed_error(closed)
    except BaseException as other:
        error = other
        raise
    finally:
        # The owner of an open response records its end.
        if open_response is None:
            # First of all, so that no interrupt can keep closing from its end.
            record.leave()
            record.end(error)
    # Raised out here so that nothing hangs on it.
    raise late


def _wait_for_start(state: CallState) -> Flow[None]:
    """Wait until the rate limiter starts the call; after a 429, at the front."""
    context, retry = state.context, state.retry
    rate_limiter = context.rate_limiter
    ticket = rate_limiter.ticket(first=state.is_rate_limited)
    try:
        rate_limiter.queue(ticket)
        context.lifecycle.count("waits")
        while wait := rate_limiter.wait(ticket, now := context.clock()):
            pause = rate_limiter.pause_remaining(now)
            if pause and retry.is_too_long(pause):
                raise state.rate_limit_error(pause)
            retry.reserve_server_wait(pause)
            state.ensure_before_deadline(wait)
            state.record.stats.waited += wait
            yield Sleep(wait)
    finally:
        rate_limiter.leave(ticket)


def _ensure_token(state: CallState) -> Flow[None]:
    """Refresh the token, in one call and briefly while the old one is valid."""
    context, retry, rejected = state.context, state.retry, state.rejected_token
    tokens, now = context.tokens, context.clock()
    refresh = new_token(context, rejected, tokens.refresh_count(), retry.max_retries)
    if tokens.should_wait(rejected, now):
        yield RunExclusive(refresh)
        return
    until = tokens.begin_early_refresh(now, retry.deadline)
    if until is None:
        return
    try:
        yield RunExclusive(refresh, until)
    finally:
        tokens.end_early_refresh(context.clock())


def new_token(
    context: ClientContext,
    rejected: Token | None,
    refresh_count: int,
    retries: int | None = None,
) -> Flow[None]:
    """Refresh the token, unless another caller did, and emit the events.

    Raises:
        APIError: The token request failed; see `request_token`.
    """
    tokens, lifecycle, emitter = context.tokens, context.lifecycle, context.emitter
    if not tokens.should_request(rejected, context.clock()) or tokens.failure_since(
        refresh_count
    ):
        yield from request_token(context, rejected, refresh_count, retries)
        return
    began, before = context.clock(), tokens.current
    lifecycle.mark_connecting()
    emitter.emit(TokenRefreshStarted)
    failure: str | None = "cancelled"
    try:
        put_off = yield from request_token(context, rejected, refresh_count, retries)
        failure = None if put_off is None else type(put_off).__name__
    except APIError as error:
        failure = type(error).__name__
        lifecycle.mark_failed()
        raise
    finally:
        seconds = context.clock() - began
        emitter.emit(TokenRefreshEnded, error=failure, seconds=seconds)
    lifecycle.mark_connected()
    if tokens.current is not before:
        lifecycle.count("tokens")
        emitter.log.info("received a token after %.3f s", seconds)


def connect(
    context: ClientContext, options: RequestOptions | None = None
) -> Flow[None]:
    """Request a token, unless there is one.

    Of the options, only deadline and retries apply.

    Raises:
        APIError: The token request failed; see `request_token`.
    """
    context.lifecycle.ensure_open()
    if not context.tokens.should_wait(None, context.clock()):
        context.lifecycle.mark_connected()
        return
    number = next(context.lifecycle.other_numbers)
    try:
        context.lifecycle.begin(number)
        retries = None if options is None else options.max_retries
        yield RunExclusive(
            new_token(context, None, context.tokens.refresh_count(), retries)
        )
        return
    except DeadlineExceeded:
        late = None if options is None else options.deadline
    finally:
        context.lifecycle.in_flight.discard(number)
        context.lifecycle.end(number)
    raise APITimeoutError(f"connect: deadline of {late} s passed")


def revoke_token_on_close(context: ClientContext) -> Flow[None]:
    """Revoke the token if the client requested it; log a warning if that fails."""
    token, emitter = context.tokens.current, context.emitter
    if token is None or not token.fetched:
        return
    began = context.clock()
    emitter.emit(TokenDeleteStarted)
    error = yield from revoke_token(context)
    name = None if error is None else type(error).__name__
    emitter.emit(TokenDeleted, error=name, seconds=context.clock() - began)
    if error is None:
        emitter.log.info("revoked the token")
    else:
        emitter.log.warning("cannot revoke the token: %s", error)
