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
    repeatable_failure,
    repeatable_status,
    retry_after,
)
from ..steps import Exclusive, Flow, Send, Sleep
from ..telemetry.events import (
    TokenDeleted,
    TokenDeleteStarted,
    TokenRefreshEnded,
    TokenRefreshStarted,
)
from ..timeouts import OutOfTime
from ..transport.messages import Incoming, Outgoing, TransportFailure
from .call_record import Account
from .context import ClientContext
from .open_response import Hold

_NO_OPTIONS = RequestOptions()
_NO_NAMES: frozenset[str] = frozenset()


class Attempts:
    """The attempts of one call.

    Attributes:
        account: What tells of the call.
        tally: What was done so far.
        refused: The token that the server no longer takes.
        paused: Whether the server turned the last attempt away with a 429.
        max_retries: How often the call is sent again at most.
    """

    __slots__ = (
        "_began",
        "_headers",
        "_held",
        "_pauses",
        "_private",
        "_reached",
        "_shown",
        "_spent",
        "_streamed",
        "_timeout",
        "_url",
        "account",
        "call",
        "core",
        "deadline",
        "max_retries",
        "options",
        "paused",
        "refused",
        "tally",
    )

    def __init__(
        self,
        core: ClientContext,
        call: Call[Any],
        options: RequestOptions | None,
        hold: Hold | None = None,
    ) -> None:
        options = options or _NO_OPTIONS
        self.core = core
        self.call = call
        self.options = options
        self.account = Account(core) if hold is None else hold.account
        self.tally = self.account.tally
        self.refused: Token | None = None
        self.paused = False
        self._url = core.base_url + call.target_as(options.array_format)
        self._shown = ""
        if options.query:
            joint = "&" if call.query or call.given else "?"
            query = query_string(query_pairs(options.query))
            self._shown = f"{shown_url(self._url)}{joint}{hidden_query(query)}"
            self._url += joint + query
        self._headers = _headers(core, call, options)
        self._private = _private(core, options)
        self._streamed = hold is not None
        self._timeout = core.timeout if options.timeout is None else options.timeout
        retries = options.max_retries
        self.max_retries = core.max_retries if retries is None else retries
        if not self._repeatable:
            self.max_retries = 0
        self.deadline: float | None
        if hold is not None:
            # It began with the first of several calls.
            self.deadline = hold.until
        else:
            within = options.deadline
            limited = within is not None and within != inf
            self.deadline = core.clock() + (within or 0.0) if limited else None
        self._began = 0.0
        self._spent = 0.0
        self._held = 0.0
        self._pauses = 0
        self._reached = False

    @property
    def _repeatable(self) -> bool:
        """Whether the body can be sent again."""
        return self.call.source is None or self.call.source.repeatable

    def outgoing(self, token: Token | None) -> Outgoing:
        """Return the request of the next attempt, and count it."""
        content = self.call.content
        outgoing = Outgoing(
            self.call.operation.method,
            self._url,
            self._lines(token),
            content,
            self._timeout,
            streamed=self._streamed,
            source=self.call.source,
            shown=self._shown,
            private=self._private,
            secrets=self.core.tokens.secrets,
        )
        tally = self.tally
        tally.sent += 1
        if content is not None:
            tally.bytes_sent += len(content)
        elif self.call.source is not None:
            tally.bytes_sent += self.call.source.size or 0
        self._began = self.core.clock()
        if (watch := self.account.watch) is not None:
            watch.started(outgoing, tally.sent, tally.waited)
        return outgoing

    def _lines(self, token: Token | None) -> tuple[tuple[str, str], ...]:
        headers = self._headers
        if token is None or "authorization" in headers:
            return tuple(headers.values())
        return (*headers.values(), ("Authorization", f"Bearer {token.value}"))

    def answered(self, answer: Incoming) -> None:
        """Take note of an answer."""
        self.tally.bytes_received += len(answer.content)
        if (watch := self.account.watch) is not None:
            watch.answered(answer)

    def outcome(self, answer: Incoming) -> Outcome:
        """Return the call with an answer, and how it came to that."""
        platform = self.core.platform
        return Outcome(
            self.call,
            answer,
            self._url,
            self.tally.sent,
            platform.correlation_header,
            platform.correlation_field,
            self.describe,
            self.core.tokens.secrets,
        )

    def describe(self) -> RequestInfo:
        """Tell what is sent, without what may be secret."""
        return RequestInfo(
            self.call.operation.method,
            self.core.tokens.secrets.mask(self._shown or shown_url(self._url)),
            tuple(shown_headers(self._headers.values(), self._private).items()),
        )

    def wait_after_failure(self, failure: TransportFailure) -> float:
        """Return the seconds before the next attempt, or raise the call's error."""
        self._spent += self.core.clock() - self._began
        self._reached = self._reached or failure.reached
        self.core.tokens.redact(failure)
        self.paused = False
        method, unsafe = self.call.operation.method, bool(self.options.retry_unsafe)
        if repeatable_failure(method, failure, unsafe):
            wait = self._next_wait(0.0)
            if wait is not None:
                self._tell_retry(str(failure), wait)
                return wait
        context = self._context()
        if failure.answer is not None:
            self.answered(failure.answer)
            context["correlation_id"] = self.outcome(failure.answer).correlation_id
        raise connection_error(failure, self.call.operation.name, **context) from None

    def wait_after_answer(self, answer: Incoming, token: Token | None) -> float:
        """Return the seconds before the next attempt, or raise the call's error."""
        core, status = self.core, answer.status
        self._spent += core.clock() - self._began
        self.paused = False
        if status == 401 and self._renewable(token):
            self.refused = token
            self._tell_retry("the token is no longer taken", 0.0)
            return 0.0
        waits = retry_after(answer, core.wall_clock)
        if status == 429:
            return self._pause(answer, waits)
        # One that was turned away has surely not been acted on.
        self._reached = self._reached or not (status == 503 and waits is not None)
        unsafe = bool(self.options.retry_unsafe)
        if repeatable_status(self.call.operation.method, status, waits, unsafe):
            wait = self._next_wait(waits or 0.0)
            if wait is not None and self.affordable(waits or 0.0):
                if waits is not None and self.late(wait):
                    raise status_error(
                        self.outcome(answer), waits, self._too_long(waits)
                    )
                self._tell_retry(f"status {status}", wait)
                return wait
        raise status_error(self.outcome(answer), waits)

    def affordable(self, seconds: float) -> bool:
        """Take from what this call may wait at the server's word, if enough is left."""
        if self._held + seconds > self.core.policy.longest_wait:
            return False
        self._held += seconds
        return True

    def in_time(self, wait: float) -> None:
        """Refuse a wait that would not end before the deadline.

        Raises:
            APITimeoutError: It would not.
        """
        if self.late(wait):
            raise self.out_of_time()

    def late(self, wait: float) -> bool:
        """Tell whether a wait would not end before the deadline."""
        return self.deadline is not None and self.core.clock() + wait >= self.deadline

    def _too_long(self, wait: float) -> str:
        """Say why a wait that the server asks for is not begun."""
        if self.late(wait):
            limit = f"the deadline of {self.options.deadline} s comes before"
        else:
            limit = f"a call waits {self.core.policy.longest_wait:.0f} s at most"
        return f"The server wants no calls for {wait:.0f} s, and {limit}"

    def out_of_time(self) -> APITimeoutError:
        """Make the error for a call whose deadline has passed."""
        attempts = self.tally.sent
        tried = f"{attempts} attempt{'' if attempts == 1 else 's'}"
        hint = "; the server may have acted on it" if self._reached else ""
        return APITimeoutError(
            f"{self.call.operation.name}: not done by the deadline of"
            f" {self.options.deadline} s ({tried}){hint}",
            reached=self._reached,
            **self._context(),
        )

    def cut_off(self, error: ClientClosedError) -> ClientClosedError:
        """Return the error for a call that the closing of its client ended."""
        attempts = self.tally.sent
        if not attempts:
            return error
        return ClientClosedError(
            f"{self.call.operation.name}: the client was closed before it was answered",
            reached=self._reached or error.reached,
            **self._context(),
        )

    def kept_out(self, wait: float) -> RateLimitError:
        """Make the error for a call that may not start, since others met a 429."""
        return RateLimitError(
            f"{self.call.operation.name}: {self._too_long(wait)}."
            f" {RateLimitError.advice}",
            status=429,
            retry_after=wait,
            **self._context(),
        )

    def _pause(self, answer: Incoming, waits: float | None) -> float:
        """Let all calls of the client pause; this one goes first afterwards."""
        core = self.core
        if waits is None:
            waits = bracketed_seconds(text_field(plain_json(answer.content), "message"))
        if waits is None:
            waits = core.platform.retry_after
        waits = max(waits, core.policy.floor(self._pauses))
        self._pauses += 1
        core.life.count(rate_limited=1)
        # However long the server says, the client is not put out of use.
        core.pacer.hold(core.clock() + min(waits, core.policy.longest_wait))
        if (watch := self.account.watch) is not None:
            watch.limited(waits)
        core.watcher.log.warning(
            "%s: 429, all calls pause for %.3f s", self.call.operation.name, waits
        )
        longest = core.policy.longest_wait
        long = self._held + waits > longest or self.late(waits)
        if long or not self.max_retries:
            note = self._too_long(waits) if long else ""
            raise status_error(self.outcome(answer), waits, note)
        self.paused = True
        return 0.0

    def _renewable(self, token: Token | None) -> bool:
        """Return True if a 401 is answered by asking for a new token, once per call.

        The body does not matter: gateways and proxies write their own. A token may also
        run out while the request waits for a connection. Each further time counts as a
        retry, lest tokens without a life be asked for without end.
        """
        core, tally = self.core, self.tally
        if core.tokens.grant is None or "authorization" in self._headers:
            return False
        if not self._repeatable:
            return False
        if self.refused is None:
            return True
        if token is None or token.expires_at is None or token.valid(core.clock()):
            return False
        tally.retries += 1
        return tally.retries - tally.forgiven <= self.max_retries

    def _next_wait(self, at_least: float) -> float | None:
        """Return the seconds before the next attempt, None for no such attempt."""
        core, tally = self.core, self.tally
        tried = tally.retries - tally.forgiven
        if tried >= self.max_retries:
            return None
        wait = max(core.policy.backoff(tried, core.random), at_least)
        if not core.policy.in_budget(self._spent, wait):
            return None
        tally.retries += 1
        self._spent += wait
        return wait

    def _tell_retry(self, reason: str, wait: float) -> None:
        self.account.retried(reason, wait)

    def _context(self) -> dict[str, Any]:
        request = self.describe()
        return {
            "operation": self.call.operation.name,
            "method": request.method,
            "url": request.url,
            "request": request,
            "attempts": self.tally.sent,
        }


def _headers(
    core: ClientContext, call: Call[Any], options: RequestOptions
) -> dict[str, tuple[str, str]]:
    """Return the header lines by lower-case name: ours, the call's, the options'."""
    headers = {
        "accept": ("Accept", "application/json"),
        "accept-encoding": ("Accept-Encoding", "gzip, deflate"),
        "user-agent": ("User-Agent", core.agent),
    }
    if call.content is not None:
        headers["content-type"] = ("Content-Type", "application/json")
    for line in call.headers:
        headers[line[0].lower()] = line
    if options.idempotency_key is not None:
        name = core.platform.idempotency_header or "Idempotency-Key"
        headers[name.lower()] = (name, options.idempotency_key)
    if options.headers:
        for line in options.headers.items():
            headers[line[0].lower()] = line
    return headers


def _private(core: ClientContext, options: RequestOptions) -> frozenset[str]:
    """Return the names of the headers that came as options, which may be secret."""
    names = {name.lower() for name in options.headers or ()}
    if options.idempotency_key is not None:
        names.add((core.platform.idempotency_header or "Idempotency-Key").lower())
    return frozenset(names) if names else _NO_NAMES


def run_call(
    core: ClientContext,
    call: Call[Any],
    options: RequestOptions | None,
    hold: Hold | None = None,
) -> Flow[Outcome]:
    """Send a call until it is answered with 2xx, or it is certain that it will not be.

    Args:
        core: What the client's calls share.
        call: What is called.
        options: Its options.
        hold: What is to be known of its answer, whose body is left unread then.

    Raises:
        APIError: The call failed; see `errors`.
    """
    state = Attempts(core, call, options, hold)
    error: BaseException | None = None
    late: APIError
    try:
        state.account.begin(call, hold is not None)
        while True:
            if state.paused or not core.pacer.start(core.clock()):
                yield from _wait_for_start(core, state)
            if core.tokens.due(state.refused, core.clock()):
                yield from _have_token(core, state)
            elif not core.life.ready:
                core.life.connected()
            token = core.tokens.current
            try:
                answer: Incoming = yield Send(state.outgoing(token))
            except TransportFailure as failure:
                wait = state.wait_after_failure(failure)
            else:
                state.answered(answer)
                if 200 <= answer.status < 300:
                    return state.outcome(answer)
                wait = state.wait_after_answer(answer, token)
            if wait:
                state.in_time(wait)
                yield Sleep(wait)
    except OutOfTime:
        error = late = state.out_of_time()
    except ClientClosedError as closed:
        error = late = state.cut_off(closed)
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


def _wait_for_start(core: ClientContext, state: Attempts) -> Flow[None]:
    """Stand in line until the call may start; whoever met a 429 stands in front."""
    pacer, tally = core.pacer, state.tally
    ticket = pacer.ticket(first=state.paused)
    try:
        pacer.queue(ticket)
        core.life.count(waits=1)
        while wait := pacer.wait(ticket, now := core.clock()):
            held = pacer.held(now)
            if held and (state.late(held) or not state.affordable(held)):
                raise state.kept_out(held)
            state.in_time(wait)
            tally.waited += wait
            yield Sleep(wait)
    finally:
        pacer.leave(ticket)


def _have_token(core: ClientContext, state: Attempts) -> Flow[None]:
    """Renew the token; while the old one is good, one call at a time, and not long."""
    tokens, now = core.tokens, core.clock()
    renewal = new_token(core, state.refused, tokens.ticket(), state.max_retries)
    if tokens.needed(state.refused, now):
        yield Exclusive(renewal)
        return
    until = tokens.claim(now, state.deadline)
    if until is None:
        return
    try:
        yield Exclusive(renewal, until)
    finally:
        tokens.unclaim(core.clock())


def new_token(
    core: ClientContext, refused: Token | None, ticket: int, retries: int | None = None
) -> Flow[None]:
    """Renew the token, unless another caller did, and tell of it.

    Args:
        core: What the client's calls share.
        refused: The token that the server no longer takes, if any.
        ticket: `TokenKeeper.ticket` of before the caller began to wait for its turn.
        retries: How often to ask again at most; None for as often as the client does.

    Raises:
        APIError: There is no token to be had; see `renew_token`.
    """
    tokens, life, watcher = core.tokens, core.life, core.watcher
    if not tokens.due(refused, core.clock()) or tokens.missed_failure(ticket):
        yield from renew_token(core, refused, ticket, retries)
        return
    began, before = core.clock(), tokens.current
    life.connecting()
    watcher.tell(TokenRefreshStarted)
    failure: str | None = "cancelled"
    try:
        put_off = yield from renew_token(core, refused, ticket, retries)
        failure = None if put_off is None else type(put_off).__name__
    except APIError as error:
        failure = type(error).__name__
        life.failed()
        raise
    finally:
        seconds = core.clock() - began
        watcher.tell(TokenRefreshEnded, error=failure, seconds=seconds)
    life.connected()
    if tokens.current is not before:
        life.got_token()
        watcher.log.info("A token was got in %.3f s", seconds)


def connect(core: ClientContext, options: RequestOptions | None = None) -> Flow[None]:
    """Get a token, unless there is one.

    Args:
        core: What the client's calls share.
        options: Deadline and retries; others are for calls alone.

    Raises:
        APIError: There is none to be had; see `renew_token`.
    """
    core.life.check()
    if not core.tokens.needed(None, core.clock()):
        core.life.connected()
        return
    number = next(core.life.others)
    try:
        core.life.enter(number)
        retries = None if options is None else options.max_retries
        yield Exclusive(new_token(core, None, core.tokens.ticket(), retries))
        return
    except OutOfTime:
        late = None if options is None else options.deadline
    finally:
        core.life.under_way.discard(number)
        core.life.leave(number)
    raise APITimeoutError(f"Connecting: no token by the deadline of {late} s")


def farewell(core: ClientContext) -> Flow[None]:
    """Give the token back, if the client asked for it; failing that costs a warning."""
    token, watcher = core.tokens.current, core.watcher
    if token is None or not token.fetched:
        return
    began = core.clock()
    watcher.tell(TokenDeleteStarted)
    error = yield from revoke_token(core)
    name = None if error is None else type(error).__name__
    watcher.tell(TokenDeleted, error=name, seconds=core.clock() - began)
    if error is None:
        watcher.log.info("The token was given back")
    else:
        watcher.log.warning("The token could not be given back: %s", error)
