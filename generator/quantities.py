"""Durations, shares and rates as people write them: ``50ms``, ``5%``, ``300/min``."""

from __future__ import annotations

import re
from typing import NamedTuple

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|min|h)", re.ASCII)
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
_SHARE = re.compile(r"(\d+(?:\.\d+)?)%", re.ASCII)
_RATE = re.compile(r"(\d+)/(s|min|h)", re.ASCII)


class Rate(NamedTuple):
    """A number of requests in a number of seconds."""

    requests: int
    seconds: float


def parse_duration(text: str) -> float:
    """Return the seconds of a duration, such as ``50ms``, ``2s``, ``5min`` or ``1h``.

    Raises:
        ValueError: The text is not a duration.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f"a duration must be like 50ms, 2s, 5min or 1h, not {text!r}")
    return float(found[1]) * _SECONDS[found[2]]


def parse_share(text: str) -> float:
    """Return a share from 0 to 1, written in percent.

    Raises:
        ValueError: The text is not a share.
    """
    found = _SHARE.fullmatch(text)
    if found is None or float(found[1]) > 100:
        raise ValueError(f"a share must be from 0% to 100%, not {text!r}")
    return float(found[1]) / 100


def parse_failure(text: str) -> tuple[int, float]:
    """Return a status of 400 to 599 and its share, such as ``503:5%``.

    Raises:
        ValueError: The text is not like that.
    """
    status, _, share = text.partition(":")
    if re.fullmatch("[45][0-9][0-9]", status) is None or not share:
        raise ValueError(f"a failure must be like 503:5%, not {text!r}")
    return int(status), parse_share(share)


def parse_rate(text: str) -> Rate:
    """Return a rate, such as ``300/min``, ``20/s`` or ``1000/h``.

    Raises:
        ValueError: The text is not a rate.
    """
    found = _RATE.fullmatch(text)
    if found is None or int(found[1]) < 1:
        raise ValueError(f"a rate must be like 300/min, 20/s or 1000/h, not {text!r}")
    return Rate(int(found[1]), _SECONDS[found[2]])
