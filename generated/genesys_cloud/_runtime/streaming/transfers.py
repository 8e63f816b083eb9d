"""Uploads and downloads, mostly to hosts that must not receive the token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from ..config.options import RequestOptions, check_header
from ..encoding.scalars import character_problem, is_dot_segment
from ..engine.call import CallState, run_attempts, run_call
from ..engine.context import ClientContext
from ..engine.open_response import OpenResponse
from ..errors import APIError, RedirectError, status_phrase
from ..operation import Call, Operation, Source
from ..redaction import HIDDEN, Secret
from ..responses.parsing import Outcome, status_error
from ..steps import Flow
from ..transport.messages import HttpRequest, HttpResponse
from .base import HeaderLines
from .upload_sources import Uploaded, source_of

_HOPS: Final = 10
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_OURS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})
_PORTS: Final = {"http": 80, "https": 443}


def _checked_headers(headers: Mapping[str, str] | None) -> HeaderLines:
    """Return the headers of an upload.

    Raises:
        TypeError: A name or a value is not a str.
        ValueError: HTTP does not allow a header here, or it would identify the caller
            to another host.
    """
    lines = tuple((headers or {}).items())
    for name, value in lines:
        check_header(name, value)
        if name.lower() in _OURS:
            raise ValueError(
                f"the client does not send the header {name} to other hosts"
            )
    return lines


def checked_url(context: ClientContext, place: Secret[str]) -> Secret[str]:
    """Return the URL of a transfer; one that starts with a slash is the API's.

    Raises:
        TypeError: The URL is not a string.
        ValueError: The URL is invalid, or has no TLS although the base URL has.
    """
    return place.map(lambda url: _absolute_url(context, url))


def _absolute_url(context: ClientContext, url: str) -> str:
    given: Any = url
    if not isinstance(given, str):
        raise TypeError(f"url must be a str, not {type(url).__name__}")
    if url.startswith("/") and not url.startswith("//"):
        if any(is_dot_segment(segment) for segment in url.partition("?")[0].split("/")):
            raise ValueError("url must not contain the segments . and ..")
        url = context.base_url + url
    if problem := _url_problem(context, url):
        raise ValueError(f"url {problem}")
    return url.partition("#")[0]


def _url_problem(context: ClientContext, url: str) -> str:
    """Return the problem of a URL: https only, unless the API itself is http.

    Messages do not contain the URL, since it may be the only secret of a file.
    """
    if odd := character_problem(url):
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
    if not parts.hostname or port == 0:
        return "must have a host, and a port other than 0"
    return ""


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _api_call(context: ClientContext, place: Secret[str], headers: HeaderLines) -> Any:
    """Return a call of the API for a URL below its base URL, or None."""
    url = place.value
    parts, base = urlsplit(url), urlsplit(context.base_url)
    path = parts.path.removeprefix(base.path)
    below = parts.path.startswith(base.path) and path.startswith("/")
    dots = any(is_dot_segment(segment) for segment in path.split("/"))
    if _origin(url) != _origin(context.base_url) or not below or dots:
        return None
    operation: Operation[Any] = Operation(f"GET {path}", "GET", path, (), ())
    return Call(operation, path, (), headers, raw_query=parts.query)


def download(
    context: ClientContext,
    url: Secret[str],
    options: RequestOptions | None,
    more: HeaderLines,
    open_response: OpenResponse,
) -> Flow[Outcome]:
    """Open a URL, and follow redirects to other hosts without the token.

    After the first request to another host, no request carries the token.

    Raises:
        APIError: The transfer failed; see `errors`.
    """
    # The server could not send parts of compressed bytes.
    plain = (("Accept", "*/*"), ("Accept-Encoding", "identity"), *more)
    trusted, moved = True, APIError("")
    for _ in range(_HOPS):
        call = _api_call(context, url, plain) if trusted else None
        if call is None:
            trusted = False
            lines = Secret(plain)
            state = ExternalState(
                context, url, lines, options, open_response=open_response
            )
            outcome = yield from run_attempts(state)
            if outcome.response.status < 300:
                return outcome
            moved = status_error(outcome, None)
        else:
            try:
                outcome = yield from run_call(context, call, options, open_response)
                return outcome
            except RedirectError as error:
                moved = error.with_traceback(None)
        url = _redirect_target(context, url, moved)
    raise _redirect_error(moved, f"still redirected after {_HOPS} requests")


def upload(
    context: ClientContext,
    url: Secret[str],
    content: Uploaded,
    method: str,
    headers: Secret[Mapping[str, str] | None],
    options: RequestOptions | None,
) -> Flow[Outcome]:
    """Return the flow that sends a content to a presigned URL without the token.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: The URL, the method or a header is invalid.
        OSError: The file cannot be read.
        APIError: The upload failed, or was redirected; raised by the flow.
    """
    if method not in ("PUT", "POST"):
        raise ValueError(f"method must be PUT or POST, not {method!r}")
    state = ExternalState(
        context,
        checked_url(context, url),
        headers.map(_checked_headers),
        options,
        source_of(content),
        method=method,
    )
    return _without_redirect(state)


def _without_redirect(state: ExternalState) -> Flow[Outcome]:
    outcome = yield from run_attempts(state)
    if outcome.response.status >= 300:
        raise status_error(outcome, None)
    return outcome


def _redirect_target(
    context: ClientContext, url: Secret[str], moved: APIError
) -> Secret[str]:
    """Return the target of a redirect.

    Raises:
        RedirectError: The target is not allowed.
    """
    if moved.status not in _MOVED or not moved.headers.get("location"):
        raise _redirect_error(moved, "redirect without a target")
    target = url.map(lambda base: _joined_url(base, moved.headers["location"]))
    if _url_problem(context, target.value):
        raise _redirect_error(moved, "redirect to a URL that is not allowed")
    return target


def _joined_url(base: str, location: str) -> str:
    """Return the absolute URL of a redirect, or "" for one that is broken."""
    try:
        return urljoin(base, location).partition("#")[0]
    except ValueError:
        return ""


def _redirect_error(moved: APIError, why: str) -> APIError:
    """Return the error of a redirect that the client does not follow."""
    phrase = status_phrase(moved.status)
    moved.args = (f"{moved.operation}: {why} ({phrase}, {moved.attempts} attempts)",)
    return moved


class ExternalState(CallState):
    """Requests and retries of a transfer to or from another host.

    The host learns nothing of the client except its ``User-Agent``.
    """

    is_external = True

    def __init__(
        self,
        context: ClientContext,
        url: Secret[str],
        headers: Secret[HeaderLines],
        options: RequestOptions | None,
        source: Source | None = None,
        open_response: OpenResponse | None = None,
        method: str = "GET",
    ) -> None:
        self._secret_url = url
        self._lines = headers
        name = "download" if source is None else "upload"
        start, _, query = url.value.partition("?")
        path = urlsplit(start).path
        operation: Operation[Any] = Operation(name, method, path, (), ())
        # The query distinguishes files; no message contains it.
        call: Call[Any] = Call(operation, path, raw_query=query, source=source)
        super().__init__(context, call, options, open_response)
        # The query of a presigned URL is its secret.
        self._url = start

    def _make_request(self) -> HttpRequest:
        context, url = self.context, self._secret_url.value
        start, mark, _ = url.partition("?")
        timeout = self.options.timeout
        return HttpRequest(
            self.call.operation.method,
            url,
            (("User-Agent", context.agent), *self._lines.value),
            None,
            context.timeout if timeout is None else timeout,
            streamed=self.open_response is not None,
            anonymous=True,
            source=self.call.source,
            display_url=f"{start}?{HIDDEN}" if mark else start,
        )

    def is_success(self, response: HttpResponse) -> bool:
        """Return True for a response that is not an error, including redirects."""
        return response.status < 400

    def outcome(self, response: HttpResponse) -> Outcome:
        """Return the outcome of the transfer with a response."""
        return Outcome(
            self.call,
            response,
            self._url,
            self.record.stats.sent,
            "",
            secrets=self.context.tokens.secrets,
            is_own=False,
        )

    def _error_fields(self) -> dict[str, Any]:
        fields = super()._error_fields()
        return {**fields, "url": self._url, "request": None}
