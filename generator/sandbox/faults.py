"""Faults and scripted responses: small values, sent to the sandbox or set in Python.

A script is for the next responses of one operation (``LicenseAPI.getLicenseUser``), of
`TOKEN`, or of `ANY` operation. Faults of one operation are used up in their order.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Annotated, Any, Literal, TypeAlias, get_args

import msgspec

from ..quantities import parse_duration

TOKEN = "token"
"""Stands for the token endpoint."""
ANY = "*"
"""Stands for every operation without a script of its own."""

Status: TypeAlias = Annotated[int, msgspec.Meta(ge=200, le=599)]
"""Status that ends a response."""
Headers: TypeAlias = dict[
    Annotated[
        str,
        msgspec.Meta(
            pattern=r"^(?!(?i:content-length|transfer-encoding)\Z)"
            r"[-!#$%&'*+.^_`|~0-9A-Za-z]+\Z"
        ),
    ],
    Annotated[str, msgspec.Meta(pattern=r"^[\t\x20-\x7e\x80-\xff]*\Z")],
]
"""Header fields (RFC 9110, section 5) except those of the message's length."""
Seconds: TypeAlias = Annotated[float, msgspec.Meta(ge=0)]
MAX_DELAY = 3600.0
_Delay = Annotated[float, msgspec.Meta(ge=0, le=MAX_DELAY)]
_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Moment: TypeAlias = Literal["before", "after", "half"]
Malformation: TypeAlias = Literal[
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


class _Fault(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Deviation from the documented response."""


class ScriptedResponse(_Fault, frozen=True, kw_only=True):
    """Response with a status.

    Attributes:
        status: HTTP status.
        body: JSON value; None for the error body that the platform would send.
        code: ``code`` of that error body; empty for a usual one.
        message: ``message`` of that error body; empty for a usual one.
        content: Bytes instead of JSON.
        headers: Further header fields.
        takes_effect: True if the request takes effect all the same.
        delay: Seconds before the response.
    """

    status: Status
    body: Any = None
    code: str = ""
    message: str = ""
    content: bytes | None = None
    headers: Headers = {}
    takes_effect: bool = False
    delay: Seconds = 0.0


class Disconnect(_Fault, frozen=True, kw_only=True):
    """Disconnection without a response.

    ``before`` the body was read and nothing done, ``after`` the request took effect, or
    in the ``half`` of the response.
    """

    when: Moment = "before"


class Delay(_Fault, frozen=True, kw_only=True):
    """Documented response after some seconds; infinite outlasts every test."""

    seconds: Seconds = float("inf")


class Malformed(_Fault, frozen=True, kw_only=True):
    """Response of success that does not match the documentation.

    Attributes:
        how: ``missing``: required fields are; ``wrong``: texts for numbers and numbers
            for texts; ``unknown``: fields that nobody documented; ``dates``: times that
            are none; ``nulls``: null in every field; ``references``: nested objects as
            ``id`` and ``selfUri`` alone; ``html``: a page; ``truncated``: half of the
            JSON; ``charset``: Latin-1; ``bom``: with a byte order mark; ``gzip``:
            packed; ``broken-gzip``: not really packed; ``empty``: nothing at all.
    """

    how: Malformation


Fault: TypeAlias = ScriptedResponse | Disconnect | Delay | Malformed


def rate_limited(
    seconds: str | None = None, *, message: str = "Rate limit exceeded"
) -> ScriptedResponse:
    """Make a 429, with ``Retry-After`` (seconds or a date) or without."""
    headers = {} if seconds is None else {"Retry-After": seconds}
    return ScriptedResponse(status=429, message=message, headers=headers)


def redirect(location: str, status: int = 302) -> ScriptedResponse:
    """Make a redirect."""
    return ScriptedResponse(status=status, headers={"Location": location}, content=b"")


class FaultRates(msgspec.Struct, frozen=True, kw_only=True):
    """Faults that happen by chance, the same for the same seed; shares are from 0 to 1.

    Attributes:
        failures: Shares of the requests that get a status, by status.
        cuts: Share of the connections that are cut, at one of the three moments.
        latency: Seconds that every response waits.
        limit_every: After that many requests comes a burst of 429; 0 for none.
        limit_burst: How many 429 a burst has.
        limit_seconds: ``Retry-After`` of these.
        seed: Of the random numbers.
    """

    failures: dict[Status, _Share] = {}
    cuts: _Share = 0.0
    latency: _Delay = 0.0
    limit_every: int = 0
    limit_burst: int = 10
    limit_seconds: str = "0.05"
    seed: int = 0


FAULT_HEADER = "x-sandbox-fault"
"""Request header with the fault of one request."""


def parse_fault(text: str) -> Fault:
    """Return the fault that the header of a request names.

    Args:
        text: A status (``503``), ``cut:before``, ``cut:after``, ``cut:half``,
            ``delay:2s`` or ``malformed:wrong``; see the classes above.

    Raises:
        ValueError: The text names no fault.
    """
    kind, _, detail = text.strip().partition(":")
    if kind.isascii() and kind.isdecimal() and 200 <= int(kind) < 600 and not detail:
        return (
            rate_limited("1") if kind == "429" else ScriptedResponse(status=int(kind))
        )
    if kind == "delay":
        return Delay(seconds=parse_duration(detail))
    if kind == "cut":
        return Disconnect(when=_one_of(kind, detail, Moment))
    if kind == "malformed":
        return Malformed(how=_one_of(kind, detail, Malformation))
    raise ValueError(
        "a fault must be like 503, cut:half, delay:2s or malformed:wrong, "
        f"not {text!r}"
    )


def _one_of(kind: str, detail: str, literal: object) -> Any:
    if detail not in get_args(literal):
        known = ", ".join(get_args(literal))
        raise ValueError(f"{kind} must be one of {known}, not {detail!r}")
    return detail


class FaultQueue:
    """Scripts that are left, and the rates of random faults.

    Attributes:
        rates: Rates of random faults.
    """

    def __init__(self, rates: FaultRates) -> None:
        self._scripts: dict[str, list[Fault]] = {}
        self._defaults: dict[str, Fault] = {}
        self.set_rates(rates)

    def add(self, operation: str, faults: tuple[Fault, ...]) -> None:
        """Script the next responses of an operation."""
        self._scripts.setdefault(operation, []).extend(faults)

    def set_default(self, operation: str, fault: Fault) -> None:
        """Script all responses of an operation that have no other script."""
        self._defaults[operation] = fault

    def set_rates(self, rates: FaultRates) -> None:
        """Set the rates of random faults from now on."""
        self.rates = rates
        self._seen: Counter[str] = Counter()

    def next(self, operation: str) -> Fault | None:
        """Take the next fault of a request; None for the documented response."""
        for name in (operation, ANY) if operation != TOKEN else (TOKEN,):
            if self._scripts.get(name):
                return self._scripts[name].pop(0)
            if name in self._defaults:
                return self._defaults[name]
        return None if operation == TOKEN else self._chance(operation)

    def _chance(self, operation: str) -> Fault | None:
        rates = self.rates
        self._seen[ANY] += 1
        seen, every = self._seen[ANY], rates.limit_every
        if every and seen > every and seen % every < rates.limit_burst:
            return rate_limited(rates.limit_seconds)
        if not rates.failures and not rates.cuts:
            return None
        # The n-th request of an operation has the same fate, whatever runs beside it.
        self._seen[operation] += 1
        random = Random(f"{rates.seed} {operation} {self._seen[operation]}")
        drawn = random.random()
        for status, share in rates.failures.items():
            if drawn < share:
                return parse_fault(str(status))
            drawn -= share
        if drawn < rates.cuts:
            return Disconnect(when=random.choice(["before", "after", "half"]))
        return None
