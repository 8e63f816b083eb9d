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


class Tally(msgspec.Struct):
    """Counters of one call.

    Of its retries, those are forgiven that came before more of its answer did: trying
    began anew then.
    """

    sent: int = 0
    retries: int = 0
    forgiven: int = 0
    rate_limited: int = 0
    waits: int = 0
    waited: float = 0.0
    bytes_sent: int = 0
    bytes_received: int = 0


class Counters:
    """Mutable counters; callers hold the client's lock."""

    def __init__(self) -> None:
        self.begun = 0
        self.succeeded = 0
        self.failed = 0
        self.tokens = 0
        self.total = Tally()

    def add(self, stats: Tally) -> None:
        """Add the counters of a call."""
        total = self.total
        total.sent += stats.sent
        total.bytes_sent += stats.bytes_sent
        total.bytes_received += stats.bytes_received
        if stats.sent != 1 or stats.waits or stats.waited:
            total.retries += stats.retries
            total.rate_limited += stats.rate_limited
            total.waits += stats.waits
            total.waited += stats.waited

    def snapshot(self, running: int, waiting: int) -> Stats:
        """Return the current counters."""
        total = self.total
        return Stats(
            calls=self.begun,
            succeeded=self.succeeded,
            failed=self.failed,
            # So one that an interrupt kept from being counted out is counted here.
            cancelled=self.begun - self.succeeded - self.failed - running,
            attempts=total.sent,
            retries=total.retries,
            rate_limited=total.rate_limited,
            waits=total.waits,
            seconds_waited=total.waited,
            tokens=self.tokens,
            bytes_sent=total.bytes_sent,
            bytes_received=total.bytes_received,
            in_flight=max(0, running - waiting),
            waiting=waiting,
        )
