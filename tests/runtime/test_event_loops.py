"""Event loops, given clients, and what goes along of itself."""

from __future__ import annotations

from typing import Any

import anyio
import httpx
import pytest

from templates.runtime.errors import (
    ClientClosedError,
    ConfigurationError,
    NotFoundError,
)
from tests.runtime.conftest import Face, Make
from tests.runtime.server import Answer, Server, named, serving
from tests.runtime.test_streaming import streamed
from tests.runtime.test_transfers import elsewhere
from tests.runtime.tiny import AsyncTiny, Tiny


@pytest.mark.parametrize("kind", ["asyncio", "aiohttp", "trio"])
@pytest.mark.parametrize("second", ["asyncio", "trio"])
def test_a_client_stays_in_its_event_loop(kind: str, second: str) -> None:
    with serving(named) as server:
        face = Face(kind, access_token="t", base_url=server.url)
        try:
            face.call("get_pet", "1")
            for act in (lambda: face.client.pet.get_pet("1"), face.client.close):
                with pytest.raises(ConfigurationError, match="in each event loop"):
                    anyio.run(act, backend=second)
            face.call("get_pet", "1")
        finally:
            face.stop()
    assert len(server.requests) == 2


@pytest.mark.parametrize("given", ["transport", "http_client"])
def test_what_makes_the_connections_decides_where_they_work(given: str) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"name": "x"}))
    part = transport if given == "transport" else httpx.AsyncClient(transport=transport)
    client = AsyncTiny(access_token="t", base_url="https://x.example", **{given: part})
    for backend in ("asyncio", "trio", "asyncio"):
        pet: Any = anyio.run(client.pet.get_pet, "1", backend=backend)
        assert pet.name == "x"


@pytest.mark.parametrize("size", [0, -1])
def test_pieces_have_a_size(make_any: Make, size: int) -> None:
    with serving(named) as server:
        client = make_any(base_url=server.url)
        with pytest.raises(ValueError, match=f"at least 1, not {size}"):
            streamed(client, "get_pet", "1", use="iter_bytes", given=(size,))


def test_the_token_goes_before_what_a_given_client_would_say() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"name": "x"})

    over = httpx.MockTransport(answer)
    auth = ("user", "password")

    async def main() -> None:
        async with (
            httpx.AsyncClient(transport=over, auth=auth) as given,
            AsyncTiny(access_token="t", base_url="http://x", http_client=given) as ours,
        ):
            await ours.pet.get_pet("1")
            async with ours.with_streaming_response.pet.get_pet("1"):
                pass

    with (
        httpx.Client(transport=over, auth=auth) as given,
        Tiny(access_token="t", base_url="http://x", http_client=given) as client,
    ):
        client.pet.get_pet("1")
        with client.with_streaming_response.pet.get_pet("1"):
            pass
    anyio.run(main)
    assert [r.headers["authorization"] for r in asked] == ["Bearer t"] * 4


@pytest.mark.parametrize(
    ("name", "args"),
    [("request", ["GET", "/x"]), ("download", ["/x"]), ("download", [""])],
)
def test_what_has_no_documents_is_not_held_against_them(
    make_client: Make, name: str, args: list[str]
) -> None:
    with serving(lambda r: Answer(404)) as server:
        client = make_client(base_url=server.url)
        given = [arg or elsewhere(server) for arg in args]
        with pytest.raises(NotFoundError) as caught:
            client.do(name, *given)
    assert "documents" not in str(caught.value)


@pytest.mark.parametrize("kind", ["asyncio", "aiohttp", "trio"])
@pytest.mark.parametrize("second", ["asyncio", "trio"])
def test_a_client_whose_event_loop_has_ended_is_closed_at_once(
    kind: str, second: str
) -> None:
    async def use(client: AsyncTiny) -> None:
        await client.pet.get_pet("1")
        if kind != "aiohttp":
            # One answer stays open, of which aiohttp itself would warn.
            view = client.with_streaming_response.pet
            await view.get_pet("1").__aenter__()

    settings: Any = {"transport": "aiohttp"} if kind == "aiohttp" else {}
    with serving(named) as server:
        client = AsyncTiny(access_token="t", base_url=server.url, **settings)
        backend = "trio" if kind == "trio" else "asyncio"
        anyio.run(use, client, backend=backend)
        anyio.run(client.close, backend=second)
        assert client.closed
        anyio.run(client.close, backend=second)


@pytest.mark.parametrize("kind", ["asyncio", "trio", "aiohttp"])
def test_a_task_that_is_interrupted_waits_a_second_for_others(kind: str) -> None:
    ended: list[BaseException] = []

    async def call(client: AsyncTiny) -> None:
        try:
            await client.pet.get_pet("1")
        except ClientClosedError as error:
            ended.append(error)

    async def main(server: Server) -> None:
        settings: Any = {"transport": "aiohttp"} if kind == "aiohttp" else {}
        client = AsyncTiny(access_token="t", base_url=server.url, **settings)
        async with anyio.create_task_group() as group:
            with pytest.raises(KeyboardInterrupt):  # noqa: PT012
                async with client:
                    for _ in range(3):
                        group.start_soon(call, client)
                    while len(server.requests) < 3:
                        await anyio.sleep(0.001)
                    raise KeyboardInterrupt

    with serving(lambda r: Answer(stall=True)) as server:
        anyio.run(main, server, backend="trio" if kind == "trio" else "asyncio")
    assert [type(error) for error in ended] == [ClientClosedError] * 3
    assert all(getattr(error, "reached", False) for error in ended)
