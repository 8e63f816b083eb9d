"""Rate limits: those that the client keeps, and those that the server sets."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

import pytest

import genesys_cloud
from generator.sandbox import ANY, RunningSandbox, rate_limited
from genesys_cloud import RequestOptions
from tests.e2e.conftest import Connect
from tests.runtime.server import until

USER = "LicenseAPI.getLicenseUser"


def test_a_429_is_waited_for_and_is_no_retry(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, rate_limited("0"), times=3)
    assert connect(max_retries=1).license.get_license_user("u").id == "u"
    assert sandbox.log.counts.received[USER] == 4


@pytest.mark.parametrize(
    "past", ["Fri, 31 Dec 1999 23:59:59 GMT", "date"], ids=["past", "now"]
)
def test_a_date_is_understood(
    connect: Connect, sandbox: RunningSandbox, past: str
) -> None:
    text = format_datetime(datetime.now(UTC), usegmt=True) if past == "date" else past
    sandbox.script(USER, rate_limited(text))
    assert connect().license.get_license_user("u").id == "u"


def test_all_callers_pause(connect: Connect, sandbox: RunningSandbox) -> None:
    sandbox.script(ANY, rate_limited("0.2"))
    client = connect()
    started = time.monotonic()
    client.license.get_license_user("first")
    assert time.monotonic() - started >= 0.2
    assert sandbox.log.counts.received[USER] == 2


def test_the_message_has_the_seconds_where_no_header_has(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, rate_limited(message="Retry the request in [17] seconds"))
    once = RequestOptions(max_retries=0)
    with pytest.raises(genesys_cloud.RateLimitError) as caught:
        connect().license.get_license_user("u", options=once)
    assert caught.value.retry_after == 17


def test_whoever_was_turned_away_goes_first(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, rate_limited("1"))
    client = connect()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(client.license.get_license_user, "first")
        until(lambda: client.stats.rate_limited)
        second = threads.submit(client.license.get_license_users)
        assert first.result().id == "first"
        assert second.result().entities
    names = [arrival.operation for arrival in sandbox.log.calls]
    assert names == [USER, USER, "LicenseAPI.getLicenseUsers"]


def test_without_retries_it_is_raised_at_once(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, rate_limited("7"))
    once = RequestOptions(max_retries=0)
    with pytest.raises(genesys_cloud.RateLimitError) as caught:
        connect().license.get_license_user("u", options=once)
    assert caught.value.retry_after == 7
    assert caught.value.code == "too.many.requests.retry.after"


@pytest.mark.parametrize("date", [False, True], ids=["seconds", "date"])
def test_a_wait_beyond_the_bound_is_an_error(
    connect: Connect, sandbox: RunningSandbox, date: bool
) -> None:
    then = datetime.now(UTC) + timedelta(hours=1)
    sandbox.script(USER, rate_limited(format_datetime(then) if date else "3600"))
    with pytest.raises(genesys_cloud.RateLimitError) as caught:
        connect().license.get_license_user("u")
    assert caught.value.retry_after == pytest.approx(3600, abs=60)
    assert sandbox.log.counts.received[USER] == 1


def test_a_429_without_a_time_means_a_minute(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, rate_limited())
    once = RequestOptions(max_retries=0)
    with pytest.raises(genesys_cloud.RateLimitError) as caught:
        connect().license.get_license_user("u", options=once)
    assert caught.value.retry_after == 60


def test_the_client_keeps_below_its_limit(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    client = connect(rate_limit=5)
    # A burst of the whole limit, and then a wait that no deadline of seconds allows.
    soon = RequestOptions(deadline=20)
    for _ in range(5):
        assert client.license.get_license_user("u", options=soon).id == "u"
    with pytest.raises(genesys_cloud.APITimeoutError):
        client.license.get_license_user("u", options=soon)
    assert sandbox.log.counts.received[USER] == 5


def test_the_limit_is_the_platforms_by_default(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    client = connect(rate_limit="platform")
    soon = RequestOptions(deadline=30)
    users = [partial(client.license.get_license_user, "u", options=soon)] * 310
    results = list(map(_outcome, users))
    assert results == ["u"] * 300 + ["APITimeoutError"] * 10


def _outcome(call: Any) -> str:
    try:
        return str(call().id)
    except genesys_cloud.APIError as error:
        return type(error).__name__


def test_no_limit_is_no_limit(connect: Connect, sandbox: RunningSandbox) -> None:
    client = connect(rate_limit=None)
    for _ in range(50):
        client.license.get_license_user("u")
    assert sandbox.log.counts.statuses == {200: 50}
