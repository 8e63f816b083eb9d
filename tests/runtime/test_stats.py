"""Counters, and instruments of others."""

from __future__ import annotations

from typing import Any

import aiohttp
import anyio
import pytest

from templates.runtime.engine.call import run_call
from templates.runtime.steps import Send, Sleep
from tests.runtime.server import Answer, serving
from tests.runtime.test_flow import World, answer, call
from tests.runtime.tiny import AsyncTiny, Tiny


def test_bytes_of_bodies_are_counted() -> None:
    answers = [Answer(503, headers={"Retry-After": "0"}), Answer(201, {"name": "x"})]
    with (
        serving(lambda r: answers.pop(0)) as server,
        Tiny(access_token="t", base_url=server.url) as client,
    ):
        client._context.random = lambda: 0.0
        client.pet.post_pet({"name": "x"})
        assert client.stats.bytes_sent == 2 * len(b'{"name":"x"}')
        assert client.stats.bytes_received == len(b'{"name": "x"}')
        stats: Any = client.stats
        with pytest.raises(AttributeError):
            stats.calls = 0


def test_over_aiohttp_its_own_tracing_sees_each_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By what instrumentations of aiohttp's client do: they add to new sessions."""
    seen: list[tuple[str, int]] = []
    answers = [Answer(503), Answer(200, {"name": "x"}), Answer(200, content=b"abc")]

    async def begin(
        session: object, context: object, params: aiohttp.TraceRequestStartParams
    ) -> None:
        params.headers["traceparent"] = "00-1-2-01"

    async def note(
        session: object, context: object, params: aiohttp.TraceRequestEndParams
    ) -> None:
        seen.append((params.method, params.response.status))

    config = aiohttp.TraceConfig()
    config.on_request_start.append(begin)
    config.on_request_end.append(note)
    plain = aiohttp.ClientSession.__init__

    def traced(session: aiohttp.ClientSession, **values: Any) -> None:
        plain(session, **values, trace_configs=[config])

    async def main(url: str) -> None:
        given: dict[str, Any] = {"access_token": "t0ken", "base_url": url}
        async with AsyncTiny(**given, transport="aiohttp") as client:
            client._context.random = lambda: 0.0
            await client.pet.get_pet("1")
            assert await client.download("/file") == b"abc"

    monkeypatch.setattr(aiohttp.ClientSession, "__init__", traced)
    with serving(lambda r: answers.pop(0)) as server:
        anyio.run(main, server.url)
    assert seen == [("GET", 503), ("GET", 200), ("GET", 200)]
    assert all("traceparent" in r.headers for r in server.requests)


def test_a_pause_is_seen_while_it_lasts() -> None:
    world = World([])
    core = world.core
    flow = run_call(core, call(), None)
    assert isinstance(next(flow), Send)
    assert isinstance(flow.send(answer(429, Retry_After="9")), Sleep)
    stats = core.lifecycle.stats(core.rate_limiter.waiting)
    assert (stats.rate_limited, stats.waits, stats.waiting) == (1, 1, 1)
    flow.close()
    stats = core.lifecycle.stats(core.rate_limiter.waiting)
    assert (stats.rate_limited, stats.waits, stats.waiting) == (1, 1, 0)
