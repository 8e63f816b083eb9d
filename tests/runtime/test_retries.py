"""Whether to send again: budgets, unsafe methods, and defects not to have."""

from __future__ import annotations

import math
from typing import Any

import pytest

from templates.runtime.config.options import RequestOptions
from templates.runtime.engine.call import run_call
from templates.runtime.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AuthenticationFailed,
    ServerError,
    UnauthorizedError,
)
from templates.runtime.retry import RetryPolicy
from templates.runtime.steps import Exclusive, Send
from templates.runtime.transport.messages import TransportFailure
from tests.runtime.test_flow import CUT, NOT_REACHED, SLOW, World, answer, call, token

TROUBLES = [answer(s) for s in (408, 500, 502, 503, 504)] + [CUT, SLOW]


def test_no_backoff_of_an_hour() -> None:
    policy = RetryPolicy()
    waits = [policy.backoff(n, lambda: 1.0) for n in range(100)]
    assert max(waits) == policy.cap == 20.0
    assert math.isfinite(policy.backoff(10**9, lambda: 1.0))
    world = World([answer(500)] * 1000)
    with pytest.raises(ServerError):
        world.run_out(call(), max_retries=10_000)
    assert sum(world.slept) <= 180


def test_the_budget_bounds_attempts_and_waits_together() -> None:
    world = World([SLOW] * 10)
    world.lasts = 60.0
    with pytest.raises(APITimeoutError) as caught:
        world.run_out(call())
    # 60 + 0.5 + 60 + 1 + 60: a fourth would begin after three minutes.
    assert caught.value.attempts == 3
    world = World([SLOW] * 10)
    world.lasts = 60.0
    world.core.policy = RetryPolicy(budget=None)
    with pytest.raises(APITimeoutError) as caught:
        world.run_out(call())
    assert caught.value.attempts == 6


def test_pauses_for_the_rate_limit_cost_no_budget_and_no_attempt() -> None:
    limited = [answer(429, Retry_After="100"), answer(429, Retry_After="100")]
    world = World([*limited, answer(500), answer(200)])
    world.core.policy = RetryPolicy(budget=10)
    assert world.run(call(), max_retries=1) == 200


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_unsafe_methods_are_repeated_on_demand_alone(method: str, trouble: Any) -> None:
    world = World([trouble])
    with pytest.raises((APIStatusError, APIConnectionError, APITimeoutError)):
        world.run(call(method))
    assert len(world.sent) == 1
    world = World([trouble, answer(200)])
    assert world.run(call(method), retry_unsafe=True) == 200


def test_what_cannot_succeed_is_not_repeated_on_demand_either() -> None:
    never = TransportFailure("no such scheme", reached=False, final=True)
    for trouble in (answer(400), answer(501), never):
        with pytest.raises(APIError):
            World([trouble]).run(call("POST"), retry_unsafe=True)


def test_a_post_that_did_not_arrive_is_sent_again() -> None:
    world = World([NOT_REACHED, answer(503, Retry_After="1"), answer(429), answer(200)])
    assert world.run(call("POST")) == 200


def test_a_token_that_is_refused_again_is_an_error_not_a_loop() -> None:
    refused = answer(401, {"code": "bad.credentials"})
    world = World([token("t1"), refused, token("t2"), refused], grant=True)
    with pytest.raises(UnauthorizedError):
        world.run(call())
    assert world.replies == []


def test_a_failed_refresh_stalls_nobody() -> None:
    world = World([answer(401, {"error": "invalid_client"})] * 2, grant=True)
    flows = [run_call(world.core, call(), None) for _ in range(50)]
    steps = [next(flow) for flow in flows]
    assert all(isinstance(step, Exclusive) for step in steps)
    errors: list[Exception] = []
    for flow, step in zip(flows, steps, strict=True):
        assert isinstance(step, Exclusive)
        with pytest.raises(AuthenticationFailed) as caught:
            world.drive(step.flow)
        with pytest.raises(AuthenticationFailed):
            flow.throw(caught.value)
        errors.append(caught.value)
    # One request for all who waited, and an error of its own for each.
    assert len(world.sent) == 1
    assert len(set(map(id, errors))) == 50
    # Whoever comes later tries again.
    with pytest.raises(AuthenticationFailed):
        world.drive(run_call(world.core, call(), None))
    assert len(world.sent) == 2


@pytest.mark.parametrize(
    "values",
    [
        {"base": -1},
        {"cap": math.inf},
        {"budget": "1"},
        {"longest_wait": None},
        {"base": True},
        {"budget": math.nan},
    ],
)
def test_a_policy_that_cannot_be_is_refused(values: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=next(iter(values))):
        RetryPolicy(**values)


def test_a_retry_reuses_the_request() -> None:
    world = World([answer(500), answer(200)])
    world.run(call("PUT"), idempotency_key="k")
    keys = [dict(sent.headers)["Idempotency-Key"] for sent in world.sent]
    assert keys == ["k", "k"]


def test_steps_are_what_a_flow_says() -> None:
    flow = run_call(World([]).core, call(), RequestOptions())
    assert isinstance(next(flow), Send)
    flow.close()
