"""Events of a client."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from ..public import publish


class ClientState(StrEnum):
    """State of a client."""

    CREATED = "CREATED"
    """The client has sent nothing."""
    CONNECTING = "CONNECTING"
    """The client requests the first token, or the first after a failure."""
    IDLE = "IDLE"
    """Ready, without a call in flight."""
    RUNNING = "RUNNING"
    """Calls are in flight."""
    CLOSING = "CLOSING"
    """Closed to new calls, while those in flight end."""
    CLOSED = "CLOSED"
    """Closed."""
    FAILED = "FAILED"
    """The token request failed; the next call sends another."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all events; its listeners receive all events.

    Attributes:
        at: Time of the event, in UTC.
    """

    at: datetime


class StateChanged(Event, frozen=True, kw_only=True):
    """Change of the client's state."""

    before: ClientState
    after: ClientState


class CallEvent(Event, frozen=True, kw_only=True):
    """Base of the events of calls.

    Attributes:
        call_id: Number of the call, unique within the client.
        operation: Documented name, such as ``LicenseAPI.getLicenseUsers``.
        method: HTTP method.
        path: Path below the base URL, without the query.
    """

    call_id: int
    operation: str
    method: str
    path: str


class CallAdded(CallEvent, frozen=True, kw_only=True):
    """New call; the client sends it when rate limit and token allow."""


class CallRemoved(CallEvent, frozen=True, kw_only=True):
    """Call that ended before the client sent it: cancelled, late or refused."""


class CallStarted(CallEvent, frozen=True, kw_only=True):
    """Request of a call that the client sends now.

    Attributes:
        attempt: Number of the attempt, from 1.
        waited: Seconds that the call has waited so far for the rate limit and pauses.
    """

    attempt: int
    waited: float


class CallRetried(CallEvent, frozen=True, kw_only=True):
    """Failed attempt that another one follows.

    Attributes:
        attempt: Number of the failed attempt, from 1.
        status: HTTP status of its response; None without one.
        reason: Reason of the failure, as text.
        wait: Minimum seconds until the next attempt.
        correlation_id: Id of the attempt in the platform's logs.
    """

    attempt: int
    status: int | None
    reason: str
    wait: float
    correlation_id: str | None


class CallEnded(CallEvent, frozen=True, kw_only=True):
    """End of a call, before its response is decoded.

    Attributes:
        attempts: Number of attempts.
        result: ``succeeded`` with 2xx, ``failed``, or ``cancelled``.
        status: HTTP status of the last response; None without one.
        error: Name of the class of the raised error.
        seconds: Seconds from the call to its end.
        waited: Seconds of these that it waited for the rate limit and pauses.
        correlation_id: Id of the last attempt in the platform's logs.
    """

    attempts: int
    result: Literal["succeeded", "failed", "cancelled"]
    status: int | None
    error: str | None
    seconds: float
    waited: float
    correlation_id: str | None


class RateLimited(CallEvent, frozen=True, kw_only=True):
    """429 response, after which all calls of the client pause.

    Attributes:
        wait: Seconds of the pause.
        correlation_id: Id of the attempt in the platform's logs.
    """

    wait: float
    correlation_id: str | None


class TokenRefreshStarted(Event, frozen=True, kw_only=True):
    """Token request that the client sends now."""


class TokenRefreshEnded(Event, frozen=True, kw_only=True):
    """End of a token request.

    Attributes:
        error: Name of the class of the error, also if no call fails because the old
            token is valid; None for success.
        seconds: Duration in seconds.
    """

    error: str | None
    seconds: float


class TokenDeleteStarted(Event, frozen=True, kw_only=True):
    """Token revocation that the client sends now."""


class TokenDeleted(Event, frozen=True, kw_only=True):
    """End of a token revocation.

    Attributes:
        error: Name of the class of the error; None for success.
        seconds: Duration in seconds.
    """

    error: str | None
    seconds: float


class ResponseMismatched(Event, frozen=True, kw_only=True):
    """Mismatch of a response.

    Attributes:
        operation: Documented name.
        path: Place in the response, as a JSONPath.
        expected: Documented type.
        got: Received type.
    """

    operation: str
    path: str
    expected: str
    got: str


class UndocumentedFieldReceived(Event, frozen=True, kw_only=True):
    """Undocumented field of a response, in one object or in many.

    Attributes:
        operation: Documented name.
        path: Place in the response, as a JSONPath; ``[*]`` stands for indices and keys.
    """

    operation: str
    path: str


publish(__name__)
