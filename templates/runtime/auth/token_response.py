"""Parsing of token responses, in any charset."""

from __future__ import annotations

import math
from typing import Any, Final

import msgspec

from ..json_types import is_object
from ..redaction import is_visible_ascii
from ..responses.content_type import UNREADABLE, text_of
from ..transport.messages import HttpResponse
from .tokens import Token, TokenResponse, margin


class _Fields(msgspec.Struct):
    access_token: str
    token_type: Any = None
    expires_in: Any = None
    refresh_token: Any = None


_NAMES: Final = frozenset(_Fields.__struct_fields__)


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
    except UNREADABLE:
        raise UnusableToken from None
    if not is_visible_ascii(found.access_token):
        raise UnusableToken
    _check_type(found.token_type)
    refresh = found.refresh_token
    if not isinstance(refresh, str) or not refresh:
        refresh = None
    lifetime = _seconds(found.expires_in)
    if lifetime is None:
        return TokenResponse(Token(found.access_token, fetched=True), refresh)
    ends = requested_at + lifetime
    refresh_at = ends - margin(lifetime, refresh_before)
    return TokenResponse(
        Token(found.access_token, refresh_at, ends, lifetime, True), refresh
    )


def _fields(text: str) -> _Fields:
    """Return the fields of a token, even if others are not JSON (RFC 8259).

    Raises:
        MsgspecError: There are none.
    """
    try:
        return msgspec.json.decode(text, type=_Fields)
    except msgspec.MsgspecError:
        # It loads much, which the response of hardly any host needs.
        from ..responses.fallback import parse_json

        plain, _ = parse_json(text)
        if is_object(plain):
            plain = {key: plain[key] for key in _NAMES & plain.keys()}
        return msgspec.convert(plain, _Fields)


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
