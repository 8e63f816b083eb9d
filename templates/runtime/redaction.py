"""The secrets that a client knows, masked wherever it shows what a server said.

Servers repeat what they were sent: a token in the words of an error, a form in a page.
"""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final, cast
from urllib.parse import quote, quote_plus

import msgspec
from msgspec.structs import replace

from .charsets import UNREADABLE, charset_of, text_of
from .exchange import Incoming
from .headers import Headers
from .wire import is_sequence

MASK: Final = "***"
_SHORTEST: Final = 4
"""Characters of the shortest secret that is masked: a shorter one protects nothing."""
_LONG: Final = 16
"""Characters of a secret that no harmless word can hold."""
_RECENT: Final = 32
"""Tokens of the past that are still masked."""


class Secrets:
    """The secrets of one client; safe to share between threads.

    Args:
        fixed: Those that stay.
    """

    def __init__(self, *fixed: str | None) -> None:
        self._fixed = tuple(text for text in fixed if text)
        # Replaced as a whole, with the pattern that belongs to it.
        self._recent: tuple[str, ...] = ()
        self._pattern: tuple[tuple[str, ...], re.Pattern[str]] | None = None

    def __repr__(self) -> str:
        return f"Secrets({MASK})"

    def add(self, *texts: str | None) -> None:
        """Mask these too."""
        new = tuple(text for text in texts if text and text not in self._recent)
        if new:
            self._recent = (*self._recent, *new)[-_RECENT:]

    def mask(self, text: str) -> str:
        """Return a text without the secrets, encoded ones included."""
        return self._compiled().sub(MASK, text)

    def mask_value(self, value: Any) -> Any:
        """Return plain JSON values with all their texts masked, names too."""
        if isinstance(value, str):
            return self.mask(value)
        if is_sequence(value):
            return [self.mask_value(item) for item in value]
        if isinstance(value, Mapping):
            fields = cast("Mapping[str, Any]", value)
            return {self.mask(key): self.mask_value(fields[key]) for key in fields}
        return value

    def mask_body(self, content: bytes, content_type: str = "") -> bytes:
        """Return a body without the secrets; one that holds none stays as it is."""
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
        content = self.mask(content.decode("latin-1")).encode("latin-1")
        try:
            text = text_of(content, content_type)
        except UNREADABLE:
            return content
        masked = self.mask(text)
        if masked == text:
            return content
        return masked.encode(charset_of(content, content_type))

    def mask_response(self, answer: Incoming) -> Incoming:
        """Return a response without the secrets in its headers and its body."""
        kind = answer.headers.get("content-type", "")
        lines = [
            (name.encode("latin-1"), self.mask(value).encode("latin-1"))
            for name in answer.headers
            for value in answer.headers.get_list(name)
        ]
        return replace(
            answer,
            headers=Headers(lines),
            content=self.mask_body(answer.content, kind),
        )

    def _compiled(self) -> re.Pattern[str]:
        recent, known = self._recent, self._pattern
        if known is not None and known[0] is recent:
            return known[1]
        forms = {form for text in (*self._fixed, *recent) for form in _forms(text)}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        alternatives = "|".join(map(_alternative, longest_first))
        # Without any, it finds nothing.
        pattern = re.compile(alternatives or r"(?!)")
        self._pattern = recent, pattern
        return pattern


def _forms(text: str) -> set[str]:
    """Return a secret in the ways that servers write it."""
    if len(text) < _SHORTEST:
        return set()
    escaped = json.dumps(text)[1:-1]
    return {
        text,
        *_percent(quote(text, safe="")),
        *_percent(quote_plus(text)),
        *_percent(quote(text)),
        escaped,
        escaped.replace("/", r"\/"),
        html.escape(text),
        b64encode(text.encode()).decode().rstrip("="),
        b64encode(text.encode(), b"-_").decode().rstrip("="),
    }


def _percent(text: str) -> tuple[str, str]:
    """Return a percent-encoded text with digits in upper and in lower case."""
    lower = re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), text)
    return text, lower


def _alternative(form: str) -> str:
    """Return a pattern; of a short secret, none that is part of a longer word."""
    if len(form) >= _LONG:
        return re.escape(form)
    return rf"(?<![A-Za-z0-9]){re.escape(form)}(?![A-Za-z0-9])"
