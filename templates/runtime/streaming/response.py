"""Streamed responses of both clients."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from ..engine.open_response import OpenResponse, this_task, this_thread
from ..public import public
from ..responses.parsing import Outcome
from ..steps import RunBlocking
from ..timeouts import DeadlineExceeded
from ..transport.messages import ResponseAborted, TransportFailure
from .base import LineDecoder, StreamedResponseBase, check_size, split_content
from .resumable import (
    ReadChunk,
    ReadFlow,
    Reopen,
    broken_response_error,
    read_flow,
    save_flow,
)

T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R")

_END: Final = b""


@public
class StreamedResponse(StreamedResponseBase[T_co]):
    """2xx response with an unread body; close it at the end.

    You can read the body once, with one of the methods. After `read`, all methods but
    `to_file` return it again.

    Attributes:
        status: HTTP status.
        headers: Headers by case-insensitive name.
        correlation_id: Id of the call in the platform's logs, if the response has one.
        elapsed: Seconds of the last attempt, from sending to the start of the response.
    """

    def __init__(
        self,
        outcome: Outcome,
        decode: Callable[[Outcome], T_co],
        open_response: OpenResponse,
        reopen: Callable[[Reopen], Outcome],
    ) -> None:
        super().__init__(outcome, decode, open_response)
        self._reopen = reopen

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the decompressed body in chunks.

        Args:
            chunk_size: Bytes of each chunk except the last; by default as received.

        Raises:
            ValueError: The size is less than 1.
            APIConnectionError: The connection broke.
            APITimeoutError: A timeout or the deadline passed.
            ClientClosedError: The client was closed.
            DecodeError: The body does not match its ``Content-Encoding``.
        """
        check_size(chunk_size)
        return self._chunks(chunk_size)

    def _chunks(self, chunk_size: int | None) -> Iterator[bytes]:
        if self._content is not None:
            yield from split_content(self._content, chunk_size)
            return
        self._begin_reading()
        count, open_response = 0, self._open_response
        open_response.owner = this_thread()
        error: BaseException | None = None
        try:
            for chunk in self._body.chunks(chunk_size, open_response.time_left):
                open_response.owner = this_thread()
                count += len(chunk)
                open_response.record_bytes(chunk)
                yield chunk
                self._ensure_open()
            return
        except TransportFailure as failure:
            error = late = broken_response_error(self._outcome, failure, count)
        except (DeadlineExceeded, ResponseAborted) as cause:
            error = late = open_response.abort_error(cause, self._outcome, count)
        except GeneratorExit:
            raise
        except BaseException as other:
            error = other
            raise
        finally:
            self._closed(error)
        raise late

    def iter_lines(self) -> Iterator[str]:
        """Yield the body as text, line by line, without the line ends.

        The charset is the declared one, or UTF-8; invalid bytes become U+FFFD. Errors
        are those of `iter_bytes`.
        """
        lines = LineDecoder(self._content_type())
        for chunk in self.iter_bytes():
            for line in lines.decode(chunk):
                yield line
                self._ensure_open()
        yield from lines.flush()

    def read(self) -> bytes:
        """Read the rest and return the whole body; errors as of `iter_bytes`."""
        if self._content is None:
            self._content = b"".join(self.iter_bytes())
        return self._content

    def parse(self) -> T_co:
        """Read and decode the body.

        Raises:
            DecodeError: The body cannot be decoded.
            APIError: The body cannot be read; see `iter_bytes`.
        """
        return self._decode_content(self.read())

    def to_file(self, path: str | os.PathLike[str], *, resume: bool = True) -> Path:
        """Write the body to a file, which is complete or absent.

        It writes to a temporary name in the same directory, and renames it at the end,
        which replaces an earlier file. If the connection breaks during a GET whose
        response has a strong ``ETag``, the client requests only the rest. It does so
        again when you write the same response to the same path.

        Args:
            path: Path of the file.
            resume: True to resume an earlier download, and to keep a partial file.

        Returns:
            The path of the file.

        Raises:
            APIError: The body cannot be read; see `iter_bytes`.
            OSError: The file cannot be written.
        """
        may_resume = self._open_response.may_resume
        return self._run_read_flow(
            save_flow(self._outcome, Path(path), resume, may_resume)
        )

    def read_resuming(self) -> bytes:
        """Read the body into memory, and resume it like `to_file`."""
        return self._run_read_flow(
            read_flow(self._outcome, self._open_response.may_resume)
        )

    def _run_read_flow(self, flow: ReadFlow[R]) -> R:
        """Perform the steps of a flow that reads the body."""
        self._begin_reading()
        self._open_response.owner = this_thread()
        left = self._open_response.time_left
        chunks: Iterator[bytes] = self._body.chunks(None, left)
        result: Any = None
        failure: Exception | None = None
        ended: BaseException | None = None
        try:
            while True:
                step = flow.send(result) if failure is None else flow.throw(failure)
                result = failure = None
                try:
                    if isinstance(step, ReadChunk):
                        result = next(chunks, _END)
                        self._open_response.record_bytes(result)
                    elif isinstance(step, RunBlocking):
                        result = step.action()
                    else:
                        self._body.close()
                        result = self._reopen(step)
                        self._body = result.response.body
                        chunks = self._body.chunks(None, left)
                except Exception as error:
                    failure = error
        except StopIteration as end:
            done: R = end.value
            return done
        except (DeadlineExceeded, ResponseAborted) as cause:
            ended = late = self._open_response.abort_error(cause, self._outcome)
        except BaseException as other:
            ended = other
            raise
        finally:
            failure = None
            flow.close()
            self._closed(ended)
        raise late

    def _closed(self, error: BaseException | None) -> None:
        self._open_response.record_end(error)
        self._release()

    def close(self) -> None:
        """Close the response; a second time does nothing."""
        self._is_closed = True
        self._release()

    def _release(self) -> None:
        try:
            self._body.close()
        finally:
            self._open_response.release()


@public
class AsyncStreamedResponse(StreamedResponseBase[T_co]):
    """2xx response with an unread body; see `StreamedResponse`."""

    def __init__(
        self,
        outcome: Outcome,
        decode: Callable[[Outcome], T_co],
        open_response: OpenResponse,
        reopen: Callable[[Reopen], Coroutine[Any, Any, Outcome]],
    ) -> None:
        super().__init__(outcome, decode, open_response)
        self._reopen = reopen

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Yield the decompressed body in chunks; see `StreamedResponse.iter_bytes`."""
        check_size(chunk_size)
        return self._chunks(chunk_size)

    async def _chunks(self, chunk_size: int | None) -> AsyncGenerator[bytes, None]:
        if self._content is not None:
            for piece in split_content(self._content, chunk_size):
                yield piece
            return
        self._begin_reading()
        count, open_response = 0, self._open_response
        open_response.owner = this_task()
        try:
            async for chunk in self._body.chunks(chunk_size, open_response.time_left):
                open_response.owner = this_task()
                count += len(chunk)
                open_response.record_bytes(chunk)
                yield chunk
                self._ensure_open()
            open_response.record_end(None)
            return
        except TransportFailure as failure:
            error = broken_response_error(self._outcome, failure, count)
        except (DeadlineExceeded, ResponseAborted) as cause:
            error = open_response.abort_error(cause, self._outcome, count)
        except GeneratorExit:
            raise
        except BaseException as other:
            open_response.record_end(other)
            raise
        open_response.record_end(error)
        raise error

    async def iter_lines(self) -> AsyncIterator[str]:
        """Yield the body line by line; see `StreamedResponse.iter_lines`."""
        lines = LineDecoder(self._content_type())
        async with aclosing(self._chunks(None)) as chunks:
            async for chunk in chunks:
                for line in lines.decode(chunk):
                    yield line
                    self._ensure_open()
        for line in lines.flush():
            yield line

    async def read(self) -> bytes:
        """Read the rest and return the whole body; errors as of `iter_bytes`."""
        if self._content is None:
            self._content = b"".join([chunk async for chunk in self.iter_bytes()])
        return self._content

    async def parse(self) -> T_co:
        """Read the body and decode it; see `StreamedResponse.parse`."""
        return self._decode_content(await self.read())

    async def to_file(
        self, path: str | os.PathLike[str], *, resume: bool = True
    ) -> Path:
        """Write the body to a file, in threads; see `StreamedResponse.to_file`."""
        may_resume = self._open_response.may_resume
        return await self._run_read_flow(
            save_flow(self._outcome, Path(path), resume, may_resume)
        )

    async def read_resuming(self) -> bytes:
        """Read the body into memory; see `StreamedResponse.read_resuming`."""
        flow = read_flow(self._outcome, self._open_response.may_resume)
        return await self._run_read_flow(flow, threaded=False)

    async def _run_read_flow(self, flow: ReadFlow[R], threaded: bool = True) -> R:
        """Perform the steps of a flow that reads the body."""
        from anyio import CancelScope, to_thread

        self._begin_reading()
        self._open_response.owner = this_task()
        left = self._open_response.time_left
        chunks: AsyncIterator[bytes] = self._body.chunks(None, left)
        result: Any = None
        failure: Exception | None = None
        ended: BaseException | None = None
        try:
            while True:
                step = flow.send(result) if failure is None else flow.throw(failure)
                result = failure = None
                try:
                    if isinstance(step, ReadChunk):
                        result = await anext(chunks, _END)
                        self._open_response.record_bytes(result)
                    elif isinstance(step, Reopen):
                        await self._body.close()
                        result = await self._reopen(step)
                        self._body = result.response.body
                        chunks = self._body.chunks(None, left)
                    elif threaded:
                        result = await to_thread.run_sync(step.action)
                    else:
                        result = step.action()
                except Exception as error:
                    failure = error
        except StopIteration as end:
            done: R = end.value
            return done
        except (DeadlineExceeded, ResponseAborted) as cause:
            ended = late = self._open_response.abort_error(cause, self._outcome)
        except BaseException as other:
            ended = other
            raise
        finally:
            failure = None
            flow.close()
            self._open_response.record_end(ended)
            with CancelScope(shield=True):
                await self._release()
        raise late

    async def close(self) -> None:
        """Close the response; a second time does nothing."""
        self._is_closed = True
        await self._release()

    async def _release(self) -> None:
        try:
            await self._body.close()
        finally:
            self._open_response.release()


@public
class Streaming(Generic[T_co]):
    """Context manager that sends a call and closes its response."""

    def __init__(self, open_: Callable[[], StreamedResponse[T_co]]) -> None:
        self._open = open_
        self._response: StreamedResponse[T_co] | None = None

    def __enter__(self) -> StreamedResponse[T_co]:
        """Send the call.

        Raises:
            APIError: The call failed; see `errors`.
        """
        self._response = response = self._open()
        return response

    def __exit__(self, *exception: object) -> None:
        if self._response is not None:
            self._response.close()


@public
class AsyncStreaming(Generic[T_co]):
    """Async context manager that sends a call and closes its response."""

    def __init__(
        self,
        open_: Callable[[], Coroutine[Any, Any, AsyncStreamedResponse[T_co]]],
    ) -> None:
        self._open = open_
        self._response: AsyncStreamedResponse[T_co] | None = None

    async def __aenter__(self) -> AsyncStreamedResponse[T_co]:
        """Send the call.

        Raises:
            APIError: The call failed; see `errors`.
        """
        self._response = response = await self._open()
        return response

    async def __aexit__(self, *exception: object) -> None:
        if self._response is not None:
            await self._response.close()
