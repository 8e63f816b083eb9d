"""What may be a name."""

import re

from ..diagnostics import Diagnostics, SourceSpan
from .inline import plain

LONGEST = 200
"""How many characters the name of a class, definition or method has at most."""

_WORD = re.compile(r"(?=.*\w)[\w.$-]+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Marks around a name, or around a part of it.
_MARKED = re.compile(
    r"\*\*|`|~~|</?[A-Za-z!]|\]\(|\[\^|&#?\w+;|\\[!-/:-@\[-`{-~]|^\*|\*$|^__.+__$|^==.*==$"
    r"|[\u2020\u2021\xa7\xb6\xb9\xb2\xb3\u2070-\u2079]$"
    r"|^[\"'\u2018\u201c\xab].*[\"'\u2019\u201d\xbb]$"
)
# RFC 9110, section 5.6.2.
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# These belong to the connection and to the framing of messages: RFC 9110, sections 7.2,
# 7.6.1 and 10.1.4, and RFC 9112, sections 6 and 7.
_FRAMING = frozenset(
    {
        "connection",
        "content-length",
        "host",
        "http2-settings",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


def is_word(name: str) -> bool:
    """Whether this can name a class, a definition or a method."""
    return len(name) <= LONGEST and (
        name.isidentifier() or _WORD.fullmatch(name) is not None
    )


def check_name(
    name: str, kind: str, span: SourceSpan, diagnostics: Diagnostics
) -> bool:
    """Whether this can be a wire name; else it is diagnosed.

    Marks that were not understood, or stand in code, are none of a name.
    """
    if name and not any(map(str.isspace, name)) and not _MARKED.search(name):
        return True
    diagnostics.add("D209", span, name=name, kind=kind)
    return False


def check_header(name: str, span: SourceSpan, diagnostics: Diagnostics) -> bool:
    """Whether a call may send a header of this name; else it is diagnosed."""
    is_token = _TOKEN.fullmatch(name) and not _MARKED.search(name)
    if is_token and name.lower() not in _FRAMING:
        return True
    diagnostics.add("D214", span, name=name)
    return False


def wire_name(cell: str) -> str:
    """The name that a cell of a table shows.

    It is without backticks around it, else without the underscores of emphasis and the
    backslashes that only keep Markdown from reading a character.
    """
    if len(cell) > 2 and cell[0] == cell[-1] == "`":
        return cell[1:-1].replace("\\|", "|")
    if cell[:1] == cell[-1:] == "_":
        return plain(cell)
    return _ESCAPE.sub(r"\1", cell) if "\\" in cell else cell
