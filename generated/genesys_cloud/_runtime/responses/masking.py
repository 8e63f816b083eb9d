"""Redaction of a client's secrets in text of a server.

Servers repeat what they were sent: a token in the words of an error, a form in a page.
"""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final, cast
from urllib.parse import unquote, unquote_plus

import msgspec
from msgspec.structs import replace

from ..headers import Headers
from ..json_types import is_sequence
from ..redaction import HIDDEN
from ..transport.messages import HttpResponse
from .content_type import UNREADABLE, charset_of, text_of

_SHORTEST: Final = 4
"""Minimum length of a redacted secret: a shorter one protects nothing."""
_LONG: Final = 16
"""Length from which a secret is redacted within a word."""
_RECENT: Final = 32
"""Number of former tokens that are still redacted."""
_NESTED: Final = 3
"""Maximum number of decodings of a text in search of a secret."""
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|([^u]))", re.DOTALL)


class Secrets:
    """Secrets of one client, which threads can share.

    Args:
        fixed: Secrets that never change, such as the client secret.
    """

    def __init__(self, *fixed: str | None) -> None:
        self._fixed = tuple(text for text in fixed if text)
        # Replaced as a whole, with the forms that belong to it.
        self._recent: tuple[str, ...] = ()
        self._known: tuple[tuple[str, ...], list[str]] | None = None

    def __repr__(self) -> str:
        return f"Secrets({HIDDEN})"

    def add(self, *texts: str | None) -> None:
        """Add secrets."""
        new = tuple(text for text in texts if text and text not in self._recent)
        if new:
            self._recent = (*self._recent, *new)[-_RECENT:]

    def mask(self, text: str) -> str:
        """Return a text with redacted secrets.

        If an encoding hides a secret, the result is the decoded text.
        """
        text = self._mask_forms(text)
        for decode in _DECODERS:
            plain = text
            for _ in range(_NESTED):
                before, plain = plain, decode(plain)
                if plain == before:
                    break
                if (masked := self._mask_forms(plain)) != plain:
                    text = masked
                    break
        return text

    def mask_value(self, value: Any) -> Any:
        """Return plain JSON values with redacted strings, including names."""
        if isinstance(value, str):
            return self.mask(value)
        if is_sequence(value):
            return [self.mask_value(item) for item in value]
        if isinstance(value, Mapping):
            fields = cast("Mapping[str, Any]", value)
            return {self.mask(key): self.mask_value(fields[key]) for key in fields}
        return value

    def mask_body(self, content: bytes, content_type: str = "") -> bytes:
        """Return a redacted body, unchanged if it contains no secret."""
        if not content:
            return content
        try:
            plain = msgspec.json.decode(text_of(content, content_type))
            masked = self.mask_value(plain)
        except UNREADABLE:
            plain = masked = None
        if masked != plain:
            # Escapes of JSON hid them.
            text = msgspec.json.encode(masked).decode()
            return text.encode(charset_of(content, content_type))
        # Any bytes are text in this charset, and the same bytes again afterwards.
        content = self.mask(content.decode("latin-1")).encode("latin-1", "replace")
        try:
            text = text_of(content, content_type)
        except UNREADABLE:
            return content
        masked = self.mask(text)
        if masked == text:
            return content
        return masked.encode(charset_of(content, content_type))

    def mask_response(self, response: HttpResponse) -> HttpResponse:
        """Return a response with redacted headers and body."""
        kind = response.headers.get("content-type", "")
        lines = [
            (name.encode("latin-1"), self.mask(value).encode("latin-1"))
            for name in response.headers
            for value in response.headers.get_list(name)
        ]
        return replace(
            response,
            headers=Headers(lines),
            content=self.mask_body(response.content, kind),
        )

    def _mask_forms(self, text: str) -> str:
        for form in self._forms():
            if form in text:
                text = _mask_form(text, form)
        return text

    def _forms(self) -> list[str]:
        """Return the forms to search for, the longest first."""
        recent, known = self._recent, self._known
        if known is not None and known[0] is recent:
            return known[1]
        found = {form for text in (*self._fixed, *recent) for form in _forms(text)}
        forms = sorted(found, key=lambda form: (-len(form), form))
        self._known = recent, forms
        return forms


def _forms(text: str) -> set[str]:
    """Return a secret as it is, in base64 at each offset, and in digits."""
    if len(text) < _SHORTEST:
        return set()
    content = text.encode("utf-8", "surrogatepass")
    forms = {text, content.hex(), content.hex().upper()}
    for shift in range(3):
        # Characters that hold bits of what stands around it are left out.
        first, end = (0, 2, 3)[shift], (shift + len(content)) * 8 // 6
        for signs in (b"+/", b"-_"):
            forms.add(b64encode(b"\0" * shift + content, signs).decode()[first:end])
    return {form for form in forms if len(form) >= _SHORTEST}


def _mask_form(text: str, form: str) -> str:
    """Redact a form, unless it is short and part of a longer word."""
    if len(form) >= _LONG:
        return text.replace(form, HIDDEN)
    pieces: list[str] = []
    start = 0
    while (at := text.find(form, start)) >= 0:
        end = at + len(form)
        around = text[max(at - 1, 0) : at] + text[end : end + 1]
        is_part = any(c.isascii() and c.isalnum() for c in around)
        pieces += [text[start:at], form if is_part else HIDDEN]
        start = end
    return "".join([*pieces, text[start:]])


def _unescaped(text: str) -> str:
    """Return a text without JSON and similar escapes."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)


_DECODERS: Final[tuple[Callable[[str], str], ...]] = (
    unquote,
    unquote_plus,
    html.unescape,
    _unescaped,
)
