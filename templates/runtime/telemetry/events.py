"""Events: what a client tells while it works."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from ..public import publish


class ClientState(StrEnum):
    """What a client is doing."""

    CREATED = "CREATED"
    """Nothing has been sent yet."""
    CONNECTING = "CONNECTING"
    """The first token is being asked for, or the first after a failure."""
    IDLE = "IDLE"
    """Ready, and no call is under way."""
    RUNNING = "RUNNING"
    """Calls are under way."""
    CLOSING = "CLOSING"
    """Closed to new calls, while those under way end."""
    CLOSED = "CLOSED"
    """Of no further use."""
    FAILED = "FAILED"
    """No token could be had; the next call tries again."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all events; listening to it is listening to all.

    Attributes:
        at: When it happened, in UTC.
    """

    at: datetime


class StateChanged(Event, frozen=True, kw_only=True):
    """The client is in another state."""

    before: ClientState
    after: ClientState


class CallEvent(Event, frozen=True, kw_only=True):
    """Base of what happens to a call.

    Attributes:
        call_id: Number of the call, unique within the client.
        operation: Name in the documents, such as ``LicenseAPI.getLicenseUsers``.
        method: HTTP method.
        path: Path below the base URL; the query is not shown.
    """

    call_id: int
    operation: str
    method: str
    path: str


class CallAdded(CallEvent, frozen=True, kw_only=True):
    """A call was made; it is sent as soon as the rate limit and the token allow."""


class CallRemoved(CallEvent, frozen=True, kw_only=True):
    """A call gave up before it was sent: cancelled, out of time, or refused a token."""


class CallStarted(CallEvent, frozen=True, kw_only=True):
    """A request is sent.

    Attributes:
        attempt: Which one of the call it is, from 1.
        waited: Seconds that the call has waited so far for the rate limit and pauses.
    """

    attempt: int
    waited: float


class CallRetried(CallEvent, frozen=True, kw_only=True):
    """An attempt failed, and another will follow.

    Attributes:
        attempt: Which one failed, from 1.
        status: HTTP status of its answer; None where there is none.
        reason: Why it failed, in words.
        wait: Seconds until the next one, at least.
        correlation_id: What names the attempt in the platform's logs.
    """

    attempt: int
    status: int | None
    reason: str
    wait: float
    correlation_id: str | None


class CallEnded(CallEvent, frozen=True, kw_only=True):
    """A call came to its end; decoding the answer comes after that.

    Attributes:
        attempts: How often it was sent.
        result: ``answered`` with 2xx, ``failed``, or ``cancelled``.
        status: HTTP status of the last answer; None where there is none.
        error: Name of the class of the error that it raises.
        seconds: From the call to its end.
        waited: Seconds of them that it waited for the rate limit and pauses.
        correlation_id: What names the last attempt in the platform's logs.
    """

    attempts: int
    result: Literal["answered", "failed", "cancelled"]
    status: int | None
    error: str | None
    seconds: float
    waited: float
    correlation_id: str | None


class RateLimited(CallEvent, frozen=True, kw_only=True):
    """The server answered 429: all calls of the client pause.

    Attributes:
        wait: Seconds of the pause.
        correlation_id: What names the attempt in the platform's logs.
    """

    wait: float
    correlation_id: str | None


class TokenRefreshStarted(Event, frozen=True, kw_only=True):
    """A token is asked for."""


class TokenRefreshEnded(Event, frozen=True, kw_only=True):
    """A token was got, or not.

    Attributes:
        error: Name of the class of the error, also where the old token is good yet and
            no call fails; None for success.
        seconds: How long it took.
    """

    error: str | None
    seconds: float


class TokenDeleteStarted(Event, frozen=True, kw_only=True):
    """The token is being revoked."""


class TokenDeleted(Event, frozen=True, kw_only=True):
    """The token was revoked, or not.

    Attributes:
        error: Name of the class of the error; None for success.
        seconds: How long it took.
    """

    error: str | None
    seconds: float


class ResponseMismatched(Event, frozen=True, kw_only=True):
    """An answer differs from the documents.

    Attributes:
        operation: Name in the documents.
        path: Where in the answer, as a JSON path.
        expected: What the documents say.
        got: What came.
    """

    operation: str
    path: str
    expected: str
    got: str


class UndocumentedFieldReceived(Event, frozen=True, kw_only=True):
    """An answer has a field that the documents do not know, in one object or in many.

    Attributes:
        operation: Name in the documents.
        path: Where in the answer, as a JSON path; ``[*]`` stands for indices and keys.
    """

    operation: str
    path: str


publish(__name__)
