"""Interrupts at any byte code leave a usable client, which can be closed at once."""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from types import FrameType
from typing import Any

import pytest

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import APIError, ClientClosedError
from tests.runtime.conftest import Stop
from tests.runtime.server import (
    Answer,
    Request,
    grant_at,
    logging_in,
    named,
    serving,
    until,
)
from tests.runtime.tiny import Tiny

SOON = RequestOptions(deadline=60)
LIMIT: dict[str, Any] = {
    "rate_limit": 1_000_000,
    "max_retries": 0,
    "on_mismatch": "ignore",
}


@logging_in
def respond(request: Request) -> Answer:
    return Answer(200, {"name": request.target.rpartition("/")[2]})


def call(client: Tiny, number: int, streams: bool = True) -> None:
    """Do one of several things, and check that the response is its own."""
    name = f"n{number}"
    if number % 5 < 3 and not streams:
        assert client.pet.post_pet({"name": name}).name == "pets"
    elif number % 5 == 1:
        with client.with_streaming_response.pet.get_pet(name) as response:
            assert name.encode() in response.read()
    elif number % 5 == 2:
        assert name.encode() in client.download(f"/x/{name}")
    elif number % 5 == 3:
        client._context.tokens.current = None
        assert client.pet.get_pet(name).name == name
    else:
        assert client.pet.get_pet(name, options=SOON).name == name


def check(client: Tiny) -> None:
    """Check that a call gets its response, and that nothing is counted for good."""
    assert client.pet.get_pet("last", options=SOON).name == "last"
    stats = client.stats
    assert (stats.in_flight, stats.waiting) == (0, 0)
    assert stats.calls == stats.succeeded + stats.failed + stats.cancelled


def close_at_once(client: Tiny) -> None:
    began = time.monotonic()
    client.close()
    # Where something were open yet, it would be waited for half a minute.
    assert time.monotonic() - began < 25


@contextmanager
def alarms() -> Iterator[list[int]]:
    """Raise KeyboardInterrupt in this thread whenever the timer of the process ends."""
    came: list[int] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        yield came
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def interrupted(
    client: Tiny, calls: int, errors: list[BaseException], streams: bool
) -> int:
    random = Random(7)
    with alarms() as rang:
        for number in range(calls):
            try:
                try:
                    signal.setitimer(signal.ITIMER_REAL, random.uniform(0.0003, 0.002))
                    call(client, number, streams)
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt as error:
                errors.append(error)
            except APIError as error:
                # One that came where it could not be raised, as in a finalizer.
                errors.append(error)
    return len(rang)


def warm(client: Tiny) -> None:
    """Load what is loaded on first use: the import system is not to be tested."""
    for number in range(5):
        call(client, number)
        call(client, number, streams=False)


def hammer(calls: int, keep: bool) -> None:
    errors: list[BaseException] = []
    with serving(respond) as server:
        client = Tiny(**grant_at(server.url), **LIMIT)
        warm(client)
        # Who keeps an error keeps what was open where it came, unclosed.
        came = interrupted(client, calls, errors, streams=not keep)
        assert came
        failed = [e for e in errors if not isinstance(e, KeyboardInterrupt)]
        assert failed == []
        if not keep:
            errors.clear()
        check(client)
        close_at_once(client)


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("keep", [False, True])
def test_an_interrupt_leaves_a_usable_client(keep: bool) -> None:
    hammer(30, keep)


@pytest.mark.long
@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("run", range(5))
def test_many_interrupts_leave_a_usable_client(keep: bool, run: int) -> None:
    hammer(400, keep)


class Worker(threading.Thread):
    """Makes calls until it has made so many, whatever other threads raise in it."""

    def __init__(self, client: Tiny, calls: int) -> None:
        super().__init__(daemon=True)
        self.client = client
        self.calls = calls
        self.stopped = 0
        self.failed: list[BaseException] = []

    def run(self) -> None:
        while self.calls:
            try:
                self.work()
            except Stop:
                self.stopped += 1

    def work(self) -> None:
        while self.calls:
            self.calls -= 1
            try:
                call(self.client, self.calls)
            except Exception as error:
                self.failed.append(error)


def stop(thread: threading.Thread) -> None:
    """Raise something in another thread."""
    number = ctypes.c_ulong(thread.ident or 0)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(number, ctypes.py_object(Stop))


def hammer_threads(calls: int) -> None:
    random = Random(7)
    with serving(respond) as server:
        client = Tiny(**grant_at(server.url), **LIMIT)
        warm(client)
        workers = [Worker(client, calls) for _ in range(4)]
        for worker in workers:
            worker.start()
        while alive := [worker for worker in workers if worker.is_alive()]:
            stop(random.choice(alive))
            time.sleep(random.uniform(0.0003, 0.002))
        assert [worker.failed for worker in workers] == [[]] * 4
        assert sum(worker.stopped for worker in workers)
        check(client)
        close_at_once(client)


@pytest.mark.usefixtures("collected")
def test_what_other_threads_raise_leaves_a_usable_client() -> None:
    hammer_threads(15)


@pytest.mark.long
@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("run", range(5))
def test_whatever_other_threads_raise_leaves_a_usable_client(run: int) -> None:
    hammer_threads(400)


def stalling(request: Request) -> Answer:
    return Answer(stall=True)


class Cut(threading.Thread):
    """Makes a call that is cut off, and keeps its error."""

    def __init__(self, client: Tiny) -> None:
        super().__init__()
        self._client = client
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self._client.pet.get_pet("1")
        except BaseException as error:
            self.error = error

    def check(self, reached: bool) -> None:
        self.join(60)
        assert type(self.error) is ClientClosedError
        assert self.error.reached is reached


def test_an_interrupt_in_a_block_waits_a_second_for_other_threads() -> None:
    with serving(stalling) as server:
        client = Tiny(access_token="t", base_url=server.url)
        threads = [Cut(client) for _ in range(3)]
        with pytest.raises(KeyboardInterrupt), client:  # noqa: PT012
            for thread in threads:
                thread.start()
            until(lambda: len(server.requests) == 3)
            began = time.monotonic()
            raise KeyboardInterrupt
        # Not the 30 seconds that closing has otherwise.
        assert time.monotonic() - began < 25
        for thread in threads:
            thread.check(reached=True)
        assert client.stats.in_flight == 0


def test_a_call_that_waits_is_cut_off_unsent() -> None:
    with serving(named) as server:
        client = Tiny(access_token="t", base_url=server.url, rate_limit=1)
        client.pet.get_pet("1")
        thread = Cut(client)
        with pytest.raises(KeyboardInterrupt), client:  # noqa: PT012
            thread.start()
            until(lambda: client.stats.waiting)
            raise KeyboardInterrupt
        thread.check(reached=False)


def test_closing_that_is_interrupted_is_finished_at_once() -> None:
    with serving(stalling) as server, alarms():
        client = Tiny(access_token="t", base_url=server.url)
        thread = Cut(client)
        thread.start()
        until(lambda: server.requests)
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(KeyboardInterrupt):
            client.close()
        thread.check(reached=True)
        assert client.closed
        client.close()
