"""Fallback for responses that the strict decoder rejects.

Most of them still have a value: JSON in another charset, or JSON with mismatches (see
`lenient`). The error of the others states the reason: a page of a gateway, a file, a
truncated response.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ..transport.messages import HttpResponse
from .content_type import (
    UNREADABLE,
    excerpt,
    is_binary,
    is_json,
    is_markup,
    media_type,
    text_of,
)
from .exactness import has_inexact_values, is_exact, nearly_json, parse
from .lenient import is_struct, json_name
from .mismatches import Finding
from .undocumented_fields import decode, read


class Unreadable(Exception):
    """Reason why a response contains no value of the documented type."""


def decode_rejected(response: HttpResponse, kind: Any) -> tuple[Any, list[Finding]]:
    """Decode a response leniently after the strict decoder rejected it.

    Raises:
        Unreadable: No value can be decoded.
    """
    content, declared = response.content, response.headers.get("content-type", "")
    known = decode(content, kind)
    if known is not None:
        return known
    markup = is_markup(declared, content)
    if is_binary(declared, content) and not (kind is str and markup):
        raise Unreadable(
            f"the body is {media_type(declared) or 'binary'}, not JSON:"
            " with_streaming_response writes it to a file"
        )
    try:
        text = text_of(content, declared)
        if kind is str and not is_json(declared):
            return text, []
        plain, findings = parse_json(text)
        value, more = read(plain, kind, finer=has_inexact_values(text.encode()))
    except UNREADABLE as error:
        reason = _reason(error)
    else:
        if not is_struct(kind) or is_struct(type(value)):
            return value, [*findings, *more]
        reason = f"the body is {more[0].got}, not {json_name(kind)}"
    if markup:
        page = excerpt(content, declared)
        reason = f"the body is a page, perhaps of a gateway: {page!r}"
    elif coding := response.headers.get("content-encoding", ""):
        reason += f" (content-encoding {coding[:20]!r})"
    raise Unreadable(reason)


def _reason(error: Exception) -> str:
    """Return the reason why a text is not JSON, in our own words."""
    if isinstance(error, UnicodeDecodeError):
        return f"the body is not {error.encoding} (byte {error.start})"
    if isinstance(error, RecursionError):
        return "the body is nested too deeply"
    return str(error) or type(error).__name__


def parse_json(text: str) -> tuple[Any, list[Finding]]:
    """Parse JSON as plain values, and find mismatches.

    Raises:
        MsgspecError: It is no JSON.
        RecursionError: It is nested too deeply.
    """
    refused: Exception | None = None
    plain: Any = None
    try:
        plain = msgspec.json.decode(text)
    except UNREADABLE as error:
        refused = error
    else:
        if is_exact(text.encode(), plain):
            return plain, []
    try:
        plain, findings = parse(text)
    except (ValueError, RecursionError):
        if refused is not None:
            raise refused from None
        findings = []
    if refused is not None and "out of range" not in str(refused):
        findings = [nearly_json(), *(f for f in findings if f.expected != "JSON")]
    return plain, findings


def decode_exactly(
    response: HttpResponse, kind: Any, value: Any
) -> tuple[Any, list[Finding]]:
    """Decode a response again if the strict decoder may have changed a value.

    Returns:
        The same value if it is exact, else another, and the mismatches.
    """
    try:
        plain, findings = parse_json(response.content.decode())
    except UNREADABLE:
        # It is nested as deeply as can be: the other decoders give up before.
        return value, []
    again, more = read(plain, kind, finer=has_inexact_values(response.content))
    return (again if findings or more else value), findings + more
