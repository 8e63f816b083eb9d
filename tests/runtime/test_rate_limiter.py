"""When calls may start: rate limit, line, pauses."""

from __future__ import annotations

import threading

import pytest

from templates.runtime.engine.call import run_call
from templates.runtime.engine.rate_limiter import RateLimiter
from templates.runtime.errors import RateLimitError
from templates.runtime.retry import RetryPolicy
from tests.runtime.test_flow import World, answer, call


def started(rate_limiter: RateLimiter, tickets: list[int], now: float) -> list[int]:
    return [ticket for ticket in tickets if not rate_limiter.wait(ticket, now)]


def stand(rate_limiter: RateLimiter, first: bool = False) -> int:
    ticket = rate_limiter.ticket(first=first)
    rate_limiter.queue(ticket)
    return ticket


def test_a_burst_is_allowed_and_then_any_minute_has_its_limit() -> None:
    rate_limiter = RateLimiter(300)
    assert [rate_limiter.try_start(n / 10) for n in range(301)] == [True] * 300 + [
        False
    ]
    ticket = stand(rate_limiter)
    assert rate_limiter.wait(ticket, 30.0) == 30.0
    assert rate_limiter.wait(ticket, 60.0) == 0.0
    assert not rate_limiter.try_start(60.0)
    assert rate_limiter.try_start(60.1)


def test_who_waits_starts_in_the_order_of_coming() -> None:
    rate_limiter = RateLimiter(2)
    assert rate_limiter.try_start(0.0)
    assert rate_limiter.try_start(1.0)
    tickets = [stand(rate_limiter) for _ in range(5)]
    assert not rate_limiter.try_start(59.0)
    waits = [rate_limiter.wait(ticket, 10.0) for ticket in tickets]
    assert waits == [50.0, 51.0, 110.0, 111.0, 170.0]
    assert started(rate_limiter, tickets, 60.5) == tickets[:1]
    # Nobody who comes later goes before them.
    assert not rate_limiter.try_start(61.0)
    assert started(rate_limiter, tickets[1:], 61.0) == tickets[1:2]
    assert rate_limiter.waiting == 3


def test_who_gives_up_takes_nothing_along() -> None:
    rate_limiter = RateLimiter(1)
    assert rate_limiter.try_start(0.0)
    first, second = stand(rate_limiter), stand(rate_limiter)
    assert rate_limiter.wait(second, 0.0) == 120.0
    rate_limiter.leave(first)
    rate_limiter.leave(first)
    assert rate_limiter.wait(second, 0.0) == 60.0
    assert rate_limiter.wait(second, 60.0) == 0.0
    rate_limiter.leave(second)
    assert rate_limiter.waiting == 0


@pytest.mark.parametrize("limit", [None, 2])
def test_a_paused_call_goes_before_all_others(limit: float | None) -> None:
    rate_limiter = RateLimiter(limit)
    others = [stand(rate_limiter) for _ in range(2)]
    rate_limiter.pause_until(10.0)
    first = stand(rate_limiter, first=True)
    assert not rate_limiter.try_start(5.0)
    assert [rate_limiter.wait(t, 5.0) for t in (*others, first)] == [5.0] * 3
    assert 0 < rate_limiter.wait(others[0], 10.0) < 1
    assert rate_limiter.wait(first, 10.0) == 0.0
    assert rate_limiter.wait(others[0], 10.0) == 0.0
    assert rate_limiter.wait(others[1], 10.0) == (0.0 if limit is None else 60.0)


def test_paused_calls_keep_their_order() -> None:
    rate_limiter = RateLimiter(1)
    rate_limiter.pause_until(1.0)
    tickets = [stand(rate_limiter, first=True) for _ in range(2)]
    assert rate_limiter.wait(tickets[1], 1.0) == 60.0
    assert rate_limiter.wait(tickets[0], 1.0) == 0.0


def test_no_slot_is_given_twice_to_threads() -> None:
    rate_limiter = RateLimiter(1000)
    gate = threading.Barrier(8)
    got: list[bool] = []

    def run() -> None:
        gate.wait()
        got.extend(rate_limiter.try_start(0.0) for _ in range(400))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(got) == 1000


def test_waiting_for_the_pause_of_others_is_bounded_too() -> None:
    world = World([])
    world.core.rate_limiter.pause_until(world.now + 301)
    with pytest.raises(RateLimitError, match="asked to wait 301 s") as caught:
        world.drive(run_call(world.core, call(), None))
    assert caught.value.retry_after == 301
    assert caught.value.status == 429
    assert caught.value.attempts == 0
    assert world.slept == []
    assert world.core.rate_limiter.waiting == 0


def test_no_answer_puts_the_client_out_of_use() -> None:
    world = World([answer(429, Retry_After="999999999"), answer(200)])
    with pytest.raises(RateLimitError) as caught:
        world.run_out(call())
    assert caught.value.retry_after == 999999999
    assert world.slept == []
    assert world.run(call()) == 200
    assert sum(world.slept) == RetryPolicy().max_server_wait


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Rate limit exceeded. Retry the request in [12] seconds", 12.0),
        ("Retry the request in [0] seconds", 0.0),
        ("Limits [300] and [12]", 7.0),
        ("Retry in 12 seconds", 7.0),
        ("[x]", 7.0),
        (None, 7.0),
    ],
)
def test_a_429_may_say_its_time_in_the_message(
    message: str | None, seconds: float
) -> None:
    world = World([answer(429, {"message": message}), answer(200)])
    assert world.run(call("POST")) == 200
    assert sum(world.slept) == seconds


def test_the_header_goes_before_the_message() -> None:
    limited = answer(429, {"message": "in [12] seconds"}, Retry_After="3")
    world = World([limited, answer(200)])
    world.run(call())
    assert sum(world.slept) == 3.0


def test_a_server_that_says_at_once_again_and_again_is_not_asked_without_end() -> None:
    world = World([answer(429, Retry_After="0")] * 1000)
    with pytest.raises(RateLimitError):
        world.run_out(call())
    assert world.slept[0] < world.slept[4] <= 1.0
    assert len(world.sent) < 310


def test_a_bound_on_waits_of_ones_own() -> None:
    world = World([answer(429, Retry_After="3")] * 4)
    world.core.policy = RetryPolicy(max_server_wait=9)
    with pytest.raises(RateLimitError):
        world.run(call())
    assert sum(world.slept) == 9


def test_who_stands_behind_a_call_that_waits_for_a_start_need_not_look_again() -> None:
    rate_limiter = RateLimiter(2)
    assert rate_limiter.try_start(0.0)
    assert rate_limiter.try_start(1.0)
    front = stand(rate_limiter, first=True)
    behind = [stand(rate_limiter) for _ in range(3)]
    assert rate_limiter.wait(front, 5.0) == 55.0
    assert [rate_limiter.wait(ticket, 5.0) for ticket in behind] == [56.0, 115.0, 116.0]
