"""Quantities of options, the clock, and the rate limit of each token."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from generator.quantities import (
    Rate,
    parse_duration,
    parse_failure,
    parse_rate,
    parse_share,
)
from generator.sandbox.clock import Clock
from generator.sandbox.rate_limits import RateLimits


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("50ms", 0.05), ("2s", 2.0), ("1.5s", 1.5), ("5min", 300.0), ("1h", 3600.0)],
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (parse_duration, "50", "a duration must be like 50ms"),
        (parse_duration, "-1s", "not '-1s'"),
        (parse_duration, "٣s", "not '٣s'"),
        (parse_share, "101%", "a share must be from 0% to 100%, not '101%'"),
        (parse_share, "0.5", "not '0.5'"),
        (parse_failure, "503", "a failure must be like 503:5%, not '503'"),
        (parse_failure, "200:5%", "not '200:5%'"),
        (parse_failure, "503:5", "a share must be"),
        (parse_rate, "0/min", "a rate must be like 300/min"),
        (parse_rate, "300", "not '300'"),
    ],
)
def test_other_texts_are_refused(
    parse: Callable[[str], object], text: str, message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse(text)


def test_shares_and_rates() -> None:
    assert parse_share("5%") == 0.05
    assert parse_share("0.5%") == 0.005
    assert parse_failure("503:5%") == (503, 0.05)
    assert parse_rate("300/min") == Rate(300, 60.0)
    assert parse_rate("20/s") == Rate(20, 1.0)


def test_the_clock_moves_forward_only() -> None:
    clock = Clock(lambda: 5.0)
    clock.advance(60)
    assert clock() == 60.0
    for wrong in (-1, float("nan")):
        with pytest.raises(ValueError, match="0 or more"):
            clock.advance(wrong)
    for wrong in (1e10, float("inf")):
        with pytest.raises(ValueError, match="at most 9999999940"):
            clock.advance(wrong)


def test_a_window_begins_with_the_first_request() -> None:
    clock = Clock(lambda: 1000.5)
    limits = RateLimits(clock, Rate(2, 60.0))
    windows = [limits.add("t") for _ in range(4)]
    window = windows[-1]
    assert window is not None
    assert window.is_exceeded
    assert window.seconds_left(clock()) == 60
    # Rejected requests do not count.
    assert window.count == 3
    other = limits.add("other")
    assert other is not None
    assert other.count == 1
    clock.advance(59.5)
    assert window.seconds_left(clock()) == 1
    clock.advance(0.5)
    fresh = limits.add("t")
    assert fresh is not None
    assert (fresh.count, fresh.is_exceeded) == (1, False)


def test_without_a_rate_there_is_no_window() -> None:
    assert RateLimits(Clock()).add("t") is None
