"""Methods of both clients for streams and files; `transfers` has the flows."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, overload

from msgspec.structs import replace

from ..config.options import RequestOptions
from ..engine.call import run_call
from ..engine.open_response import OpenResponse, this_task, this_thread
from ..lazy import LazyModule
from ..operation import Call
from ..redaction import Secret
from ..responses.parsing import Outcome
from ..responses.raw import RawResponse
from ..steps import Flow
from ..streaming.upload_sources import Uploaded
from .base import AsyncBase, SyncBase

if TYPE_CHECKING:
    from ..engine.async_runner import AsyncRunner
    from ..engine.context import ClientContext
    from ..engine.runner import SyncRunner
    from ..streaming import response as _streaming
    from ..streaming.base import HeaderLines
    from ..streaming.resumable import Reopen

    RequestFlow: TypeAlias = Callable[[HeaderLines, OpenResponse], Flow[Outcome]]
else:
    _streaming = LazyModule("..streaming.response", __package__)

T = TypeVar("T")


def _run_call(
    context: ClientContext,
    call: Call[Any],
    options: RequestOptions | None,
    more: HeaderLines,
    open_response: OpenResponse,
) -> Flow[Outcome]:
    """Send a call, with headers that ask for a part of an uncompressed body."""
    if more:
        more = (("Accept-Encoding", "identity"), *more)
        call = replace(call, headers=(*call.headers, *more))
    return run_call(context, call, options, open_response)


def _response_flow(
    flow: RequestFlow,
    reopen: Reopen | None,
    open_response: OpenResponse,
) -> Flow[Outcome]:
    """Return the flow that requests a response, or the rest of one."""
    if reopen is None:
        return flow((), open_response)
    asked = flow(reopen.headers, open_response)
    return open_response.retry(asked, reopen.reason) if reopen.reason else asked


def _no_value(outcome: Outcome) -> None:
    return None


class SyncFiles(SyncBase):
    """Streams, downloads and uploads of the sync client."""

    if TYPE_CHECKING:
        _runner: SyncRunner

    def send_streamed(
        self, call: Call[T], options: RequestOptions | None = None
    ) -> _streaming.Streaming[T]:
        """Return a context manager that sends a call and leaves its body unread.

        The block receives the response with its body unread, and closes it. Keep the
        client open until then.
        """
        options = self._options(options)

        flow = partial(_run_call, self._context, call, options)
        decode = partial(self._value, call)
        return _streaming.Streaming(lambda: self._open(flow, decode, options))

    def _open(
        self,
        flow: RequestFlow,
        decode: Callable[[Outcome], T],
        options: RequestOptions | None,
    ) -> _streaming.StreamedResponse[T]:
        """Open a response, for which closing the client waits."""
        open_response = OpenResponse(self._context, options, this_thread())

        def sent(reopen: Reopen | None = None) -> Outcome:
            outcome = self._runner.run(
                _response_flow(flow, reopen, open_response), open_response.deadline
            )
            try:
                return open_response.attach(outcome)
            except BaseException:
                _body_of(outcome).close()
                raise

        try:
            return _streaming.StreamedResponse(sent(), decode, open_response, sent)
        except BaseException as error:
            open_response.record_end(error)
            open_response.release()
            raise

    def upload(
        self,
        url: str,
        content: Uploaded,
        *,
        method: Literal["PUT", "POST"] = "PUT",
        headers: Mapping[str, str] | None = None,
        options: RequestOptions | None = None,
    ) -> RawResponse[None]:
        """Upload a content to a presigned URL, without the token.

        The client sends no headers of its own except ``User-Agent``. It retries like a
        call, if it can read the content again. It retries POST only if the server
        cannot have processed it, or with `retry_unsafe`. Redirects raise.

        Args:
            url: URL from the API.
            content: Bytes, a path, or an open file.
            method: HTTP method that the API requires.
            headers: Headers that the API requires for the URL.
            options: Timeout, deadline and retries; other options apply to calls only.

        Raises:
            TypeError: The content has the wrong type.
            ValueError: The URL, the method or a header is invalid.
            OSError: The file cannot be read.
            APIError: The upload failed; see `errors`.
        """
        from ..streaming.transfers import upload

        target, given = Secret(url), Secret(headers)
        # They may be secret, and tracebacks with values would show them.
        del url, headers
        options = self._options(options)
        flow = upload(self._context, target, content, method, given, options)
        outcome = self._runner.run(flow, self._deadline(options))
        return RawResponse(outcome.response, None, lambda: None)

    @overload
    def download(
        self,
        url: str,
        to: None = None,
        *,
        resume: bool = True,
        options: RequestOptions | None = None,
    ) -> bytes: ...
    @overload
    def download(
        self,
        url: str,
        to: str | os.PathLike[str],
        *,
        resume: bool = True,
        options: RequestOptions | None = None,
    ) -> Path: ...
    def download(
        self,
        url: str,
        to: str | os.PathLike[str] | None = None,
        *,
        resume: bool = True,
        options: RequestOptions | None = None,
    ) -> bytes | Path:
        """Download from a URL; only the API's own host receives the token.

        It follows redirects, to other hosts without the token and the client's headers.
        It writes a file as `StreamedResponse.to_file` does.

        Args:
            url: URL, or a path of the API that starts with a slash.
            to: File to write; None to return the bytes.
            resume: True to resume an earlier download to the same file.
            options: Options of the call.

        Returns:
            The bytes, or the path of the file.

        Raises:
            TypeError: An argument has the wrong type.
            ValueError: The URL is invalid.
            OSError: The file cannot be written; the client checks the directory before
                it sends anything.
            APIError: The download failed; see `errors`.
        """
        from ..streaming.destinations import check_destination
        from ..streaming.transfers import checked_url, download

        target = Secret(url)
        del url
        options = self._options(options)
        target = checked_url(self._context, target)
        if to is not None:
            check_destination(to)

        flow = partial(download, self._context, target, options)
        opened = self._open(flow, _no_value, options)
        try:
            if to is None:
                return opened.read_resuming()
            return opened.to_file(to, resume=resume)
        finally:
            opened.close()


class AsyncFiles(AsyncBase):
    """Streams, downloads and uploads of the async client."""

    if TYPE_CHECKING:
        _runner: AsyncRunner

    def send_streamed(
        self, call: Call[T], options: RequestOptions | None = None
    ) -> _streaming.AsyncStreaming[T]:
        """Return an async context manager; see `SyncClient.send_streamed`."""
        options = self._options(options)

        flow = partial(_run_call, self._context, call, options)
        return _streaming.AsyncStreaming(
            lambda: self._open(flow, partial(self._value, call), options)
        )

    async def _open(
        self,
        flow: RequestFlow,
        decode: Callable[[Outcome], T],
        options: RequestOptions | None,
    ) -> _streaming.AsyncStreamedResponse[T]:
        open_response = OpenResponse(self._context, options, this_task())

        async def sent(reopen: Reopen | None = None) -> Outcome:
            outcome = await self._runner.run(
                _response_flow(flow, reopen, open_response), open_response.deadline
            )
            try:
                return open_response.attach(outcome)
            except BaseException:
                await _body_of(outcome).close()
                raise

        try:
            return _streaming.AsyncStreamedResponse(
                await sent(), decode, open_response, sent
            )
        except BaseException as error:
            open_response.record_end(error)
            open_response.release()
            raise

    async def upload(
        self,
        url: str,
        content: Uploaded,
        *,
        method: Literal["PUT", "POST"] = "PUT",
        headers: Mapping[str, str] | None = None,
        options: RequestOptions | None = None,
    ) -> RawResponse[None]:
        """Upload a content, with files read in threads; see `SyncClient.upload`."""
        from ..streaming.transfers import upload

        target, given = Secret(url), Secret(headers)
        # They may be secret, and tracebacks with values would show them.
        del url, headers
        options = self._options(options)
        flow = upload(self._context, target, content, method, given, options)
        outcome = await self._runner.run(flow, self._deadline(options))
        return RawResponse(outcome.response, None, lambda: None)

    @overload
    async def download(
        self,
        url: str,
        to: None = None,
        *,
        resume: bool = True,
        options: RequestOptions | None = None,
    ) -> bytes: ...
    @overload
    async def download(
        self,
        url: str,
        to: str | os.PathLike[str],
        *,
        resume: bool = True,
        options: RequestOptions | None = None,
    ) -> Path: ...
    async def download(
        self,
        url: str,
        to: str | os.PathLike[str] | None = None,
        *,
        resume: bool = True,
        options: RequestOptions | None = None,
    ) -> bytes | Path:
        """Download from a URL; see `SyncClient.download`."""
        from ..streaming.destinations import check_destination
        from ..streaming.transfers import checked_url, download

        target = Secret(url)
        del url
        options = self._options(options)
        target = checked_url(self._context, target)
        if to is not None:
            from anyio import to_thread

            await to_thread.run_sync(check_destination, to)

        flow = partial(download, self._context, target, options)
        opened = await self._open(flow, _no_value, options)
        try:
            if to is None:
                return await opened.read_resuming()
            return await opened.to_file(to, resume=resume)
        finally:
            await opened.close()


def _body_of(outcome: Outcome) -> Any:
    response: Any = outcome.response
    return response.body
