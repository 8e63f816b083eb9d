"""Uploads and downloads, mostly to hosts that must not receive the token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from ..config.options import RequestOptions, check_header
from ..encoding.scalars import is_dots, odd_character
from ..engine.call import run_call
from ..engine.call_record import CallRecord
from ..engine.context import ClientContext
from ..engine.open_response import OpenResponse
from ..errors import APIError, APITimeoutError, RedirectError, status_phrase
from ..operation import Call, Operation, Source
from ..redaction import HIDDEN, Secret, discreet
from ..responses.parsing import Outcome, status_error
from ..responses.request_errors import connection_error
from ..retry import is_repeatable_failure, is_repeatable_status, retry_after
from ..steps import Flow, Send, Sleep
from ..timeouts import DeadlineExceeded
from ..transport.messages import HttpRequest, HttpResponse, TransportFailure

_HOPS: Final = 10
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_OURS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})
_PORTS: Final = {"http": 80, "https": 443}


Lines: TypeAlias = tuple[tuple[str, str], ...]


@discreet
def upload_headers(headers: Secret[Mapping[str, str] | None]) -> Secret[Lines]:
    """Check the headers of an upload.

    Raises:
        TypeError: A value is no text.
        ValueError: A field that HTTP does not allow here, or that would tell another
            host who the caller is.
    """
    lines = tuple((headers.value or {}).items())
    for name, value in lines:
        check_header(name, value)
        if name.lower() in _OURS:
            raise ValueError(
                f"the client does not send the header {name} to other hosts"
            )
    return Secret(lines)


@discreet
def absolute(context: ClientContext, place: Secret[str]) -> Secret[str]:
    """Return the URL of a transfer; one that starts with a slash is the API's.

    Raises:
        TypeError: It is no text.
        ValueError: It is no URL that can be used, or not as safe as the base URL.
    """
    url = place.value
    given: Any = url
    if not isinstance(given, str):
        raise TypeError(f"url must be a str, not {type(url).__name__}")
    if url.startswith("/") and not url.startswith("//"):
        if any(is_dots(segment) for segment in url.partition("?")[0].split("/")):
            raise ValueError("url must not contain the segments . and ..")
        url = context.base_url + url
    if problem := _problem(context, url):
        raise ValueError(f"url {problem}")
    return Secret(url.partition("#")[0])


def _problem(context: ClientContext, url: str) -> str:
    """Return the problem of a URL: https only, unless the API itself is http.

    The URL is not shown in messages: it may be all that protects what it names.
    """
    if odd := odd_character(url):
        return odd
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "must have a valid host and port"
    if not (parts.scheme and "://" in url):
        return "must be absolute, or a path of the API that starts with one slash"
    schemes = sorted({"https", urlsplit(context.base_url).scheme}, reverse=True)
    if parts.scheme not in schemes:
        return f"must have the scheme {' or '.join(schemes)}, not {parts.scheme}"
    if "@" in parts.netloc:
        return "must not contain a user, which would be sent to its host"
    return (
        ""
        if parts.hostname and port != 0
        else "must have a host, and a port other than 0"
    )


def _place(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


@discreet
def _own_call(context: ClientContext, place: Secret[str], headers: Lines) -> Any:
    """Return a call of the API for a URL below its base URL, or None."""
    url = place.value
    parts, base = urlsplit(url), urlsplit(context.base_url)
    path = parts.path.removeprefix(base.path)
    below = parts.path.startswith(base.path) and path.startswith("/")
    dots = any(is_dots(segment) for segment in path.split("/"))
    if _place(url) != _place(context.base_url) or not below or dots:
        return None
    operation: Operation[Any] = Operation(f"GET {path}", "GET", path, (), ())
    return Call(operation, path, (), headers, raw_query=parts.query)


def download(
    context: ClientContext,
    url: Secret[str],
    more: Lines,
    options: RequestOptions | None,
    hold: OpenResponse,
) -> Flow[Outcome]:
    """Open a URL, and follow redirects to other hosts without the token.

    Once another host was asked, none of them gets the token any more.

    Args:
        context: What the client's calls share.
        url: The URL, checked by `absolute`.
        more: Header fields that ask for a part.
        options: Options; header fields of theirs are for the API alone.
        hold: What is to be known of the answer.

    Raises:
        APIError: It could not be had; see `errors`.
    """
    # Packed bytes could not be asked for in parts.
    plain = (("Accept", "*/*"), ("Accept-Encoding", "identity"), *more)
    trusted, moved = True, APIError("")
    for _ in range(_HOPS):
        call = _own_call(context, url, plain) if trusted else None
        if call is None:
            trusted = False
            lines = Secret(plain)
            transfer = _Transfer(context, url, lines, options, hold=hold)
            outcome = yield from _send_external(transfer)
            if outcome.answer.status < 300:
                return outcome
            moved = status_error(outcome, None)
        else:
            try:
                outcome = yield from run_call(context, call, options, hold)
                return outcome
            except RedirectError as error:
                moved = error.with_traceback(None)
        url = _next(context, url, moved)
    raise _redirect_error(moved, f"still redirected after {_HOPS} requests")


def check_upload_method(method: str) -> None:
    """Raise if a method is neither PUT nor POST.

    Raises:
        ValueError: It is neither ``PUT`` nor ``POST``.
    """
    if method not in ("PUT", "POST"):
        raise ValueError(f"method must be PUT or POST, not {method!r}")


def upload(
    context: ClientContext,
    url: Secret[str],
    headers: Secret[Lines],
    source: Source,
    options: RequestOptions | None,
    method: str,
) -> Flow[Outcome]:
    """Send a body to a presigned URL without the token; redirects are errors.

    Raises:
        APIError: It failed; see `errors`.
    """
    transfer = _Transfer(context, url, headers, options, source, method=method)
    outcome = yield from _send_external(transfer)
    if outcome.answer.status >= 300:
        raise status_error(outcome, None)
    return outcome


@discreet
def _next(context: ClientContext, url: Secret[str], moved: APIError) -> Secret[str]:
    """Return the target of a redirect.

    Raises:
        RedirectError: Nowhere that may be asked.
    """
    location = moved.headers.get("location", "")
    try:
        target = urljoin(url.value, location).partition("#")[0]
    except ValueError:
        target = ""
    if moved.status not in _MOVED or not location:
        raise _redirect_error(moved, "redirect without a target")
    if _problem(context, target):
        raise _redirect_error(moved, "redirect to a URL that is not allowed")
    return Secret(target)


def _redirect_error(moved: APIError, why: str) -> APIError:
    """Return the error of a redirect that the client does not follow."""
    phrase = status_phrase(moved.status)
    moved.args = (f"{moved.operation}: {why} ({phrase}, {moved.attempts} attempts)",)
    return moved


def _send_external(transfer: _Transfer) -> Flow[Outcome]:
    """Send a request to another host, with retries and without the token.

    Raises:
        APIError: It is answered with 4xx or 5xx, or not at all.
    """
    transfer.begin()
    error: BaseException | None = None
    try:
        while True:
            try:
                answer: HttpResponse = yield Send(transfer.next_request())
            except TransportFailure as failure:
                wait = transfer.wait_after_failure(failure)
            else:
                transfer.record_response(answer)
                if answer.status < 400:
                    return transfer.outcome(answer)
                wait = transfer.wait_after_answer(answer)
            yield Sleep(wait)
    except DeadlineExceeded:
        error = late = transfer.deadline_error()
    except BaseException as other:
        error = other
        raise
    finally:
        if transfer.hold is None:
            transfer.account.end(error)
    # Raised out here so that nothing hangs on it.
    raise late


class _Transfer:
    """Attempts of one transfer to or from another host.

    Args:
        context: What the client's calls share.
        url: The URL.
        headers: The header fields, besides ``User-Agent``.
        options: Timeout, deadline and retries; others are for calls alone.
        source: What is uploaded; None for a download.
        hold: What is to be known of the answer of a download.
        method: HTTP method.
    """

    def __init__(
        self,
        context: ClientContext,
        url: Secret[str],
        headers: Secret[Lines],
        options: RequestOptions | None,
        source: Source | None = None,
        hold: OpenResponse | None = None,
        method: str = "GET",
    ) -> None:
        options = options or RequestOptions()
        self._unsafe = bool(options.retry_unsafe)
        self._context = context
        self._source = source
        self.hold = hold
        self._deadline = options.deadline
        # The query of a presigned URL is its secret.
        self._shown = url.value.partition("?")[0]
        name = "download" if source is None else "upload"
        path = urlsplit(self._shown).path
        operation: Operation[Any] = Operation(name, method, path, (), ())
        # The query is for telling files apart; nobody is shown a call's.
        self._call: Call[Any] = Call(
            operation, path, raw_query=url.value.partition("?")[2]
        )
        timeout = context.timeout if options.timeout is None else options.timeout
        self._request = HttpRequest(
            method,
            url.value,
            (("User-Agent", context.agent), *headers.value),
            None,
            timeout,
            streamed=source is None,
            bare=True,
            source=source,
        )
        given = options.max_retries
        self._retries = context.max_retries if given is None else given
        if source is not None and not source.repeatable:
            self._retries = 0
        self._began = context.clock()
        self.account = CallRecord(context) if hold is None else hold.account
        self._stats = self.account.stats

    def begin(self) -> None:
        """Count the transfer as a call, and emit the event.

        Raises:
            ClientClosedError: The client has been closed.
        """
        self.account.begin(self._call, self.hold is not None)

    def next_request(self) -> HttpRequest:
        """Return the request of the next attempt, and count it."""
        stats = self._stats
        stats.sent += 1
        if self._source is not None:
            stats.bytes_sent += self._source.size or 0
        if (watch := self.account.watch) is not None:
            mark = f"?{HIDDEN}" if self._call.raw_query else ""
            shown = replace(self._request, url=self._shown + mark)
            watch.started(shown, stats.sent, stats.waited)
        return self._request

    def record_response(self, answer: HttpResponse) -> None:
        """Record a response."""
        self._stats.bytes_received += len(answer.content)
        if (watch := self.account.watch) is not None:
            watch.answered(answer)

    def deadline_error(self) -> APITimeoutError:
        """Return the error for a transfer whose deadline has passed."""
        name = self._call.operation.name
        return APITimeoutError(
            f"{name}: deadline of {self._deadline} s passed",
            **self._error_fields(),
        )

    def outcome(self, answer: HttpResponse) -> Outcome:
        """Return the outcome of the transfer with a response."""
        secrets = self._context.tokens.secrets
        sent = self._stats.sent
        return Outcome(
            self._call, answer, self._shown, sent, "", secrets=secrets, is_own=False
        )

    def wait_after_failure(self, failure: TransportFailure) -> float:
        """Return the seconds before the next attempt, or raise the error."""
        repeatable = is_repeatable_failure(self._request.method, failure, self._unsafe)
        wait = self._next_wait(0.0) if repeatable else None
        if wait is None:
            fields = self._error_fields()
            name = self._call.operation.name
            raise connection_error(failure, name, **fields) from None
        self._tell_retry(str(failure), wait)
        return wait

    def wait_after_answer(self, answer: HttpResponse) -> float:
        """Return the seconds before the next attempt, or raise the error."""
        waits = retry_after(answer, self._context.wall_clock)
        method, unsafe = self._request.method, self._unsafe
        passing = is_repeatable_status(method, answer.status, waits, unsafe)
        wait = None
        if answer.status == 429:
            self._stats.rate_limited += 1
        if passing or answer.status == 429:
            wait = self._next_wait(waits or 0.0)
        if wait is None:
            raise status_error(self.outcome(answer), waits)
        self._tell_retry(f"status {answer.status}", wait)
        return wait

    def _next_wait(self, at_least: float) -> float | None:
        """Return the seconds before the next attempt, or None for none."""
        policy, context, stats = self._context.policy, self._context, self._stats
        tried = stats.retries - stats.forgiven
        if tried >= self._retries or at_least > policy.max_server_wait:
            return None
        wait = max(policy.backoff(tried, context.random), at_least)
        if not policy.is_in_budget(context.clock() - self._began, wait):
            return None
        stats.retries += 1
        return wait

    def _tell_retry(self, reason: str, wait: float) -> None:
        self.account.retried(reason, wait)

    def _error_fields(self) -> dict[str, Any]:
        """Return the attributes of an error."""
        return {
            "operation": self._call.operation.name,
            "method": self._request.method,
            "url": self._shown,
            "attempts": self._stats.sent,
        }
