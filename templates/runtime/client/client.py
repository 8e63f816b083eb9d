"""The two clients: their methods that do I/O."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from ..config.options import RequestOptions
from ..engine.call import connect, run_call
from ..engine.runner import SyncRunner
from ..errors import APIStatusError
from ..lazy import LazyModule
from ..operation import Call
from ..responses.parsing import Outcome
from ..responses.raw import RawResponse
from ..streaming.upload_sources import Content, File
from ..timeouts import check_seconds
from .files import AsyncFiles, SyncFiles

if TYPE_CHECKING:
    from ..transport.httpx_sender import AsyncSender, SyncSender
    from . import adhoc as _adhoc
    from . import polling as _polling
    from . import updating as _updating
else:
    _adhoc = LazyModule(".adhoc", __package__)
    _polling = LazyModule(".polling", __package__)
    _updating = LazyModule(".updating", __package__)

T = TypeVar("T")
Body = TypeVar("Body")
Result = TypeVar("Result")


class SyncClient(SyncFiles):
    """Base of the sync client, which threads can share."""

    def _make_runner(self) -> None:
        def make_sender() -> SyncSender:
            self._check_process()
            from ..transport.httpx_sender import SyncSender

            return SyncSender(self._http_client, self._network)

        self._runner = SyncRunner(self._context, make_sender, self._closing_flow)

    def __enter__(self) -> Self:
        self._check_open()
        return self

    def __exit__(self, kind: type[BaseException] | None, *more: object) -> None:
        if kind is None or issubclass(kind, Exception):
            self.close(drain=kind is None)
        else:
            self._close_interrupted()

    def _close_interrupted(self) -> None:
        """Close after an interrupt, and abort calls that take longer than a second."""
        if self._is_copy:
            self._is_copy_closed = True
        else:
            self._runner.close(False, None, interrupted=True)

    def connect(self) -> None:
        """Request a token now, so that no call has to wait for it.

        Concurrent threads share one request. A second call does nothing. The deadline
        and the retries of `with_options` apply.

        Raises:
            APIError: The token request failed.
        """
        self._check_open()
        options = self._options(None)
        self._runner.run(connect(self._context, options), self._deadline(options))

    def close(self, *, drain: bool = True, wait: float | None = 60.0) -> None:
        """Accept no more calls, wait for those in flight, and close the connections.

        It also waits for open responses of `download` and ``with_streaming_response``,
        at most `wait` seconds. It does not wait for those of the closing thread. It
        aborts the others with a `RuntimeWarning`, and reading them raises
        `ClientClosedError`.

        Your own ``http_client`` stays open. A second call waits for the first and does
        nothing else. A ``with`` block that an exception leaves does not drain. A
        listener must not close the client of its event.

        Args:
            drain: True to let calls that wait for the rate limit or a retry go on, and
                open responses complete; False to make them raise `ClientClosedError`.
            wait: Maximum seconds for open responses; None for no maximum.

        Raises:
            TypeError: `wait` is not a number.
            ValueError: `wait` is not positive.
        """
        check_seconds(wait, "wait")
        if self._is_copy:
            self._is_copy_closed = True
        else:
            self._runner.close(drain, wait)

    def send(self, call: Call[T], options: RequestOptions | None = None) -> T:
        """Send a call and return the decoded response.

        Raises:
            APIError: The call failed; see `errors`.
        """
        return self._value(call, self._outcome(call, options))

    def send_raw(
        self, call: Call[T], options: RequestOptions | None = None
    ) -> RawResponse[T]:
        """Send a call and return the raw response.

        Raises:
            APIError: The call failed; see `errors`.
        """
        return self._raw(call, self._outcome(call, options))

    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: type[T],
        options: RequestOptions | None = None,
    ) -> T: ...
    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: Any = Any,
        options: RequestOptions | None = None,
    ) -> Any: ...
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: Any = Any,
        options: RequestOptions | None = None,
    ) -> Any:
        """Call an undocumented endpoint.

        Args:
            method: HTTP method.
            path: Path below the base URL, such as ``/api/v2/things/1``, or an absolute
                URL of the API, with percent-encoded values.
            query: Query parameters; a sequence repeats its key.
            body: JSON value or model; `NULL` for null.
            content: Body other than JSON: a string, bytes, a path, or an open binary
                file.
            form: Fields of a form.
            files: Files of a form, by field: contents, or tuples of name, content and
                optionally media type.
            headers: Additional headers; a ``Content-Type`` replaces that of the body.
            type: Type to decode a 2xx response; plain JSON values by default.
            options: Options of this call.

        Returns:
            The decoded response; None without a body.

        Raises:
            TypeError: An argument has the wrong type.
            ValueError: An argument cannot be sent, or a path leads out of the API.
            OSError: A file cannot be read.
            APIError: The call failed; see `errors`.
        """
        arguments = _adhoc.RequestArguments(
            method, path, query, body, headers, type, content, form, files
        )
        # They may be secret, and tracebacks with values would show them.
        del path, query, body, headers, content, form, files
        call = _adhoc.make_call(arguments, self.base_url)
        return self.send(call, options)

    def wait_until(
        self,
        call: Callable[[], T],
        ready: Callable[[T], object],
        *,
        deadline: float | None,
        initial_wait: float = 1.0,
        max_wait: float = 20.0,
    ) -> T:
        """Call a function until its result is ready.

        Between two calls the client waits as long as the last response asks
        (``Retry-After``), but at least `initial_wait`. Without such a header the waits
        double, from `initial_wait` to `max_wait`.

        Args:
            call: Function without arguments that makes a call and returns its result.
            ready: Function that returns True if a result is ready.
            deadline: Seconds after which no further call begins; None for no end.
            initial_wait: Seconds of the first wait.
            max_wait: Maximum seconds of a wait, unless the server asks for more.

        Returns:
            The first result that is ready.

        Raises:
            TypeError: A value has the wrong type.
            ValueError: A value is out of range.
            APITimeoutError: The deadline passed; `last_result` is the last result.
            APIError: A call failed; see `errors`.
        """
        self._check_open()
        polling = _polling.Polling(
            self._context, call, ready, deadline, initial_wait, max_wait
        )
        _polling.check_synchronous(call, "call")
        while True:
            with polling.watch():
                result = call()
            if polling.is_ready(result):
                return result
            self._runner.run(polling.pause(result))

    def update(
        self,
        get: Callable[[], T],
        change: Callable[[T], Body],
        put: Callable[[Body], Result],
        *,
        max_conflicts: int = 10,
    ) -> Result:
        """Read, change and write something that others may change meanwhile.

        If the write fails with 409 or 412, the client waits and begins again. The
        server must reject writes that are out of date, by a version in the body or by
        ``If-Match``.

        Args:
            get: Function without arguments that reads the current state.
            change: Function of that state that returns the body to write. It can run
                several times.
            put: Function of the body that writes it.
            max_conflicts: Maximum number of conflicts after which the client tries
                again.

        Returns:
            The result of the write.

        Raises:
            TypeError: A value has the wrong type, or `change` returns None.
            ValueError: `max_conflicts` is negative.
            APIError: A call failed; see `errors`.
        """
        self._check_open()
        update = _updating.Update(self._context, get, change, put, max_conflicts)
        _polling.check_synchronous(get, "get")
        _polling.check_synchronous(put, "put")
        while True:
            body = update.body(get())
            try:
                return put(body)
            except APIStatusError as error:
                if not update.tries_again(error):
                    raise
            self._runner.run(update.pause())

    def _outcome(self, call: Call[Any], options: RequestOptions | None) -> Outcome:
        options = self._options(options, call.operation.name)
        until = self._deadline(options)
        return self._runner.run(run_call(self._context, call, options), until)


class AsyncClient(AsyncFiles):
    """Base of the async client, which tasks of one event loop can share.

    It runs under asyncio and trio.
    """

    _transports = ("aiohttp",)
    _asynchronous = True

    def _make_runner(self) -> None:
        def make_sender() -> AsyncSender:
            self._check_process()
            from ..transport.httpx_sender import AsyncSender

            return AsyncSender(self._http_client, self._network)

        from ..engine.async_runner import AsyncRunner

        theirs = self._http_client is not None or self._network.has_transport
        self._runner = AsyncRunner(
            self._context, make_sender, self._closing_flow, theirs
        )

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *more: object) -> None:
        if kind is None or issubclass(kind, Exception):
            await self.close(drain=kind is None)
        elif self._is_copy:
            self._is_copy_closed = True
        else:
            await self._runner.close(False, None, interrupted=True)

    async def connect(self) -> None:
        """Request a token now; see `SyncClient.connect`."""
        self._check_open()
        options = self._options(None)
        await self._runner.run(connect(self._context, options), self._deadline(options))

    async def close(self, *, drain: bool = True, wait: float | None = 60.0) -> None:
        """Close the client; see `SyncClient.close`.

        If the closing task is cancelled, the connections close at once, and calls in
        flight raise `ClientClosedError`.
        """
        check_seconds(wait, "wait")
        if self._is_copy:
            self._is_copy_closed = True
        else:
            await self._runner.close(drain, wait)

    async def send(self, call: Call[T], options: RequestOptions | None = None) -> T:
        """Send a call and return the decoded response.

        Raises:
            APIError: The call failed; see `errors`.
        """
        return self._value(call, await self._outcome(call, options))

    async def send_raw(
        self, call: Call[T], options: RequestOptions | None = None
    ) -> RawResponse[T]:
        """Send a call and return the raw response.

        Raises:
            APIError: The call failed; see `errors`.
        """
        return self._raw(call, await self._outcome(call, options))

    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: type[T],
        options: RequestOptions | None = None,
    ) -> T: ...
    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: Any = Any,
        options: RequestOptions | None = None,
    ) -> Any: ...
    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        content: Content | None = None,
        form: Mapping[str, object] | None = None,
        files: Mapping[str, File | list[File]] | None = None,
        headers: Mapping[str, str] | None = None,
        type: Any = Any,
        options: RequestOptions | None = None,
    ) -> Any:
        """Call an undocumented endpoint; see `SyncClient.request`."""
        arguments = _adhoc.RequestArguments(
            method, path, query, body, headers, type, content, form, files
        )
        # They may be secret, and tracebacks with values would show them.
        del path, query, body, headers, content, form, files
        call = _adhoc.make_call(arguments, self.base_url)
        return await self.send(call, options)

    async def wait_until(
        self,
        call: Callable[[], Awaitable[T]],
        ready: Callable[[T], object],
        *,
        deadline: float | None,
        initial_wait: float = 1.0,
        max_wait: float = 20.0,
    ) -> T:
        """Call a function until its result is ready; see `SyncClient.wait_until`.

        `call` returns an awaitable, and `ready` is a plain function.
        """
        self._check_open()
        polling = _polling.Polling(
            self._context, call, ready, deadline, initial_wait, max_wait
        )
        while True:
            with polling.watch():
                awaitable = call()
                _polling.check_awaitable(awaitable, "call")
                result = await awaitable
            if polling.is_ready(result):
                return result
            await self._runner.run(polling.pause(result))

    async def update(
        self,
        get: Callable[[], Awaitable[T]],
        change: Callable[[T], Body],
        put: Callable[[Body], Awaitable[Result]],
        *,
        max_conflicts: int = 10,
    ) -> Result:
        """Read, change and write; see `SyncClient.update`.

        `get` and `put` return awaitables, and `change` is a plain function.
        """
        self._check_open()
        update = _updating.Update(self._context, get, change, put, max_conflicts)
        while True:
            reading = get()
            _polling.check_awaitable(reading, "get")
            body = update.body(await reading)
            writing = put(body)
            _polling.check_awaitable(writing, "put")
            try:
                return await writing
            except APIStatusError as error:
                if not update.tries_again(error):
                    raise
            await self._runner.run(update.pause())

    async def _outcome(
        self, call: Call[Any], options: RequestOptions | None
    ) -> Outcome:
        options = self._options(options, call.operation.name)
        until = self._deadline(options)
        return await self._runner.run(run_call(self._context, call, options), until)
