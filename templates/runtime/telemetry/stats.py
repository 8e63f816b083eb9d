"""Counters of what a client has done so far."""

import msgspec

from ..public import public


@public
class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """Counters of a client and its copies, at one moment.

    Attributes:
        calls: Number of calls.
        succeeded: Calls with a 2xx response.
        failed: Calls that raised an error.
        cancelled: Calls that were cancelled.
        attempts: Requests of calls, without token requests.
        retries: Requests sent again after a failure, not after a 429 or with a new
            token.
        rate_limited: 429 responses.
        waits: Number of waits for the rate limit or a pause.
        seconds_waited: Sum of these waits, in seconds.
        tokens: Received tokens.
        bytes_sent: Bytes of sent bodies.
        bytes_received: Bytes of received bodies, decompressed.
        in_flight: Calls that are in flight and do not wait.
        waiting: Calls that wait for the rate limit or a pause.
    """

    calls: int
    succeeded: int
    failed: int
    cancelled: int
    attempts: int
    retries: int
    rate_limited: int
    waits: int
    seconds_waited: float
    tokens: int
    bytes_sent: int
    bytes_received: int
    in_flight: int
    waiting: int


class CallStats(msgspec.Struct):
    """Counters of one call, which are added to the client's when it ends.

    Attributes:
        sent: Requests.
        retries: Requests after a failure.
        retries_before_progress: Retries that no longer count against the maximum, since
            a later attempt received more of the body.
        waited: Seconds of waits for the rate limit or a pause.
        bytes_sent: Bytes of request bodies.
        bytes_received: Bytes of response bodies.
    """

    sent: int = 0
    retries: int = 0
    retries_before_progress: int = 0
    waited: float = 0.0
    bytes_sent: int = 0
    bytes_received: int = 0
