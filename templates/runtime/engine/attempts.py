"""One call's attempts: what was tried, and whether and when to try again."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from ..auth.tokens import Token
from ..config.options import RequestOptions, query_pairs
from ..encoding.scalars import query_string
from ..errors import APITimeoutError, ClientClosedError, RateLimitError, RequestInfo
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
from ..transport.messages import Incoming, Outgoing, TransportFailure
from .call_record import Account
from .context import ClientContext

if TYPE_CHECKING:
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
