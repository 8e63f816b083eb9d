"""The last lines of a page, which say when and by what it was generated."""

import re

from ..diagnostics import Diagnostics, SourceSpan
from .notes import note_sentence
from .source import Region, Source

_RULE = re.compile(r" {0,3}([-*_])[ \t]*+(?:\1[ \t]*+){2,}+")
_MAKING = re.compile(
    r"generated"
    r"|\b(?:built|created|exported|made|produced|published|rendered|updated|written)"
    r"\s+(?:at|by|from|on|using|with)\b"
    r"|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b"
    r"|\b\d{1,2}:\d{2}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+\d{1,4}\b",
    re.IGNORECASE,
)
_STAMP = (
    r"(?:today|\d{1,2}:\d{2}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    r"|(?:[a-z]{3,9},? )?(?:\d{1,2}\.? )?[a-z]{3,9}\.? (?:\d{1,2},? )?\d{4})"
    r"(?:(?: at |,? |T)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?"
    r"(?: ?(?:Z|[A-Z]{2,5}|(?:UTC|GMT)?[+-]\d{2}:?\d{2}))?"
)
# What the usual sentence is; a tool's name has up to a dozen words and no other marks.
_USUAL = re.compile(
    rf"(?:<\w+>)?[*_]*(?:{_STAMP}|"
    rf"(?:(?:this|the) (?:[\w-]+ ){{1,3}}(?:was|is|has been) )?"
    r"(?:auto(?:matically)?[ -])?"
    r"(?:built|created|exported|generated|made|produced|published|rendered|updated"
    r"|written)(?: automatically)?"
    r"(?: (?:by|from|using|with)(?: [\w@/.'-]+){1,12}?)?"
    rf"(?:(?: (?:on|at))?:? {_STAMP})?)\.?[*_]*(?:</\w+>)?",
    re.IGNORECASE,
)
_FACTUAL = re.compile(
    r"[`|;<>]|\*\*|\b(?:body|deprecated|header|method|optional|parameter|property|query"
    r"|required|returns?|status)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?*_)])\n|\n(?![a-z0-9])")
_STRUCTURE = ("|", "#", "- ", "* ", "+ ", "```", "~~~")


def read_footer(source: Source, diagnostics: Diagnostics) -> int:
    """The line where the footer begins, or the number of lines if there is none.

    The footer is the last thing on a page: a rule and, below it, at most two lines that
    say when or by what the page was generated, which never matters. A sentence among
    them that says something else, or more, is noted.
    """
    lines, count = source.lines, len(source.lines)
    below: list[str] = []
    for number in range(count - 1, -1, -1):
        line = lines[number].strip()
        if not line:
            below.append("")
        elif number not in source.code and _RULE.fullmatch(lines[number]):
            text = "\n".join(reversed(below)).strip()
            if not _is_footer(text):
                return count
            source.claims.take(number, f"{lines[number]}\n{text}")
            _note_others(source, number + 1, diagnostics)
            return number
        elif sum(map(bool, below)) > 1:
            return count
        else:
            below.append(line)
    return count


def open_end(source: Source, footer: int) -> SourceSpan | None:
    """Where a page ends that has no footer."""
    if footer < len(source.lines):
        return None
    last = source.trim(Region(0, footer)).end
    return source.start(max(last - 1, 0))


def _is_footer(text: str) -> bool:
    """Whether every paragraph of a text of two lines says how the page was made."""
    if any(line.startswith(_STRUCTURE) for line in text.split("\n")):
        return False
    if not text or ("generated" in text.lower() and "\n\n" not in text):
        return True
    return all(map(_MAKING.search, re.split(r"\n{2,}", text)))


def _is_usual(sentence: str) -> bool:
    """Whether a sentence says how the page was made, and nothing that may be a fact."""
    if _USUAL.fullmatch(sentence):
        return True
    return bool(_MAKING.search(sentence)) and not _FACTUAL.search(sentence)


def _note_others(source: Source, start: int, diagnostics: Diagnostics) -> None:
    """Diagnose the sentences of a footer that do not just say how the page was made."""
    for part in source.paragraphs(Region(start, len(source.lines))):
        number = part.start
        for sentence in _SENTENCE_END.split(source.read(part)):
            if not _is_usual(" ".join(sentence.split())):
                note_sentence(source, source.start(number), sentence, diagnostics)
            number += sentence.count("\n") + 1
