"""The flow of a call: its steps, without I/O.

A flow is a generator. It yields what is to be done (send, sleep, run another flow while
nobody else does) and is resumed with the outcome; what it returns is the outcome of the
call. The two clients run the same flows and differ in nothing but how they send and
sleep.
"""

from __future__ import annotations

from math import inf
from typing import Any

from ..auth.authenticator import renew_token, revoke_token
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
from ..redaction import hidden_query, shown_headers, shown_url
from ..responses.parsing import Outcome, plain_json, status_error, text_field
from ..responses.request_errors import connection_error
from ..retry import (
    bracketed_seconds,
    is_repeatable_failure,
    is_repeatable_status,
    retry_after,
)
from ..steps import Flow, RunExclusive, Send, Sleep
from ..telemetry.events import (
    TokenDeleted,
    TokenDeleteStarted,
    TokenRefreshEnded,
    TokenRefreshStarted,
)
from ..timeouts import DeadlineExceeded
from ..transport.messages import HttpRequest, HttpResponse, TransportFailure
from .call_record import CallRecord
from .context import ClientContext
from .open_response import OpenResponse

_NO_OPTIONS = RequestOptions()
_NO_NAMES: frozenset[str] = frozenset()


class CallState:
    """Attempts of one call.

    Attributes:
        account: What tells of the call.
        stats: What was done so far.
        refused: The token that the server no longer takes.
        paused: Whether the server turned the last attempt away with a 429.
        max_retries: How often the call is sent again at most.
    """

    __slots__ = (
        "_began",
        "_headers",
        "_may_have_reached_server",
        "_pauses",
        "_private",
        "_server_wait",
        "_shown",
        "_streamed",
        "_time_spent",
        "_timeout",
        "_url",
        "account",
        "call",
        "context",
        "deadline",
        "max_retries",
        "options",
        "paused",
        "refused",
        "stats",
    )

    def __init__(
        self,
        context: ClientContext,
        call: Call[Any],
        options: RequestOptions | None,
        hold: OpenResponse | None = None,
    ) -> None:
        options = options or _NO_OPTIONS
        self.context = context
        self.call = call
        self.options = options
        self.account = CallRecord(context) if hold is None else hold.account
        self.stats = self.account.stats
        self.refused: Token | None = None
        self.paused = False
        self._url = context.base_url + call.target_as(options.array_format)
        self._shown = ""
        if options.query:
            joint = "&" if call.query or call.raw_query else "?"
            query = query_string(query_pairs(options.query))
            self._shown = f"{shown_url(self._url)}{joint}{hidden_query(query)}"
            self._url += joint + query
        self._headers = _headers(context, call, options)
        self._private = _private(context, options)
        self._streamed = hold is not None
        self._timeout = context.timeout if options.timeout is None else options.timeout
        retries = options.max_retries
        self.max_retries = context.max_retries if retries is None else retries
        if not self._repeatable:
            self.max_retries = 0
        self.deadline: float | None
        if hold is not None:
            # It began with the first of several calls.
            self.deadline = hold.deadline
        else:
            within = options.deadline
            limited = within is not None and within != inf
            self.deadline = context.clock() + (within or 0.0) if limited else None
        self._began = 0.0
        self._time_spent = 0.0
        self._server_wait = 0.0
        self._pauses = 0
        self._may_have_reached_server = False

    @property
    def _repeatable(self) -> bool:
        """True if the client can send the body again."""
        return self.call.source is None or self.call.source.repeatable

    def next_request(self, token: Token | None) -> HttpRequest:
        """Return the request of the next attempt, and count it."""
        content = self.call.content
        request = HttpRequest(
            self.call.operation.method,
            self._url,
            self._header_lines(token),
            content,
            self._timeout,
            streamed=self._streamed,
            source=self.call.source,
            shown=self._shown,
            private=self._private,
            secrets=self.context.tokens.secrets,
        )
        stats = self.stats
        stats.sent += 1
        if content is not None:
            stats.bytes_sent += len(content)
        elif self.call.source is not None:
            stats.bytes_sent += self.call.source.size or 0
        self._began = self.context.clock()
        if (watch := self.account.watch) is not None:
            watch.started(request, stats.sent, stats.waited)
        return request

    def _header_lines(self, token: Token | None) -> tuple[tuple[str, str], ...]:
        headers = self._headers
        if token is None or "authorization" in headers:
            return tuple(headers.values())
        return (*headers.values(), ("Authorization", f"Bearer {token.value}"))

    def record_response(self, answer: HttpResponse) -> None:
        """Record a response."""
        self.stats.bytes_received += len(answer.content)
        if (watch := self.account.watch) is not None:
            watch.answered(answer)

    def outcome(self, answer: HttpResponse) -> Outcome:
        """Return the outcome of the call with a response."""
        platform = self.context.platform
        return Outcome(
            self.call,
            answer,
            self._url,
            self.stats.sent,
            platform.correlation_header,
            platform.correlation_field,
            self.describe,
            self.context.tokens.secrets,
        )

    def describe(self) -> RequestInfo:
        """Return the request that the client sends, redacted."""
        return RequestInfo(
            self.call.operation.method,
            self.context.tokens.secrets.mask(self._shown or shown_url(self._url)),
            tuple(shown_headers(self._headers.values(), self._private).items()),
        )

    def wait_after_failure(self, failure: TransportFailure) -> float:
        """Return the seconds before the next attempt, or raise the call's error."""
        self._time_spent += self.context.clock() - self._began
        self._may_have_reached_server = self._may_have_reached_server or failure.reached
        self.context.tokens.redact(failure)
        self.paused = False
        method, unsafe = self.call.operation.method, bool(self.options.retry_unsafe)
        if is_repeatable_failure(method, failure, unsafe):
            wait = self._next_wait(0.0)
            if wait is not None:
                self._tell_retry(str(failure), wait)
                return wait
        fields = self._error_fields()
        if failure.answer is not None:
            self.record_response(failure.answer)
            fields["correlation_id"] = self.outcome(failure.answer).correlation_id
        raise connection_error(failure, self.call.operation.name, **fields) from None

    def wait_after_answer(self, answer: HttpResponse, token: Token | None) -> float:
        """Return the seconds before the next attempt, or raise the call's error."""
        context, status = self.context, answer.status
        self._time_spent += context.clock() - self._began
        self.paused = False
        if status == 401 and self._renewable(token):
            self.refused = token
            self._tell_retry("the token is no longer valid", 0.0)
            return 0.0
        waits = retry_after(answer, context.wall_clock)
        if status == 429:
            return self._handle_rate_limit(answer, waits)
        # One that was turned away has surely not been acted on.
        self._may_have_reached_server = self._may_have_reached_server or not (
            status == 503 and waits is not None
        )
        unsafe = bool(self.options.retry_unsafe)
        if is_repeatable_status(self.call.operation.method, status, waits, unsafe):
            wait = self._next_wait(waits or 0.0)
            if wait is not None and self.reserve_server_wait(waits or 0.0):
                if waits is not None and self.would_miss_deadline(wait):
                    raise status_error(
                        self.outcome(answer), waits, self._too_long(waits)
                    )
                self._tell_retry(f"status {status}", wait)
                return wait
        raise status_error(self.outcome(answer), waits)

    def reserve_server_wait(self, seconds: float) -> bool:
        """Reserve a wait that the server asks for, if the call may wait that long."""
        if self._server_wait + seconds > self.context.policy.max_server_wait:
            return False
        self._server_wait += seconds
        return True

    def ensure_before_deadline(self, wait: float) -> None:
        """Raise if a wait would not end before the deadline.

        Raises:
            APITimeoutError: It would not.
        """
        if self.would_miss_deadline(wait):
            raise self.deadline_error()

    def would_miss_deadline(self, wait: float) -> bool:
        """Return True if a wait would not end before the deadline."""
        return (
            self.deadline is not None and self.context.clock() + wait >= self.deadline
        )

    def _too_long(self, wait: float) -> str:
        """Return the message for a wait that is too long."""
        if self.would_miss_deadline(wait):
            limit = f"the deadline ({self.options.deadline} s)"
        else:
            limit = f"max_server_wait ({self.context.policy.max_server_wait:.0f} s)"
        return f"server asked to wait {wait:.0f} s, more than {limit}"

    def deadline_error(self) -> APITimeoutError:
        """Return the error for a call whose deadline has passed."""
        attempts = self.stats.sent
        tried = f"{attempts} attempt{'' if attempts == 1 else 's'}"
        hint = (
            "; the server may have processed it"
            if self._may_have_reached_server
            else ""
        )
        return APITimeoutError(
            f"{self.call.operation.name}: deadline of {self.options.deadline} s passed"
            f" ({tried}){hint}",
            reached=self._may_have_reached_server,
            **self._error_fields(),
        )

    def client_closed_error(self, error: ClientClosedError) -> ClientClosedError:
        """Return the error for a call that the closing of its client aborted."""
        attempts = self.stats.sent
        if not attempts:
            return error
        return ClientClosedError(
            f"{self.call.operation.name}: the client was closed before the response",
            reached=self._may_have_reached_server or error.reached,
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

    def _handle_rate_limit(self, answer: HttpResponse, waits: float | None) -> float:
        """Pause all calls of the client; this one goes first afterwards."""
        context = self.context
        if waits is None:
            waits = bracketed_seconds(text_field(plain_json(answer.content), "message"))
        if waits is None:
            waits = context.platform.retry_after
        waits = max(waits, context.policy.pause_floor(self._pauses))
        self._pauses += 1
        context.lifecycle.count(rate_limited=1)
        # However long the server says, the client is not put out of use.
        context.rate_limiter.pause_until(
            context.clock() + min(waits, context.policy.max_server_wait)
        )
        if (watch := self.account.watch) is not None:
            watch.limited(waits)
        context.emitter.log.warning(
            "%s: 429, all calls pause for %.3f s", self.call.operation.name, waits
        )
        longest = context.policy.max_server_wait
        long = self._server_wait + waits > longest or self.would_miss_deadline(waits)
        if long or not self.max_retries:
            note = self._too_long(waits) if long else ""
            raise status_error(self.outcome(answer), waits, note)
        self.paused = True
        return 0.0

    def _renewable(self, token: Token | None) -> bool:
        """Return True if a 401 causes a token refresh, once for each call.

        The body does not matter: gateways and proxies write their own. A token may also
        run out while the request waits for a connection. Each further time counts as a
        retry, lest tokens without a life be asked for without end.
        """
        context, stats = self.context, self.stats
        if context.tokens.grant is None or "authorization" in self._headers:
            return False
        if not self._repeatable:
            return False
        if self.refused is None:
            return True
        if token is None or token.expires_at is None or token.valid(context.clock()):
            return False
        stats.retries += 1
        return stats.retries - stats.forgiven <= self.max_retries

    def _next_wait(self, at_least: float) -> float | None:
        """Return the seconds before the next attempt, or None for none."""
        context, stats = self.context, self.stats
        tried = stats.retries - stats.forgiven
        if tried >= self.max_retries:
            return None
        wait = max(context.policy.backoff(tried, context.random), at_least)
        if not context.policy.is_in_budget(self._time_spent, wait):
            return None
        stats.retries += 1
        self._time_spent += wait
        return wait

    def _tell_retry(self, reason: str, wait: float) -> None:
        self.account.retried(reason, wait)

    def _error_fields(self) -> dict[str, Any]:
        request = self.describe()
        return {
            "operation": self.call.operation.name,
            "method": request.method,
            "url": request.url,
            "request": request,
            "attempts": self.stats.sent,
        }


def _headers(
    context: ClientContext, call: Call[Any], options: RequestOptions
) -> dict[str, tuple[str, str]]:
    """Return the headers by lower-case name: the client's, the call's, the options'."""
    headers = {
        "accept": ("Accept", "application/json"),
        "accept-encoding": ("Accept-Encoding", "gzip, deflate"),
        "user-agent": ("User-Agent", context.agent),
    }
    if call.content is not None:
        headers["content-type"] = ("Content-Type", "application/json")
    for line in call.headers:
        headers[line[0].lower()] = line
    if options.idempotency_key is not None:
        name = context.platform.idempotency_header or "Idempotency-Key"
        headers[name.lower()] = (name, options.idempotency_key)
    if options.headers:
        for line in options.headers.items():
            headers[line[0].lower()] = line
    return headers


def _private(context: ClientContext, options: RequestOptions) -> frozenset[str]:
    """Return the names of the headers of options, whose values may be secret."""
    names = {name.lower() for name in options.headers or ()}
    if options.idempotency_key is not None:
        names.add((context.platform.idempotency_header or "Idempotency-Key").lower())
    return frozenset(names) if names else _NO_NAMES


def run_call(
    context: ClientContext,
    call: Call[Any],
    options: RequestOptions | None,
    hold: OpenResponse | None = None,
) -> Flow[Outcome]:
    """Send a call, with retries, until it succeeds or fails.

    Args:
        context: What the client's calls share.
        call: What is called.
        options: Its options.
        hold: What is to be known of its answer, whose body is left unread then.

    Raises:
        APIError: The call failed; see `errors`.
    """
    state = CallState(context, call, options, hold)
    error: BaseException | None = None
    late: APIError
    try:
        state.account.begin(call, hold is not None)
        while True:
            if state.paused or not context.rate_limiter.start(context.clock()):
                yield from _wait_for_start(context, state)
            if context.tokens.due(state.refused, context.clock()):
                yield from _ensure_token(context, state)
            elif not context.lifecycle.ready:
                context.lifecycle.connected()
            token = context.tokens.current
            try:
                answer: HttpResponse = yield Send(state.next_request(token))
            except TransportFailure as failure:
                wait = state.wait_after_failure(failure)
            else:
                state.record_response(answer)
                if 200 <= answer.status < 300:
                    return state.outcome(answer)
                wait = state.wait_after_answer(answer, token)
            if wait:
                state.ensure_before_deadline(wait)
                yield Sleep(wait)
    except DeadlineExceeded:
        error = late = state.deadline_error()
    except ClientClosedError as closed:
        error = late = state.client_closed_error(closed)
    except BaseException as other:
        error = other
        raise
    finally:
        # An open answer goes on, or its end is told by whoever has it.
        if hold is None:
            # First of all, so that no interrupt can keep closing from its end.
            state.account.leave()
            state.account.end(error)
    # Raised out here so that nothing hangs on it.
    raise late


def _wait_for_start(context: ClientContext, state: CallState) -> Flow[None]:
    """Wait until the rate limiter starts the call; after a 429, at the front."""
    rate_limiter, stats = context.rate_limiter, state.stats
    ticket = rate_limiter.ticket(first=state.paused)
    try:
        rate_limiter.queue(ticket)
        context.lifecycle.count(waits=1)
        while wait := rate_limiter.wait(ticket, now := context.clock()):
            held = rate_limiter.pause_remaining(now)
            if held and (
                state.would_miss_deadline(held) or not state.reserve_server_wait(held)
            ):
                raise state.rate_limit_error(held)
            state.ensure_before_deadline(wait)
            stats.waited += wait
            yield Sleep(wait)
    finally:
        rate_limiter.leave(ticket)


def _ensure_token(context: ClientContext, state: CallState) -> Flow[None]:
    """Refresh the token, in one call and briefly while the old one is valid."""
    tokens, now = context.tokens, context.clock()
    renewal = new_token(
        context, state.refused, tokens.refresh_count(), state.max_retries
    )
    if tokens.needed(state.refused, now):
        yield RunExclusive(renewal)
        return
    until = tokens.begin_early_refresh(now, state.deadline)
    if until is None:
        return
    try:
        yield RunExclusive(renewal, until)
    finally:
        tokens.end_early_refresh(context.clock())


def new_token(
    context: ClientContext,
    refused: Token | None,
    refresh_count: int,
    retries: int | None = None,
) -> Flow[None]:
    """Refresh the token, unless another caller did, and emit the events.

    Args:
        context: What the client's calls share.
        refused: The token that the server no longer takes, if any.
        refresh_count: `TokenManager.refresh_count` before the caller began to wait.
        retries: How often to ask again at most; None for as often as the client does.

    Raises:
        APIError: There is no token to be had; see `renew_token`.
    """
    tokens, lifecycle, emitter = context.tokens, context.lifecycle, context.emitter
    if not tokens.due(refused, context.clock()) or tokens.failure_since(refresh_count):
        yield from renew_token(context, refused, refresh_count, retries)
        return
    began, before = context.clock(), tokens.current
    lifecycle.connecting()
    emitter.emit(TokenRefreshStarted)
    failure: str | None = "cancelled"
    try:
        put_off = yield from renew_token(context, refused, refresh_count, retries)
        failure = None if put_off is None else type(put_off).__name__
    except APIError as error:
        failure = type(error).__name__
        lifecycle.failed()
        raise
    finally:
        seconds = context.clock() - began
        emitter.emit(TokenRefreshEnded, error=failure, seconds=seconds)
    lifecycle.connected()
    if tokens.current is not before:
        lifecycle.got_token()
        emitter.log.info("received a token after %.3f s", seconds)


def connect(
    context: ClientContext, options: RequestOptions | None = None
) -> Flow[None]:
    """Request a token, unless there is one.

    Args:
        context: What the client's calls share.
        options: Deadline and retries; others are for calls alone.

    Raises:
        APIError: There is none to be had; see `renew_token`.
    """
    context.lifecycle.check()
    if not context.tokens.needed(None, context.clock()):
        context.lifecycle.connected()
        return
    number = next(context.lifecycle.others)
    try:
        context.lifecycle.begin_other(number)
        retries = None if options is None else options.max_retries
        yield RunExclusive(
            new_token(context, None, context.tokens.refresh_count(), retries)
        )
        return
    except DeadlineExceeded:
        late = None if options is None else options.deadline
    finally:
        context.lifecycle.under_way.discard(number)
        context.lifecycle.end_other(number)
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
