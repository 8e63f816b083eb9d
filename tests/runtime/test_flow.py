"""What a call does, step by step, without a network or a clock."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from templates.runtime.auth.credentials import ClientCredentials
from templates.runtime.auth.tokens import Grant, Token, TokenManager
from templates.runtime.config.options import RequestOptions
from templates.runtime.engine.call import run_call
from templates.runtime.engine.context import ClientContext
from templates.runtime.engine.rate_limiter import RateLimiter
from templates.runtime.errors import (
    RateLimitError,
    ServerError,
)
from templates.runtime.headers import Headers
from templates.runtime.operation import Call, Operation
from templates.runtime.steps import Flow, Send, Sleep
from templates.runtime.timeouts import step_timeouts
from templates.runtime.transport.messages import (
    HttpRequest,
    HttpResponse,
    TransportFailure,
)
from tests.runtime.tiny import PLATFORM

Reply = HttpResponse | TransportFailure
LOGIN = "https://login.example/oauth/token"
NOT_REACHED = TransportFailure("refused", reached=False)
CUT = TransportFailure("cut")
SLOW = TransportFailure("slow", kind="timeout")


def answer(status: int, body: Any = None, **headers: str) -> HttpResponse:
    lines = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    content = b"" if body is None else json.dumps(body).encode()
    return HttpResponse(status, Headers(lines), content, 0.1)


def token(value: str, expires_in: float = 3600) -> HttpResponse:
    return answer(200, {"access_token": value, "expires_in": expires_in})


def call(method: str = "GET") -> Call[None]:
    operation: Operation[None] = Operation("A.op", method, "/x", (), ())
    return operation()


def drive(flow: Any, take: Callable[[Any], Any], reply: Any = None) -> Any:
    """Run a flow to its end, with a function that takes its steps."""
    while True:
        try:
            if isinstance(reply, TransportFailure):
                step = flow.throw(reply)
            else:
                step = flow.send(reply)
        except StopIteration as end:
            return end.value
        reply = take(step)


class World:
    """A client without I/O: replies by script, time that passes by sleeping alone."""

    def __init__(
        self,
        replies: Iterable[Reply],
        *,
        grant: bool = False,
        limit: float | None = None,
    ) -> None:
        self.now = 1000.0
        self.replies = list(replies)
        self.sent: list[HttpRequest] = []
        self.slept: list[float] = []
        self.lasts = 0.0
        self.before_exclusive: Callable[[], None] = lambda: None
        credentials = (
            Grant(ClientCredentials("id", "se:cret"), LOGIN) if grant else None
        )
        fixed = None if grant else Token("fixed")
        self.core = ClientContext(
            platform=PLATFORM,
            base_url="https://api.example",
            agent="agent",
            tokens=TokenManager(fixed, credentials),
            rate_limiter=RateLimiter(limit),
            clock=lambda: self.now,
            wall_clock=lambda: datetime(2024, 1, 1, tzinfo=UTC),
            random=lambda: 1.0,
        )

    def run(self, target: Call[Any], **options: Any) -> int:
        outcome = self.drive(run_call(self.core, target, RequestOptions(**options)))
        assert self.replies == []
        status: int = outcome.response.status
        return status

    def run_out(self, target: Call[Any], **options: Any) -> None:
        """Run a call whose replies are more than it should need."""
        self.drive(run_call(self.core, target, RequestOptions(**options)))

    def drive(self, flow: Flow[Any]) -> Any:
        return drive(flow, self._take)

    def _take(self, step: Any) -> Reply | None:
        if isinstance(step, Send):
            self.sent.append(step.request)
            self.now += self.lasts
            return self.replies.pop(0)
        if isinstance(step, Sleep):
            self.slept.append(step.seconds)
            self.now += step.seconds
        else:
            self.before_exclusive()
            self.drive(step.flow)
        return None

    def bearers(self) -> list[str]:
        lines = [dict(s.headers)["Authorization"] for s in self.sent if s.url != LOGIN]
        return [line.removeprefix("Bearer ") for line in lines]


@pytest.mark.parametrize(("retries", "attempts"), [(None, 6), (2, 3), (0, 1)])
def test_retries_are_bounded(retries: int | None, attempts: int) -> None:
    world = World([answer(500)] * attempts)
    with pytest.raises(ServerError) as caught:
        world.run(call(), max_retries=retries)
    assert caught.value.attempts == attempts
    assert world.replies == []


def test_backoff_doubles_up_to_a_cap_under_full_jitter() -> None:
    world = World([answer(500)] * 9 + [answer(200)])
    world.run(call(), max_retries=9)
    assert world.slept == [0.5, 1, 2, 4, 8, 16, 20, 20, 20]
    world = World([answer(500), answer(200)])
    world.core.random = lambda: 0.0
    world.run(call())
    assert world.slept == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3", 3.0),
        ("1.5", 1.5),
        (" 2 ", 2.0),
        ("Mon, 01 Jan 2024 00:00:30 GMT", 30.0),
        ("Sun, 31 Dec 2023 00:00:00 GMT", 0.0),
        ("Mon, 01 Jan 2024 00:00:30 -0000", 30.0),
        ("-1", 7.0),
        ("soon", 7.0),
        ("9" * 400, 7.0),
        ("Mon, 99 Jan 2024 00:00:30 GMT", 7.0),
        (None, 7.0),
    ],
)
def test_a_429_is_waited_out(text: str | None, seconds: float) -> None:
    limited = answer(429) if text is None else answer(429, Retry_After=text)
    world = World([limited, answer(200)])
    assert world.run(call("POST")) == 200
    assert sum(world.slept) == seconds


def test_a_429_is_no_attempt_but_its_waits_are_bounded() -> None:
    world = World([answer(429, Retry_After="10")] * 31)
    with pytest.raises(RateLimitError) as caught:
        world.run(call())
    assert sum(world.slept) == 300.0
    assert caught.value.retry_after == 10.0


def test_a_503_is_not_asked_before_its_time() -> None:
    world = World([answer(503, Retry_After="30"), answer(200)])
    world.run(call())
    assert world.slept == [30.0]
    world = World([answer(503, Retry_After="301")])
    with pytest.raises(ServerError):
        world.run(call())


def test_the_token_is_asked_for_as_the_rfc_says() -> None:
    world = World([token("t1"), answer(200)], grant=True)
    assert world.run(call()) == 200
    asked = world.sent[0]
    assert (asked.method, asked.url) == ("POST", LOGIN)
    assert asked.content == b"grant_type=client_credentials"
    headers = dict(asked.headers)
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    # id:se%3Acret, form-encoded before it becomes Basic (RFC 6749, section 2.3.1)
    assert headers["Authorization"] == "Basic aWQ6c2UlM0FjcmV0"
    assert world.bearers() == ["t1"]


def expired(code: str = "bad.credentials") -> HttpResponse:
    return answer(401, {"code": code})


def test_a_token_that_another_caller_renewed_is_taken() -> None:
    world = World([expired(), answer(200)], grant=True)
    tokens = [Token("first"), Token("theirs")]

    def another_caller() -> None:
        world.core.tokens.current = tokens.pop(0)

    world.before_exclusive = another_caller
    assert world.run(call()) == 200
    assert world.bearers() == ["first", "theirs"]


def test_options_go_before_arguments_before_ours() -> None:
    target: Operation[None] = Operation("A.op", "GET", "/x", (), ())
    world = World([answer(200)])
    made = Call(target, "/x", (), (("X-A", "call"), ("X-B", "call")))
    world.run(
        made, headers={"x-b": "option", "Accept": "text/csv"}, timeout=float("inf")
    )
    headers = [(k.lower(), v) for k, v in world.sent[0].headers]
    assert dict(headers) == {
        "accept": "text/csv",
        "accept-encoding": "gzip, deflate",
        "user-agent": "agent",
        "x-a": "call",
        "x-b": "option",
        "authorization": "Bearer fixed",
    }
    assert len(headers) == 6
    assert set(step_timeouts(world.sent[0].timeout).values()) == {None}


def test_an_own_authorization_replaces_ours() -> None:
    world = World([answer(200)])
    world.run(call(), headers={"authorization": "mine"})
    lines = [v for k, v in world.sent[0].headers if k.lower() == "authorization"]
    assert lines == ["mine"]


@pytest.mark.parametrize(("limit", "gap"), [(0.5, 120.0), (1, 60.0), (1.5, 40.0)])
def test_small_limits_hold_as_well(limit: float, gap: float) -> None:
    rate_limiter = RateLimiter(limit)
    assert [rate_limiter.try_start(0.0), rate_limiter.try_start(0.0)] == [True, False]
    tickets = [rate_limiter.ticket(), rate_limiter.ticket()]
    for ticket in tickets:
        rate_limiter.queue(ticket)
    assert [rate_limiter.wait(ticket, 0.0) for ticket in tickets] == [gap, 2 * gap]
