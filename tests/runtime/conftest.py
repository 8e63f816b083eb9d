"""Both clients by one name, so that every scenario runs with each of them."""

from __future__ import annotations

import functools
import gc
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import anyio
import pytest

from tests.runtime.tiny import AsyncTiny, Tiny


class Client(Protocol):
    """The two clients as one: `call` takes the API's method and its arguments.

    `do` takes a method of the client itself.
    """

    client: Any

    def call(self, name: str, *args: Any, **values: Any) -> Any: ...
    def raw(self, name: str, *args: Any, **values: Any) -> Any: ...
    def do(self, name: str, *args: Any, **values: Any) -> Any: ...
    def close(self) -> None: ...


Make = Callable[..., Client]


class SyncFace:
    def __init__(self, **settings: Any) -> None:
        self.client = Tiny(**settings)

    def call(self, name: str, *args: Any, **values: Any) -> Any:
        return getattr(self.client.pet, name)(*args, **values)

    def raw(self, name: str, *args: Any, **values: Any) -> Any:
        return getattr(self.client.with_raw_response.pet, name)(*args, **values)

    def do(self, name: str, *args: Any, **values: Any) -> Any:
        return getattr(self.client, name)(*args, **values)

    def close(self) -> None:
        self.client.close()


class AsyncFace:
    """Runs each step in an event loop of its own that lasts as long as the client."""

    def __init__(self, backend: str, **settings: Any) -> None:
        if backend == "aiohttp":
            backend, settings = "asyncio", {"transport": "aiohttp", **settings}
        self.client = AsyncTiny(**settings)
        self._portal_context = anyio.from_thread.start_blocking_portal(backend)
        self._portal = self._portal_context.__enter__()

    def _run(self, function: Callable[..., Any], *args: Any, **values: Any) -> Any:
        return self._portal.call(functools.partial(function, *args, **values))

    def call(self, name: str, *args: Any, **values: Any) -> Any:
        method = getattr(self.client.pet, name)
        assert inspect.iscoroutinefunction(inspect.unwrap(method))
        return self._run(method, *args, **values)

    def raw(self, name: str, *args: Any, **values: Any) -> Any:
        method = getattr(self.client.with_raw_response.pet, name)
        return self._run(method, *args, **values)

    def do(self, name: str, *args: Any, **values: Any) -> Any:
        return self._run(getattr(self.client, name), *args, **values)

    def close(self) -> None:
        self._run(self.client.close)

    def stop(self) -> None:
        self.close()
        self._portal_context.__exit__(None, None, None)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def make_client(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Make a client of either kind; all are closed in the end."""
    yield from _making(request.param)


@pytest.fixture(params=["sync", "asyncio", "trio", "aiohttp"])
def make_any(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Do so over aiohttp too."""
    yield from _making(request.param)


def _making(kind: str) -> Iterator[Make]:
    made: list[SyncFace | AsyncFace] = []

    def make(**settings: Any) -> SyncFace | AsyncFace:
        given = {"rate_limit": None, **settings}
        if not given.keys() & {"client_id", "credentials", "profile"}:
            given.setdefault("access_token", "t0ken")
        if kind == "sync":
            made.append(SyncFace(**given))
        else:
            made.append(AsyncFace(kind, **given))
        return made[-1]

    yield make
    for face in made:
        face.stop() if isinstance(face, AsyncFace) else face.close()


class Stop(BaseException):
    """An interrupt of one thread by another."""


@pytest.fixture
def collected() -> Iterator[None]:
    """Find fault with what is left to the collector, where an interrupt may be lost."""
    told: list[str] = []

    def note(one: Any) -> None:
        if not isinstance(one.exc_value, (KeyboardInterrupt, Stop)):
            told.append(str(one))

    hook, sys.unraisablehook = sys.unraisablehook, note
    try:
        yield
        gc.collect()
    finally:
        sys.unraisablehook = hook
    assert told == []
