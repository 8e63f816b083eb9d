"""Both clients as one: a scenario is written once, as a user of the sync one does."""

from __future__ import annotations

import functools
import inspect
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

from anyio.from_thread import BlockingPortal

BACKENDS = ("sync", "asyncio", "trio")

_CONTEXT = ssl.create_default_context()
"""Shared, since to make one takes longer than most scenarios."""
_OWN_NETWORK = {"http_client", "transport", "verify", "cert"}
_SCALARS = (str, bytes, int, float, type(None))


class Bridge:
    """An object of the async client that behaves as that of the sync one.

    What is awaited runs in the event loop of a portal; async iterators and context
    managers become sync ones. Plain values pass through.
    """

    def __init__(self, target: Any, portal: BlockingPortal) -> None:
        self._target = target
        self._portal = portal

    def __getattr__(self, name: str) -> Any:
        return _bridged(getattr(self._target, name), self._portal)

    def __iter__(self) -> Iterator[Any]:
        iterator: AsyncIterator[Any] = aiter(self._target)
        try:
            while True:
                try:
                    yield self._portal.call(iterator.__anext__)
                except StopAsyncIteration:
                    return
        finally:
            if inspect.isasyncgen(iterator):
                self._portal.call(iterator.aclose)

    def __enter__(self) -> Any:
        return _bridged(self._portal.call(self._target.__aenter__), self._portal)

    def __exit__(self, *exception: Any) -> Any:
        return self._portal.call(self._target.__aexit__, *exception)

    def __repr__(self) -> str:
        return repr(self._target)


def _bridged(value: Any, portal: BlockingPortal) -> Any:
    if isinstance(value, _SCALARS):
        return value
    if inspect.ismethod(value) or inspect.isfunction(value):
        return functools.partial(_called, value, portal)
    kind = type(value)
    if kind.__name__.startswith("Async") or hasattr(kind, "__aiter__"):
        return Bridge(value, portal)
    return Bridge(value, portal) if hasattr(kind, "__aenter__") else value


def _called(
    function: Callable[..., Any], portal: BlockingPortal, *args: Any, **values: Any
) -> Any:
    async def run() -> Any:
        result = function(*args, **values)
        return await result if inspect.isawaitable(result) else result

    if inspect.iscoroutinefunction(inspect.unwrap(function)):
        return _bridged(portal.call(run), portal)
    result = function(*args, **values)
    if inspect.isawaitable(result):

        async def finish() -> Any:
            return await result

        result = portal.call(finish)
    return _bridged(result, portal)


class Driver:
    """Makes clients of one kind, and closes them in the end.

    Attributes:
        backend: ``sync``, ``asyncio`` or ``trio``.
    """

    def __init__(self, backend: str, portal: BlockingPortal | None) -> None:
        self.backend = backend
        self._portal = portal
        self._made: list[Any] = []

    @property
    def asynchronous(self) -> bool:
        """Whether the clients are async."""
        return self._portal is not None

    def client(self, package: ModuleType, **settings: Any) -> Any:
        """Make a client of a package, with neither limit nor waiting by default."""
        given = {"rate_limit": None, **settings}
        if not given.keys() & _OWN_NETWORK:
            given["verify"] = _CONTEXT
        kind = package.AsyncGenesysCloud if self._portal else package.GenesysCloud
        client = kind(**given)
        # Waits between attempts are a random part of a bound: here the least part.
        client._context.random = lambda: 0.0
        client = Bridge(client, self._portal) if self._portal else client
        self._made.append(client)
        return client

    def together(self, calls: Sequence[Callable[..., Any]]) -> list[Any]:
        """Run calls at the same time and return values, or errors in their place."""

        def guarded(call: Callable[[], Any]) -> Any:
            try:
                return call()
            except Exception as error:
                return error

        with ThreadPoolExecutor(len(calls)) as threads:
            return list(threads.map(guarded, calls))

    def finish(self, http: Any) -> None:
        """Close a client of httpx."""
        if self._portal is None:
            http.close()
        else:
            self._portal.call(http.aclose)

    def close(self) -> None:
        """Close all clients."""
        for client in self._made:
            client.close()
