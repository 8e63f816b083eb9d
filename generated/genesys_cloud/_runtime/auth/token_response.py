"""Parsing of token responses, in any charset."""

from __future__ import annotations

import json
import math
from typing import Any, Final

from ..redaction import is_visible_ascii
from ..responses.content_type import UNREADABLE, text_of
from ..transport.messages import HttpResponse
from .tokens import Token, TokenResponse, margin

_NAMES: Final = ("access_token", "token_type", "expires_in", "refresh_token")


class _Object(list[tuple[str, Any]]):
    """Fields of a JSON object, with those that it repeats."""


class UnusableToken(Exception):
    """Reason why a token response contains no usable token."""


def parse_token_response(
    response: HttpResponse, requested_at: float, refresh_before: float | None = None
) -> TokenResponse:
    """Parse a token response (RFC 6749, section 5.1).

    The lifetime starts with the request. A lifetime that is not a positive number
    counts as missing.

    Raises:
        UnusableToken: The response has no token, or not a bearer token.
    """
    try:
        text = text_of(response.content, response.headers.get("content-type", ""))
        found = _fields(text)
    except (*UNREADABLE, ValueError):
        raise UnusableToken from None
    token = found["access_token"]
    if not isinstance(token, str) or not is_visible_ascii(token):
        raise UnusableToken
    _check_type(found["token_type"])
    refresh = found["refresh_token"]
    if not isinstance(refresh, str) or not refresh:
        refresh = None
    lifetime = _seconds(found["expires_in"])
    if lifetime is None:
        return TokenResponse(Token(token, fetched=True), refresh)
    ends = requested_at + lifetime
    refresh_at = ends - margin(lifetime, refresh_before)
    return TokenResponse(Token(token, refresh_at, ends, lifetime, True), refresh)


def _fields(text: str) -> dict[str, Any]:
    """Return the fields of a token, even if others are not JSON (RFC 8259).

    Raises:
        ValueError: The text is not JSON.
        UnusableToken: It is not an object, or repeats a field with another value
            (RFC 6749, section 3.2).
    """
    # A number of any size is a float, and no field here needs more.
    given = json.loads(text, object_pairs_hook=_Object, parse_int=float)
    if not isinstance(given, _Object):
        raise UnusableToken
    found: dict[str, Any] = {}
    for name, value in given:
        if name in _NAMES and name in found and found[name] != value:
            raise UnusableToken(f"the response has two values of {name}")
        found[name] = value
    return {name: found.get(name) for name in _NAMES}


def _check_type(named: Any) -> None:
    """Raise if a token is not a bearer token (RFC 6749, section 7.1).

    A missing type means Bearer.

    Raises:
        UnusableToken: The token has another type.
    """
    if named is None or (isinstance(named, str) and named.strip().lower() == "bearer"):
        return
    # A name alone is shown: anything longer may be anything.
    known = isinstance(named, str) and len(named) <= 20
    kind = repr(named) if known else "another type"
    raise UnusableToken(
        f"token_type must be Bearer, not {kind}: configure the OAuth client for bearer"
        " tokens"
    )


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (ValueError, TypeError, OverflowError):
        return None
    usable = math.isfinite(seconds) and seconds > 0 and not isinstance(value, bool)
    return seconds if usable else None
