"""The life of a client: states, closing, cancelling, counters."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest

import genesys_cloud
from generator.sandbox import (
    ANY,
    TOKEN,
    Delay,
    RunningSandbox,
    ScriptedResponse,
    rate_limited,
)
from genesys_cloud import ClientState, RequestOptions
from tests.e2e.conftest import Connect
from tests.e2e.driver import Driver
from tests.runtime.server import until

USER = "LicenseAPI.getLicenseUser"


def test_the_states_of_a_life(login: Connect, sandbox: RunningSandbox) -> None:
    client = login()
    seen: list[str] = []
    client.on(genesys_cloud.StateChanged, lambda event: seen.append(event.after.value))
    assert client.state is ClientState.CREATED
    client.license.get_license_user("u")
    assert client.state is ClientState.IDLE
    client.close()
    assert client.state is ClientState.CLOSED
    assert seen == ["CONNECTING", "RUNNING", "IDLE", "CLOSING", "CLOSED"]


def test_a_login_that_fails_is_a_state_that_passes(
    login: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(TOKEN, ScriptedResponse(status=401, code="invalid_client"))
    client = login()
    with pytest.raises(genesys_cloud.TokenRequestError):
        client.connect()
    assert client.state is ClientState.FAILED
    client.connect()
    assert client.state is ClientState.IDLE


def test_connecting_is_shared_and_optional(
    driver: Driver, login: Connect, sandbox: RunningSandbox
) -> None:
    client = login()
    assert driver.together([client.connect] * 8) == [None] * 8
    client.connect()
    client.license.get_license_user("u")
    assert sandbox.log.counts.received[TOKEN] == 1


def test_a_block_closes_the_client(connect: Connect) -> None:
    with connect() as client:
        assert client.license.get_license_user("u").id == "u"
    assert client.closed
    with pytest.raises(genesys_cloud.ClientClosedError):
        client.license.get_license_user("u")


def test_closing_waits_for_calls_under_way(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, Delay(seconds=0.2))
    client = connect()
    with ThreadPoolExecutor(3) as threads:
        call = threads.submit(client.license.get_license_user, "u")
        until(lambda: sandbox.log.calls)
        closes = [threads.submit(client.close) for _ in range(2)]
        assert [close.result() for close in closes] == [None, None]
        assert call.result().id == "u"
    client.close()


def test_closing_may_drop_calls_that_wait(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, rate_limited("200"))
    client = connect()
    with ThreadPoolExecutor(1) as threads:
        call = threads.submit(client.license.get_license_user, "u")
        until(lambda: client.stats.waiting)
        client.close(drain=False)
        with pytest.raises(genesys_cloud.ClientClosedError):
            call.result(timeout=600)


def test_a_deadline_bounds_the_whole_call(
    connect: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, Delay())
    client = connect()
    with pytest.raises(genesys_cloud.APITimeoutError) as caught:
        client.license.get_license_user("u", options=RequestOptions(deadline=0.25))
    assert caught.value.operation == USER
    assert client.license.get_license_user("v").id == "v"


def test_counters_tell_what_happened(login: Connect, sandbox: RunningSandbox) -> None:
    sandbox.script(USER, ScriptedResponse(status=500), rate_limited("0"))
    client = login()
    client.license.get_license_user("u")
    sandbox.script(USER, ScriptedResponse(status=404))
    with pytest.raises(genesys_cloud.NotFoundError):
        client.license.get_license_user("u")
    stats = client.stats
    assert (stats.calls, stats.succeeded, stats.failed, stats.cancelled) == (2, 1, 1, 0)
    assert (stats.attempts, stats.retries, stats.rate_limited) == (4, 1, 1)
    assert (stats.tokens, stats.in_flight, stats.waiting) == (1, 0, 0)
    assert stats.bytes_received > 0


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_task_that_is_cancelled_leaves_the_client_usable(
    sandbox: RunningSandbox, backend: str
) -> None:
    async def main() -> None:
        client = genesys_cloud.AsyncGenesysCloud(
            client_id="id",
            client_secret="secret",
            base_url=sandbox.url,
            login_url=sandbox.url,
        )
        async with client:
            sandbox.script(TOKEN, Delay())
            with anyio.move_on_after(0.1) as scope:
                await client.license.get_license_user("u")
            assert scope.cancelled_caught
            sandbox.script(ANY, Delay(), times=15)
            async with anyio.create_task_group() as group:
                for _ in range(15):
                    group.start_soon(client.license.get_license_user, "u")
                while client.stats.in_flight < 15 or not sandbox.log.of(USER):
                    await anyio.sleep(0.005)
                group.cancel_scope.cancel()
            sandbox.reset()
            with anyio.fail_after(60):
                user = await client.license.get_license_user("v")
            assert user.id == "v"
            assert client.stats.cancelled == 16
            assert client.stats.in_flight == 0

    anyio.run(main, backend=backend)


def test_no_thread_is_left_behind(connect: Connect, driver: Driver) -> None:
    before = threading.active_count()
    client = connect()
    client.license.get_license_user("u")
    assert threading.active_count() == before
    client.close()
    assert threading.active_count() == before
