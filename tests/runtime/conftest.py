"""Both clients by one name, so that every scenario runs with each of them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal

from tests.e2e.driver import Bridge
from tests.runtime.tiny import AsyncTiny, Tiny


class Face:
    """Either client by one name.

    `client` is the client itself, and `sync` is called from any thread as the sync one:
    what is awaited runs in an event loop that lasts as long as the client.
    """

    def __init__(self, kind: str, **settings: Any) -> None:
        self._stack = ExitStack()
        self.client: Any
        if kind == "sync":
            self.client = Tiny(**settings)
            return
        if kind == "aiohttp":
            kind, settings = "asyncio", {"transport": "aiohttp", **settings}
        self.client = AsyncTiny(**settings)
        self.portal = self._stack.enter_context(start_blocking_portal(kind))

    @property
    def sync(self) -> Any:
        if isinstance(self.client, AsyncTiny):
            return Bridge(self.client, self.portal)
        return self.client

    def call(self, name: str, *args: Any, **values: Any) -> Any:
        """Call a method of the API."""
        return getattr(self.sync.pet, name)(*args, **values)

    def raw(self, name: str, *args: Any, **values: Any) -> Any:
        """Call a method of the raw view."""
        return getattr(self.sync.with_raw_response.pet, name)(*args, **values)

    def do(self, name: str, *args: Any, **values: Any) -> Any:
        """Call a method of the client itself."""
        return getattr(self.sync, name)(*args, **values)

    def close(self) -> None:
        self.sync.close()

    def stop(self) -> None:
        """Close the client, and end its event loop."""
        self.close()
        self._stack.close()


Make = Callable[..., Face]


@pytest.fixture(params=["sync", "asyncio", "trio"])
def make_client(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Make a client of either kind; all are closed in the end."""
    yield from _making(request.param)


@pytest.fixture(params=["sync", "asyncio", "trio", "aiohttp"])
def make_any(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Do so over aiohttp too."""
    yield from _making(request.param)


def _making(kind: str) -> Iterator[Make]:
    made: list[Face] = []

    def make(**settings: Any) -> Face:
        given = {"rate_limit": None, **settings}
        if not given.keys() & {"client_id", "credentials", "profile"}:
            given.setdefault("access_token", "t0ken")
        made.append(Face(kind, **given))
        return made[-1]

    yield make
    for face in made:
        face.stop()


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
