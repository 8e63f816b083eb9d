"""Closing a client while answers are open: they are waited for, or cut off."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from templates.runtime.errors import APIError, ClientClosedError
from templates.runtime.telemetry.events import ClientState
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, Request, Server, serving, until
from tests.runtime.slow import HEAD, drip, listening
from tests.runtime.test_calls import check_clean
from tests.runtime.tiny import AsyncTiny, Tiny

LONG = b"Content-Length: 1000000\r\n\r\n"


class Face:
    """Either client, with all that is called on it called from any thread."""

    def __init__(self, face: Any) -> None:
        self.client = face.client
        self.do = face.do
        self._face = face

    @property
    def state(self) -> str:
        return str(self.client.state.value)

    def read(self, opened: threading.Event) -> bytes:
        """Open an answer, say so, and read it to its end."""
        view = self._face.sync.with_streaming_response.pet
        with view.get_pet("1") as response:
            opened.set()
            return bytes(response.read())

    def begin_to_read(self, start: Callable[..., Future[bytes]]) -> Future[bytes]:
        """Read a response in another thread; return once it is open."""
        opened = threading.Event()
        reading = start(self.read, opened)
        assert opened.wait(600)
        return reading


@pytest.fixture
def face(make_client: Make) -> Callable[..., Face]:
    return lambda **settings: Face(make_client(**settings))


@contextmanager
def threads() -> Iterator[Callable[..., Future[Any]]]:
    with ThreadPoolExecutor(8) as pool:
        yield pool.submit


def _more(server: Server, than: int) -> bool:
    return len(server.requests) > than


def slowly(content: bytes = b"x" * 30) -> Callable[[Request], Answer]:
    return lambda request: Answer(200, content=content, drip=0.01)


def test_closing_waits_for_an_open_answer(face: Callable[..., Face]) -> None:
    with threads() as start, serving(slowly()) as server:
        client = face(base_url=server.url)
        reading = client.begin_to_read(start)
        assert client.state == "RUNNING"
        client.do("close")
        assert client.state == "CLOSED"
        assert reading.result(60) == b"x" * 30


def test_closing_waits_for_a_download(
    face: Callable[..., Face], tmp_path: Path
) -> None:
    with threads() as start, serving(slowly()) as server:
        client = face(base_url=server.url)
        for target in (f"{server.url}/f", server.url.replace("127.0.0.1", "localhost")):
            client = face(base_url=server.url)
            before = len(server.requests)
            loading = start(client.do, "download", target, tmp_path / "file")
            until(partial(_more, server, before))
            client.do("close")
            assert loading.result(60).read_bytes() == b"x" * 30


def test_a_download_goes_on_while_the_client_closes(
    face: Callable[..., Face], tmp_path: Path
) -> None:
    data = bytes(range(200))
    gate = threading.Event()

    def respond(request: Request) -> Answer:
        head = {"ETag": '"v1"', "Content-Type": "x/y"}
        if "range" not in request.headers:
            gate.wait(60)
            return Answer(200, headers=head, content=data, cut_after=50)
        start = int(request.headers["range"][6:-1])
        head["Content-Range"] = f"bytes {start}-199/200"
        return Answer(206, headers=head, content=data[start:])

    with threads() as start, serving(respond) as server:
        client = face(base_url=server.url)
        loading = start(client.do, "download", "/f", tmp_path / "file")
        until(lambda: server.requests)
        closing = start(client.do, "close")
        until(lambda: client.client.state is ClientState.CLOSING)
        gate.set()
        assert loading.result(60).read_bytes() == data
        closing.result(60)


@pytest.mark.parametrize("how", ["stream", "download", "file"])
def test_closing_may_cut_answers_off(
    face: Callable[..., Face], how: str, tmp_path: Path
) -> None:
    with threads() as start, listening(drip(HEAD + LONG)) as url:
        client = face(base_url=url)
        if how == "stream":
            reading = client.begin_to_read(start)
        else:
            given = (f"{url}/f", tmp_path / "file")[: 1 if how == "download" else 2]
            reading = start(client.do, "download", *given)
            until(
                lambda: [
                    h
                    for h in client.client._context.lifecycle.open_responses()
                    if h.body
                ]
            )
        client.do("close", drain=False)
        with pytest.raises(ClientClosedError, match="closed while the response") as err:
            reading.result(60)
        check_clean(err.value)
        assert list(tmp_path.iterdir()) == []


def test_an_answer_that_stalls_is_cut_off(face: Callable[..., Face]) -> None:
    with threads() as start, listening(drip(HEAD + LONG, b"")) as url:
        client = face(base_url=url, timeout=15.0)
        reading = client.begin_to_read(start)
        client.do("close", drain=False)
        with pytest.raises(ClientClosedError, match="closed while the response"):
            reading.result(60)


def test_an_answer_that_comes_after_it_was_cut_off_is_not_read(
    face: Callable[..., Face],
) -> None:
    gate = threading.Event()

    def respond(request: Request) -> Answer:
        gate.wait(60)
        return Answer(200, content=b"x")

    with threads() as start, serving(respond) as server:
        client = face(base_url=server.url)
        reading = start(client.read, threading.Event())
        until(lambda: server.requests)
        (hold,) = client.client._context.lifecycle.open_responses()
        closing = start(client.do, "close", drain=False)
        until(lambda: hold.is_aborted)
        gate.set()
        with pytest.raises(ClientClosedError):
            reading.result(60)
        closing.result(60)


def test_closing_waits_no_longer_than_told(face: Callable[..., Face]) -> None:
    with threads() as start, listening(drip(HEAD + LONG)) as url:
        client = face(base_url=url)
        reading = client.begin_to_read(start)
        with pytest.warns(RuntimeWarning, match=r"1 unread after 0.1"):
            client.do("close", wait=0.1)
        with pytest.raises(ClientClosedError):
            reading.result(60)


@pytest.mark.parametrize("wait", [0, -1, float("nan"), "1"])
def test_how_long_to_wait_is_checked(make_client: Make, wait: Any) -> None:
    client = make_client(base_url="http://x")
    with pytest.raises((TypeError, ValueError), match="wait"):
        client.do("close", wait=wait)
    assert not client.client.closed


def test_closing_from_within_a_block_does_not_wait_for_it() -> None:
    with serving(slowly(b"x" * 3000)) as server:
        client = Tiny(access_token="t", base_url=server.url)
        with client.with_streaming_response.pet.get_pet("1") as response:
            with pytest.warns(RuntimeWarning, match="1 of this thread"):
                client.close()
            with pytest.raises(ClientClosedError):
                response.read()
        assert client.state is ClientState.CLOSED


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_task_that_closes_from_within_a_block_does_not_wait_for_it(
    backend: str,
) -> None:
    async def main(url: str) -> None:
        client = AsyncTiny(access_token="t", base_url=url)
        view = client.with_streaming_response.pet
        async with view.get_pet("1") as response:
            with pytest.warns(RuntimeWarning, match="1 of this task"):
                await client.close()
            with pytest.raises(ClientClosedError):
                await response.read()
        assert client.state is ClientState.CLOSED

    with serving(slowly(b"x" * 3000)) as server:
        anyio.run(main, server.url, backend=backend)


def test_an_answer_given_to_another_thread_is_waited_for() -> None:
    with threads() as start, serving(slowly()) as server:
        client = Tiny(access_token="t", base_url=server.url)
        block = client.with_streaming_response.pet.get_pet("1")
        response = block.__enter__()
        begun = threading.Event()

        def read() -> bytes:
            found = b""
            for chunk in response.iter_bytes():
                begun.set()
                found += chunk
            return found

        reading = start(read)
        begun.wait(60)
        client.close()
        assert reading.result(60) == b"x" * 30
        block.__exit__(None, None, None)


def test_an_answer_of_a_given_transport_is_cut_off_between_pieces() -> None:
    class Dripping(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                time.sleep(0.01)
                yield b"x"

    transport = httpx.MockTransport(lambda r: httpx.Response(200, stream=Dripping()))
    client = Tiny(access_token="t", base_url="http://x", transport=transport)
    opened = threading.Event()

    def read() -> None:
        with client.with_streaming_response.pet.get_pet("1") as response:
            opened.set()
            response.read()

    with threads() as start:
        reading = start(read)
        opened.wait(60)
        client.close(drain=False)
        with pytest.raises(ClientClosedError):
            reading.result(60)


def test_an_answer_that_is_let_go_of_is_no_longer_waited_for(
    face: Callable[..., Face],
) -> None:
    with serving(slowly(b"x")) as server:
        client = face(base_url=server.url)
        for _ in range(3):
            client.read(threading.Event())
        assert client.client._context.lifecycle.open_responses() == []
        server.respond = lambda r: Answer(404)
        with pytest.raises(APIError):
            client.read(threading.Event())
        assert client.client._context.lifecycle.open_responses() == []
        client.do("close")


def test_many_close_at_once(face: Callable[..., Face]) -> None:
    with threads() as start, serving(slowly()) as server:
        client = face(base_url=server.url)
        reading = client.begin_to_read(start)

        def close() -> str:
            client.do("close")
            return client.state

        closes = [start(close) for _ in range(5)]
        assert [close.result(60) for close in closes] == ["CLOSED"] * 5
        assert reading.result(60) == b"x" * 30
        client.do("close")


def test_all_that_close_hear_of_what_went_wrong(face: Callable[..., Face]) -> None:
    trouble = RuntimeError("no farewell")

    def farewell() -> None:
        raise trouble

    with threads() as start, serving(slowly()) as server:
        client = face(base_url=server.url)
        reading = client.begin_to_read(start)
        client.client._runner._make_closing_flow = farewell
        closes = [start(client.do, "close") for _ in range(3)]
        assert [close.exception(60) for close in closes] == [trouble] * 3
        assert client.state == "CLOSED"
        assert reading.result(60) == b"x" * 30
        # Closing once more, as the fixture does, would tell of it too.
        client.client._runner._closing_error = None


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("given", [False, True])
def test_calls_end_with_what_happened_where_closing_is_cancelled(
    backend: str, given: bool
) -> None:
    ends: list[BaseException | None] = []

    async def main(server: Server) -> None:
        http = httpx.AsyncClient() if given else None
        client = AsyncTiny(
            access_token="t", base_url=server.url, http_client=http, rate_limit=None
        )

        async def call() -> None:
            try:
                await client.pet.get_pet("1")
            except APIError as error:
                ends.append(error)
            else:
                ends.append(None)

        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(call)
            while len(server.requests) < 5:
                await anyio.sleep(0.005)
            with anyio.move_on_after(0.05) as scope:
                await client.close()
            assert scope.cancelled_caught
            assert client.state is ClientState.CLOSED
            # Connections of a client that was given are its own business.
            if given:
                server.released.set()
        await client.close()
        if http is not None:
            await http.aclose()

    with serving(lambda r: Answer(stall=True)) as server:
        anyio.run(main, server, backend=backend)
    assert [type(end) for end in ends] == [ClientClosedError] * 5
