"""Errors of a client, as one tree.

    APIError
        ConfigurationError      invalid settings
        ClientClosedError       use of a closed client
        TokenRequestError       failed token request
        APIConnectionError      no response: the connection failed
        APITimeoutError         no response in time
        DecodeError             response that cannot be decoded
            ResponseMismatchError   mismatch, with ``on_mismatch="raise"``
        PagingError             pagination loop
        APIStatusError          response other than 2xx; each common status has a class

Invalid arguments raise `TypeError` and `ValueError` before any traffic. All errors can
be pickled, and none contains a token or a secret. Errors of other libraries never reach
the user, not even as cause or context.
"""

import re
import sys
import warnings
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, ClassVar, Final

import msgspec

from .headers import Headers
from .public import publish

_CONTROLS: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


class RequestInfo(msgspec.Struct, frozen=True):
    """Redacted request without its body.

    Attributes:
        method: HTTP method.
        url: Redacted URL, with ``***`` for possible secrets.
        lines: Redacted headers, without the token.
    """

    method: str
    url: str
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers by name."""
        return MappingProxyType(dict(self.lines))

    def __str__(self) -> str:
        return f"{self.method} {self.url}"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [(name, getattr(self, name)) for name in self.__struct_fields__]


class ResponseMismatch(msgspec.Struct, frozen=True):
    """Mismatch of a response.

    Attributes:
        operation: Documented name, such as ``LicenseAPI.getLicenseUsers``.
        path: Place in the response (JSONPath, RFC 9535), such as
            ``$.entities[3].dateCreated``. In counts, ``[*]`` stands for any index or
            key. ``status`` is the HTTP status.
        expected: Documented type, such as ``date-time``.
        got: Received type; never the value, which may be private.
    """

    operation: str
    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.path} is {self.got}, not {self.expected}"


class APIError(Exception):
    """Base of all errors of a client.

    Every error has all attributes, so one handler can log any error. A missing value is
    None, 0 or empty.

    Attributes:
        message: Problem; for a response, the server's own message.
        operation: Documented name, such as ``LicenseAPI.getLicenseUsers``.
        method: HTTP method.
        url: Redacted URL of the request.
        request: Last request, sent or not: method, redacted URL and redacted headers.
        attempts: Number of attempts.
        status: HTTP status of the response; 0 without one.
        headers: Headers of the response.
        content: Body of the response as received.
        code: The platform's code for the problem, if the body has one.
        correlation_id: Id of the call in the platform's logs.
        body: Body of a response other than 2xx, in the documented type of the status,
            or as plain JSON values, or None.
        retry_after: Seconds to wait before another attempt, if the server states them.
    """

    def __init__(
        self,
        text: str,
        *,
        message: str | None = None,
        operation: str | None = None,
        method: str | None = None,
        url: str | None = None,
        request: RequestInfo | None = None,
        attempts: int = 0,
        status: int = 0,
        headers: Headers | None = None,
        content: bytes = b"",
        code: str | None = None,
        correlation_id: str | None = None,
        body: Any = None,
        retry_after: float | None = None,
    ) -> None:
        # What a server says must not drive the terminal that shows it.
        super().__init__(_CONTROLS.sub(_escaped, text))
        self.message: str = text if message is None else message
        self.operation = operation
        self.method = method
        self.url = url
        if request is None and method is not None:
            request = RequestInfo(method, url or "")
        self.request = request
        self.attempts = attempts
        self.status = status
        self.headers: Headers = Headers() if headers is None else headers
        self.content = content
        self.code = code
        self.correlation_id = correlation_id
        self.body = body
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)


def _restore(
    cls: type[APIError], args: tuple[Any, ...], state: dict[str, Any]
) -> APIError:
    error = cls.__new__(cls, *args)
    error.__dict__.update(state)
    return error


class ConfigurationError(APIError):
    """Wrong settings; the client sent nothing."""


class ClientClosedError(APIError):
    """Use of a closed client, or a call that closing the client aborted.

    Attributes:
        reached: False if the server cannot have processed the request.
    """

    def __init__(self, text: str, *, reached: bool = False, **context: Any) -> None:
        super().__init__(text, **context)
        self.reached = reached


class APIConnectionError(APIError):
    """Failed connection, so there is no response.

    Attributes:
        reached: False if the server cannot have processed the request.
    """

    def __init__(self, text: str, *, reached: bool = True, **context: Any) -> None:
        super().__init__(text, **context)
        self.reached = reached


class APITimeoutError(APIError):
    """Timeout or deadline that passed without a response.

    Attributes:
        reached: False if the server cannot have processed the request.
        last_result: Last result of `wait_until`, which pickling leaves out.
    """

    def __init__(
        self,
        text: str,
        *,
        reached: bool = True,
        last_result: Any = None,
        **context: Any,
    ) -> None:
        super().__init__(text, **context)
        self.reached = reached
        self.last_result = last_result

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, {**self.__dict__, "last_result": None})


class TokenRequestError(APIError):
    """Failed token request; `code` is the ``error`` (RFC 6749, section 5.2)."""


class DecodeError(APIError):
    """Value that cannot be decoded: invalid JSON, or another type."""


class ResponseMismatchError(DecodeError):
    """Response that does not match the documentation, with ``on_mismatch="raise"``.

    Attributes:
        mismatches: The first thousand mismatches, and of further ones the first at
            each place, without indices and keys.
    """

    def __init__(
        self,
        text: str,
        *,
        mismatches: tuple[ResponseMismatch, ...] = (),
        **context: Any,
    ) -> None:
        super().__init__(text, **context)
        self.mismatches = mismatches


class PagingError(APIError):
    """Pagination loop, or a page that cannot be decoded."""


class APIStatusError(APIError):
    """Response with a status other than 2xx.

    Attributes:
        documented: True if the documentation lists the status for the operation.
    """

    advice: ClassVar[str] = ""
    """Advice for the reader of the message."""

    def __init__(self, text: str, *, documented: bool = False, **context: Any) -> None:
        super().__init__(text, **context)
        self.documented = documented


class RedirectError(APIStatusError):
    """3xx: a redirect, which the client does not follow."""

    advice = (
        "The client follows no redirects, so that no other host receives the token."
    )

    @property
    def location(self) -> str | None:
        """Target of the redirect, possibly relative."""
        return self.headers.get("location")


class ClientError(APIStatusError):
    """4xx: the server rejects the request."""


class BadRequestError(ClientError):
    """400: the server does not understand the request."""

    advice = "Check the arguments."


class UnauthorizedError(ClientError):
    """401: the token is missing, wrong or no longer valid."""

    advice = "Check access_token, or client_id, client_secret and region."


class ForbiddenError(ClientError):
    """403: the token does not allow this."""

    advice = "Grant the user or the OAuth client the permission for this operation."


class NotFoundError(ClientError):
    """404: the resource does not exist, or the token cannot see it."""

    advice = "Check the ids and the permissions of the token."


class MethodNotAllowedError(ClientError):
    """405: the resource does not know the method."""

    advice = "The client and the server have different versions of the API."


class RequestTimeoutError(ClientError):
    """408: the server waited too long for the request."""


class ConflictError(ClientError):
    """409: the request conflicts with the current state."""

    advice = "Get the current state, then retry."


class GoneError(ClientError):
    """410: the resource existed and was removed."""

    advice = "Stop requesting it."


class PreconditionFailedError(ClientError):
    """412: a condition such as ``If-Match`` is false."""

    advice = "Get the current state, then retry."


class PayloadTooLargeError(ClientError):
    """413: the body is larger than the server accepts."""

    advice = "Send a smaller body."


class UnsupportedMediaTypeError(ClientError):
    """415: the server does not support the media type of the body."""

    advice = "Check the Content-Type."


class UnprocessableEntityError(ClientError):
    """422: the request is well formed, but its content is invalid."""

    advice = "Check the arguments."


class LockedError(ClientError):
    """423: the resource is locked."""

    advice = "Retry when it is unlocked."


class FailedDependencyError(ClientError):
    """424: an operation on which the request depends failed."""

    advice = "Fix the operation on which it depends."


class RateLimitError(ClientError):
    """429: too many requests; `retry_after` is the time to wait."""

    advice = "Lower rate_limit, or share one client among the callers."


class ServerError(APIStatusError):
    """5xx: the server failed."""

    advice = "The server failed: retry later."


class InternalServerError(ServerError):
    """500: unexpected failure of the server."""


class UnimplementedError(ServerError):
    """501: the server does not support the request."""

    advice = ""


class BadGatewayError(ServerError):
    """502: the gateway received an invalid response."""


class ServiceUnavailableError(ServerError):
    """503: the server is overloaded or temporarily down."""


class GatewayTimeoutError(ServerError):
    """504: the gateway received no response in time."""


_CLASSES: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    408: RequestTimeoutError,
    409: ConflictError,
    410: GoneError,
    412: PreconditionFailedError,
    413: PayloadTooLargeError,
    415: UnsupportedMediaTypeError,
    422: UnprocessableEntityError,
    423: LockedError,
    424: FailedDependencyError,
    429: RateLimitError,
    500: InternalServerError,
    501: UnimplementedError,
    502: BadGatewayError,
    503: ServiceUnavailableError,
    504: GatewayTimeoutError,
}
_FAMILIES: dict[int, type[APIStatusError]] = {
    3: RedirectError,
    4: ClientError,
    5: ServerError,
}


def error_class(status: int) -> type[APIStatusError]:
    """Return the error class of an HTTP status."""
    return _CLASSES.get(status) or _FAMILIES.get(status // 100, APIStatusError)


def status_phrase(status: int) -> str:
    """Return a status with its phrase, such as ``404 Not Found``."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


class ResponseMismatchWarning(UserWarning):
    """Warning of a mismatch, once for each operation and place."""


def warn_caller(text: str, category: type[Warning]) -> None:
    """Warn at the line of the program that called the client."""
    root = __name__.partition(".")[0]
    level, frame = 2, sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] != root:
            break
        frame = frame.f_back
        level += 1
    warnings.warn(text, category, stacklevel=level)


def closed_error(reached: bool = False) -> ClientClosedError:
    """Return the error for the use of a closed client.

    Args:
        reached: True if the server may have received a request before that.
    """
    text = "this client is closed: create a new one"
    return ClientClosedError(text, reached=reached)


publish(__name__)
