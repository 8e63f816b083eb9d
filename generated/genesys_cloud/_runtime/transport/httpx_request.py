"""Requests as httpx has them, and their bodies.

Those of tasks are no generators: sending that is cancelled would leave them open, of
which trio warns.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import httpx

from ..operation import Source
from ..timeouts import bounds
from .exceptions import NotRead
from .messages import Outgoing


class Pieces(httpx.SyncByteStream):
    """A body that is read while it is sent."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._source.chunks()
        except Exception as error:
            raise NotRead(error) from None


class AsyncPieces(httpx.AsyncByteStream):
    """The same, read in worker threads."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _Reading(self._source.chunks())


class _Reading(AsyncIterator[bytes]):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    async def __anext__(self) -> bytes:
        chunk = await anyio.to_thread.run_sync(_next, self._chunks)
        if chunk is None:
            raise StopAsyncIteration
        return chunk


def _next(chunks: Iterator[bytes]) -> bytes | None:
    try:
        return next(chunks, None)
    except Exception as error:
        raise NotRead(error) from None


class Whole(httpx.AsyncByteStream):
    """A body in one piece, which may be sent several times."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._left = True

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._left = True
        return self

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        self._left = False
        return self._content


def make_request(
    outgoing: Outgoing,
    given: httpx.Client | httpx.AsyncClient | None,
    asynchronous: bool = False,
) -> httpx.Request:
    """Make the request; a given client adds its own headers, cookies and parameters."""
    steps = bounds(outgoing.timeout, outgoing.within)
    if given is not None and not outgoing.bare:
        pieces = _pieces(outgoing, asynchronous)
        request = given.build_request(
            outgoing.method,
            outgoing.url,
            headers=_framed(outgoing),
            content=outgoing.content if pieces is None else pieces,
            timeout=httpx.Timeout(**steps),
        )
        if pieces is not None:
            # Without the generator that httpx put around it.
            request.stream = pieces
    else:
        extensions: dict[str, Any] = {"timeout": steps}
        if outgoing.apart:
            extensions["apart"] = True
        pieces = _pieces(outgoing, asynchronous)
        request = httpx.Request(
            outgoing.method,
            outgoing.url,
            headers=_framed(outgoing),
            # From the start: a transport may look for what has been read already.
            content=outgoing.content if pieces is None else pieces,
            extensions=extensions,
        )
        if pieces is not None:
            # Without the generator that httpx put around it.
            request.stream = pieces
    if asynchronous and outgoing.source is None:
        request.stream = Whole(outgoing.content or b"")
    return request


def _pieces(outgoing: Outgoing, asynchronous: bool) -> Pieces | AsyncPieces | None:
    if outgoing.source is None:
        return None
    return (AsyncPieces if asynchronous else Pieces)(outgoing.source)


def _framed(outgoing: Outgoing) -> tuple[tuple[str, str], ...]:
    """Return the headers with what tells where a body ends that is read meanwhile."""
    if outgoing.source is None:
        return outgoing.headers
    if outgoing.source.size is None:
        # It goes out in pieces that each have a length (RFC 9112, 7.1).
        return (*outgoing.headers, ("Transfer-Encoding", "chunked"))
    return (*outgoing.headers, ("Content-Length", str(outgoing.source.size)))
