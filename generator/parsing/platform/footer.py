"""The footer of a page, which says when and by which tool it was generated."""

import re
from collections.abc import Sequence

from ...diagnostics import Diagnostics, SourceSpan
from ..page_source import PageSource, Region
from ..stray_text import report_sentence

_RULE = re.compile(r" {0,3}([-*_])[ \t]*+(?:\1[ \t]*+){2,}+")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    rf"|\d{{1,2}}\.? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}})"
)
_STAMP = (
    rf"{_DAY}(?:(?: at |,? |T)\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d{{1,9}})?)?"
    r"(?: ?(?:Z|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|UTC|GMT))?)?"
)
# Tools and pages are named after what they make: other words may describe the API.
_QUALIFIED = (
    r"(?:all|deprecated|internal|legacy|never|no|not|obsolete|old|only|some|the)\b"
)
_OF_API = rf"(?:(?!{_QUALIFIED})(?-i:[A-Z])\w* ){{0,6}}"
_MADE = r"(?:api|class|classes|docs|documentation|markdown|page|pages|reference|specs)"
_TOOL = (
    rf"(?:the|a) (?:generate {_OF_API})?(?:{_MADE} ){{0,3}}"
    r"(?:exporter|generator|script|tool|utility)(?: v?\d+(?:\.\d+)*)?"
)
_PAGE = (
    r"this (?:document|file|page) "
    rf"(?:belongs to the {_OF_API}pages"
    rf"(?: of the {_OF_API}(?:API|documentation))? and )?"
    r"(?:was|has been) "
)
# The known forms of a footer, as a whole; any other text is a sentence of its own.
_KNOWN = re.compile(
    rf"(?P<mark>[*_]{{0,3}})(?:{_PAGE}|last )?(?:auto(?:matically |-)?)?"
    r"(?:created|exported|generated|made|updated|written)(?: automatically)?"
    rf"(?: by {_TOOL})?(?:(?: on| at)? {_STAMP})?\.?(?P=mark)",
    re.IGNORECASE,
)
_MAKING = re.compile(
    rf"generated|\b(?:created|exported|made|updated|written)\s+(?:at|by|on)\b|\b{_DAY}",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?*_)])\n|\n(?![a-z0-9])")
_SHARE = 0.9
"""The part of the pages that has a footer, where one without it was cut off."""
_STRUCTURE = ("|", "#", "- ", "* ", "+ ", "```", "~~~")


def parse_footer(source: PageSource, diagnostics: Diagnostics) -> int:
    """Return the line where the footer begins, or the number of lines if there is none.

    The footer ends a page: a rule and at most two lines about its generation, which
    never matter. Only sentences that match a known form as a whole are silent. All
    others are diagnosed.
    """
    lines, count = source.lines, len(source.lines)
    below: list[str] = []
    for number in range(count - 1, -1, -1):
        line = lines[number].strip()
        if not line:
            below.append("")
        elif number not in source.code and _RULE.fullmatch(lines[number]):
            if not _is_footer("\n".join(reversed(below)).strip()):
                return count
            source.coverage.claim(number, lines[number])
            _parse_sentences(source, number + 1, diagnostics)
            return number
        elif sum(map(bool, below)) > 1:
            return count
        else:
            below.append(line)
    return count


def end_without_footer(source: PageSource, footer: int) -> SourceSpan | None:
    """Return the end of a page that has no footer."""
    if footer < len(source.lines):
        return None
    last = source.trim(Region(0, footer)).end
    return source.start(max(last - 1, 0))


def _is_footer(text: str) -> bool:
    """Return True if every paragraph of a text of two lines may belong to a footer.

    This only finds the end of a page; `parse_footer` claims the text.
    """
    if any(line.startswith(_STRUCTURE) for line in text.split("\n")):
        return False
    if not text or ("generated" in text.lower() and "\n\n" not in text):
        return True
    return all(map(_MAKING.search, re.split(r"\n{2,}", text)))


def _parse_sentences(source: PageSource, start: int, diagnostics: Diagnostics) -> None:
    """Take the sentences of a footer that are known, and diagnose all others."""
    region = source.trim(Region(start, len(source.lines)))
    number, text = region.start, source.read(region)
    for sentence in _SENTENCE_END.split(text):
        end = number + sentence.count("\n") + 1
        text = sentence.strip()
        number = end - text.count("\n") - 1
        if _KNOWN.fullmatch(" ".join(text.split())):
            source.coverage.claim(number, text)
        elif text:
            report_sentence(source, source.start(number), text, diagnostics)
            source.coverage.mark_reported(number, end)
        number = end


def check_footers(ends: Sequence[SourceSpan | None], diagnostics: Diagnostics) -> None:
    """Diagnose the pages without a footer, if nearly all pages have one.

    ``ends`` has an entry for each page: its end if it has no footer, else None.
    """
    without = [place for place in ends if place is not None]
    others = len(ends) - len(without)
    if others < _SHARE * len(ends):
        return
    for place in without:
        diagnostics.add("D323", place, others=others, count=len(ends))
