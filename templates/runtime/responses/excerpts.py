"""Redacted beginning of a text response."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from ..redaction import HIDDEN, is_secret_name, redacted_text
from .content_type import charset_of, is_binary

_LONGEST: Final = 200
_LOOKED_AT: Final = 20_000
_UNSEEN: Final = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[?!][^>]*>", re.DOTALL | re.IGNORECASE
)
_ELEMENT: Final = re.compile(r"<([\w:.-]+)(?:\s[^<>]*)?>([^<]*)(?=<|$)")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*(?:>|$)")
_PAIR: Final = re.compile(r"([\w.-]*[\w])([\"']?\s*[=:]\s*[\"']?)([^\s&,;<>\"']+)")
_SIGNED: Final = re.compile(r"tosign|accesskey|canonical")
_TELLING: Final = frozenset({"code", "key"})
"""XML elements that contain an error message or a file name."""
_SCHEME: Final = re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]+", re.IGNORECASE)
_TOKEN: Final = re.compile(r"\beyJ[\w-]+\.[\w.-]+|\b[\w+/=-]{40,}")


def redacted_excerpt(content: bytes, content_type: str) -> str | None:
    """Return the beginning of a text or a page as one line, or None."""
    if is_binary(content_type, content):
        return None
    start = content[:_LOOKED_AT]
    text = start.decode(charset_of(content, content_type), "replace")
    if text.count("\ufffd") > len(text) // 10:
        return None
    if "<" in text:
        text = _UNSEEN.sub(" ", text)
        text = _ELEMENT.sub(_redacted_element, text)
        text = unescape(_TAG.sub(" ", text))
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    line = _SCHEME.sub(rf"\1 {HIDDEN}", redacted_text(line))
    line = _TOKEN.sub(HIDDEN, _PAIR.sub(_redacted_pair, line))
    return line[:_LONGEST] + "..." * (len(line) > _LONGEST) or None


def _redacted_element(found: re.Match[str]) -> str:
    name, value = found[1].rpartition(":")[2], found[2]
    # Those who refuse a signature show all that it is made of.
    looks = _SIGNED.search(name.lower()) or is_secret_name(name)
    hidden = value.strip() and looks and name.lower() not in _TELLING
    return f" {HIDDEN} " if hidden else f" {value} "


def _redacted_pair(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}{HIDDEN}" if is_secret_name(found[1]) else found[0]
