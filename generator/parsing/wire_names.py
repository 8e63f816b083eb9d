"""Rules for names of the wire and of nodes."""

import re
import unicodedata

from ..diagnostics import Diagnostics, SourceSpan
from .inline import strip_marks

LONGEST = 200
"""The most characters of a class, definition or method name."""

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Names of JSON and of queries: ``$ref``, ``@type``, ``.tag``, ``#text``, ``+1``,
# ``a.b``, ``x:y``, ``kubernetes.io/name``, ``ids[]``, ``filter[name]``, ``cpu%``.
_NAME = re.compile(
    r"(?!__.*__$)(?:\$+|@+|#|\.|[-+](?=[0-9]))?"
    r"\w(?:[\w.$@:/+#&%|-]|\[[\w.$@:-]*\])*(?<=[\w$%\]])(?<!\[[1-9]\])|\$(?:\..*\w)?"
)
_WORD = re.compile(r"[\w$](?:[\w.$-]*[\w$])?")
# Headers are named with letters, digits and hyphens: RFC 9110, section 16.3.2.1.
_HEADER = re.compile(r"[0-9A-Za-z_](?:[0-9A-Za-z_.-]*[0-9A-Za-z_])?")
# Letters, what combines with them, digits, and what does not show.
_LETTERS = frozenset({"Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Mn", "Nd", "Cf"})
# Notes are marked with raised, lowered and circled letters and digits.
_RAISED = ("<super>", "<sub>", "<circle>")
# These belong to the connection and to the framing of messages: RFC 9110, sections 7.2,
# 7.6.1 and 10.1.4, and RFC 9112, sections 6 and 7.
_CONNECTION_HEADERS = """
    connection content-length host http2-settings keep-alive proxy-connection te
    trailer transfer-encoding upgrade
"""
_FRAMING = frozenset(_CONNECTION_HEADERS.split())


def is_word(name: str) -> bool:
    """Return True if this can name a class, a definition or a method."""
    return len(name) <= LONGEST and _WORD.fullmatch(_as_ascii(name)) is not None


def has_marks(text: str) -> bool:
    """Return True if a text has characters other than letters and ASCII."""
    return "*" in _as_ascii(text.replace("*", ""))


def is_wire_name(name: str) -> bool:
    """Return True if this can name a parameter or a property."""
    return _NAME.fullmatch(_as_ascii(name)) is not None


def check_name(
    name: str, kind: str, span: SourceSpan, diagnostics: Diagnostics
) -> bool:
    """Return True if this can be a wire name; else diagnose it.

    Unknown markup and markup in code are never part of a name.
    """
    if is_wire_name(name):
        return True
    diagnostics.add("D209", span, name=name, kind=kind)
    return False


def check_header(name: str, span: SourceSpan, diagnostics: Diagnostics) -> bool:
    """Return True if a call may send a header of this name; else diagnose it."""
    if _HEADER.fullmatch(name) and name.lower() not in _FRAMING:
        return True
    diagnostics.add("D214", span, name=name)
    return False


def _as_ascii(name: str) -> str:
    """Replace letters and digits of all scripts by ``a``, other characters by ``*``.

    Hidden characters count as letters here; another check diagnoses them.
    """
    return name if name.isascii() else "".join(map(_ascii, name))


def _ascii(character: str) -> str:
    if character.isascii():
        return character
    raised = unicodedata.decomposition(character).startswith(_RAISED)
    if raised or unicodedata.category(character) not in _LETTERS:
        return "*"
    return "a"


def wire_name(cell: str) -> str:
    """Return the name in a cell of a table.

    Remove backticks around it, or the underscores of emphasis and backslashes that only
    escape Markdown.
    """
    if len(cell) > 2 and cell[0] == cell[-1] == "`":
        return cell[1:-1].replace("\\|", "|")
    if cell[:1] == cell[-1:] == "_":
        return strip_marks(cell)
    return _ESCAPE.sub(r"\1", cell) if "\\" in cell else cell
