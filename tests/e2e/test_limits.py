"""Rate limits: those that the client keeps, and those that the server sets."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

import genesys_cloud
from genesys_cloud import RequestOptions
from tests.e2e.conftest import Connect
from tests.e2e.sandbox import ANY, Served, limited

USER = "LicenseAPI.getLicenseUser"
INFER = "LicenseAPI.postLicenseInfer"


def test_a_429_is_waited_for_and_is_no_retry(connect: Connect, sandbox: Served) -> None:
    sandbox.plan(USER, limited("0"), times=8)
    assert connect(max_retries=1).license.get_license_user("u").id == "u"
    assert sandbox.log.counts.arrived[USER] == 9


def test_a_post_that_was_turned_away_is_sent_again(
    connect: Connect, sandbox: Served
) -> None:
    sandbox.plan(INFER, limited("0"), times=2)
    assert connect().license.post_license_infer(["a"]) == ["value é"]
    assert sandbox.log.counts.acted[INFER] == 1


@pytest.mark.parametrize(
    "past", ["Fri, 31 Dec 1999 23:59:59 GMT", "date"], ids=["past", "now"]
)
def test_a_date_is_understood(connect: Connect, sandbox: Served, past: str) -> None:
    text = format_datetime(datetime.now(UTC), usegmt=True) if past == "date" else past
    sandbox.plan(USER, limited(text))
    assert connect().license.get_license_user("u").id == "u"


def test_all_callers_pause(connect: Connect, sandbox: Served) -> None:
    sandbox.plan(ANY, limited("0.2"))
    client = connect()
    started = time.monotonic()
    client.license.get_license_user("first")
    assert time.monotonic() - started >= 0.2
    assert sandbox.log.counts.arrived[USER] == 2


def test_without_retries_it_is_raised_at_once(
    connect: Connect, sandbox: Served
) -> None:
    sandbox.plan(USER, limited("7"))
    once = RequestOptions(max_retries=0)
    with pytest.raises(genesys_cloud.RateLimitError) as caught:
        connect().license.get_license_user("u", options=once)
    assert caught.value.retry_after == 7
    assert caught.value.code == "too.many.requests.retry.after"


@pytest.mark.parametrize(
    ("plan", "seconds"),
    [
        (limited("3600"), 3600),
        (limited(format_datetime(datetime.now(UTC) + timedelta(hours=1))), 3600),
    ],
    ids=["seconds", "date"],
)
def test_a_wait_beyond_the_bound_is_an_error(
    connect: Connect, sandbox: Served, plan: Any, seconds: float
) -> None:
    sandbox.plan(USER, plan)
    with pytest.raises(genesys_cloud.RateLimitError) as caught:
        connect().license.get_license_user("u")
    assert caught.value.retry_after == pytest.approx(seconds, abs=60)
    assert sandbox.log.counts.arrived[USER] == 1


def test_a_429_without_a_time_means_a_minute(connect: Connect, sandbox: Served) -> None:
    sandbox.plan(USER, limited())
    once = RequestOptions(max_retries=0)
    with pytest.raises(genesys_cloud.RateLimitError) as caught:
        connect().license.get_license_user("u", options=once)
    assert caught.value.retry_after == 60


def test_the_client_keeps_below_its_limit(connect: Connect, sandbox: Served) -> None:
    # A burst of the whole limit, then as many as the minute allows: none.
    client = connect(rate_limit=5)
    calls = [lambda: client.license.get_license_user("u")] * 5
    started = time.monotonic()
    for call in calls:
        assert call().id == "u"
    assert time.monotonic() - started < 5


def test_no_limit_is_no_limit(connect: Connect, sandbox: Served) -> None:
    client = connect(rate_limit=None)
    for _ in range(50):
        client.license.get_license_user("u")
    assert sandbox.log.counts.statuses == {200: 50}
