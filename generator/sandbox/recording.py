"""Requests that came, for tests to read."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

import msgspec


@dataclass
class RecordedRequest:
    """A request as it came; names of headers are in lower case.

    Attributes:
        status: Status of the response; 0 before it, and if the connection was cut.
    """

    operation: str
    method: str
    target: str
    headers: dict[str, str]
    content: bytes = b""
    is_read: bool = False
    status: int = 0

    def __repr__(self) -> str:
        return f"{self.method} {self.target}"


class Counts(msgspec.Struct, kw_only=True):
    """Numbers of requests, and of what became of them.

    Attributes:
        received: Requests by operation.
        applied: Requests that took effect by operation.
        by_token: Requests by bearer token.
        by_key: Requests that took effect by ``Idempotency-Key``.
        statuses: Responses by status; 0 for a connection that was cut.
        grants: Tokens given, by grant type.
        granted_at: When, in seconds of the sandbox's clock; the latest 10,000.
        expired: Requests that came with a token that was no longer good.
    """

    received: Counter[str] = msgspec.field(default_factory=Counter[str])
    applied: Counter[str] = msgspec.field(default_factory=Counter[str])
    by_token: Counter[str] = msgspec.field(default_factory=Counter[str])
    by_key: Counter[str] = msgspec.field(default_factory=Counter[str])
    statuses: Counter[int] = msgspec.field(default_factory=Counter[int])
    grants: Counter[str] = msgspec.field(default_factory=Counter[str])
    granted_at: list[float] = msgspec.field(default_factory=list[float])
    expired: int = 0


class CallLog:
    """Counts, and the latest requests themselves."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.counts = Counts()
        self.calls: deque[RecordedRequest] = deque(maxlen=1000)

    def add(self, recorded: RecordedRequest) -> None:
        """Note a request."""
        self.calls.append(recorded)
        self.counts.received[recorded.operation] += 1
        bearer = recorded.headers.get("authorization", "")
        if bearer.startswith("Bearer "):
            self.counts.by_token[bearer[7:]] += 1

    def apply(self, recorded: RecordedRequest) -> None:
        """Note that a request took effect."""
        self.counts.applied[recorded.operation] += 1
        key = recorded.headers.get("idempotency-key")
        if key is not None:
            self.counts.by_key[key] += 1

    def of(self, operation: str) -> list[RecordedRequest]:
        """Return the latest requests of an operation."""
        return [a for a in self.calls if a.operation == operation]
