"""Writers of one thing at once, against a sandbox that rejects stale versions."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from generator.sandbox import RunningSandbox, run_in_thread
from tests.behaviour.conftest import make_client
from tests.e2e.conftest import ANY_ID, read_spec
from tests.e2e.driver import Driver
from tests.synthetic import write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

WRITERS = 50
PACKAGE = "counter_client"
ID = parameter("path", "id", "string")
FACTS = drop(
    [
        api(
            "CounterAPI",
            operation(
                "getCounter", "GET /v1/counters/{id}", ID, answers={"200": "Counter"}
            ),
            operation(
                "putCounter",
                "PUT /v1/counters/{id}",
                ID,
                parameter("body", "body", "Counter"),
                answers={"200": "Counter"},
            ),
        )
    ],
    [definition("Counter", id="string", version="number", names="string[]")],
)
CONFIG = f"""
[package]
name = "{PACKAGE}"
client = "GenesysCloud"
async_client = "AsyncGenesysCloud"
[typing]
integers = ["version"]
"""


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("counter")
    write_drop(folder / "docs", FACTS)
    (folder / "docs/client.toml").write_text(CONFIG)
    return folder / "docs"


@pytest.fixture(scope="module")
def package(docs: Path) -> Iterator[ModuleType]:
    out = docs.parent / "out"
    make_client(docs, out)
    sys.path.insert(0, str(out))
    yield import_module(PACKAGE)
    sys.path.remove(str(out))


@pytest.fixture
def counters(docs: Path) -> Iterator[RunningSandbox]:
    with run_in_thread(read_spec(docs), ANY_ID) as sandbox:
        sandbox.auth.fixed.add("fixed-token")
        yield sandbox


@pytest.fixture
def client(package: ModuleType, counters: RunningSandbox, driver: Driver) -> Any:
    return driver.client(package, base_url=counters.url, access_token="fixed-token")


def test_writers_at_once_lose_nothing(client: Any, driver: Driver) -> None:
    counter = client.counter.get_counter("c1")
    client.counter.put_counter("c1", counter.copy_with(names=[]))
    begun = client.counter.get_counter("c1").version
    # A writer that meets a conflict has lost against another, which is done then.
    most = WRITERS - 1
    target = client._target if driver.asynchronous else client

    def write(name: str) -> Any:
        return client.update(
            lambda: target.counter.get_counter("c1"),
            lambda counter: counter.copy_with(names=[*counter.names, name]),
            lambda body: target.counter.put_counter("c1", body),
            max_conflicts=most,
        )

    names = [f"w{number}" for number in range(WRITERS)]
    results = driver.together([lambda name=name: write(name) for name in names])
    assert [each for each in results if isinstance(each, Exception)] == []
    counter = client.counter.get_counter("c1")
    assert sorted(counter.names) == sorted(names)
    assert counter.version == begun + WRITERS
    assert sorted(each.version for each in results) == [
        begun + number for number in range(1, WRITERS + 1)
    ]


def test_a_write_in_between_is_kept(client: Any, driver: Driver) -> None:
    counter = client.counter.get_counter("c1")
    client.counter.put_counter("c1", counter.copy_with(names=[]))
    target = client._target if driver.asynchronous else client
    between = ["b1", "b2"]

    def write_between(stale: Any) -> Any:
        body = stale.copy_with(names=[*stale.names, between.pop(0)])
        return target.counter.put_counter("c1", body)

    def get() -> Any:
        stale = target.counter.get_counter("c1")
        if between:
            write_between(stale)
        return stale

    async def get_async() -> Any:
        stale = await target.counter.get_counter("c1")
        if between:
            await write_between(stale)
        return stale

    client.update(
        get_async if driver.asynchronous else get,
        lambda counter: counter.copy_with(names=[*counter.names, "own"]),
        lambda body: target.counter.put_counter("c1", body),
    )
    assert client.counter.get_counter("c1").names == ["b1", "b2", "own"]
