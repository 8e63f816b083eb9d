"""Secret values, whose repr hides them.

Whoever reports errors may show the variables of every frame of a traceback. So a secret
is a `Secret` until it is sent. A public method whose arguments may be secret wraps them
first and deletes the plain ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, Final, Generic, TypeVar, cast
from urllib.parse import parse_qsl, quote, unquote, urlencode

import msgspec

from .json_types import is_sequence

T = TypeVar("T")
U = TypeVar("U")

HIDDEN: Final = "***"
_LONGEST: Final = 2000
# Names are compared without what separates their words.
_SECRET_WORDS: Final = re.compile(
    r"secret|password|passwd|passphrase|token|authorization|assertion|credential"
    r"|apikey|privatekey|signature|cookie|jwt|passcode|sessionid|connecturi"
    r"|^otp|otp$|^key$|^sig$|^code$|^codeverifier$|^pin$"
)
# Of headers more is hidden: hardly any of these helps who reads a log.
_SECRET_HEADER_WORDS: Final = re.compile(r"auth|token|secret|session|key")
_USER: Final = re.compile(r"((?:^|<|:)//)[^/?#\s]*@")
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>]+")
_URL_HEADERS: Final = frozenset({"location", "content-location", "link", "referer"})
_SEPARATORS: Final = re.compile(r"[^a-z0-9]")


class RedactedStruct(msgspec.Struct, frozen=True):
    """Struct whose fields appear in no ``repr``, log or traceback."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # msgspec's own one, which rich prefers to `repr`, shows all fields.
        return []


class Secret(RedactedStruct, Generic[T], frozen=True):
    """Secret value."""

    value: T

    def map(self, function: Callable[[T], U]) -> Secret[U]:
        """Return the result of a function of the value, as a secret.

        Errors of the function come without its frames, whose variables show the value.
        """
        try:
            return Secret(function(self.value))
        except Exception as error:
            failure = error.with_traceback(None)
            if error.__suppress_context__:
                error.__context__ = None
        try:
            raise failure
        finally:
            # It knows this frame, which would keep both alive.
            del failure


def is_visible_ascii(text: str) -> bool:
    """Return True if a string is visible ASCII, as tokens and URLs must be."""
    return text.isascii() and text.isprintable() and text != "" and " " not in text


def is_secret_name(name: str) -> bool:
    """Return True if the name of a header, field or key looks like that of a secret."""
    return bool(_SECRET_WORDS.search(_SEPARATORS.sub("", name.lower())))


def is_secret_header(name: str) -> bool:
    """Return True if the name of a header looks like that of a secret."""
    return is_secret_name(name) or bool(_SECRET_HEADER_WORDS.search(name.lower()))


def redacted_headers(
    lines: Iterable[tuple[str, str]], private: Container[str] = ()
) -> dict[str, str]:
    """Return a redacted copy of headers.

    `private` are lower-case names whose values are secret.
    """
    return {
        name: (
            HIDDEN
            if name.lower() in private or is_secret_header(name)
            else _redacted_header(name, value)
        )
        for name, value in lines
    }


def redacted_query(query: str) -> str:
    """Return a query with its names and redacted values."""
    names = (piece.partition("=")[0] for piece in query.split("&"))
    return "&".join(f"{name}={HIDDEN}" for name in names)


def _redacted_header(name: str, value: str) -> str:
    if name.lower() in _URL_HEADERS or "://" in value or "?" in value:
        return redacted_url(value)
    return value


def redacted_url(url: str) -> str:
    """Return a redacted URL, without user and fragment."""
    url, sharp, fragment = url.partition("#")
    if "@" in url:
        url = _USER.sub(rf"\1{HIDDEN}@", url)
    end = f"#{HIDDEN}" if fragment else sharp
    start, mark, query = url.partition("?")
    if not mark:
        return url + end
    pieces: list[str] = []
    for piece in query.split("&"):
        key, equals, _ = piece.partition("=")
        hidden = equals and is_secret_name(unquote(key))
        pieces.append(f"{key}={HIDDEN}" if hidden else piece)
    return f"{start}?{'&'.join(pieces)}{end}"


def redacted_text(text: str) -> str:
    """Return a redacted string of a body, without the queries of URLs."""
    if text.startswith("/"):
        return redacted_url(text)
    return _URL.sub(_redacted_link, text) if "://" in text else text


def _redacted_link(found: re.Match[str]) -> str:
    start, mark, _ = found[0].partition("#")[0].partition("?")
    return redacted_url(start) + (f"?{HIDDEN}" if mark else "")


def redacted_body(content: bytes | None) -> str:
    """Return a body as a short redacted text.

    It contains JSON and forms, and only the length of any other body.
    """
    if not content:
        return "no body"
    try:
        plain: Any = msgspec.json.decode(content)
        text = msgspec.json.encode(_redacted_value(plain)).decode()
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        text = _redacted_form(content)
    if len(text) > _LONGEST:
        return f"{text[:_LONGEST]}... ({len(content)} bytes)"
    return text


def _redacted_form(content: bytes) -> str:
    try:
        text = content.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        return f"({len(content)} bytes)"
    if any(character.isspace() or character in "<>{}" for character in text):
        return f"({len(content)} bytes)"
    hidden = [
        (key, HIDDEN if is_secret_name(key) else redacted_text(value))
        for key, value in pairs
    ]
    return urlencode(hidden, quote_via=quote, safe="*")


def _redacted_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {
            key: (
                HIDDEN
                if is_secret_name(key) and _may_be_secret(item)
                else _redacted_value(item)
            )
            for key, item in fields.items()
        }
    if is_sequence(value):
        return [_redacted_value(item) for item in value]
    return redacted_text(value) if isinstance(value, str) else value


def _may_be_secret(value: Any) -> bool:
    """Return True if a value can be a secret, unlike flags and nulls."""
    return value is not None and not isinstance(value, bool)
