"""Polling with `wait_until`, by a clock that passes by sleeping alone."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest

from templates.runtime.engine.call import LAST_RESPONSE
from templates.runtime.errors import (
    APITimeoutError,
    ClientClosedError,
    NotFoundError,
)
from templates.runtime.steps import Sleep
from tests.runtime.tiny import AsyncTiny, Tiny

KINDS = ("sync", "asyncio", "trio")
PENDING = httpx.Response(202)
READY = httpx.Response(200, json={"id": "p1", "name": "Rex"})


class Desk:
    """A client with responses by script, and its clock."""

    def __init__(self, kind: str, responses: Iterable[httpx.Response]) -> None:
        self.kind = kind
        self.now = 0.0
        self.lasts = 0.0
        self.slept: list[float] = []
        self.responses = list(responses)
        self.requests = 0
        self.client: Any = None

    def wait_until(self, ready: Any, call: Any = None, **settings: Any) -> Any:
        return self.do("wait_until", call or self._call, ready, **settings)

    def do(self, name: str, *given: Any, **settings: Any) -> Any:
        """Call a method of a client of the kind."""
        if self.kind == "sync":
            with self._made(Tiny) as client:
                return getattr(client, name)(*given, **settings)

        async def doing() -> Any:
            async with self._made(AsyncTiny) as client:
                return await getattr(client, name)(*given, **settings)

        return anyio.run(doing, backend=self.kind)

    def _call(self) -> Any:
        return self.client.with_raw_response.pet.get_pet("p1")

    def _made(self, kind: Any) -> Any:
        transport = httpx.MockTransport(self._respond)
        self.client = kind(
            access_token="t", base_url="https://a.example", transport=transport
        )
        self.client._context.clock = lambda: self.now
        self.client._context.random = lambda: 1.0
        runner = self.client._runner
        perform = runner._perform

        def sleep(step: Any, *more: Any) -> Any:
            if not isinstance(step, Sleep):
                return perform(step, *more)
            self.slept.append(step.seconds)
            self.now += step.seconds
            return anyio.lowlevel.checkpoint() if self.kind != "sync" else None

        runner._perform = sleep
        return self.client

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        self.now += self.lasts
        return self.responses.pop(0)


def is_ok(result: Any) -> bool:
    return bool(result.status == 200)


def later(seconds: float | str, status: int = 202) -> httpx.Response:
    return httpx.Response(status, headers={"Retry-After": str(seconds)})


@pytest.mark.parametrize("kind", KINDS)
def test_waits_double_up_to_a_maximum(kind: str) -> None:
    desk = Desk(kind, [*[PENDING] * 7, READY])
    assert desk.wait_until(is_ok, deadline=None).parse().id == "p1"
    assert desk.slept == [1, 2, 4, 8, 16, 20, 20]
    desk = Desk(kind, [PENDING, PENDING, PENDING, READY])
    desk.wait_until(is_ok, deadline=60, initial_wait=3, max_wait=5)
    assert desk.slept == [3, 5, 5]
    desk = Desk(kind, [READY])
    desk.wait_until(is_ok, deadline=1)
    assert desk.slept == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_server_says_how_long_to_wait(kind: str) -> None:
    waits = [later(7), PENDING, later(30), later(0), later("soon"), later(10**6)]
    desk = Desk(kind, [*waits, READY])
    desk.wait_until(is_ok, deadline=None, max_wait=4)
    # No busy loop after a zero, and no wait of days.
    assert desk.slept == [7, 2, 30, 1, 4, 300]


@pytest.mark.parametrize("kind", KINDS)
def test_errors_that_the_function_handles_may_say_it_too(kind: str) -> None:
    desk = Desk(kind, [later(9, 404), READY])

    def found() -> Any:
        try:
            return desk.client.pet.get_pet("p1")
        except NotFoundError:
            return None

    async def found_async() -> Any:
        try:
            return await desk.client.pet.get_pet("p1")
        except NotFoundError:
            return None

    call = found if kind == "sync" else found_async
    assert desk.wait_until(bool, call, deadline=60).id == "p1"
    assert desk.slept == [9]
    with pytest.raises(NotFoundError):
        Desk(kind, [later(9, 404)]).wait_until(is_ok, deadline=60)


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_call_is_at_the_deadline(kind: str) -> None:
    desk = Desk(kind, [PENDING, PENDING, PENDING, READY])
    desk.wait_until(is_ok, deadline=5)
    assert desk.slept == [1, 2, 2]
    desk = Desk(kind, [PENDING] * 4)
    with pytest.raises(APITimeoutError, match=r"deadline of 5 s \(4 calls\)") as caught:
        desk.wait_until(is_ok, deadline=5)
    assert caught.value.last_result.status == 202
    assert pickle.loads(pickle.dumps(caught.value)).last_result is None
    # A result that comes late counts, too.
    desk = Desk(kind, [READY])
    desk.lasts = 10
    assert desk.wait_until(is_ok, deadline=5).status == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_wait_beyond_the_deadline_does_not_begin(kind: str) -> None:
    desk = Desk(kind, [later(100)])
    with pytest.raises(APITimeoutError, match="asked to wait 100 s more") as caught:
        desk.wait_until(is_ok, deadline=60)
    assert caught.value.retry_after == 100
    assert (desk.slept, desk.requests) == ([], 1)


async def not_plain(*given: Any) -> bool:
    return True


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"deadline": 0}, ValueError),
        ({"deadline": -1}, ValueError),
        ({"deadline": "60"}, TypeError),
        ({"deadline": True}, TypeError),
        ({"initial_wait": 0}, ValueError),
        ({"initial_wait": None}, ValueError),
        ({"initial_wait": "1"}, TypeError),
        ({"max_wait": float("nan")}, ValueError),
        ({"max_wait": float("inf")}, ValueError),
        ({"initial_wait": 30}, ValueError),
        ({"ready": None}, TypeError),
        ({"ready": not_plain}, TypeError),
        ({"call": "get_pet"}, TypeError),
    ],
)
def test_bad_arguments_are_refused_before_traffic(
    kind: str, settings: dict[str, Any], error: type[Exception]
) -> None:
    given = {"ready": is_ok, "deadline": 60, **settings}
    desk = Desk(kind, [READY])
    with pytest.raises(error, match=next(iter(settings))):
        desk.wait_until(**given)
    assert desk.requests == 0


@pytest.mark.parametrize("kind", KINDS)
def test_functions_of_the_other_kind_are_refused(kind: str) -> None:
    desk = Desk(kind, [READY])
    other: Callable[[], Any] = not_plain if kind == "sync" else (lambda: 5)
    with pytest.raises(TypeError, match="call must"):
        desk.wait_until(bool, other, deadline=1)

    waiting: list[Any] = []

    def ready(result: Any) -> Any:
        waiting.append(not_plain())
        return waiting[-1]

    with pytest.raises(TypeError, match="ready must return True or False"):
        desk.wait_until(ready, deadline=1)
    waiting[0].close()


@pytest.mark.parametrize("drain", [True, False])
def test_closing_ends_a_wait(drain: bool) -> None:
    waits = threading.Event()

    def respond(request: httpx.Request) -> httpx.Response:
        return PENDING

    def pending(result: Any) -> bool:
        waits.set()
        return False

    settings: dict[str, Any] = {
        "access_token": "t",
        "base_url": "https://a.example",
        "transport": httpx.MockTransport(respond),
    }
    waiting = {"deadline": None, "initial_wait": 1000, "max_wait": 1000}
    client = Tiny(**settings)

    def call() -> Any:
        return client.with_raw_response.pet.get_pet("p1")

    with ThreadPoolExecutor(1) as threads:
        ended = threads.submit(client.wait_until, call, pending, **waiting)
        waits.wait()
        client.close(drain=drain)
        with pytest.raises(ClientClosedError):
            ended.result()


@pytest.mark.parametrize("drain", [True, False])
@pytest.mark.parametrize("backend", KINDS[1:])
def test_closing_ends_a_wait_of_a_task(backend: str, drain: bool) -> None:
    async def main() -> None:
        waits = anyio.Event()
        client = AsyncTiny(
            access_token="t",
            base_url="https://a.example",
            transport=httpx.MockTransport(lambda request: PENDING),
        )

        def pending(result: Any) -> bool:
            waits.set()
            return False

        async def wait() -> None:
            with pytest.raises(ClientClosedError):
                await client.wait_until(
                    lambda: client.with_raw_response.pet.get_pet("p1"),
                    pending,
                    deadline=None,
                    initial_wait=1000,
                    max_wait=1000,
                )

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(wait)
            await waits.wait()
            await client.close(drain=drain)

    anyio.run(main, backend=backend)


def test_calls_of_others_are_not_watched() -> None:
    Desk("sync", [READY]).wait_until(is_ok, deadline=None)
    assert LAST_RESPONSE.get() is None
