"""Response bodies over httpx, read at once or in chunks."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from socket import socket
from threading import Lock
from time import monotonic, sleep
from typing import Any, Final

import anyio
import httpx
from msgspec.structs import replace

from ..headers import Headers
from ..processes import keep_parent_objects
from ..timeouts import DeadlineExceeded, TimeLeft, no_deadline, set_deadline
from .decompression import Chunker, Decompressor, make_decompressor
from .exceptions import map_exception
from .messages import (
    HttpResponse,
    ResponseAborted,
    StreamedHttpResponse,
    TransportFailure,
)

_ABORT_SECONDS: Final = 5.0
"""Maximum seconds until a thread must notice an abort."""

_ABORT_POLL: Final = 0.002
"""Seconds between checks of that."""

NO_AUTH: Final = httpx.Auth()
"""Authentication without effect, instead of that of a user's client."""


class SyncBody:
    """Body of an open response, which another thread can abort."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._pieces: Iterator[bytes] | None = None
        self._reading = Lock()
        self._aborted = False

    def chunks(
        self, size: int | None = None, left: TimeLeft = no_deadline
    ) -> Iterator[bytes]:
        """Yield the decompressed body in chunks of `size` bytes, or as received.

        Args:
            size: Bytes of each piece but the last; None for what comes.
            left: Tells how many seconds are left for the rest of it.

        Raises:
            TransportFailure: It broke off.
            DeadlineExceeded: It takes longer than it may.
            ResponseAborted: The client was closed.
        """
        self._pieces = pieces = _decompressed_chunks(self._response, size)
        while (chunk := self._next(pieces, left)) is not None:
            yield chunk

    def _next(self, pieces: Iterator[bytes], left: TimeLeft) -> bytes | None:
        with self._reading:
            if self._aborted:
                raise ResponseAborted
            try:
                set_deadline(left())
                return next(pieces, None)
            except Exception as error:
                failure = map_exception(error)
        # Raised out here so that no error of httpx hangs on it.
        raise ResponseAborted if self._aborted else failure

    def abandon(self) -> None:
        """Leave the body to the parent process, so that reading fails."""
        keep_parent_objects(self._response, self._pieces)
        self._response, self._reading, self._aborted = httpx.Response(200), Lock(), True

    def abort(self) -> None:
        """Abort its reader, and close the body."""
        self._aborted = True
        _shut_down_connection(self._response)
        # Closing a connection that another thread reads from is not safe.
        until = monotonic() + _ABORT_SECONDS
        while self._reading.locked() and monotonic() < until:
            sleep(_ABORT_POLL)
        if not self._reading.locked():
            self.close()

    def close(self) -> None:
        """Return the connection to the pool, or close it if the body is incomplete."""
        self._response.close()


def _decompressed_chunks(response: httpx.Response, size: int | None) -> Iterator[bytes]:
    decompressor = _decompressor(response)
    response.stream = _CheckedStream(response.stream)
    if decompressor is None:
        yield from response.iter_bytes(size)
        return
    chunker = Chunker(size)
    for raw in response.iter_raw():
        yield from chunker.feed(decompressor.feed(raw))
    decompressor.end()
    yield from chunker.end()


def _decompressor(response: httpx.Response) -> Decompressor | None:
    """Return the decompressor of a response, or None to use that of httpx.

    A hook of a given client may have read it already.
    """
    if response.is_stream_consumed:
        return None
    return make_decompressor(Headers(response.headers.raw))


def _shut_down_connection(response: httpx.Response) -> None:
    """End another thread's wait for data of a response, if possible."""
    stream = response.extensions.get("network_stream")
    found = None if stream is None else stream.get_extra_info("socket")
    if isinstance(found, socket):
        from .network_backend import shut_down

        shut_down(found)


class AsyncBody:
    """Body of an open response of an async client, which another task can abort."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._raw: AsyncIterator[bytes] | None = None
        self._reading = anyio.Lock(fast_acquire=True)
        self._scope: anyio.CancelScope | None = None
        self._aborted = False

    def chunks(
        self, size: int | None = None, left: TimeLeft = no_deadline
    ) -> AsyncIterator[bytes]:
        """Yield the decompressed body; see `SyncBody.chunks`."""
        decompressor = _decompressor(self._response)
        self._response.stream = _CheckedStream(self._response.stream)
        if decompressor is None:
            self._raw = self._response.aiter_bytes(size)
            return AsyncChunks(self, Decompressor([]), Chunker(None), left)
        # Not `aiter_raw`: it would be one more generator to be closed.
        assert isinstance(self._response.stream, httpx.AsyncByteStream)
        self._raw = aiter(self._response.stream)
        return AsyncChunks(self, decompressor, Chunker(size), left)

    @property
    def is_aborted(self) -> bool:
        """True if nothing more can be read, not even received data."""
        return self._aborted

    async def next_raw(self, left: TimeLeft) -> bytes | None:
        """Return the next raw chunk, or None at the end."""
        seconds = left()
        if seconds is not None and seconds <= 0:
            raise DeadlineExceeded
        async with self._reading:
            if self._aborted or self._raw is None:
                raise (
                    ResponseAborted
                    if self._aborted
                    else TransportFailure("the response is closed")
                )
            failure: Exception = DeadlineExceeded()
            try:
                with anyio.move_on_after(seconds) as self._scope:
                    return await anext(self._raw, None)
            except Exception as error:
                failure = map_exception(error)
            finally:
                self._scope = None
        # Raised out here so that no error of httpx hangs on it.
        raise ResponseAborted if self._aborted else failure

    def abandon(self) -> None:
        """Leave the body to the parent process, so that reading fails."""
        keep_parent_objects(self._response, self._raw, self._scope)
        self._response, self._raw = httpx.Response(200), None
        self._reading, self._scope = anyio.Lock(fast_acquire=True), None
        self._aborted = True

    async def abort(self) -> None:
        """Abort its reader, and close the body."""
        self._aborted = True
        if self._scope is not None:
            self._scope.cancel()
        async with self._reading:
            await self.close()

    async def close(self) -> None:
        """Return the connection to the pool, or close it if the body is incomplete."""
        raw, self._raw = self._raw, None
        try:
            if isinstance(raw, AsyncGenerator):
                await raw.aclose()
        finally:
            await self._response.aclose()


class AsyncChunks(AsyncIterator[bytes]):
    """Async iterator over the chunks of a body.

    No generator, since one that is left before its end has to be closed.
    """

    def __init__(
        self,
        body: AsyncBody,
        decompressor: Decompressor,
        chunker: Chunker,
        left: TimeLeft,
    ) -> None:
        self._body = body
        self._decompressor = decompressor
        self._chunker = chunker
        self._left = left
        self._ready: deque[bytes] = deque()
        self._ended = False

    async def __anext__(self) -> bytes:
        if self._body.is_aborted:
            raise ResponseAborted
        while not self._ready:
            if self._ended:
                raise StopAsyncIteration
            raw = await self._body.next_raw(self._left)
            if raw is not None:
                self._ready.extend(self._chunker.feed(self._decompressor.feed(raw)))
                continue
            self._ended = True
            self._decompressor.end()
            self._ready.extend(self._chunker.end())
        return self._ready.popleft()


def _close_on_surplus(stream: object) -> None:
    """Close the connection if data followed a complete response.

    Our own pool sees to it, but the pool of a given client would take it for the
    next response. httpx and httpcore have no public names for what leads there.
    """
    found: Any = stream
    names = ("_stream", "_httpcore_stream", "_connection")
    while found is not None:
        state = getattr(found, "_h11_state", None)
        if state is not None and state.trailing_data[0]:
            state.send_failed()
        found = next(filter(None, (getattr(found, n, None) for n in names)), None)


class _CheckedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The stream of a response, which looks for surplus bytes at its end.

    httpx closes the stream there, and a later check would be too late.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner
        _close_on_surplus(self._inner)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        chunks = aiter(self._inner)
        try:
            async for chunk in chunks:
                yield chunk
            _close_on_surplus(self._inner)
        finally:
            if isinstance(chunks, AsyncGenerator):
                await chunks.aclose()

    def close(self) -> None:
        self._inner.close()

    async def aclose(self) -> None:
        await self._inner.aclose()


def read_sync(
    response: httpx.Response, started: float, left: TimeLeft = no_deadline
) -> HttpResponse:
    """Read a response to its end, and close it.

    Raises:
        DeadlineExceeded: It takes longer than it may.
        TransportFailure: The body does not match its ``Content-Encoding``.
    """
    try:
        if response.is_stream_consumed:
            return _complete_response(response, response.content, started)
        assert isinstance(response.stream, httpx.SyncByteStream)
        chunks: list[bytes] = []
        for chunk in response.stream:
            # Connections of our own see to it by themselves; others do not.
            if (seconds := left()) is not None and seconds <= 0:
                raise DeadlineExceeded
            chunks.append(chunk)
        _close_on_surplus(response.stream)
        return decompressed(response, b"".join(chunks), started)
    finally:
        response.close()


async def read_async(response: httpx.Response, started: float) -> HttpResponse:
    """Do the same in a task."""
    try:
        if response.is_stream_consumed:
            return _complete_response(response, response.content, started)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        content = b"".join([chunk async for chunk in response.stream])
        _close_on_surplus(response.stream)
        return decompressed(response, content, started)
    finally:
        await response.aclose()


def _complete_response(
    response: httpx.Response, content: bytes, started: float
) -> HttpResponse:
    # Not `response.elapsed`: a transport that answers at once leaves it unset.
    head = Headers(response.headers.raw)
    return HttpResponse(response.status_code, head, content, monotonic() - started)


def decompressed(
    response: httpx.Response, content: bytes, started: float
) -> HttpResponse:
    """Return a response with its decompressed body.

    If the status is an error, a body that cannot be decompressed stays as received.

    Raises:
        TransportFailure: The body does not match its ``Content-Encoding``.
    """
    http_response = _complete_response(response, content, started)
    if not content or "content-encoding" not in response.headers:
        return http_response
    try:
        return replace(http_response, content=_decompress(http_response))
    except TransportFailure as failure:
        reason = str(failure)
    except httpx.DecodingError as error:
        reason = f"DecodingError: {error}"
    if not response.is_success:
        return http_response
    raise TransportFailure(reason, kind="content", final=True, response=http_response)


def _decompress(http_response: HttpResponse) -> bytes:
    """Decompress a body; httpx handles other codings.

    httpx stops behind the first of several members.
    """
    decompressor = make_decompressor(http_response.headers)
    if decompressor is None:
        lines = list(http_response.headers.items())
        return httpx.Response(
            http_response.status, headers=lines, content=http_response.content
        ).content
    content = decompressor.feed(http_response.content)
    decompressor.end()
    return content


def streamed_response(
    response: httpx.Response, body: SyncBody | AsyncBody, started: float
) -> StreamedHttpResponse:
    """Return a response with an unread body."""
    head, took = Headers(response.headers.raw), monotonic() - started
    return StreamedHttpResponse(response.status_code, head, b"", took, body=body)
