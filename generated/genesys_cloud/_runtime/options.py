"""Options of a single call."""

import math
import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from .wire import header_value

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FRAMING: Final = frozenset(
    {"connection", "content-length", "host", "te", "trailer", "transfer-encoding"}
)


def check_timeout(seconds: float | None) -> None:
    """Refuse a timeout that is no positive number of seconds.

    Raises:
        TypeError: `seconds` is no number.
        ValueError: `seconds` is zero, negative or not a number.
    """
    if seconds is None:
        return
    given: Any = seconds
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise TypeError(f"timeout is a number of seconds, not {type(seconds).__name__}")
    if math.isnan(seconds) or seconds <= 0:
        raise ValueError("timeout is a positive number of seconds")


def check_retries(count: int) -> None:
    """Refuse a number of retries that is no whole number from zero.

    Raises:
        TypeError: `count` is no whole number.
        ValueError: `count` is negative.
    """
    given: Any = count
    if isinstance(given, bool) or not isinstance(given, int):
        raise TypeError(f"max_retries is a whole number, not {type(count).__name__}")
    if count < 0:
        raise ValueError("max_retries is zero or more")


class RequestOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Options of one call; what is None is as the client has it.

    Attributes:
        timeout: Seconds for each of connecting, sending and waiting for data;
            ``math.inf`` for no bound.
        headers: Further header fields; they replace the client's own of the same name.
        max_retries: How often the call is sent again at most; 0 also means that a 429
            is raised at once.

    Raises:
        TypeError: A value of the wrong type.
        ValueError: A value out of range, or a header that HTTP does not allow here.
    """

    timeout: float | None = None
    headers: Mapping[str, str] | None = None
    max_retries: int | None = None

    def __post_init__(self) -> None:
        check_timeout(self.timeout)
        if self.max_retries is not None:
            check_retries(self.max_retries)
        for name, value in (self.headers or {}).items():
            if not _TOKEN.fullmatch(name):
                raise ValueError(f"{name!r} is no header name")
            if name.lower() in _FRAMING:
                raise ValueError(f"the header {name} is set by the client itself")
            header_value(value, f"header {name}")

    def __repr__(self) -> str:
        shown = {
            "timeout": self.timeout,
            "headers": dict.fromkeys(self.headers, "***") if self.headers else None,
            "max_retries": self.max_retries,
        }
        given = (f"{k}={v!r}" for k, v in shown.items() if v is not None)
        return f"RequestOptions({', '.join(given)})"
