"""A second look at answers that the strict decoder refuses.

Most of them hold a value all the same: JSON in another charset, or JSON that differs
from the documents here and there (see `tolerant`). The others have a reason that can be
told: a page of a gateway, a file, an answer that was cut off.
"""

from __future__ import annotations

from typing import Any

import msgspec

from .charsets import (
    UNREADABLE,
    excerpt,
    is_binary,
    is_json,
    is_markup,
    media_type,
    text_of,
)
from .exchange import Incoming
from .extras import decode, read
from .findings import Finding
from .tolerant import json_name


class Unreadable(Exception):
    """An answer holds no value of the documented type; the text tells why."""


def rescue(answer: Incoming, kind: Any) -> tuple[Any, list[Finding]]:
    """Read an answer that the strict decoder refuses.

    Args:
        answer: The answer; its body is not empty.
        kind: The documented type.

    Returns:
        The value, and how it differs from the documents.

    Raises:
        Unreadable: There is no value.
    """
    content, declared = answer.content, answer.headers.get("content-type", "")
    known = decode(content, kind)
    if known is not None:
        return known
    if not content.strip():
        raise Unreadable("its body is empty")
    markup = is_markup(declared, content)
    if is_binary(declared, content) and not (kind is str and markup):
        raise Unreadable(
            f"it is no JSON but {media_type(declared) or 'binary'};"
            " with_streaming_response writes it to a file"
        )
    try:
        text = text_of(content, declared)
        if kind is str and not is_json(declared):
            return text, []
        plain, findings = _plain(text)
        value, more = read(plain, kind)
    except UNREADABLE as error:
        reason = str(error) or type(error).__name__
    else:
        if not _is_model(kind) or _is_model(type(value)):
            return value, [*findings, *more]
        reason = f"it holds {more[0].got}, not {json_name(kind)}"
    if markup:
        page = excerpt(content, declared)
        reason = f"it is a page, perhaps of a gateway in between: {page!r}"
    elif coding := answer.headers.get("content-encoding", ""):
        reason += f" (its coding is {coding[:20]!r})"
    raise Unreadable(reason)


def _plain(text: str) -> tuple[Any, list[Finding]]:
    """Read JSON, also with what RFC 8259 does not know but some servers write."""
    try:
        return msgspec.json.decode(text), []
    except UNREADABLE as error:
        # Needed here alone.
        import json

        try:
            # NaN, half a surrogate pair, line breaks within strings.
            value: Any = json.loads(text, strict=False, parse_int=_integer)
        except (ValueError, RecursionError):
            raise error from None
        return value, [Finding("JSON", "nearly JSON")]


def _integer(digits: str) -> int | str:
    """Read an integer; one of more digits than Python reads stays a text."""
    try:
        return int(digits)
    except ValueError:
        return digits


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
