"""A client tells of a deprecated operation once, whatever filters and views."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest

from tests.runtime.tiny import AsyncPetAPI, AsyncTiny, PetAPI, Tiny

# pyright: reportDeprecated=false


@pytest.fixture(autouse=True)
def seen() -> Iterator[list[warnings.WarningMessage]]:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        yield seen


def settings() -> dict[str, Any]:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json="w"))
    return {"access_token": "t", "region": "north-1", "transport": transport}


def check(seen: list[warnings.WarningMessage], line: int) -> None:
    assert [str(warning.message) for warning in seen] == ["use get_pet"]
    assert (seen[0].filename, seen[0].lineno) == (__file__, line)
    assert seen[0].category is DeprecationWarning


def here() -> int:
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


def test_the_sync_client(seen: list[warnings.WarningMessage]) -> None:
    with Tiny(**settings()) as client:
        line = here() + 1
        assert client.pet.get_word() == "w"
        assert client.pet.get_word() == "w"
        assert client.with_raw_response.pet.get_word().parse() == "w"
        with client.with_streaming_response.pet.get_word() as response:
            assert response.parse() == "w"
    check(seen, line)


def test_the_async_client(seen: list[warnings.WarningMessage]) -> None:
    async def main() -> int:
        async with AsyncTiny(**settings()) as client:
            line = here() + 1
            coroutine = client.pet.get_word()
            async with anyio.create_task_group() as tasks:
                for _ in range(3):
                    tasks.start_soon(client.pet.get_word)
            assert await coroutine == "w"
            assert (await client.with_raw_response.pet.get_word()).parse() == "w"
        return line

    check(seen, anyio.run(main))


def test_a_streaming_view_tells_the_line_of_its_caller(
    seen: list[warnings.WarningMessage],
) -> None:
    async def main() -> int:
        async with AsyncTiny(**settings()) as client:
            line = here() + 2
            for _ in range(2):
                async with client.with_streaming_response.pet.get_word() as response:
                    assert await response.parse() == "w"
        return line

    check(seen, anyio.run(main))


def test_where_it_is_an_error_each_call_is_one() -> None:
    warnings.simplefilter("error")
    with Tiny(**settings()) as client:
        for _ in range(2):
            with pytest.raises(DeprecationWarning, match="use get_pet"):
                client.pet.get_word()


def test_methods_are_what_they_were() -> None:
    assert inspect.iscoroutinefunction(inspect.unwrap(AsyncPetAPI.get_word))
    assert PetAPI.get_word.__name__ == "get_word"
    assert vars(PetAPI.get_word)["__deprecated__"] == "use get_pet"


def test_each_client_tells_of_it(seen: list[warnings.WarningMessage]) -> None:
    for _ in range(2):
        with Tiny(**settings()) as client:
            client.pet.get_word()
            client.with_options(max_retries=0).pet.get_word()
    assert len(seen) == 2
