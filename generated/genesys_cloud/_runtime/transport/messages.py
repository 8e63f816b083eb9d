"""Messages: requests and responses, free of any HTTP library.

Senders (`httpx_sender`) turn an `HttpRequest` into an `HttpResponse` or raise a
`TransportFailure`; everything else in the runtime knows only these three.
"""

from typing import Any, Literal

from ..headers import Headers
from ..operation import Source
from ..redaction import RedactedStruct
from ..timeouts import Timeout


class HttpRequest(RedactedStruct, frozen=True):
    """Request to send.

    Attributes:
        method: HTTP method.
        url: Absolute URL, encoded.
        headers: All header fields except those that frame the message.
        content: Body, or None for none.
        timeout: Seconds for each of connecting, writing and reading, or a bound for
            each; None for no bound.
        seconds_left: Seconds until the deadline; None for no deadline.
        streamed: True to leave the body of a 2xx response unread.
        anonymous: True for another host: adds nothing from the user's httpx client.
        source: Source of the body while the client sends it, instead of `content`.
        dedicated_connection: True to use a connection outside the pool, without
            waiting.
        display_url: Redacted URL for logs and errors; empty for one derived from `url`.
        secret_headers: Names of headers to redact, in lower case.
        secrets: The client's `Secrets`, which logs of libraries must not contain.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    content: bytes | None
    timeout: float | Timeout | None
    seconds_left: float | None = None
    streamed: bool = False
    anonymous: bool = False
    source: Source | None = None
    dedicated_connection: bool = False
    display_url: str = ""
    secret_headers: frozenset[str] = frozenset()
    secrets: Any = None

    def __repr__(self) -> str:
        return f"HttpRequest({self.method})"


class HttpResponse(RedactedStruct, frozen=True):
    """Complete response; `elapsed` is in seconds."""

    status: int
    headers: Headers
    content: bytes
    elapsed: float

    def __repr__(self) -> str:
        return f"HttpResponse({self.status}, {len(self.content)} bytes)"


class StreamedHttpResponse(HttpResponse, frozen=True, kw_only=True):
    """Response with an unread body.

    Attributes:
        body: A `SyncBody` or `AsyncBody` of `response_body`, or the body of another
            sender.
    """

    body: Any


class TransportFailure(Exception):
    """Failure of an attempt without a response.

    Attributes:
        kind: ``connection`` broken or not made, ``timeout``, or ``content`` for a
            response that cannot be decompressed.
        reached: True if the server may have received the request.
        final: True if a retry is pointless.
        response: The response with its body as it came, where there is one.
    """

    def __init__(
        self,
        reason: str,
        *,
        kind: Literal["connection", "timeout", "content"] = "connection",
        reached: bool = True,
        final: bool = False,
        response: HttpResponse | None = None,
    ) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reached = reached
        self.final = final
        self.response = response


class ResponseAborted(Exception):
    """Abort of a response by closing the client."""
