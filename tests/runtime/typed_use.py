"""What users write, for mypy and pyright; `test_typing` runs them over it.

A line that ends in ``# wrong`` has to be an error in both, every other line in neither.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, assert_type

from templates.runtime.errors import ResponseMismatch
from templates.runtime.model import NULL
from templates.runtime.responses.raw import RawResponse
from templates.runtime.streaming.response import AsyncStreamedResponse, StreamedResponse
from templates.runtime.telemetry.events import CallEnded, CallRetried, ClientState
from templates.runtime.timeouts import Timeout
from tests.runtime import tiny_models as m
from tests.runtime.tiny import AsyncTiny, Tiny


def ended(event: CallEnded) -> None: ...


def retried(event: CallRetried) -> None: ...


def sync_use(client: Tiny) -> None:
    pets, raw_pets = client.pet, client.with_raw_response.pet
    assert_type(pets.get_pet("1", expand=["a"]), m.Pet)
    assert_type(raw_pets.get_pet("1", expand=["a"]), RawResponse[m.Pet])
    assert_type(raw_pets.get_pet(pet_id="1").parse(), m.Pet)
    assert_type(raw_pets.put_pet("1").parse(), m.Pet | m.Listing | None)
    assert_type(raw_pets.delete_pet("1").parse(), None)
    raw_pets.get_pet("1", expnd=["a"])  # wrong
    with client.with_streaming_response.pet.get_pet("1", expand=["a"]) as response:
        assert_type(response, StreamedResponse[m.Pet])
        assert_type(response.parse(), m.Pet)
        assert_type(response.read(), bytes)
        assert_type(response.to_file("x"), Path)
    client.with_streaming_response.pet.get_pet(1)  # wrong
    client.with_streaming_response.pet.get_pet("1").read()  # wrong
    assert_type(client.download("/x"), bytes)
    assert_type(client.download("/x", "file"), Path)
    assert_type(client.upload("https://x", b"x"), RawResponse[None])
    client.upload("https://x", "x")  # wrong
    copy = client.with_options(timeout=Timeout(read=1), deadline=2.0)
    assert_type(copy, Tiny)
    client.with_options(deadline="2")  # wrong
    assert_type(client.request("GET", "/x", type=m.Pet), m.Pet)
    assert_type(client.request("GET", "/x"), Any)
    client.request("GET", "/x", query=7)  # wrong
    assert_type(client.on(CallEnded, ended), Callable[[], None])
    client.on(CallEnded, retried)  # wrong
    assert_type(client.stats.calls, int)
    assert_type(client.state, ClientState)
    client.close(drain=False)
    client.close(False)  # wrong
    assert_type(client.mismatches, dict[ResponseMismatch, int])
    raw_pets.get_pet(1)  # wrong
    raw_pets.get_pet("1", ["a"])  # wrong
    raw_pets.get_pet()  # wrong


async def async_use(client: AsyncTiny) -> None:
    pets, raw_pets = client.pet, client.with_raw_response.pet
    assert_type(await pets.get_pet("1", expand=["a"]), m.Pet)
    assert_type(await raw_pets.get_pet("1"), RawResponse[m.Pet])
    async with client.with_streaming_response.pet.get_pet("1") as response:
        assert_type(response, AsyncStreamedResponse[m.Pet])
        assert_type(await response.parse(), m.Pet)
        assert_type([line async for line in response.iter_lines()], list[str])
    with client.with_streaming_response.pet.get_pet("1"):  # wrong
        pass
    assert_type(await client.download("/x"), bytes)
    assert_type(await client.download("/x", Path("file")), Path)
    assert_type(client.with_options(max_retries=1), AsyncTiny)
    assert_type(await client.request("GET", "/x", type=m.Pet), m.Pet)
    await client.connect()
    await client.close(drain=False)
    task = asyncio.create_task(raw_pets.get_pet("1"))
    assert_type((await task).parse(), m.Pet)
    await raw_pets.get_pet(1)  # wrong


def model_use() -> None:
    pet = m.Pet(name="x", owner=m.Owner(full_name="y", pets=[]), id=NULL)
    assert_type(pet.name, str)
    assert_type(pet.id, str | None)
    assert_type(pet.copy_with(id="y"), m.Pet)
    assert_type(m.Pet.from_dict({}), m.Pet)
    assert_type(m.Pet.from_json(b"{}"), m.Pet)
    assert_type(pet.to_dict(), dict[str, Any])
    m.Pet()  # wrong
    m.Pet("x")  # wrong
    m.Pet(name=1)  # wrong
    m.Pet(name="x", age=1)  # wrong


def constructor_use() -> None:
    Tiny(access_token="t", region="north-1", rate_limit=None, timeout=None)
    Tiny(access_token="t", base_url="http://x", rate_limit=300, max_retries=0)
    Tiny("t")  # wrong
    Tiny(acces_token="t")  # wrong
    Tiny(rate_limit="never")  # wrong
