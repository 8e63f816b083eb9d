"""POSTs that only read, which ``[wire] safe_posts`` names."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.commands import run
from tests.synthetic import write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

from .conftest import make_client

BODY = parameter("body", "body", "Query")
FACTS = drop(
    [
        api(
            "PetAPI",
            operation("findPets", "POST /v1/pets/query", BODY, answers={"200": "Pet"}),
            operation("postPet", "POST /v1/pets", BODY, answers={"200": "Pet"}),
            operation("patchPets", "PATCH /v1/all/query", BODY, answers={"200": "Pet"}),
        )
    ],
    [definition("Pet", name="string"), definition("Query", text="string")],
)
PACKAGE = "safe_posts_client"
CONFIG = f"""
[package]
name = "{PACKAGE}"
[wire]
safe_posts = [
    "*/query",
]
"""

Trouble = Callable[[httpx.Request], httpx.Response]


def fail(request: httpx.Request) -> httpx.Response:
    return httpx.Response(500)


def cut(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("cut", request=request)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("safe")
    write_drop(folder / "docs", FACTS)
    (folder / "docs/client.toml").write_text(CONFIG)
    make_client(folder / "docs", folder / "out")
    sys.path.insert(0, str(folder / "out"))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder / "out"))


class Server:
    """A transport that fails once, then responds."""

    def __init__(self, trouble: Trouble) -> None:
        self.requests = 0
        self._trouble = trouble
        self.transport = httpx.MockTransport(self._respond)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if self.requests == 1:
            return self._trouble(request)
        return httpx.Response(200, json={"name": "Rex"})


def settings(package: Any, server: Server) -> dict[str, Any]:
    return {
        "access_token": "t0ken",
        "base_url": "https://pets.example",
        "transport": server.transport,
        "retry_policy": package.RetryPolicy(initial_backoff=0),
    }


def call(package: Any, server: Server, method: str) -> Any:
    with package.Client(**settings(package, server)) as client:
        return getattr(client.pet, method)({"text": "r"})


def call_async(package: Any, server: Server, method: str) -> Any:
    async def calling() -> Any:
        async with package.AsyncClient(**settings(package, server)) as client:
            return await getattr(client.pet, method)({"text": "r"})

    return asyncio.run(calling())


@pytest.mark.parametrize("trouble", [fail, cut])
@pytest.mark.parametrize("make_call", [call, call_async])
def test_a_post_that_only_reads_is_retried(
    package: Any, make_call: Callable[..., Any], trouble: Trouble
) -> None:
    server = Server(trouble)
    assert make_call(package, server, "find_pets").name == "Rex"
    assert server.requests == 2
    for method in ("post_pet", "patch_pets"):
        server = Server(trouble)
        with pytest.raises(package.APIError):
            make_call(package, server, method)
        assert server.requests == 1


def test_operations_tell_whether_a_post_only_reads(package: Any) -> None:
    operations = package.operations
    safe = {name: operations[name].safe for name in operations}
    assert safe == {
        "PetAPI.findPets": True,
        "PetAPI.postPet": False,
        "PetAPI.patchPets": False,
    }


def test_a_pattern_without_a_post_is_told(tmp_path: Path) -> None:
    write_drop(tmp_path / "docs", FACTS)
    config = tmp_path / "docs/client.toml"
    config.write_text('[wire]\nsafe_posts = ["*/query",\n  "*/querry"]\n')
    told = run("inspect", "--specs", tmp_path / "docs")
    place = f"{config.as_posix()}:3:3"
    assert f"{place}: note[C006]: safe_posts matches no POST: '*/querry'" in (
        told.stderr
    )
    assert "'*/query'" not in told.stderr
    # A pattern of a part that is not selected is no typo.
    config.write_text(
        '[wire]\nsafe_posts = ["*/query"]\n[select]\noperations = ["*.postPet"]\n'
    )
    assert "C006" not in run("inspect", "--specs", tmp_path / "docs").stderr
