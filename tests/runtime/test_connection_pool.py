"""Transports whose connections are pools of their own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack
from typing import Any

import anyio
import httpx
import pytest

from templates.runtime.errors import APITimeoutError
from templates.runtime.synchronization import Alarm
from templates.runtime.timeouts import Timeout
from templates.runtime.transport.connection_pool import (
    MAX_CONNECTIONS,
    AsyncConnectionPool,
    SyncConnectionPool,
)
from tests.runtime.server import Answer, Request, grant_at, logging_in, serving, until
from tests.runtime.tiny import AsyncTiny, Tiny

URL = "http://x/"


class FakeTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    def __init__(self) -> None:
        self.fails = False
        self.clean = True
        self.closed = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.fails:
            raise httpx.ConnectError("no")
        return httpx.Response(200, stream=httpx.ByteStream(b"x"))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)

    def is_clean(self) -> bool:
        return self.clean

    def abort(self) -> None:
        self.closed += 1

    def cut(self) -> None:
        pass


class Made:
    def __init__(self) -> None:
        self.transports: list[FakeTransport] = []

    def __call__(self) -> FakeTransport:
        self.transports.append(FakeTransport())
        return self.transports[-1]


def request(pool: float | None = None) -> httpx.Request:
    return httpx.Request("GET", URL, extensions={"timeout": {"pool": pool}})


def test_a_connection_is_used_again_once_its_answer_was_read() -> None:
    made = Made()
    pool = SyncConnectionPool(made, 2)
    first = pool.handle_request(request())
    second = pool.handle_request(request())
    with pytest.raises(httpx.PoolTimeout):
        pool.handle_request(request(0.01))
    second.read()
    second.close()
    third = pool.handle_request(request(0.01))
    with pytest.raises(httpx.PoolTimeout):
        pool.handle_request(request(0.01))
    for answer in (first, third):
        answer.read()
    assert len(made.transports) == 2
    pool.close()
    assert [transport.closed for transport in made.transports] == [1, 1]


def test_a_connection_that_fails_is_discarded() -> None:
    made = Made()
    pool = SyncConnectionPool(made, 1)
    pool.handle_request(request()).read()
    made.transports[0].fails = True
    with pytest.raises(httpx.ConnectError):
        pool.handle_request(request(0.01))
    for _ in range(3):
        pool.handle_request(request(0.01)).read()
    assert [transport.closed for transport in made.transports] == [1, 0]


@pytest.mark.parametrize("how", ["unread", "half", "dirty"])
def test_a_connection_with_an_unread_response_is_discarded(how: str) -> None:
    made = Made()
    pool = SyncConnectionPool(made, 1)
    answer = pool.handle_request(request())
    made.transports[0].clean = how != "dirty"
    if how == "half":
        next(answer.iter_raw(1))
    elif how == "dirty":
        answer.read()
    answer.close()
    pool.handle_request(request(0.01)).read()
    assert [transport.closed for transport in made.transports] == [1, 0]


def test_a_response_without_references_frees_its_connection() -> None:
    made = Made()
    pool = SyncConnectionPool(made, 1)
    answer = pool.handle_request(request())
    with pytest.raises(httpx.PoolTimeout):
        pool.handle_request(request(0.01))
    del answer
    pool.handle_request(request(0.01)).read()
    assert [transport.closed for transport in made.transports] == [1, 0]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_tasks_use_connections_likewise(backend: str) -> None:
    made = Made()

    async def main() -> None:
        pool = AsyncConnectionPool(made, 2)
        first = await pool.handle_async_request(request())
        second = await pool.handle_async_request(request())
        with pytest.raises(httpx.PoolTimeout):
            await pool.handle_async_request(request(0.01))
        with anyio.move_on_after(0.01) as scope:
            await pool.handle_async_request(request())
        assert scope.cancelled_caught
        await second.aread()
        await second.aclose()
        third = await pool.handle_async_request(request(0.01))
        with pytest.raises(httpx.PoolTimeout):
            await pool.handle_async_request(request(0.01))
        await first.aread()
        await third.aread()
        made.transports[0].fails = made.transports[1].fails = True
        for _ in range(2):
            with pytest.raises(httpx.ConnectError):
                await pool.handle_async_request(request(0.01))
        await (await pool.handle_async_request(request(0.01))).aread()
        await pool.aclose()

    anyio.run(main, backend=backend)
    assert [transport.closed for transport in made.transports] == [1, 1, 1]


def test_connections_are_kept_and_no_more_than_needed() -> None:
    peers: set[Any] = set()
    gate = threading.Barrier(4, timeout=600)

    def respond(request: Request) -> Answer:
        peers.add(threading.get_ident())
        if request.target == "/pets/together":
            gate.wait()
        return Answer(200, {"name": "x"})

    with (
        serving(respond) as server,
        Tiny(access_token="t", base_url=server.url, rate_limit=None) as client,
        ThreadPoolExecutor(4) as threads,
    ):
        for _ in range(5):
            client.pet.get_pet("1")
        assert len(peers) == 1
        for _ in range(3):
            names = threads.map(lambda _: client.pet.get_pet("together"), range(4))
            assert len(list(names)) == 4
        assert len(peers) == 4


def test_who_gets_no_connection_in_time_was_not_sent() -> None:
    release = threading.Event()

    def respond(request: Request) -> Answer:
        release.wait(60)
        return Answer(200, {"name": "x"})

    with serving(respond) as server:
        client = Tiny(
            access_token="t",
            base_url=server.url,
            rate_limit=None,
            max_retries=0,
            timeout=Timeout(pool=0.05),
        )
        with ThreadPoolExecutor(50) as threads:
            calls = [threads.submit(client.pet.get_pet, "1") for _ in range(50)]
            until(lambda: len(server.requests) == 50)
            with pytest.raises(APITimeoutError) as caught:
                client.pet.post_pet({"name": "x"})
            assert caught.value.reached is False
            release.set()
            assert {call.result(60).name for call in calls} == {"x"}
        client.close()


def test_threads_get_connections_in_the_order_they_came() -> None:
    pool = SyncConnectionPool(Made(), 1)
    held = [pool.handle_request(request())]
    came: list[int] = []

    def ask(number: int) -> None:
        response = pool.handle_request(request())
        came.append(number)
        response.read()

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
    for count, thread in enumerate(threads, 2):
        thread.start()
        until(lambda count=count: len(pool.queue.waiters) == count)
    held[0].read()
    for thread in threads:
        thread.join(60)
    assert came == list(range(6))


@pytest.mark.parametrize("come", [False, True])
def test_an_interrupted_wait_loses_no_connection(
    monkeypatch: pytest.MonkeyPatch, come: bool
) -> None:
    pool = SyncConnectionPool(Made(), 1)
    held = pool.handle_request(request())

    def wait(alarm: Alarm, seconds: float) -> None:
        if come:
            held.read()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Alarm, "wait", wait)
        with pytest.raises(KeyboardInterrupt):
            pool.handle_request(request())
    held.close()
    pool.handle_request(request(0.01)).read()


@logging_in
def _logging_in(request: Request) -> Answer:
    return Answer(200, content=b"x" * 100_000)


@pytest.mark.parametrize("proxied", [False, True])
def test_a_token_waits_for_no_connection_of_a_call(
    monkeypatch: pytest.MonkeyPatch, proxied: bool
) -> None:
    with serving(_logging_in) as server, ExitStack() as stack:
        if proxied:
            monkeypatch.setenv("HTTP_PROXY", server.url)
            monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        settings: Any = {**grant_at(server.url), "rate_limit": None, "timeout": 30}
        client = stack.enter_context(Tiny(**settings))
        view = client.with_streaming_response.pet
        for _ in range(MAX_CONNECTIONS):
            stack.enter_context(view.get_pet("1"))
        client._context.tokens.current = None
        client.connect()
        assert client.stats.tokens == 2


@pytest.mark.parametrize("proxied", [False, True])
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_token_of_tasks_waits_for_no_connection_of_a_call(
    monkeypatch: pytest.MonkeyPatch, backend: str, proxied: bool
) -> None:
    async def main(settings: Any) -> None:
        async with AsyncTiny(**settings) as client, AsyncExitStack() as stack:
            view = client.with_streaming_response.pet
            for _ in range(MAX_CONNECTIONS):
                await stack.enter_async_context(view.get_pet("1"))
            client._context.tokens.current = None
            await client.connect()
            assert client.stats.tokens == 2

    with serving(_logging_in) as server:
        if proxied:
            monkeypatch.setenv("HTTP_PROXY", server.url)
            monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        settings = {**grant_at(server.url), "rate_limit": None, "timeout": 30}
        anyio.run(main, settings, backend=backend)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("templates.runtime.transport.connection_pool.monotonic", found)
    return found


def test_idle_connections_are_closed(clock: Clock) -> None:
    made = Made()
    pool = SyncConnectionPool(made, 3)
    for answer in [pool.handle_request(request()) for _ in range(3)]:
        answer.read()
    for clock.now in (4.0, 8.0):
        pool.handle_request(request()).read()
    assert [transport.closed for transport in made.transports] == [1, 1, 0]
    for answer in [pool.handle_request(request()) for _ in range(3)]:
        answer.read()
    assert len(made.transports) == 5
    pool.close()
    assert [transport.closed for transport in made.transports] == [1] * 5
