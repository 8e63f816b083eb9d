"""Which quotes say that a method is deprecated."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .markdown import Block
from .source import Region, Source

_MARKER = re.compile(r"^>[ \t]?")
# What names the kind of a quote: GitHub's alerts, and bold words that stand for them.
_ALERT = re.compile(r"\[!(?P<kind>[A-Za-z]+)\]\s*")
_LABEL = re.compile(
    r"(?P<strong>\*\*|__)\W{0,3}(?P<kind>warning|caution|attention|note|important)"
    r"\s*:?(?P=strong)\s*[:.]?\s*",
    re.IGNORECASE,
)
_WARNING = re.compile(r"(?:warning|caution|attention)\b", re.IGNORECASE)
_WARNINGS = frozenset({"warning", "caution", "attention"})

_SENTENCE_END = re.compile(r"[.:;!?]\s")
_DEPRECATED = re.compile(r"\bdeprecated\b")
_DENIED = re.compile(
    r"(?:\b(?:not|never|cannot|no longer|neither|nor)|n['\u2019]t)"
    r"(?: (?:a|an|actually|as|be|been|being|considered|currently|formally|going|have"
    r"|marked|now|officially|really|to|yet))* $"
)
# "Replaces the deprecated method" speaks of another one, "this is a deprecated method"
# does not.
_OTHER_ONE = re.compile(r"\b(?:a|all|an|any|by|for|of|old|or|than|the|to|use|with) $")
_THIS_IS_A = re.compile(r"\b(?:this|it|which) (?:is|was|became) (?:a|an|the) $")
_PART = re.compile(
    r"\b(?:argument|attribute|body|class|definition|field|flag|format|header|option"
    r"|parameter|property|propertie|query|response|status|type|value)s?\b"
)
_METHOD = re.compile(
    r"\b(?:this|it|api|call|endpoint|function|method|operation|request|resource|route)"
    r"\b"
)

_REACH = 200
"""How many characters before the word count, so that no text takes long."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A quote: its lines, its text without markers, and what it is.

    ``written`` is the quote as it stands in the page, but for white space, made of its
    marks and its text. ``deprecation`` says that it says that the method is deprecated,
    ``suspect`` that it is a warning or speaks of deprecation.
    """

    region: Region
    text: str
    written: str
    deprecation: bool
    suspect: bool


def read_notices(
    source: Source, name: str, region: Region, blocks: Sequence[Block]
) -> list[Notice]:
    """The quotes in a text about the method ``name``."""
    quotes = [block for block in blocks if block.kind == "quote"]
    return [_notice(source, name, region, block) for block in quotes]


def _notice(source: Source, name: str, region: Region, block: Block) -> Notice:
    lines = source.lines[block.start : block.end]
    label, kind, text = _kind("\n".join(map(_bare, lines)))
    end = block.end
    if not text and kind:
        # Only the marker is quoted: the paragraph goes on below it.
        while end < region.end and _goes_on(source, end):
            end += 1
        text = source.read(Region(block.end, end))
    text = " ".join(text.split())
    suspect = kind in _WARNINGS or bool(_WARNING.match(text))
    return Notice(
        region=Region(block.start, end),
        text=text,
        written=_written(lines, label + text),
        deprecation=_says_deprecated(text, name, suspect),
        suspect=suspect or "deprecat" in text.lower(),
    )


def _bare(line: str) -> str:
    """A line of a quote without its marker."""
    return _MARKER.sub("", line.strip(), count=1)


def _written(lines: Sequence[str], text: str) -> str:
    """A text with the marks that the lines of its quote begin with."""
    words = "".join(text.split())
    pieces: list[str] = []
    at = 0
    for line in lines:
        length = len("".join(_bare(line).split()))
        pieces.append(">" + words[at : at + length])
        at += length
    return "".join([*pieces, words[at:]])


def _goes_on(source: Source, number: int) -> bool:
    line = source.lines[number].strip()
    return bool(line) and not line.startswith((">", "#", "|", "- ", "* ", "```", "~~~"))


def _kind(text: str) -> tuple[str, str, str]:
    """What names the kind of a quote, the kind in lower case, and the rest."""
    text = text.strip()
    match = _ALERT.match(text) or _LABEL.match(text)
    if match is None:
        return "", "", text
    return match[0], match["kind"].lower(), text[match.end() :].strip()


def _says_deprecated(text: str, name: str, warning: bool) -> bool:
    """Whether a text says that the method is deprecated, and that nothing else is.

    A warning may say so in whatever words; another quote has to name the method.
    """
    words = re.sub(r"[*_`\"()\[\]]", "", text.lower())
    own = re.compile(rf"\b{re.escape(name.lower().replace('_', ''))}\b")
    for sentence in _SENTENCE_END.split(" ".join(words.split())):
        for match in _DEPRECATED.finditer(sentence):
            start = match.start()
            before = sentence[max(0, start - _REACH) : start]
            if _DENIED.search(before) or _PART.search(before):
                continue
            if _OTHER_ONE.search(before) and not _THIS_IS_A.search(before):
                continue
            if warning or not before.strip(" -") or _METHOD.search(before):
                return True
            if own.search(before):
                return True
    return False
