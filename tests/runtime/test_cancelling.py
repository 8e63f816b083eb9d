"""A task that is cancelled at any turn of its event loop leaves a usable client."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Generator
from contextlib import suppress
from typing import Any

import anyio
import pytest
from anyio.lowlevel import checkpoint

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import ClientClosedError
from tests.runtime.looped import looped
from tests.runtime.server import grant_at
from tests.runtime.test_transport_settings import tls as context
from tests.runtime.test_transport_settings import trusting
from tests.runtime.tiny import AsyncTiny

SOON = RequestOptions(deadline=60)

Act = Callable[[AsyncTiny], Awaitable[object]]


async def call(client: AsyncTiny) -> None:
    await client.pet.get_pet("1")


async def send(client: AsyncTiny) -> None:
    await client.pet.post_pet({"name": "x" * 200_000})


async def stream(client: AsyncTiny) -> None:
    async with client.with_streaming_response.pet.get_pet("1") as response:
        async for _ in response.iter_bytes(100):
            pass


async def half(client: AsyncTiny) -> None:
    async with client.with_streaming_response.pet.get_pet("1"):
        await checkpoint()


async def download(client: AsyncTiny) -> None:
    await client.download("/file")


async def elsewhere(client: AsyncTiny) -> None:
    url = client.base_url.replace("127.0.0.1", "localhost")
    await client.download(f"{url}/file")


async def upload(client: AsyncTiny) -> None:
    await client.upload(f"{client.base_url}/file", b"x" * 100_000)


async def page(client: AsyncTiny) -> None:
    for number in range(1, 4):
        await client.request("GET", "/pets", query={"pageNumber": number})


async def connect(client: AsyncTiny) -> None:
    client._context.tokens.current = None
    await client.connect()


async def many(client: AsyncTiny) -> None:
    async with anyio.create_task_group() as group:
        for number in range(60):
            group.start_soon(client.pet.get_pet, str(number))


async def close(client: AsyncTiny) -> None:
    await client.close()


ACTS: tuple[Act, ...] = (
    call,
    send,
    stream,
    half,
    download,
    elsewhere,
    upload,
    page,
    connect,
    many,
    close,
)


async def cancelled(act: Act, client: AsyncTiny, turns: int, native: bool) -> None:
    """Cancel something after so many turns of the event loop."""
    if native:
        task = asyncio.ensure_future(act(client))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=600)
        assert task.done()
        if not task.cancelled():
            error = task.exception()
            assert error is None or not isinstance(error, AssertionError)
        return
    async with anyio.create_task_group() as group:
        group.start_soon(act, client)
        for _ in range(turns):
            await checkpoint()
        group.cancel_scope.cancel()


async def answers(client: AsyncTiny) -> None:
    """Make calls that each have to get the response of their own."""
    with anyio.fail_after(60):
        for _ in range(2):
            async with anyio.create_task_group() as group:
                for name in ("p", "q"):
                    group.start_soon(answer, client, name)


async def answer(client: AsyncTiny, name: str) -> None:
    if client.closed:
        with pytest.raises(ClientClosedError):
            await client.pet.get_pet(name, options=SOON)
        return
    pet = await client.pet.get_pet(name, options=SOON)
    assert pet.name == f"/pets/{name}"


async def sweep(act: Act, turns: range, kind: str, fresh: bool, tls: bool) -> None:
    native = kind in ("asyncio", "aiohttp")
    settings: dict[str, Any] = {
        "transport": "aiohttp" if kind == "aiohttp" else None,
        "rate_limit": None,
        "max_retries": 0,
        "on_mismatch": "ignore",
    }
    if tls:
        settings["verify"] = trusting()
    async with looped(context() if tls else None) as server:
        settings |= grant_at(server.url)
        client = AsyncTiny(**settings)
        for turn in turns:
            if fresh or client.closed:
                await client.close()
                client = AsyncTiny(**settings)
            if act is close:
                await answers(client)
            await cancelled(act, client, turn, native)
            await answers(client)
            stats = client.stats
            assert stats.in_flight == stats.waiting == 0
            assert stats.calls == stats.succeeded + stats.failed + stats.cancelled
        with anyio.fail_after(60):
            await client.close()
            # No connection is left open, and no task is left behind; the server needs
            # some turns for those that ended while TLS began.
            while server.connections or (native and len(asyncio.all_tasks()) > 3):
                await checkpoint()


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("kind", ["asyncio", "aiohttp", "trio"])
@pytest.mark.parametrize("act", [act for act in ACTS if act is not many])
def test_a_call_that_is_cancelled_leaves_a_usable_client(act: Act, kind: str) -> None:
    backend = "trio" if kind == "trio" else "asyncio"
    for fresh in (False, True) if act is call else (False,):
        turns = range(2 + fresh, 40, 12)
        anyio.run(sweep, act, turns, kind, fresh, False, backend=backend)


class _Closed:
    """Awaitable that closes what it awaits after so many suspensions."""

    def __init__(self, work: Awaitable[object], turns: int) -> None:
        self._work = work
        self._turns = turns

    def __await__(self) -> Generator[Any, Any, None]:
        inner = self._work.__await__()
        try:
            for _ in range(self._turns):
                yield next(inner)
            next(inner)
        except StopIteration:
            return
        # httpcore awaits while it cleans up, of which Python complains.
        with suppress(RuntimeError):
            inner.close()


async def token_and_call(client: AsyncTiny) -> None:
    client._context.tokens.current = None
    await client.pet.get_pet("1")


async def close_everywhere(act: Act) -> None:
    async with looped(None) as server:
        client = AsyncTiny(**grant_at(server.url), rate_limit=None, max_retries=0)
        for turns in range(30):
            await _Closed(act(client), turns)
            await answers(client)
            assert client.stats.in_flight == client.stats.waiting == 0
        with anyio.fail_after(60):
            await client.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("act", [call, token_and_call, connect])
def test_a_coroutine_that_is_closed_leaves_a_usable_client(act: Act) -> None:
    anyio.run(close_everywhere, act)
    # Coroutines of httpcore that await while they are closed, here and not later.
    gc.collect()


@pytest.mark.long
@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("kind", ["asyncio", "aiohttp", "scope", "trio"])
@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("act", ACTS)
def test_a_call_may_be_cancelled_at_every_turn(
    act: Act, kind: str, tls: bool, fresh: bool
) -> None:
    backend = "trio" if kind == "trio" else "asyncio"
    anyio.run(sweep, act, range(61), kind, fresh, tls, backend=backend)
