"""Whether to send again: budgets, unsafe methods, and defects not to have."""

from __future__ import annotations

import math
from typing import Any

import pytest
from msgspec.structs import replace

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import (
    APIError,
    APITimeoutError,
    RateLimitError,
    ServerError,
)
from templates.runtime.operation import Operation
from templates.runtime.redaction import Secret
from templates.runtime.retry import RetryPolicy
from templates.runtime.streaming.transfers import upload
from templates.runtime.streaming.upload_sources import BytesSource
from templates.runtime.transport.messages import TransportFailure
from tests.runtime.test_flow import CUT, NOT_REACHED, SLOW, World, answer, call


def test_the_budget_bounds_attempts_and_waits_together() -> None:
    world = World([SLOW] * 10)
    world.lasts = 60.0
    with pytest.raises(APITimeoutError) as caught:
        world.run_out(call())
    # 60 + 0.5 + 60 + 1 + 60: a fourth would begin after three minutes.
    assert caught.value.attempts == 3
    world = World([SLOW] * 10)
    world.lasts = 60.0
    world.core.policy = RetryPolicy(max_retry_time=None)
    with pytest.raises(APITimeoutError) as caught:
        world.run_out(call())
    assert caught.value.attempts == 6


def test_pauses_for_the_rate_limit_cost_no_budget_and_no_attempt() -> None:
    limited = [answer(429, Retry_After="100"), answer(429, Retry_After="100")]
    world = World([*limited, answer(500), answer(200)])
    world.core.policy = RetryPolicy(max_retry_time=10)
    assert world.run(call(), max_retries=1) == 200


@pytest.mark.parametrize(
    ("trouble", "reached"),
    [(answer(500), True), (CUT, True), (NOT_REACHED, False)],
)
def test_a_deadline_tells_whether_the_server_may_have_acted(
    trouble: Any, reached: bool
) -> None:
    world = World([trouble])
    world.core.policy = RetryPolicy(initial_backoff=60, max_backoff=60)
    with pytest.raises(APITimeoutError) as caught:
        world.run(call(), deadline=20)
    assert caught.value.reached is reached


def test_what_cannot_succeed_is_not_repeated_on_demand_either() -> None:
    never = TransportFailure("no such scheme", reached=False, final=True)
    for trouble in (answer(400), answer(501), never):
        with pytest.raises(APIError):
            World([trouble]).run(call("POST"), retry_unsafe=True)


def test_a_safe_post_is_retried_unless_its_body_is_streamed() -> None:
    operation: Operation[None] = Operation("A.find", "POST", "/x", (), (), safe=True)
    for trouble in (answer(500), CUT, answer(408)):
        assert World([trouble, answer(200)]).run(operation()) == 200
        streamed = replace(operation(), source=BytesSource(b"text"))
        world = World([trouble])
        with pytest.raises(APIError):
            world.run(streamed)
        world = World([trouble, answer(200)])
        assert world.run(streamed, retry_unsafe=True) == 200


@pytest.mark.parametrize(
    "values",
    [
        {"initial_backoff": -1},
        {"max_backoff": math.inf},
        {"max_retry_time": "1"},
        {"max_server_wait": None},
        {"initial_backoff": True},
        {"max_retry_time": math.nan},
    ],
)
def test_a_policy_that_cannot_be_is_refused(values: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=next(iter(values))):
        RetryPolicy(**values)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_an_upload_retries_as_a_call_does(method: str) -> None:
    options = RequestOptions(deadline=20)
    url, headers = Secret("https://files.example/x?s=1"), Secret(None)

    def uploading(world: World) -> Any:
        flow = upload(world.core, url, b"12345", method, headers, options)
        return world.drive(flow)

    world = World([NOT_REACHED, answer(503, Retry_After="2"), answer(200)])
    assert uploading(world).response.status == 200
    assert [dict(request.headers) for request in world.sent] == [
        {"User-Agent": "agent"}
    ] * 3
    with pytest.raises(ServerError, match="the deadline"):
        uploading(World([answer(503, Retry_After="60")]))
    with pytest.raises(RateLimitError, match="the deadline"):
        uploading(World([answer(429, Retry_After="60")]))
    world = World([NOT_REACHED])
    world.core.policy = RetryPolicy(initial_backoff=60, max_backoff=60)
    with pytest.raises(APITimeoutError, match=r"deadline of 20 s passed \(1 attempt\)"):
        uploading(world)
