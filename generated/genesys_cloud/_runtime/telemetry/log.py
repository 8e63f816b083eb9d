"""What a client writes to `logging`: to the logger that is named after its package.

    DEBUG     every request and every answer, with copies of headers that show no
              secret; bodies too where ``log_bodies`` is set; that the client is idle or
              runs again
    INFO      other changes of state, tokens, attempts that are made again, and once
              each place where answers differ from the documents
    WARNING   pauses that the server asks for, a token that could not be given back
    ERROR     listeners that raise

Errors are raised, so they are not written. Only copies are changed, never what is sent.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import parse_qsl, quote, unquote, urlencode

import msgspec

from ..encoding.scalars import is_sequence
from ..responses.masking import Secrets

if TYPE_CHECKING:
    from logging import Logger

LOGGER_NAME: Final = (__package__ or "").rsplit(".", 2)[0] or __name__
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
_PLACES: Final = frozenset({"location", "content-location", "link", "referer"})
_SEPARATORS: Final = re.compile(r"[^a-z0-9]")


def logger() -> Logger:
    """Return the logger; `logging` is imported no sooner than that."""
    from logging import getLogger

    return getLogger(LOGGER_NAME)


def secret_name(name: str) -> bool:
    """Tell whether the name of a header, a field or a key looks like a secret's."""
    return bool(_SECRET_WORDS.search(_SEPARATORS.sub("", name.lower())))


def secret_header(name: str) -> bool:
    """Tell whether the name of a header looks like a secret's."""
    return secret_name(name) or bool(_SECRET_HEADER_WORDS.search(name.lower()))


def shown_headers(
    lines: Iterable[tuple[str, str]], private: Container[str] = ()
) -> dict[str, str]:
    """Return a copy of header fields without the values that look secret.

    Args:
        lines: Names and values.
        private: Names in lower case whose values are never shown.
    """
    return {
        name: (
            HIDDEN
            if name.lower() in private or secret_header(name)
            else _shown_value(name, value)
        )
        for name, value in lines
    }


def hidden_query(query: str) -> str:
    """Return a query with all of its names and none of its values."""
    names = (piece.partition("=")[0] for piece in query.split("&"))
    return "&".join(f"{name}={HIDDEN}" for name in names)


def _shown_value(name: str, value: str) -> str:
    if name.lower() in _PLACES or "://" in value or "?" in value:
        return shown_url(value)
    return value


def shown_url(url: str) -> str:
    """Return a URL without user, fragment and what looks secret of its query."""
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
        hidden = equals and secret_name(unquote(key))
        pieces.append(f"{key}={HIDDEN}" if hidden else piece)
    return f"{start}?{'&'.join(pieces)}{end}"


def shown_text(text: str) -> str:
    """Return a text of a body; its URLs may be all that protects what they name."""
    if text.startswith("/"):
        return shown_url(text)
    return _URL.sub(_shown_link, text) if "://" in text else text


def _shown_link(found: re.Match[str]) -> str:
    start, mark, _ = found[0].partition("#")[0].partition("?")
    return shown_url(start) + (f"?{HIDDEN}" if mark else "")


def shown_body(content: bytes | None) -> str:
    """Return a body as a short text without the values that look secret.

    Only JSON and forms are shown; of anything else no more than its length is said.
    """
    if not content:
        return "no body"
    try:
        plain: Any = msgspec.json.decode(content)
        text = msgspec.json.encode(_hidden(plain)).decode()
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        text = _shown_form(content)
    if len(text) > _LONGEST:
        return f"{text[:_LONGEST]}... ({len(content)} bytes)"
    return text


def _shown_form(content: bytes) -> str:
    try:
        text = content.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        return f"({len(content)} bytes)"
    if any(character.isspace() or character in "<>{}" for character in text):
        return f"({len(content)} bytes)"
    hidden = [
        (key, HIDDEN if secret_name(key) else shown_text(value)) for key, value in pairs
    ]
    return urlencode(hidden, quote_via=quote, safe="*")


def _hidden(value: Any) -> Any:
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {
            key: HIDDEN if secret_name(key) and _tells(item) else _hidden(item)
            for key, item in fields.items()
        }
    if is_sequence(value):
        return [_hidden(item) for item in value]
    return shown_text(value) if isinstance(value, str) else value


def _tells(value: Any) -> bool:
    """Tell whether a value could be a secret: flags and nulls are none."""
    return value is not None and not isinstance(value, bool)


class Log:
    """The logger of one client.

    Args:
        bodies: Whether bodies are written as well.

    Attributes:
        secrets: What is masked in all that is written.
    """

    def __init__(self, bodies: bool = False) -> None:
        from logging import DEBUG, INFO, WARNING

        self.bodies = bodies
        self.secrets: Secrets = Secrets()
        self.logger: Logger = logger()
        self._debug, self._info, self._warning = DEBUG, INFO, WARNING

    @property
    def active(self) -> bool:
        """Whether anything of a call would be written that goes well."""
        return self.logger.isEnabledFor(self._debug)

    def debug(self, text: str, *values: object) -> None:
        """Write at DEBUG."""
        self._write(self._debug, text, values)

    def info(self, text: str, *values: object) -> None:
        """Write at INFO."""
        self._write(self._info, text, values)

    def warning(self, text: str, *values: object) -> None:
        """Write at WARNING."""
        self._write(self._warning, text, values)

    def _write(self, level: int, text: str, values: tuple[object, ...]) -> None:
        if self.logger.isEnabledFor(level):
            shown = (
                value if isinstance(value, (int, float)) else self._masked(value)
                for value in values
            )
            self.logger.log(level, text, *shown)

    def _masked(self, value: object) -> str:
        return self.secrets.mask(str(value))
