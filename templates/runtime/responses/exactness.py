"""JSON values that Python cannot represent exactly.

A decoder keeps one of several values of a key, and rounds numbers and times that have
too many digits. `is_exact` notices that at a fraction of the cost of decoding. `parse`
then reads the suspects and finds each place.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final, TypeAlias

import msgspec

from ..json_types import NumberText, is_array, is_object
from .mismatches import Finding

_DIGITS: Final = 17
"""Significant digits that distinguish any two floats (IEEE 754, double)."""
# A number is found in bytes more quickly than a text.
_POINT: Final = ord(".")
_BACKSLASH: Final = ord("\\")
# All begin with a character, which is searched for far more quickly than a class.
_LONG: Final = re.compile(rb"\.\d(?:\d\d\d\d\d\d|(?<=\d{12}\.\d))")
"""A point with more digits about it than most numbers and times have."""
_FINER: Final = re.compile(rb"\.(?<=\d:\d\d\.)\d{6}0*[1-9]")
"""A time of finer digits than microseconds."""
_ROUNDED: Final = re.compile(
    rb"\.(?:(?=\d{7})|(?<=\d{12}\.))(?:(?<=\d:\d\d\.)\d{6}0*[1-9]|%s|%s)"
    % (
        rb"(?<=\D0\.)0*[1-9]\d{%d}" % _DIGITS,
        b"|".join(
            rb"(?<=[1-9]\d{%d}\.)\d{%d}" % (before - 1, _DIGITS + 1 - before)
            for before in range(1, _DIGITS + 1)
        ),
    )
)
"""Such a time, or a number of more digits than floats have."""
_FIRST_DAY: Final = b"0001-01-01"
_LAST_DAY: Final = b"9999-12-31"
_PLUS: Final = ord("+")
_EDGE: Final = re.compile(rb'"(?:0001-01-01|9999-12-31)[^"\\]{9,30}[+-]\d\d:?\d\d"')
"""A time that may be outside the range of `datetime` in UTC."""
_ZERO: Final = re.compile(rb"\.0(?<=[:,\[-]0\.0)(?!\d)")
"""A float that is written as zero."""
_TINY: Final = tuple(
    re.compile(text)
    for text in (rb"e-\d+(?=[\s,}\]]|$)", rb"E-\d+(?=[\s,}\]]|$)", rb"\.0{16}")
)
"""Numbers that may be too small for a float, each apart: alternatives take longer."""
_WHOLE: Final = re.compile(rb"\.0[,}\]\s]")
"""The point of a whole number, which an integer loses."""
_COMMA: Final = re.compile(rb"\\u002[cC]")
_TEXT: Final = re.compile(r"\.\d{6}0*[1-9]")

_encode: Final = msgspec.json.Encoder(enc_hook=str).encode

RepeatedKeys: TypeAlias = dict[int, tuple[dict[str, Any], list[str]]]


def is_exact(content: bytes, value: object) -> bool:
    """Return True if a decoded value is exact, by a cheap comparison."""
    # East of UTC the first day begins too early, and west the last one ends too late.
    edge = (_PLUS in content and _FIRST_DAY in content) or _LAST_DAY in content
    if edge and _EDGE.search(content):
        return False
    try:
        written = _encode(value)
    except (msgspec.MsgspecError, RecursionError):
        return False
    # A server that writes the documented fields in their order, without white space.
    if written == content:
        return True
    if _POINT in content and _LONG.search(content) and _ROUNDED.search(content):
        return False
    if _WHOLE.search(content) and _loses_points(content, written):
        return False
    if _BACKSLASH in content and _COMMA.search(content):
        return False
    try:
        # A key that came twice has one comma more, and nothing else adds or takes any:
        # those within texts are in both. Replacing is quicker than counting.
        commas = len(content) - len(content.replace(b",", b""))
        if commas != len(written) - len(written.replace(b",", b"")):
            # Models write no null.
            plain = _encode(msgspec.json.decode(content))
            if commas != len(plain) - len(plain.replace(b",", b"")):
                return False
    except (msgspec.MsgspecError, RecursionError):
        return False
    if _POINT in written and _ZERO.search(written):
        return not any(each.search(content) for each in _TINY)
    return True


def _loses_points(content: bytes, written: bytes) -> bool:
    return len(_WHOLE.findall(content)) != len(_WHOLE.findall(written))


def has_inexact_values(content: bytes) -> bool:
    """Return True if a JSON text may contain what strict decoding changes.

    That is a time that `datetime` cannot keep, or a whole number with a point.
    """
    patterns = _WHOLE, _FINER, _EDGE
    return any(pattern.search(content) for pattern in patterns)


def is_exact_time(text: str) -> bool:
    """Return True if `datetime` keeps a time: its digits, and its range in UTC."""
    if _TEXT.search(text) is not None:
        return False
    if text.startswith(("0001-01-01", "9999-12-31")):
        try:
            datetime.fromisoformat(text).astimezone(UTC)
        except OverflowError:
            return False
        except ValueError:
            # It is not a time, or one that other code rejects.
            pass
    return True


def parse(text: str) -> tuple[Any, list[Finding]]:
    """Parse JSON without loss, and find the values that would change.

    A number that no Python number holds exactly stays a text, a `NumberText`. Of the
    values of one key the last counts. What RFC 8259 does not know but some servers
    write is read too: NaN, half a surrogate pair, line breaks within strings.

    Raises:
        ValueError: It is no JSON.
        RecursionError: It is nested too deeply.
    """
    repeated: RepeatedKeys = {}
    texts: list[NumberText] = []
    constants: list[str] = []

    def constant(name: str) -> float:
        constants.append(name)
        return float(name)

    def paired(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            times = Counter(key for key, _ in pairs)
            again = [key for key, count in times.items() if count > 1]
            repeated[id(made)] = made, again
        return made

    def number(read: Callable[[str], int | float]) -> Callable[[str], Any]:
        def kept(digits: str) -> Any:
            exact = _exact_number(digits, read)
            if isinstance(exact, NumberText):
                texts.append(exact)
            return exact

        return kept

    value: Any = json.loads(
        text,
        strict=False,
        object_pairs_hook=paired,
        parse_int=number(int),
        parse_float=number(float),
        parse_constant=constant,
    )
    found = [nearly_json()] if constants else []
    return value, found + (_find_places(value, repeated) if repeated or texts else [])


def nearly_json() -> Finding:
    """Return the mismatch of a text that is JSON except for what RFC 8259 forbids."""
    return Finding("JSON", "nearly JSON")


def _exact_number(digits: str, read: Callable[[str], int | float]) -> Any:
    try:
        value = read(digits)
    except ValueError:
        # An integer of more digits than Python reads.
        return NumberText(digits)
    if isinstance(value, int) or (len(digits) <= _DIGITS and "e" not in digits.lower()):
        return value
    exact = Decimal(digits)
    significant = len(exact.as_tuple().digits)
    if not isfinite(value) or (not value and exact):
        return NumberText(digits)
    if significant > _DIGITS and Decimal(repr(value)) != exact:
        return NumberText(digits)
    return value


def _find_places(value: object, repeated: RepeatedKeys) -> list[Finding]:
    """Find repeated keys, and numbers that remained strings."""
    found: list[Finding] = []
    left: list[tuple[Any, tuple[Any, ...]]] = [(value, ())]
    while left:
        item, steps = left.pop()
        if isinstance(item, NumberText):
            _add_finding(found, steps, "number", "number with too many digits")
        elif is_object(item):
            for key in repeated[id(item)][1] if id(item) in repeated else ():
                _add_finding(found, (key, steps), "one value", "several values")
            left += [(inner, (key, steps)) for key, inner in item.items()]
        elif is_array(item):
            left += [(inner, (index, steps)) for index, inner in enumerate(item)]
    return found


def _add_finding(found: list[Finding], steps: Any, expected: str, got: str) -> None:
    finding = Finding(expected, got)
    while steps:
        step, steps = steps
        finding.steps.append(step)
    found.append(finding)
