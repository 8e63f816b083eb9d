"""Content types of responses: JSON or not, and the charset."""

import codecs
from typing import Final

import msgspec

UNREADABLE: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""Exceptions of decoders."""

_BOMS: Final = (
    # UTF-32 before UTF-16, whose mark is the beginning of the other's.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSETS: Final = frozenset(
    {
        *("ascii", "cp1252", "iso8859-1", "iso8859-15", "utf-8"),
        *("utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be", "utf-32-le"),
    }
)
"""Accepted charsets, since Python has codecs for other purposes too."""
_TEXTUAL: Final = ("text/", "application/json", "application/xml", "application/xhtml")


def media_type(content_type: str) -> str:
    """Return ``application/json`` of ``Application/JSON; charset=utf-8``."""
    return content_type.partition(";")[0].strip().lower()


def is_json(content_type: str) -> bool:
    """Return True if a content type is JSON (RFC 6839, section 3.1)."""
    media = media_type(content_type)
    return media == "application/json" or media.endswith(("+json", "/json"))


def is_binary(content_type: str, content: bytes) -> bool:
    """Return True if a body is binary, by its type or its first bytes."""
    media = media_type(content_type)
    if media and not is_json(content_type):
        return not (media.startswith(_TEXTUAL) or media.endswith("+xml"))
    start = content[:1024]
    return not media and b"\x00" in start and charset_of(start, "") == "utf-8"


def is_markup(content_type: str, content: bytes) -> bool:
    """Return True if a body is HTML or XML, as gateways send it."""
    start = content[:256].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return media_type(content_type).endswith(("html", "xml")) or start.startswith(b"<")


def is_blank(content: bytes) -> bool:
    """Return True if a body has only white space and byte order marks."""
    return not content or not content.strip(b"\xef\xbb\xbf \t\r\n")


def charset_of(content: bytes, content_type: str) -> str:
    """Return the charset of a body: of its byte order mark, declared, or UTF-8."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    _, _, parameters = content_type.partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            try:
                declared = codecs.lookup(value.strip().strip("\"'")).name
            except (LookupError, ValueError):
                return "utf-8"
            return declared if declared in _CHARSETS else "utf-8"
    # JSON begins with ASCII, so that the zeros tell (RFC 4627, section 3).
    if content[:1] == b"\x00" and content[1:2] != b"\x00":
        return "utf-16-be"
    if content[1:2] == b"\x00" and content[2:4] != b"\x00\x00":
        return "utf-16-le"
    return "utf-8"


def text_of(content: bytes, content_type: str) -> str:
    """Return a body as text, without its byte order mark.

    Raises:
        UnicodeError: It is not in the charset that it should be in.
    """
    return content.decode(charset_of(content, content_type)).removeprefix("\ufeff")


def excerpt(content: bytes, content_type: str) -> str:
    """Return the beginning of a page as one short line."""
    start = content[:2000].decode(charset_of(content, content_type), "replace")
    line = " ".join("".join(c if c.isprintable() else " " for c in start).split())
    return line[:160] + ("..." if len(line) > 160 else "")
