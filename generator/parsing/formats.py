"""Formats of a ``string``, inferred from its description.

The fixed sentences that the vendor's generator adds count. A mention of ISO 8601 alone
may mean an interval, a duration, a time of day or a date: it is a date-time only if the
same sentence describes a moment. Names such as ``createdDate`` are no evidence, since
one in five is wrong. Neither is "as an ISO-8601 string" alone, which accompanies other
forms too.

The fixed sentences apply to ``string`` alone: arrays of strings carry them only for
intervals and periods. Other wordings apply to the items of an array as well.
"""

import re

from ..model import TemporalFormat, TypeRef

_DATE_TIME = "Date time is represented as an ISO-8601 string"
_DATE = "Dates are represented as an ISO-8601 string"
_NO_ZONE = " without a timezone"

_IN_FORMAT = re.compile(
    r"\bin (?:the )?ISO[- ]?8601 format\b|\bISO[- ]?8601 (?:format|timestamp)",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"""
    \btimestamp\b | \bdate(?:-|\ |/|\ &\ |\ and\ )?time\b |
    \btime\b.*\b(?:when|at\ which|UTC)\b |
    \bdate\b.*\b(?:when|was|were|will\ be|will\ expire)\b |
    ^(?:The\ )?(?:beginning|start|end)\ of\ the\ (?:date\ )?range\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OTHER = re.compile(
    r"""
    \bdurations?\b | \bperiods?\b | \bintervals?\ (?:with|of|as)\b | \brepeat |
    ^(?:(?:an?|the)\ )?(?:\w+\ )?intervals?\b | \bin\ (?:an?|the|this)\ interval\b |
    \btime\ range\b |
    \btime\ of\ day\b | \bamount\ of\ time\b | \btime\ spent\b | \bonly\b |
    \btime[- ]?zones?\b | \bstart\ and\ end\b | \bP(?=T?\d) |
    \b(?:length|window|offset|difference|years?|months?|weeks?|numbers?)\b |
    \bwithout\b | \blocal\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AS_STRING = re.compile(r"\bas an ISO[- ]?8601 string\b", re.IGNORECASE)
_MOMENTS = re.compile(r"\btimestamps\b|\bdate[- ]?times\b", re.IGNORECASE)
_STRONG = re.compile(r"\btimestamp\b|\bdate-?time\b", re.IGNORECASE)
_PATTERN = re.compile(r"yyyy-MM-dd'?T'?HH:mm:ss(?:\.SSS)?(?:'?Z'?|X+)", re.IGNORECASE)
_SHORTER = re.compile(
    r"(?:(?<![\w:-])|(?<=T))HH?:mm|(?:yyyy-MM|\d{4}-\d\d)-(?:dd|\d\d)(?!'?T)|/\s?(?:yyyy|\d{4})",
    re.IGNORECASE,
)
"""A day, a time of day, or the second half of an interval."""
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])")


def temporal_format(kind: TypeRef | None, description: str) -> TemporalFormat | None:
    """Return the format that a description gives to a value of this type."""
    if kind is None or "8601" not in description:
        return None
    if kind.name != "string" or kind.definition:
        return None
    text = " ".join(description.split())  # The sentences may run over lines.
    if kind.array:
        return "date-time" if _is_moment(text, _MOMENTS) else None
    plain = text.replace('"', "")
    at = plain.find(_DATE_TIME)
    if at >= 0:
        zone = plain.startswith(_NO_ZONE, at + len(_DATE_TIME))
        return "local-date-time" if zone else "date-time"
    if _DATE in plain:
        return "date"
    return "date-time" if _is_moment(text, _MOMENT) else None


def _is_moment(text: str, moment: re.Pattern[str]) -> bool:
    """Return True if a description says in other words that it is a date-time.

    ``moment`` matches the words for one moment or for several.
    """
    if _SHORTER.search(_PATTERN.sub("yyyy", text)):
        return False
    full = moment is _MOMENT and _PATTERN.search(text) is not None
    for sentence in _SENTENCE.split(text):
        if _OTHER.search(sentence):
            continue
        if _IN_FORMAT.search(sentence) and (full or moment.search(sentence)):
            return True
        if _AS_STRING.search(sentence) and full and _STRONG.search(sentence):
            return True
    return False
