"""The storm: everything goes wrong at once, and still every call ends right.

Tokens run out every second, one answer in twenty is 5xx, one connection in fifty is
cut, and bursts of 429 come and go, while 64 threads or 500 tasks make 20,000 calls. The
server is a process of its own and counts what arrives.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import pytest

import genesys_cloud
from generator.sandbox import AdminRequest, Counts, FaultRates
from genesys_cloud import RequestOptions
from tests.e2e.conftest import INFERRED, SPECS
from tests.e2e.remote import RemoteSandbox, run_in_process

CALLS = 20_000
THREADS = 64
TASKS = 500
LIFE = 1.0
"""Seconds of a token: it is refreshed when nine tenths of them are over.

The server takes it longer, or a slow machine would send it too late time and again.
"""
ORDERS = AdminRequest(
    rates=FaultRates(
        failures=dict.fromkeys([500, 502, 503, 504], 0.0125),
        cuts=0.02,
        limit_every=2000,
        limit_burst=20,
        limit_seconds="0.02",
    ),
    token_life=LIFE,
    grace=3600,
)
EXPECTED = (genesys_cloud.ServerError, genesys_cloud.APIConnectionError)
"""How a POST may end whose fate nobody knows: it is not sent again."""


@dataclass
class Tally:
    """How so many calls ended; `right` and `failed` are the numbers of POSTs."""

    calls: int
    ends: Counter[str] = field(default_factory=Counter)
    right: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    requested: list[float] = field(default_factory=list)
    refused: int = 0

    def refresh(self, event: genesys_cloud.TokenRefreshEnded) -> None:
        """Note when the request of a token began, and requests that failed."""
        if event.error is None:
            self.requested.append(time.monotonic() - event.seconds)
        else:
            self.refused += 1

    def take(self, number: int, value: Any) -> None:
        """Judge how a call ended; a value or an error."""
        post = is_post(number)
        if isinstance(value, Exception):
            self.ends[type(value).__name__] += 1
            if not post or not isinstance(value, EXPECTED):
                self.wrong.append(f"{number}: {value!r}")
            else:
                self.failed.append(number)
        else:
            self.ends["right"] += 1
            if value != (INFERRED if post else f"u{number}"):
                self.wrong.append(f"{number}: {value!r}")
            elif post:
                self.right.append(number)
        if self.ends.total() * 4 // self.calls > len(self.sizes):
            self.sizes.append(resident())


def is_post(number: int) -> bool:
    """Every fourth call is a POST."""
    return number % 4 == 0


def key(number: int) -> RequestOptions:
    """Name a POST, so that the server can count how often it took effect."""
    return RequestOptions(idempotency_key=f"k{number}")


def resident() -> int:
    """Bytes of memory in use, or as many objects as there are where no one tells."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * 4096
    return len(gc.get_objects()) * 100


@pytest.fixture
def remote(caplog: pytest.LogCaptureFixture) -> Iterator[RemoteSandbox]:
    # Every pause is a warning, and pytest would keep them all.
    caplog.set_level(logging.ERROR, "genesys_cloud")
    with run_in_process(SPECS, "--any-id") as found:
        found.send(ORDERS)
        yield found


def settings(remote: RemoteSandbox) -> dict[str, Any]:
    return {
        "client_id": "id",
        "client_secret": "secret",
        "base_url": remote.url,
        "login_url": remote.url,
        "rate_limit": None,
        "timeout": 300.0,
        "max_retries": 8,
    }


def judge(tally: Tally, counts: Counts) -> None:
    assert not tally.wrong, tally.wrong[:5]
    assert tally.ends.total() == tally.calls
    posts = sum(1 for number in range(tally.calls) if is_post(number))
    assert len(tally.right) + len(tally.failed) == posts
    # Failures of POSTs are as rare as the weather has it.
    assert 0 < len(tally.failed) < posts * 0.12
    # None took effect twice, and all that ended well took effect.
    assert set(counts.by_key.values()) == {1}
    assert {f"k{number}" for number in tally.right} <= set(counts.by_key)
    # The weather was bad indeed.
    assert counts.statuses[0] > tally.calls * 0.01
    assert sum(counts.statuses[s] for s in (500, 502, 503, 504)) > tally.calls * 0.03
    assert counts.statuses[429] > 10
    # One request for a token as each one nears its end, and none besides.
    gaps = [after - before for before, after in pairwise(tally.requested)]
    assert min(gaps) > 0.9 * LIFE - 0.05, (gaps, tally.refused)
    assert len(tally.requested) > 1
    assert counts.received["token"] == len(tally.requested) + tally.refused
    assert counts.grants.total() - len(tally.requested) <= tally.refused
    # Memory is flat: what grows in a quarter of the calls stops growing.
    assert tally.sizes[-1] - tally.sizes[0] < 12_000_000, tally.sizes


def test_threads_in_a_storm(remote: RemoteSandbox) -> None:
    numbers, lock, tally = iter(range(CALLS)), threading.Lock(), Tally(CALLS)

    with genesys_cloud.GenesysCloud(**settings(remote)) as client:

        def call(number: int) -> Any:
            if is_post(number):
                return client.license.post_license_infer(["a"], options=key(number))
            return client.license.get_license_user(f"u{number}").id

        def work() -> None:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                try:
                    value = call(number)
                except Exception as error:
                    value = error
                with lock:
                    tally.take(number, value)

        client.on(genesys_cloud.TokenRefreshEnded, tally.refresh)
        threads = [threading.Thread(target=work, daemon=True) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert client.stats.calls == CALLS
        assert client.stats.in_flight == client.stats.waiting == 0
    judge(tally, remote.counts())


@pytest.mark.parametrize(("backend", "calls"), [("asyncio", CALLS), ("trio", 5_000)])
def test_tasks_in_a_storm(remote: RemoteSandbox, backend: str, calls: int) -> None:
    numbers, tally = iter(range(calls)), Tally(calls)

    async def main() -> None:
        async with genesys_cloud.AsyncGenesysCloud(**settings(remote)) as client:

            async def call(number: int) -> Any:
                if is_post(number):
                    return await client.license.post_license_infer(
                        ["a"], options=key(number)
                    )
                return (await client.license.get_license_user(f"u{number}")).id

            async def work() -> None:
                for number in numbers:
                    try:
                        value = await call(number)
                    except Exception as error:
                        value = error
                    tally.take(number, value)

            client.on(genesys_cloud.TokenRefreshEnded, tally.refresh)
            async with anyio.create_task_group() as group:
                for _ in range(TASKS):
                    group.start_soon(work)
            assert client.stats.calls == calls
            assert client.stats.in_flight == client.stats.waiting == 0

    anyio.run(main, backend=backend)
    judge(tally, remote.counts())
