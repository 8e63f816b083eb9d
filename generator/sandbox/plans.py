"""What a script can have the sandbox do: small values, sent to it or set in Python.

A plan is for the next answers of one operation (``LicenseAPI.getLicenseUser``), of
`TOKEN`, or of `ANY` operation. Plans of one operation are used up in their order.
"""

from __future__ import annotations

from random import Random
from typing import Any, Literal, TypeAlias

import msgspec

TOKEN = "token"
"""Stands for the token endpoint."""
ANY = "*"
"""Stands for every operation that has no plan of its own."""


class _Act(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Something other than the right answer."""


class Status(_Act, frozen=True, kw_only=True):
    """Answer with a status.

    Attributes:
        status: HTTP status.
        body: JSON value; None for the error body that the platform would send.
        code: ``code`` of that error body.
        message: ``message`` of that error body.
        content: Bytes instead of JSON.
        headers: Further header fields.
        acts: Whether the request takes effect all the same.
    """

    status: int
    body: Any = None
    code: str = "planned"
    message: str = "as planned"
    content: bytes | None = None
    headers: dict[str, str] = {}
    acts: bool = False


class Cut(_Act, frozen=True, kw_only=True):
    """Cut the connection.

    ``before`` the body was read and nothing done, ``after`` the request took effect, or
    in the ``half`` of the answer.
    """

    when: Literal["before", "after", "half"] = "before"


class Wait(_Act, frozen=True, kw_only=True):
    """Answer right, but after some seconds; infinite is "not while the test lasts"."""

    seconds: float = float("inf")


class Odd(_Act, frozen=True, kw_only=True):
    """Answer with success, but not as the documents have it.

    Attributes:
        how: ``missing``: required fields are; ``wrong``: texts for numbers and numbers
            for texts; ``unknown``: fields that nobody documented; ``dates``: times that
            are none; ``nulls``: null in every field; ``references``: nested objects as
            ``id`` and ``selfUri`` alone; ``html``: a page; ``truncated``: half of the
            JSON; ``charset``: Latin-1; ``bom``: with a byte order mark; ``gzip``:
            packed; ``broken-gzip``: not really packed; ``empty``: nothing at all.
    """

    how: Literal[
        "missing",
        "wrong",
        "unknown",
        "dates",
        "nulls",
        "references",
        "html",
        "truncated",
        "charset",
        "bom",
        "gzip",
        "broken-gzip",
        "empty",
    ]


Act: TypeAlias = Status | Cut | Wait | Odd


def limited(
    seconds: str | None = None, *, message: str = "Rate limit exceeded"
) -> Status:
    """Plan a 429, with ``Retry-After`` (seconds or a date) or without."""
    headers = {} if seconds is None else {"Retry-After": seconds}
    return Status(
        status=429,
        code="too.many.requests.retry.after",
        message=message,
        headers=headers,
    )


def redirect(location: str, status: int = 302) -> Status:
    """Plan a redirect."""
    return Status(status=status, headers={"Location": location}, content=b"")


class Weather(msgspec.Struct, frozen=True, kw_only=True):
    """What happens by chance, the same for the same seed; shares are from 0 to 1.

    Attributes:
        failures: Share of the requests that are answered with 5xx.
        cuts: Share of the connections that are cut, at one of the three moments.
        limit_every: After that many requests comes a burst of 429; 0 for none.
        limit_burst: How many 429 a burst has.
        limit_seconds: ``Retry-After`` of these.
        seed: Of the random numbers.
    """

    failures: float = 0.0
    cuts: float = 0.0
    limit_every: int = 0
    limit_burst: int = 10
    limit_seconds: str = "0.05"
    seed: int = 0


class Script:
    """The plans that are left, and the weather."""

    def __init__(self) -> None:
        self._plans: dict[str, list[Act]] = {}
        self.weather(Weather())

    def add(self, operation: str, acts: tuple[Act, ...]) -> None:
        """Plan the next answers of an operation."""
        self._plans.setdefault(operation, []).extend(acts)

    def weather(self, weather: Weather) -> None:
        """Set what happens by chance from now on."""
        self._weather = weather
        self._random = Random(weather.seed)
        self._seen = 0

    def next(self, operation: str) -> Act | None:
        """Take what is planned for a request; None for the right answer."""
        for name in (operation, ANY) if operation != TOKEN else (TOKEN,):
            if self._plans.get(name):
                return self._plans[name].pop(0)
        return None if operation == TOKEN else self._chance()

    def _chance(self) -> Act | None:
        weather = self._weather
        self._seen += 1
        every, burst = weather.limit_every, weather.limit_burst
        if every and self._seen > every and self._seen % every < burst:
            return limited(weather.limit_seconds)
        if not weather.failures and not weather.cuts:
            return None
        drawn = self._random.random()
        if drawn < weather.failures:
            return Status(status=self._random.choice([500, 502, 503, 504]))
        if drawn < weather.failures + weather.cuts:
            return Cut(when=self._random.choice(["before", "after", "half"]))
        return None
