"""Scalars as strings, for paths, queries and headers.

Every function rejects values that it cannot send faithfully: `TypeError` for the wrong
type, `ValueError` for a value that cannot stand there. The messages begin with `where`.
"""

import math
import re
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeGuard
from urllib.parse import quote

from ..json_types import type_name

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

_FIELD_VALUE: Final = re.compile(r"(?:[!-~](?:[ \t!-~]*[!-~])?)?")
_ENCODED_DOTS: Final = re.compile(r"(?:\.|%2[eE]){1,2}")

_POSITIONAL: Final = 1e21
"""Limit above which JavaScript uses exponents (ECMA-262, Number::toString)."""
_DECIMAL_PLACES: Final = 21
"""Places before or behind the point from which a decimal number has an exponent."""


def utf8(text: str, where: str) -> str:
    """Return an exact `str`, and raise for lone surrogates."""
    plain = str.__str__(text)
    if not plain.isascii():
        try:
            plain.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{where} must not contain a lone surrogate") from None
    return plain


def is_uuid(value: object) -> TypeGuard["UUID"]:
    """Return True for a UUID; loads its module for other types than a client's own."""
    from uuid import UUID

    return isinstance(value, UUID)


def is_decimal(value: object) -> TypeGuard["Decimal"]:
    """Return True for a decimal number; loads its module, as `is_uuid` does."""
    from decimal import Decimal

    return isinstance(value, Decimal)


def number_text(value: object, where: str) -> str:
    """Format a number: whole ones without point or exponent, others shortest.

    A decimal number keeps its digits.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        if is_decimal(value):
            return _decimal_text(value, where)
        raise TypeError(f"{where} must be int or float, not {type_name(value)}")
    if isinstance(value, int):
        return int.__repr__(value)
    if not math.isfinite(value):
        raise ValueError(f"{where} must be a finite number, not {value}")
    if value.is_integer() and abs(value) < _POSITIONAL:
        return str(int(value))
    return float.__repr__(value)


def _decimal_text(value: "Decimal", where: str) -> str:
    if not value.is_finite():
        raise ValueError(f"{where} must be a finite number, not {value}")
    if abs(value.adjusted()) >= _DECIMAL_PLACES:
        return f"{value:E}"
    return str(int(value)) if value == int(value) else f"{value:f}"


def boolean_text(value: object, where: str) -> str:
    """Format a boolean in lower case."""
    if not isinstance(value, bool):
        raise TypeError(f"{where} must be bool, not {type_name(value)}")
    return "true" if value else "false"


def string_text(value: object, where: str) -> str:
    """Return a string unchanged, a member of a string enum as its value, or a UUID."""
    if not isinstance(value, str):
        if is_uuid(value):
            return str(value)
        raise TypeError(f"{where} must be str, not {type_name(value)}")
    return utf8(value, where)


def date_text(value: object, where: str) -> str:
    """Format a date as ``2024-12-31``, and return a string unchanged."""
    if isinstance(value, str):
        return utf8(value, where)
    if isinstance(value, datetime):
        raise TypeError(f"{where} must be date, not datetime: use .date()")
    if not isinstance(value, date):
        raise TypeError(f"{where} must be date or str, not {type_name(value)}")
    return value.isoformat()


def _checked_datetime(value: object, where: str) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"{where} must be datetime or str, not {type_name(value)}")
    return value


def datetime_text(value: object, where: str) -> str:
    """Format a time as ``2024-12-31T23:59:59.000Z``, and return a string unchanged.

    A time with microseconds keeps them.
    """
    if isinstance(value, str):
        return utf8(value, where)
    moment = _checked_datetime(value, where)
    if moment.utcoffset() is None:
        raise ValueError(f"{where} must have a time zone: use tzinfo=UTC")
    try:
        in_utc = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{where} must be in the range of datetime in UTC") from None
    return _iso_text(in_utc) + "Z"


def local_datetime_text(value: object, where: str) -> str:
    """Format a time without zone as ``2024-12-31T23:59:59.000``, or return a string."""
    if isinstance(value, str):
        return utf8(value, where)
    moment = _checked_datetime(value, where)
    if moment.utcoffset() is not None:
        raise ValueError(
            f"{where} must not have a time zone: use .replace(tzinfo=None)"
        )
    return _iso_text(moment)


def _iso_text(moment: datetime) -> str:
    """Format a time without its zone, with milliseconds or finer digits."""
    digits = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return moment.replace(tzinfo=None).isoformat(timespec=digits)


def scalar_text(value: object, where: str) -> str:
    """Format a scalar by its own type."""
    if isinstance(value, str):
        return utf8(value, where)
    if isinstance(value, Enum):
        return scalar_text(value.value, where)
    if isinstance(value, bool):
        return boolean_text(value, where)
    if isinstance(value, datetime):
        return datetime_text(value, where)
    if isinstance(value, date):
        return date_text(value, where)
    if not isinstance(value, (int, float)) and is_uuid(value):
        return str(value)
    return number_text(value, where)


def header_value(text: str, where: str) -> str:
    """Return a header value, and raise unless it is visible ASCII and spaces.

    Line breaks would start another field, so they are refused with everything else that
    is not visible, and with spaces at either end, which do not survive the way.
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        # Headers also come from users' own mappings, which nothing has checked.
        raise TypeError(f"{where} must be str, not {type_name(text)}")
    if not _FIELD_VALUE.fullmatch(text):
        raise ValueError(f"{where} must be visible ASCII with inner spaces only")
    return text


def path_segment(text: str, where: str) -> str:
    """Percent-encode a path value, except unreserved characters (RFC 3986).

    An empty value and the dot segments would make it another path, so they are refused.
    """
    if text in ("", ".", ".."):
        raise ValueError(f"{where} must not be {text!r}, since it is a path segment")
    return quote(text, safe="")


def query_string(pairs: tuple[tuple[str, str], ...]) -> str:
    """Percent-encode a query, except unreserved characters; keys can repeat."""
    return "&".join(
        [f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in pairs]
    )


def is_dot_segment(segment: str) -> bool:
    """Return True if a path segment leads to another one, also if percent-encoded."""
    return _ENCODED_DOTS.fullmatch(segment) is not None


def character_problem(url: str) -> str:
    """Name a character that no URL holds, and how URLs have it; empty for none."""
    odd = next((c for c in url if not "!" <= c <= "~" or c == "\\"), "")
    if not odd:
        return ""
    code = quote(odd, errors="surrogatepass")
    return f"must not contain {odd!a}: write {code}"
