"""What is tried again, what is not, and how often."""

from __future__ import annotations

import pytest

import genesys_cloud
from generator.sandbox import Delay, Disconnect, Fault, RunningSandbox, ScriptedResponse
from genesys_cloud import CallRetried, RequestOptions, RetryPolicy, Timeout
from tests.e2e.conftest import INFERRED, Connect

USER = "LicenseAPI.getLicenseUser"
INFER = "LicenseAPI.postLicenseInfer"


@pytest.mark.parametrize(
    "act",
    [
        *(ScriptedResponse(status=status) for status in (408, 500, 502, 503, 504)),
        Disconnect(when="before"),
        Disconnect(when="after"),
        Disconnect(when="half"),
    ],
    ids=str,
)
def test_what_passes_is_tried_again(
    connect: Connect, sandbox: RunningSandbox, act: Fault
) -> None:
    sandbox.script(USER, act, times=3)
    assert connect().license.get_license_user("u").id == "u"
    assert sandbox.log.counts.received[USER] == 4


@pytest.mark.parametrize("status", [400, 403, 404, 409, 501, 302])
def test_what_stays_is_not_tried_again(
    connect: Connect, sandbox: RunningSandbox, status: int
) -> None:
    sandbox.script(USER, ScriptedResponse(status=status))
    with pytest.raises(genesys_cloud.APIStatusError) as caught:
        connect().license.get_license_user("u")
    assert caught.value.status == status
    assert caught.value.attempts == 1
    assert sandbox.log.counts.received[USER] == 1


@pytest.mark.parametrize(
    "act",
    [
        ScriptedResponse(status=500),
        ScriptedResponse(status=502, takes_effect=True),
        ScriptedResponse(status=503),
        ScriptedResponse(status=504, takes_effect=True),
        Disconnect(when="before"),
        Disconnect(when="after"),
        Disconnect(when="half"),
    ],
    ids=str,
)
def test_a_post_is_not_repeated_blindly(
    connect: Connect, sandbox: RunningSandbox, act: Fault
) -> None:
    sandbox.script(INFER, act)
    with pytest.raises(genesys_cloud.APIError):
        connect().license.post_license_infer(["a"])
    assert sandbox.log.counts.received[INFER] == 1
    assert sandbox.log.counts.applied[INFER] <= 1


def test_a_post_is_repeated_where_it_was_turned_away(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    away = {"Retry-After": "0"}
    sandbox.script(
        INFER,
        ScriptedResponse(status=503, headers=away),
        ScriptedResponse(status=429, headers=away),
    )
    assert connect().license.post_license_infer(["a"]) == INFERRED
    assert sandbox.log.counts.received[INFER] == 3
    assert sandbox.log.counts.applied[INFER] == 1


def test_a_post_to_nobody_may_be_repeated(connect: Connect) -> None:
    client = connect(base_url="http://127.0.0.1:9", max_retries=2)
    with pytest.raises(genesys_cloud.APIConnectionError) as caught:
        client.license.post_license_infer(["a"])
    assert caught.value.attempts == 3
    assert not caught.value.reached


def test_timeouts_are_used(connect: Connect, sandbox: RunningSandbox) -> None:
    sandbox.script(USER, Delay())
    with pytest.raises(genesys_cloud.APITimeoutError) as caught:
        connect(timeout=Timeout(read=0.05), max_retries=0).license.get_license_user("u")
    assert caught.value.reached
    assert caught.value.attempts == 1


def test_a_slow_answer_is_waited_for(connect: Connect, sandbox: RunningSandbox) -> None:
    sandbox.script(USER, Delay(seconds=0.1))
    client = connect(timeout=0.01)
    slow = RequestOptions(timeout=5)
    assert client.license.get_license_user("u", options=slow).id == "u"


def test_waits_grow_to_a_bound(connect: Connect, sandbox: RunningSandbox) -> None:
    client = connect(retry_policy=RetryPolicy(initial_backoff=0.01, max_backoff=0.03))
    client._context.random = lambda: 1.0
    waits: list[float] = []
    client.on(CallRetried, lambda event: waits.append(event.wait))
    sandbox.script(USER, ScriptedResponse(status=503), times=5)
    assert client.license.get_license_user("u").id == "u"
    assert waits == pytest.approx([0.01, 0.02, 0.03, 0.03, 0.03])


def test_retries_end_with_their_budget(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    client = connect(
        retry_policy=RetryPolicy(initial_backoff=5, max_retry_time=1), max_retries=100
    )
    client._context.random = lambda: 1.0
    sandbox.script(USER, ScriptedResponse(status=503), times=5)
    with pytest.raises(genesys_cloud.ServiceUnavailableError) as caught:
        client.license.get_license_user("u")
    assert caught.value.attempts == 1
