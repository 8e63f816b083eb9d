"""Uploads and downloads, which mostly go to hosts that must not see the token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from ..config.options import RequestOptions, check_header
from ..encoding.scalars import is_dots, odd_character
from ..engine.call import run_call
from ..engine.call_record import Account
from ..engine.context import ClientContext
from ..engine.open_response import Hold
from ..errors import APIError, APITimeoutError, RedirectError, status_phrase
from ..operation import Call, Operation, Source
from ..redaction import HIDDEN, Hidden, discreet
from ..responses.parsing import Outcome, status_error
from ..responses.request_errors import connection_error
from ..retry import repeatable_failure, repeatable_status, retry_after
from ..steps import Flow, Send, Sleep
from ..timeouts import OutOfTime
from ..transport.messages import Incoming, Outgoing, TransportFailure

_HOPS: Final = 10
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_OURS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})
_PORTS: Final = {"http": 80, "https": 443}


Lines: TypeAlias = tuple[tuple[str, str], ...]


@discreet
def upload_headers(headers: Hidden[Mapping[str, str] | None]) -> Hidden[Lines]:
    """Check the header fields of an upload.

    Raises:
        TypeError: A value is no text.
        ValueError: A field that HTTP does not allow here, or that would tell another
            host who the caller is.
    """
    lines = tuple((headers.value or {}).items())
    for name, value in lines:
        check_header(name, value)
        if name.lower() in _OURS:
            raise ValueError(f"the header {name} is not sent to other hosts")
    return Hidden(lines)


@discreet
def absolute(core: ClientContext, place: Hidden[str]) -> Hidden[str]:
    """Return the URL of a transfer; one that starts with a slash is the API's.

    Raises:
        TypeError: It is no text.
        ValueError: It is no URL that can be used, or not as safe as the base URL.
    """
    url = place.value
    given: Any = url
    if not isinstance(given, str):
        raise TypeError(f"url is a str, not {type(url).__name__}")
    if url.startswith("/") and not url.startswith("//"):
        if any(is_dots(segment) for segment in url.partition("?")[0].split("/")):
            raise ValueError("url holds a segment . or .., which leads elsewhere")
        url = core.base_url + url
    if problem := _problem(core, url):
        raise ValueError(f"url {problem}")
    return Hidden(url.partition("#")[0])


def _problem(core: ClientContext, url: str) -> str:
    """Say why a URL may not be asked for: https only, unless the API itself is http.

    The URL is not shown in messages: it may be all that protects what it names.
    """
    if odd := odd_character(url):
        return odd
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is none: its host or its port cannot be"
    if not (parts.scheme and "://" in url):
        return "is neither absolute nor a path of the API that starts with one slash"
    schemes = sorted({"https", urlsplit(core.base_url).scheme}, reverse=True)
    if parts.scheme not in schemes:
        return f"has the scheme {parts.scheme}, not {' or '.join(schemes)}"
    if "@" in parts.netloc:
        return "holds a user, which would be sent to its host"
    return "" if parts.hostname and port != 0 else "names no host, or the port 0"


def _place(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


@discreet
def _own_call(core: ClientContext, place: Hidden[str], headers: Lines) -> Any:
    """Return a call of the API for a URL that is below its base URL, else None."""
    url = place.value
    parts, base = urlsplit(url), urlsplit(core.base_url)
    path = parts.path.removeprefix(base.path)
    below = parts.path.startswith(base.path) and path.startswith("/")
    dots = any(is_dots(segment) for segment in path.split("/"))
    if _place(url) != _place(core.base_url) or not below or dots:
        return None
    operation: Operation[Any] = Operation(f"GET {path}", "GET", path, (), ())
    return Call(operation, path, (), headers, given=parts.query)


def download(
    core: ClientContext,
    url: Hidden[str],
    more: Lines,
    options: RequestOptions | None,
    hold: Hold,
) -> Flow[Outcome]:
    """Open what a URL leads to; redirects to other hosts are followed without token.

    Once another host was asked, none of them gets the token any more.

    Args:
        core: What the client's calls share.
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
        call = _own_call(core, url, plain) if trusted else None
        if call is None:
            trusted = False
            lines = Hidden(plain)
            transfer = _Transfer(core, url, lines, options, hold=hold)
            outcome = yield from _elsewhere(transfer)
            if outcome.answer.status < 300:
                return outcome
            moved = status_error(outcome, None)
        else:
            try:
                outcome = yield from run_call(core, call, options, hold)
                return outcome
            except RedirectError as error:
                moved = error.with_traceback(None)
        url = _next(core, url, moved)
    raise _astray(moved, f"still redirected after {_HOPS} requests")


def check_upload_method(method: str) -> None:
    """Refuse a method that nothing is uploaded by.

    Raises:
        ValueError: It is neither ``PUT`` nor ``POST``.
    """
    if method not in ("PUT", "POST"):
        raise ValueError(f"method is PUT or POST, not {method!r}")


def upload(
    core: ClientContext,
    url: Hidden[str],
    headers: Hidden[Lines],
    source: Source,
    options: RequestOptions | None,
    method: str,
) -> Flow[Outcome]:
    """Send a body to a presigned URL, without the token; redirects are errors.

    Raises:
        APIError: It failed; see `errors`.
    """
    transfer = _Transfer(core, url, headers, options, source, method=method)
    outcome = yield from _elsewhere(transfer)
    if outcome.answer.status >= 300:
        raise status_error(outcome, None)
    return outcome


@discreet
def _next(core: ClientContext, url: Hidden[str], moved: APIError) -> Hidden[str]:
    """Return where a redirect leads.

    Raises:
        RedirectError: Nowhere that may be asked.
    """
    location = moved.headers.get("location", "")
    try:
        target = urljoin(url.value, location).partition("#")[0]
    except ValueError:
        target = ""
    if moved.status not in _MOVED or not location:
        raise _astray(moved, "redirected, but not to anywhere")
    if _problem(core, target):
        raise _astray(moved, "redirected to where it may not be asked for")
    return Hidden(target)


def _astray(moved: APIError, why: str) -> APIError:
    """Return the error of a redirect that is not followed, with other words."""
    phrase = status_phrase(moved.status)
    moved.args = (f"{moved.operation}: {why} ({phrase}, {moved.attempts} attempts)",)
    return moved


def _elsewhere(transfer: _Transfer) -> Flow[Outcome]:
    """Send a request that tells nothing of the client until it is answered.

    Raises:
        APIError: It is answered with 4xx or 5xx, or not at all.
    """
    transfer.begin()
    error: BaseException | None = None
    try:
        while True:
            try:
                answer: Incoming = yield Send(transfer.outgoing())
            except TransportFailure as failure:
                wait = transfer.wait_after_failure(failure)
            else:
                transfer.answered(answer)
                if answer.status < 400:
                    return transfer.outcome(answer)
                wait = transfer.wait_after_answer(answer)
            yield Sleep(wait)
    except OutOfTime:
        error = late = transfer.out_of_time()
    except BaseException as other:
        error = other
        raise
    finally:
        if transfer.hold is None:
            transfer.account.end(error)
    # Raised out here so that nothing hangs on it.
    raise late


class _Transfer:
    """What was tried to get something to or from another host.

    Args:
        core: What the client's calls share.
        url: The URL.
        headers: The header fields, besides ``User-Agent``.
        options: Timeout, deadline and retries; others are for calls alone.
        source: What is uploaded; None for a download.
        hold: What is to be known of the answer of a download.
        method: HTTP method.
    """

    def __init__(
        self,
        core: ClientContext,
        url: Hidden[str],
        headers: Hidden[Lines],
        options: RequestOptions | None,
        source: Source | None = None,
        hold: Hold | None = None,
        method: str = "GET",
    ) -> None:
        options = options or RequestOptions()
        self._unsafe = bool(options.retry_unsafe)
        self._core = core
        self._source = source
        self.hold = hold
        self._deadline = options.deadline
        # The query of a presigned URL is its secret.
        self._shown = url.value.partition("?")[0]
        name = "download" if source is None else "upload"
        path = urlsplit(self._shown).path
        operation: Operation[Any] = Operation(name, method, path, (), ())
        # The query is for telling files apart; nobody is shown a call's.
        self._call: Call[Any] = Call(operation, path, given=url.value.partition("?")[2])
        timeout = core.timeout if options.timeout is None else options.timeout
        self._request = Outgoing(
            method,
            url.value,
            (("User-Agent", core.agent), *headers.value),
            None,
            timeout,
            streamed=source is None,
            bare=True,
            source=source,
        )
        given = options.max_retries
        self._retries = core.max_retries if given is None else given
        if source is not None and not source.repeatable:
            self._retries = 0
        self._began = core.clock()
        self.account = Account(core) if hold is None else hold.account
        self._tally = self.account.tally

    def begin(self) -> None:
        """Count it in, as calls are, and tell of it.

        Raises:
            ClientClosedError: The client has been closed.
        """
        self.account.begin(self._call, self.hold is not None)

    def outgoing(self) -> Outgoing:
        """Return the request of the next attempt, and count it."""
        tally = self._tally
        tally.sent += 1
        if self._source is not None:
            tally.bytes_sent += self._source.size or 0
        if (watch := self.account.watch) is not None:
            mark = f"?{HIDDEN}" if self._call.given else ""
            shown = replace(self._request, url=self._shown + mark)
            watch.started(shown, tally.sent, tally.waited)
        return self._request

    def answered(self, answer: Incoming) -> None:
        """Take note of an answer."""
        self._tally.bytes_received += len(answer.content)
        if (watch := self.account.watch) is not None:
            watch.answered(answer)

    def out_of_time(self) -> APITimeoutError:
        """Make the error for a transfer whose deadline has passed."""
        name = self._call.operation.name
        return APITimeoutError(
            f"{name}: not done by its deadline of {self._deadline} s", **self._context()
        )

    def outcome(self, answer: Incoming) -> Outcome:
        """Return an answer, and how it came to that."""
        secrets = self._core.tokens.secrets
        sent = self._tally.sent
        return Outcome(
            self._call, answer, self._shown, sent, "", secrets=secrets, is_own=False
        )

    def wait_after_failure(self, failure: TransportFailure) -> float:
        """Return the seconds before the next attempt, or raise the error."""
        repeatable = repeatable_failure(self._request.method, failure, self._unsafe)
        wait = self._next_wait(0.0) if repeatable else None
        if wait is None:
            context = self._context()
            name = self._call.operation.name
            raise connection_error(failure, name, **context) from None
        self._tell_retry(str(failure), wait)
        return wait

    def wait_after_answer(self, answer: Incoming) -> float:
        """Return the seconds before the next attempt, or raise the error."""
        waits = retry_after(answer, self._core.wall_clock)
        method, unsafe = self._request.method, self._unsafe
        passing = repeatable_status(method, answer.status, waits, unsafe)
        wait = None
        if answer.status == 429:
            self._tally.rate_limited += 1
        if passing or answer.status == 429:
            wait = self._next_wait(waits or 0.0)
        if wait is None:
            raise status_error(self.outcome(answer), waits)
        self._tell_retry(f"status {answer.status}", wait)
        return wait

    def _next_wait(self, at_least: float) -> float | None:
        """Return the seconds before the next attempt, None for no such attempt."""
        policy, core, tally = self._core.policy, self._core, self._tally
        tried = tally.retries - tally.forgiven
        if tried >= self._retries or at_least > policy.longest_wait:
            return None
        wait = max(policy.backoff(tried, core.random), at_least)
        if not policy.in_budget(core.clock() - self._began, wait):
            return None
        tally.retries += 1
        return wait

    def _tell_retry(self, reason: str, wait: float) -> None:
        self.account.retried(reason, wait)

    def _context(self) -> dict[str, Any]:
        """Return what an error holds."""
        return {
            "operation": self._call.operation.name,
            "method": self._request.method,
            "url": self._shown,
            "attempts": self._tally.sent,
        }
