"""Deprecation notices, and texts that only mention deprecation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...diagnostics import Diagnostics
from ...model import ApiClass
from ..markdown import Block
from ..page_source import PageSource, Region

_MARKER = re.compile(r"^>[ \t]?")
# The kind of a quote: GitHub's alerts, and bold words with the same meaning.
_ALERT = re.compile(r"\[!(?P<kind>[A-Za-z]+)\]\s*")
_LABEL = re.compile(
    r"(?P<strong>\*\*|__)\W{0,3}(?P<kind>warning|caution|attention|note|important)"
    r"\s*:?(?P=strong)\s*[:.]?\s*",
    re.IGNORECASE,
)
_WARNING = re.compile(r"(?:warning|caution|attention)\b", re.IGNORECASE)
_WARNINGS = frozenset({"warning", "caution", "attention"})

# The whole sentence that decides, and where sentences end.
_DEPRECATION = re.compile(
    r"this method is deprecated(?: and may be removed in the future)?[.!]?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][*_])|(?<=[.!?][*_]{2}))\s+")
_WORD = "deprecat"
_EMPHASIS = str.maketrans("", "", "*_")


@dataclass(frozen=True, slots=True)
class Notice:
    """A quote: its lines, its text without markers, and its meaning.

    ``written`` is the quote as the page has it, but for white space. ``deprecation``
    are its sentences that deprecate the method, and ``rest`` are the others.
    ``suspect`` is True if the rest mentions deprecation, or is a warning about
    something else.
    """

    region: Region
    text: str
    written: str
    deprecation: str
    rest: str
    suspect: bool


def parse_notices(
    source: PageSource, region: Region, blocks: Sequence[Block]
) -> list[Notice]:
    """Read the quotes in a text about a method."""
    quotes = [block for block in blocks if block.kind == "quote"]
    return [_notice(source, region, block) for block in quotes]


def _notice(source: PageSource, region: Region, block: Block) -> Notice:
    lines = source.lines[block.start : block.end]
    label, kind, text = _kind("\n".join(map(_without_marker, lines)))
    end = block.end
    if not text and kind:
        # Only the marker is quoted, and the paragraph continues below it.
        while end < region.end and _continues(source, end):
            end += 1
        text = source.read(Region(block.end, end))
    text = " ".join(text.split())
    suspect = kind in _WARNINGS or bool(_WARNING.match(text))
    deprecation, rest = _split_sentences(text)
    return Notice(
        region=Region(block.start, end),
        text=text,
        written=_written(lines, label + text),
        deprecation=deprecation,
        rest=rest,
        suspect=(suspect and not deprecation) or "deprecat" in rest.lower(),
    )


def _without_marker(line: str) -> str:
    """Return a line of a quote without its marker."""
    return _MARKER.sub("", line.strip(), count=1)


def _written(lines: Sequence[str], text: str) -> str:
    """Return a text with the marks that the lines of its quote begin with."""
    words = "".join(text.split())
    pieces: list[str] = []
    at = 0
    for line in lines:
        length = len("".join(_without_marker(line).split()))
        pieces.append(">" + words[at : at + length])
        at += length
    return "".join([*pieces, words[at:]])


def _continues(source: PageSource, number: int) -> bool:
    line = source.lines[number].strip()
    return bool(line) and not line.startswith((">", "#", "|", "- ", "* ", "```", "~~~"))


def _kind(text: str) -> tuple[str, str, str]:
    """Return the marker of a quote's kind, the kind and the rest."""
    text = text.strip()
    match = _ALERT.match(text) or _LABEL.match(text)
    if match is None:
        return "", "", text
    return match[0], match["kind"].lower(), text[match.end() :].strip()


def _split_sentences(text: str) -> tuple[str, str]:
    """Separate the known sentence from all others.

    Other wordings are not interpreted: they may be about another method, a parameter,
    the past or a question.
    """
    known: list[str] = []
    others: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        is_known = _DEPRECATION.fullmatch(sentence.translate(_EMPHASIS))
        (known if is_known else others).append(sentence)
    return " ".join(known), " ".join(others)


def report_mentions(
    source: PageSource, api: ApiClass, diagnostics: Diagnostics
) -> None:
    """Report methods whose texts mention deprecation without a deprecation notice."""
    for operation in api.operations:
        text = f"{operation.summary}\n{operation.description}".lower()
        if operation.deprecated or _WORD not in text:
            continue
        # The line is in the section of the method, so no page takes long.
        for number in range(operation.span.line, len(source.lines)):
            line = source.lines[number]
            if (column := line.lower().find(_WORD)) >= 0:
                if not line.lstrip().startswith(">"):  # else it is diagnosed as a quote
                    place = source.span(number, column)
                    diagnostics.add("D216", place, name=operation.name)
                break
