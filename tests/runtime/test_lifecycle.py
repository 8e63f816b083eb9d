"""States, closing, and sharing a client between threads and tasks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
from msgspec.structs import replace

from templates.runtime.errors import ClientClosedError
from templates.runtime.retry import RetryPolicy
from templates.runtime.telemetry.events import (
    CallAdded,
    CallEnded,
    ClientState,
    StateChanged,
    TokenDeleted,
)
from tests.runtime.conftest import Make
from tests.runtime.server import (
    Answer,
    Request,
    Server,
    grant_at,
    logging_in,
    named,
    serving,
    until,
)
from tests.runtime.tiny import PLATFORM, AsyncTiny, Tiny

CREATED, CONNECTING = ClientState.CREATED, ClientState.CONNECTING
IDLE, RUNNING = ClientState.IDLE, ClientState.RUNNING
CLOSING, CLOSED = ClientState.CLOSING, ClientState.CLOSED


class Revoking(Tiny):
    _platform = replace(PLATFORM, revoke_path="/tokens/me")


class Gate:
    """Gives tokens, and pets while it is open."""

    def __init__(self) -> None:
        self.opened = threading.Event()

    def __call__(self, request: Request) -> Answer:
        return logging_in(self._pet)(request)

    def _pet(self, request: Request) -> Answer:
        self.opened.wait(60)
        return named(request)


def settings(server: Server) -> dict[str, Any]:
    return {**grant_at(server.url), "rate_limit": None}


def test_with_a_given_token_there_is_no_connecting() -> None:
    seen: list[tuple[ClientState, ClientState]] = []
    with serving(logging_in(named)) as server:
        client = Tiny(access_token="t", base_url=server.url)
        client.on(StateChanged, lambda e: seen.append((e.before, e.after)))
        client.connect()
        assert client.state is IDLE
        client.pet.get_pet("1")
        client.close()
    assert seen[0] == (CREATED, IDLE)
    assert [e[0] for e in seen[1:]] == [e[1] for e in seen[:-1]]


def test_closing_waits_for_calls_under_way_and_refuses_others() -> None:
    gate = Gate()
    with serving(gate) as server:
        client = Tiny(**settings(server))
        with ThreadPoolExecutor(4) as threads:
            call = threads.submit(client.pet.get_pet, "1")
            until(lambda: server.calls("/pets"))
            closes = [threads.submit(client.close) for _ in range(3)]
            until(lambda: client.state is CLOSING)
            with pytest.raises(ClientClosedError):
                client.pet.get_pet("2")
            assert not any(close.done() for close in closes)
            gate.opened.set()
            assert call.result(60).name == "x"
            assert [close.result(60) for close in closes] == [None] * 3
    assert client.state is CLOSED


@pytest.mark.parametrize("drain", [True, False])
def test_calls_that_wait_for_the_limit_go_on_or_give_up(
    make_client: Make, drain: bool
) -> None:
    with serving(named) as server, ThreadPoolExecutor(8) as threads:
        face = make_client(base_url=server.url)
        client, context = face.client, face.client._context
        context.rate_limiter.pause_until(context.clock() + (0.3 if drain else 250))
        calls = [threads.submit(face.call, "get_pet", "1") for _ in range(8)]
        # On a slow machine the pause is over before all have come to it.
        until(lambda: client.stats.calls == 8)
        until(lambda: drain or client.stats.waiting == 8)
        face.do("close", drain=drain)
        errors = [call.exception(60) for call in calls]
    if drain:
        assert errors == [None] * 8
    else:
        assert {type(error) for error in errors} == {ClientClosedError}
        assert server.requests == []
    assert client.stats.waiting == 0
    assert client.state is CLOSED


def test_a_call_between_two_attempts_gives_up_as_well() -> None:
    with serving(lambda r: Answer(500)) as server:
        client = Tiny(
            access_token="t",
            base_url=server.url,
            retry_policy=RetryPolicy(initial_backoff=60, max_backoff=60),
        )
        client._context.random = lambda: 1.0
        with ThreadPoolExecutor(1) as threads:
            call = threads.submit(client.pet.get_pet, "1")
            until(lambda: server.requests)
            client.close(drain=False)
            with pytest.raises(ClientClosedError):
                call.result(60)


def test_a_block_that_fails_does_not_wait_for_calls_that_wait() -> None:
    def fail(client: Tiny, threads: ThreadPoolExecutor) -> Any:
        with client:
            call = threads.submit(client.pet.get_pet, "1")
            until(lambda: client.stats.waiting)
            raise KeyError(call)

    with (
        serving(lambda r: Answer(429, headers={"Retry-After": "100"})) as server,
        ThreadPoolExecutor(1) as threads,
    ):
        with pytest.raises(KeyError) as caught:
            fail(Tiny(access_token="t", base_url=server.url), threads)
        with pytest.raises(ClientClosedError):
            caught.value.args[0].result(60)


@pytest.mark.parametrize("status", [200, 401, 500])
def test_the_token_is_given_back_where_that_is_wanted(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    def respond(request: Request) -> Answer:
        if request.method == "DELETE":
            return Answer(status, {"code": "bad.credentials" if status == 401 else "x"})
        return logging_in(named)(request)

    deleted: list[str | None] = []
    with serving(respond) as server:
        client = Revoking(**settings(server), revoke_on_close=True)
        client.on(TokenDeleted, lambda event: deleted.append(event.error))
        client.pet.get_pet("1")
        client.close(drain=False)
        client.close()
        gone = [r for r in server.requests if r.method == "DELETE"]
    assert len(gone) == 1
    assert gone[0].headers["authorization"] == "Bearer t1"
    assert deleted == [None if status != 500 else "InternalServerError"]
    assert ("cannot revoke the token" in caplog.text) is (status == 500)
    assert client.state is CLOSED


@pytest.mark.parametrize("kind", [StateChanged, CallAdded, CallEnded])
def test_a_listener_that_ends_the_program_leaves_nothing_open(kind: Any) -> None:
    def leave(event: Any) -> None:
        raise SystemExit(3)

    with serving(named) as server:
        client = Tiny(access_token="t", base_url=server.url, rate_limit=None)
        client.connect()
        stop = client.on(kind, leave)
        with pytest.raises(SystemExit):
            client.pet.get_pet("1")
        stop()
        assert client.stats.in_flight == 0
        client.close()
        assert client.state is CLOSED


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("kind", [StateChanged, CallAdded, CallEnded])
def test_a_listener_that_ends_the_program_leaves_no_task_open(
    kind: Any, backend: str
) -> None:
    class Leaving(BaseException):
        pass

    def leave(event: Any) -> None:
        raise Leaving

    async def main(url: str) -> None:
        client = AsyncTiny(access_token="t", base_url=url, rate_limit=None)
        await client.connect()
        stop = client.on(kind, leave)
        with pytest.raises(Leaving):
            await client.pet.get_pet("1")
        stop()
        assert client.stats.in_flight == 0
        with anyio.fail_after(60):
            await client.close()

    with serving(named) as server:
        anyio.run(main, server.url, backend=backend)


def test_a_listener_that_ends_the_program_while_closing_lets_others_go_on() -> None:
    def leave(event: Any) -> None:
        raise SystemExit(3)

    client = Tiny(access_token="t", base_url="http://x", rate_limit=None)
    client.on(StateChanged, leave)
    with pytest.raises(SystemExit):
        client.close()
    assert client.closed
    assert client.state is CLOSED
    # What ended the program is nobody else's error.
    client.close()
