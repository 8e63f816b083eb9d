"""Notes in the last column of a table: optional, default, known values."""

import re
from html import unescape

import msgspec

NOTES = re.compile(
    r"(?P<optional>\[optional\])? ?(?:\[default to (?P<default>.*?)\])? ?"
    r"(?:\[readonly\])? ?"
    r"(?:<br ?/?> ?\*\*Values\*\*: ?(?P<values>\S.*))?"
)
_QUOTED = re.compile(r"(['\"])(.*)\1")
_WORDS = {"true": True, "false": False, "none": None, "null": None}

Scalar = str | int | float | bool | None


class Notes(msgspec.Struct, frozen=True):
    """The facts in the notes of a row."""

    required: bool
    default: Scalar = None
    values: tuple[str, ...] = ()


def parse_notes(cell: str) -> Notes | None:
    """Return the facts in a cell; None if anything else stands there."""
    if not cell:
        return _REQUIRED
    if cell == "[optional]":
        return _OPTIONAL
    match = NOTES.fullmatch(cell)
    if match is None:
        return None
    default = match["default"]
    return Notes(
        required=match["optional"] is None,
        default=None if default is None else _scalar(unescape(default)),
        values=_values(match["values"] or ""),
    )


_REQUIRED = Notes(True)
_OPTIONAL = Notes(False)


def _values(text: str) -> tuple[str, ...]:
    plain = unescape(text).replace("\\|", "|")
    values = (value.strip() for value in plain.split(","))
    return tuple(dict.fromkeys(value for value in values if value))


def _scalar(text: str) -> Scalar:
    """Return the value of a default; the text itself if it is none of Python's."""
    if quoted := _QUOTED.fullmatch(text):
        return quoted[2]
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
