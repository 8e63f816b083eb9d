"""Bodies that are read or sent piece by piece, over httpx."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from time import monotonic
from typing import Final

import anyio
import httpx

from .exchange import Incoming, Opened, Outgoing, Source
from .faults import NotRead, failure_of
from .headers import Headers
from .hushed import hushed

_NOBODY: Final = httpx.Auth()
"""An authentication that does nothing, not even what a given client's would."""


class Pieces:
    """A body that is read while it is sent."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._source.chunks()
        except Exception as error:
            raise NotRead(error) from None


class AsyncPieces:
    """The same, read in worker threads."""

    def __init__(self, source: Source) -> None:
        self._source = source

    async def __aiter__(self) -> AsyncIterator[bytes]:
        chunks = self._source.chunks()
        while (chunk := await anyio.to_thread.run_sync(_next, chunks)) is not None:
            yield chunk


def _next(chunks: Iterator[bytes]) -> bytes | None:
    try:
        return next(chunks, None)
    except Exception as error:
        raise NotRead(error) from None


class SyncBody:
    """The body of an open answer."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    def chunks(self, size: int | None = None) -> Iterator[bytes]:
        """Read it, unpacked, in pieces of `size` bytes or as they come.

        Raises:
            TransportFailure: It broke off.
        """
        try:
            yield from self._response.iter_bytes(size)
            return
        except Exception as error:
            failure = failure_of(error)
        raise failure

    def close(self) -> None:
        """Give the connection back, or close it where something is left to be read."""
        self._response.close()


class AsyncBody:
    """The body of an open answer of an async client."""

    def __init__(self, response: httpx.Response, release: Callable[[], None]) -> None:
        self._response = response
        self._release: Callable[[], None] | None = release

    async def chunks(self, size: int | None = None) -> AsyncIterator[bytes]:
        """Read it, unpacked, in pieces of `size` bytes or as they come.

        Raises:
            TransportFailure: It broke off.
        """
        try:
            async for chunk in self._response.aiter_bytes(size):
                yield chunk
            return
        except Exception as error:
            failure = failure_of(error)
        raise failure

    async def close(self) -> None:
        """Give the connection back, or close it where something is left to be read."""
        release, self._release = self._release, None
        try:
            await self._response.aclose()
        finally:
            if release is not None:
                release()


def open_sync(
    client: httpx.Client, request: httpx.Request, outgoing: Outgoing, started: float
) -> Incoming:
    """Send a request; leave the body of 2xx unread if it is to be streamed."""
    auth = _NOBODY if outgoing.bare else httpx.USE_CLIENT_DEFAULT
    with hushed(outgoing):
        response = client.send(request, stream=True, follow_redirects=False, auth=auth)
    head = Headers(response.headers.raw)
    if outgoing.streamed and response.is_success:
        took = monotonic() - started
        return Opened(response.status_code, head, b"", took, body=SyncBody(response))
    try:
        content = response.read()
    finally:
        response.close()
    return Incoming(response.status_code, head, content, monotonic() - started)


async def open_async(
    client: httpx.AsyncClient,
    request: httpx.Request,
    outgoing: Outgoing,
    started: float,
    slots: anyio.Semaphore | None,
) -> Incoming:
    """Do the same; an open answer keeps its slot until it is closed."""
    auth = _NOBODY if outgoing.bare else httpx.USE_CLIENT_DEFAULT
    release: Callable[[], None] = _nothing if slots is None else slots.release
    if slots is not None:
        await slots.acquire()
    opened = False
    try:
        with hushed(outgoing):
            response = await client.send(
                request, stream=True, follow_redirects=False, auth=auth
            )
        head = Headers(response.headers.raw)
        if outgoing.streamed and response.is_success:
            body = AsyncBody(response, release)
            took = monotonic() - started
            opened = True
            return Opened(response.status_code, head, b"", took, body=body)
        try:
            content = await response.aread()
        finally:
            await response.aclose()
        return Incoming(response.status_code, head, content, monotonic() - started)
    finally:
        if not opened:
            release()


def _nothing() -> None:
    pass
