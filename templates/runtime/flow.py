"""What a call does, step by step, without doing it.

A flow is a generator. It yields what is to be done (send, sleep, run another flow while
nobody else does) and is resumed with the outcome; what it returns is the outcome of the
call. The two clients run the same flows and differ in nothing but how they send and
sleep.
"""

from __future__ import annotations

import random as _random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from .answers import Outcome, plain_json, status_error, text_field
from .exchange import Incoming, Outgoing, TransportFailure
from .failures import connection_error
from .login import renew_token
from .operation import Call
from .options import RequestOptions
from .pacing import Pacer
from .platform import Platform
from .retries import RetryPolicy, repeatable_failure, repeatable_status, retry_after
from .steps import Exclusive, Flow, Send, Sleep
from .tokens import Token, TokenKeeper

_OPTIONS = RequestOptions()


def _now_utc() -> datetime:
    return datetime.now(UTC)


class Core(msgspec.Struct, kw_only=True):
    """Everything of a client that its calls share; knows no I/O.

    Attributes:
        platform: Facts about the platform.
        base_url: Where the API is, without a slash at the end.
        agent: Value of ``User-Agent``.
        tokens: The bearer token.
        pacer: The rate limit.
        policy: How patient the client is.
        timeout: Seconds for each of connecting, sending and reading; None for no bound.
        max_retries: How often a call is sent again at most.
        clock: Monotonic seconds.
        wall_clock: The time in UTC, for ``Retry-After`` as a date.
        random: Numbers from 0 to 1, for jitter.
    """

    platform: Platform
    base_url: str
    agent: str
    tokens: TokenKeeper
    pacer: Pacer
    policy: RetryPolicy = RetryPolicy()
    timeout: float | None = 60.0
    max_retries: int = 5
    clock: Callable[[], float] = time.monotonic
    wall_clock: Callable[[], datetime] = _now_utc
    random: Callable[[], float] = _random.random


def run_call(
    core: Core, call: Call[Any], options: RequestOptions | None
) -> Flow[Outcome]:
    """Send a call until it is answered with 2xx, or it is certain that it will not be.

    Raises:
        APIError: The call failed; see `errors`.
    """
    state = _Attempts(core, call, options or _OPTIONS)
    while True:
        if wait := core.pacer.reserve(core.clock()):
            yield Sleep(wait)
        while wait := core.pacer.held(core.clock()):
            yield Sleep(wait)
        if core.tokens.needed(state.refused, core.clock()):
            yield Exclusive(renew_token(core, state.refused))
        token = core.tokens.current
        state.sent += 1
        try:
            answer: Incoming = yield Send(state.outgoing(token))
        except TransportFailure as failure:
            wait = state.wait_after_failure(failure)
        else:
            if 200 <= answer.status < 300:
                return state.outcome(answer)
            wait = state.wait_after_answer(answer, token)
        if wait:
            yield Sleep(wait)


class _Attempts:
    """One call's attempts: what was tried, and whether and when to try again."""

    __slots__ = (
        "call",
        "core",
        "headers",
        "max_retries",
        "refused",
        "retries",
        "sent",
        "timeout",
        "url",
        "waited",
    )

    def __init__(self, core: Core, call: Call[Any], options: RequestOptions) -> None:
        self.core = core
        self.call = call
        self.url = core.base_url + call.target
        self.headers = _headers(core, call, options)
        timeout = core.timeout if options.timeout is None else options.timeout
        self.timeout = None if timeout == float("inf") else timeout
        retries = options.max_retries
        self.max_retries = core.max_retries if retries is None else retries
        self.refused: Token | None = None
        self.sent = 0
        self.retries = 0
        self.waited = 0.0

    def outgoing(self, token: Token | None) -> Outgoing:
        headers = self.headers
        if token is not None and "authorization" not in headers:
            bearer = ("Authorization", f"Bearer {token.value}")
            lines = (*headers.values(), bearer)
        else:
            lines = tuple(headers.values())
        return Outgoing(
            self.call.operation.method, self.url, lines, self.call.content, self.timeout
        )

    def outcome(self, answer: Incoming) -> Outcome:
        """Return the call with an answer, and how it came to that."""
        header = self.core.platform.correlation_header
        return Outcome(self.call, answer, self.url, self.sent, header)

    def wait_after_failure(self, failure: TransportFailure) -> float:
        """Return the seconds before the next attempt, or raise the call's error."""
        method = self.call.operation.method
        if self.retries < self.max_retries and repeatable_failure(method, failure):
            return self._backoff()
        raise connection_error(
            failure,
            self.call.operation.name,
            method=method,
            url=self.url,
            attempts=self.sent,
        ) from None

    def wait_after_answer(self, answer: Incoming, token: Token | None) -> float:
        """Return the seconds before the next attempt, or raise the call's error."""
        core, status = self.core, answer.status
        if status == 401 and self._renewable(answer):
            self.refused = token
            return 0.0
        waits = retry_after(answer, core.wall_clock)
        if status == 429:
            waits = core.platform.retry_after if waits is None else waits
            core.pacer.hold(core.clock() + waits)
            if self.max_retries and self._affordable(waits):
                # The pause of all callers is the wait.
                return 0.0
        elif (
            self.retries < self.max_retries
            and repeatable_status(self.call.operation.method, status, waits)
            and self._affordable(waits or 0.0)
        ):
            return max(self._backoff(), waits or 0.0)
        raise status_error(self.outcome(answer), waits)

    def _renewable(self, answer: Incoming) -> bool:
        """Tell whether a 401 says that the token ran out; believed once per call."""
        if self.core.tokens.grant is None or self.refused is not None:
            return False
        code = self.core.platform.expired_code
        return not code or text_field(plain_json(answer.content), "code") == code

    def _backoff(self) -> float:
        wait = self.core.policy.backoff(self.retries, self.core.random)
        self.retries += 1
        return wait

    def _affordable(self, seconds: float) -> bool:
        """Take from what this call may wait at the server's word, if enough is left."""
        if self.waited + seconds > self.core.policy.longest_wait:
            return False
        self.waited += seconds
        return True


def _headers(
    core: Core, call: Call[Any], options: RequestOptions
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
    if options.headers:
        for line in options.headers.items():
            headers[line[0].lower()] = line
    return headers
