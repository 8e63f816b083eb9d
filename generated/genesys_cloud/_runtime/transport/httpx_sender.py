"""The two senders over httpx, and the requests that they send.

A sender takes an `HttpRequest` and returns an `HttpResponse`, or raises a
`TransportFailure`. Request bodies of the async client are not generators: cancelled
requests would leave generators open, and trio warns of that.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from time import monotonic
from typing import Any

import anyio
import httpx

from ..errors import ConfigurationError, closed_error
from ..headers import Headers
from ..operation import Source
from ..redaction import Secret
from ..timeouts import TimeLeft, no_deadline, set_deadline, step_timeouts
from .connection_pool import async_transport, sync_transport
from .exceptions import UploadReadError, map_exception
from .log_filter import redact_library_logs
from .messages import HttpRequest, HttpResponse
from .response_body import (
    NO_AUTH,
    AsyncBody,
    SyncBody,
    decompressed,
    read_async,
    read_sync,
    streamed_response,
)
from .settings import Network


def user_agent_part() -> str:
    """Return the part of ``User-Agent`` for this library."""
    return f"httpx/{httpx.__version__}"


def _check_open(is_closed: bool, is_given: bool) -> None:
    """Raise if an httpx client has been closed.

    Raises:
        ConfigurationError: The user passed it, and has closed it.
        ClientClosedError: It belongs to the client, which is closed.
    """
    if is_closed:
        if is_given:
            raise ConfigurationError("http_client must be open, not closed")
        raise closed_error()


def _countdown(request: HttpRequest, started: float) -> TimeLeft:
    """Return a function for the seconds that a request has left."""
    seconds_left = request.seconds_left
    if seconds_left is None:
        return no_deadline
    return lambda: started + seconds_left - monotonic()


class UploadStream(httpx.SyncByteStream):
    """Body that is read while the client sends it."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._source.chunks()
        except Exception as error:
            raise UploadReadError(error) from None


class AsyncUploadStream(httpx.AsyncByteStream):
    """The same, which worker threads read."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _UploadChunks(self._source.chunks())


class _UploadChunks(AsyncIterator[bytes]):
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
        raise UploadReadError(error) from None


class RepeatableBody(httpx.AsyncByteStream):
    """Body in memory, which the client can send several times."""

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
    request: HttpRequest,
    given: httpx.Client | httpx.AsyncClient | None,
    asynchronous: bool = False,
) -> httpx.Request:
    """Return the httpx request; a user's client adds its own headers."""
    extensions: dict[str, Any] = {
        "timeout": step_timeouts(request.timeout, request.seconds_left)
    }
    if request.dedicated_connection:
        extensions["dedicated_connection"] = True
    stream: UploadStream | AsyncUploadStream | None = None
    if request.source is not None:
        stream_type = AsyncUploadStream if asynchronous else UploadStream
        stream = stream_type(request.source)
    build: Callable[..., httpx.Request] = httpx.Request
    if given is not None and not request.anonymous:
        build = given.build_request
    httpx_request = build(
        request.method,
        request.url,
        headers=_framed_headers(request),
        # From the start: a transport may look for what has been read already.
        content=request.content if stream is None else stream,
        extensions=extensions,
    )
    if stream is not None:
        # Without the generator that httpx put around it.
        httpx_request.stream = stream
    elif asynchronous:
        httpx_request.stream = RepeatableBody(request.content or b"")
    return httpx_request


def _framed_headers(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Return the headers with the framing of a streamed body."""
    if request.source is None:
        return request.headers
    if request.source.size is None:
        # It goes out in pieces that each have a length (RFC 9112, 7.1).
        return (*request.headers, ("Transfer-Encoding", "chunked"))
    return (*request.headers, ("Content-Length", str(request.source.size)))


class SyncSender:
    """Sync sender over httpx, which threads can share.

    Args:
        given: The user's httpx client, which stays open; None to create one.
        network: Network settings of a created client.
    """

    def __init__(self, given: httpx.Client | None, network: Network) -> None:
        self._given = given
        self._transport = None if given is not None else sync_transport(network)
        if given is None:
            given = httpx.Client(auth=httpx.Auth(), transport=self._transport)
        self._client = given

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send one request and read its response to the end.

        Raises:
            TransportFailure: No response arrived.
            ConfigurationError: The given client has been closed.
            ClientClosedError: This client has been closed.
            DeadlineExceeded: The deadline passed before the response was complete.
        """
        _check_open(self._client.is_closed, self._given is not None)
        try:
            set_deadline(request.seconds_left)
            return self._send_request(request)
        except Exception as error:
            failure = map_exception(error)
        # Raised out here so that no error of httpx, with its request, hangs on it.
        raise failure

    def _send_request(self, request: HttpRequest) -> HttpResponse:
        httpx_request = Secret(make_request(request, self._given))
        started = monotonic()
        through_client = request.streamed or request.anonymous
        with redact_library_logs(request):
            if self._transport is None or through_client:
                response = self._client.send(
                    httpx_request.value,
                    follow_redirects=False,
                    stream=True,
                    auth=NO_AUTH,
                )
            else:
                # A client of our own has nothing to add but time.
                response = self._transport.handle_request(httpx_request.value)
                response.request = httpx_request.value
        if request.streamed and response.is_success:
            return streamed_response(response, SyncBody(response), started)
        return read_sync(response, started, _countdown(request, started))

    def abort_requests(self) -> None:
        """Abort all requests in flight, if the transport can."""
        abort: Any = getattr(self._transport, "abort_requests", None)
        if abort is not None:
            abort()

    def close(self) -> None:
        """Close the httpx client, unless it is the user's."""
        if self._given is None:
            self._client.close()


def _is_plain(request: HttpRequest) -> bool:
    return not request.streamed and not request.anonymous and request.source is None


class AsyncSender:
    """Async sender over httpx, under asyncio and trio; see `SyncSender`."""

    def __init__(self, given: httpx.AsyncClient | None, network: Network) -> None:
        self._given = given
        self._transport = None if given is not None else async_transport(network)
        # A transport may have a faster method for whole responses.
        self._exchange: Any = getattr(self._transport, "exchange", None)
        if given is None:
            given = httpx.AsyncClient(auth=httpx.Auth(), transport=self._transport)
        self._client = given

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send one request and read its response; see `SyncSender.send`."""
        _check_open(self._client.is_closed, self._given is not None)
        try:
            if self._exchange is not None and _is_plain(request):
                return await self._send_directly(request)
            httpx_request = Secret(
                make_request(request, self._given, asynchronous=True)
            )
            started = monotonic()
            through_client = request.streamed or request.anonymous
            with redact_library_logs(request):
                if self._transport is None or through_client:
                    response = await self._client.send(
                        httpx_request.value,
                        follow_redirects=False,
                        stream=True,
                        auth=NO_AUTH,
                    )
                else:
                    # A client of our own has nothing to add but time.
                    response = await self._transport.handle_async_request(
                        httpx_request.value
                    )
                    response.request = httpx_request.value
            if request.streamed and response.is_success:
                return streamed_response(response, AsyncBody(response), started)
            return await read_async(response, started)
        except Exception as error:
            failure = map_exception(error)
        raise failure

    async def _send_directly(self, request: HttpRequest) -> HttpResponse:
        started = monotonic()
        status, lines, content = await self._exchange(request)
        if any(name.lower() == b"content-encoding" for name, _ in lines):
            return decompressed(httpx.Response(status, headers=lines), content, started)
        return HttpResponse(status, Headers(lines), content, monotonic() - started)

    def abort_requests(self) -> None:
        """Abort all requests in flight, if the transport can."""
        abort: Any = getattr(self._transport, "abort_requests", None)
        if abort is not None:
            abort()

    def abort(self) -> None:
        """Close the connections of an event loop that has ended."""
        abort: Any = getattr(self._transport, "abort", None)
        if self._given is None and abort is not None:
            abort()

    async def close(self) -> None:
        """Close the httpx client, unless it is the user's."""
        if self._given is None:
            await self._client.aclose()
