"""Made-up texts, numbers and times by the names of fields."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zlib import crc32

from . import vocabulary
from .clock import TODAY
from .ids import number_of
from .nouns import kind_of_field, singular, split, words_of

ORIGIN = "@sandbox-origin@"
"""Stands for the URL of the sandbox, which is known when the response is sent."""

_ASCII = str.maketrans({"ø": "o", "ß": "ss", "ł": "l"})
_PAST = frozenset(
    ["created", "added", "submitted", "started", "received", "registered"]
)
_RECENT = frozenset(["modified", "updated", "changed", "last"])
_FUTURE = frozenset(
    ["due", "expiration", "expires", "expiry", "until", "scheduled", "next"]
)
_END = frozenset(
    ["end", "ended", "to", "stop", "completed", "finished", "disconnected"]
)
_OWN = frozenset(
    split("display formal friendly full general legal official public short")
)
"""Words before ``name`` that do not name another resource."""
_NAMES = frozenset(split("name title label"))
"""Last words of fields with the name of their resource."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Resource that values are about.

    Attributes:
        kind: Words of its kind, such as ``("wrapup", "code")``.
        key: Number that chooses its values.
        number: Number of the resource in its listing; None if it is in none.
        person: Number that chooses the person whom it is about.
        root: Kind and id of the resource that contains it.
    """

    kind: tuple[str, ...]
    key: int
    number: int | None
    person: int
    root: tuple[str, str] = ("", "")

    def part(self, name: str, index: int = 0) -> Subject:
        """Return the subject of a part, which is about the same person."""
        key = pick_key(self.key, f"{name}/{index}")
        kind = kind_of_field(name) or self.kind
        return Subject(kind, key, None, self.person, self.root)


def subject_of(kind: tuple[str, ...], identity: str) -> Subject:
    """Return the subject with an id."""
    key, number = pick_key(0, identity), number_of(identity)
    noun = kind[-1] if kind else ""
    person = (key if number is None else number) + pick_key(0, noun)
    return Subject(kind, key, number, person, (noun, identity))


def pick_key(key: int, text: str) -> int:
    """Return a number that is the same for the same arguments."""
    return crc32(text.encode("utf-8", "surrogatepass"), key)


def make_text(name: str, subject: Subject) -> str:
    """Make a text for a field."""
    words = words_of(name)
    last = singular(words[-1]) if words else ""
    if last == "date" or words[:1] == ("date",):
        return make_time(name, subject, "date")
    if last in _NAMES or last in ("user", "agent", "queue", "team", "group"):
        file_name = words[:-1] and words[-2] == "file"
        if not file_name and name not in ("userName", "firstName", "lastName"):
            return _name(words, last, subject)
    choices = _choices(subject.kind[-1:], words)
    text = choices[pick_key(subject.key, name) % len(choices)]
    return _filled(text, subject) if "{" in text else text


def _name(words: tuple[str, ...], last: str, subject: Subject) -> str:
    if last == "title" and vocabulary.PEOPLE.intersection(subject.kind[-1:]):
        return _filled("{job}", subject)
    kind = words[:-1] if last in _NAMES else (last,)
    kind = kind[:-1] if kind[-1:] == ("by",) else kind
    if not kind or kind[-1] in _OWN:
        return name_of(subject.kind, subject)
    if kind[-1] in ("first", "last", "preferred", "given", "family", "middle"):
        part = "{last}" if kind[-1] in ("last", "family") else "{first}"
        return _filled(part, subject)
    return name_of(kind, subject)


def name_of(kind: tuple[str, ...], subject: Subject) -> str:
    """Return the name of a resource of some kind."""
    noun = singular(kind[-1]) if kind else ""
    if noun in vocabulary.PEOPLE:
        return _filled("{first} {last}", subject)
    names = vocabulary.NAMES.get(noun)
    round_, name = _turn(names or vocabulary.TOPICS, noun, subject)
    if names is not None:
        return f"{name} {round_ + 1}" if round_ else name
    title = " ".join(dict.fromkeys((*kind[-3:-1], noun))).title()
    places = ["", *vocabulary.PLACES]
    place = places[round_] if round_ < len(places) else str(round_ + 1)
    return f"{name} {title} {place}".replace("  ", " ").strip()


def _turn(names: list[str], noun: str, subject: Subject) -> tuple[int, str]:
    """Return a name, and how often it came before in the listing."""
    if subject.number is None:
        return 0, names[subject.key % len(names)]
    first = pick_key(0, noun)
    return subject.number // len(names), names[(subject.number + first) % len(names)]


_KINDS = {
    (word,) for word in split("category class kind level mode preset profile type")
}
"""Last words of fields with one of several kinds."""


@cache
def _choices(kind: tuple[str, ...], words: tuple[str, ...]) -> list[str]:
    last = tuple(singular(word) for word in words[-1:])
    for length in (3, 2, 1):
        end = (*kind, *words[:-1], *last)[-length:]
        if last and (choices := vocabulary.TEXTS.get(" ".join(end))):
            return choices
    if last in _KINDS:
        return vocabulary.ADJECTIVES
    return [" ".join(("sample", *words[-3:-1], *last))]


def _filled(text: str, subject: Subject) -> str:
    # The lists have no common divisor, so names of hundreds of people differ.
    firsts, lasts = vocabulary.FIRST_NAMES, vocabulary.LAST_NAMES
    first = firsts[subject.person * 12 % len(firsts)]
    last = lasts[subject.person * 7 % len(lasts)]
    jobs = vocabulary.TEXTS["job title"]
    return text.format(
        first=first,
        last=last,
        handle=_ascii(f"{first}.{last}").lower(),
        noun="-".join(subject.kind) or "file",
        job=jobs[subject.person % len(jobs)],
        number=1000 + subject.key % 9000,
        octet=1 + subject.key % 250,
        day=f"{1 + subject.key % 28:02}",
        hex=f"{subject.key:08x}{pick_key(subject.key, text):08x}" * 2,
        origin=ORIGIN,
    )


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_ASCII))
    return plain.encode("ascii", "ignore").decode()


def make_number(name: str, subject: Subject) -> int | float:
    """Make a number for a field."""
    key = pick_key(subject.key, name)
    words = words_of(name)
    if words[:1] in (("min",), ("minimum",)):
        return 1 + key % 5
    if words[:1] in (("max",), ("maximum",)):
        return 10 * (1 + key % 10)
    for word in (" ".join(words[-2:]), *reversed(words)):
        limits = vocabulary.NUMBERS.get(word)
        if limits == (0, 1):
            return (50 + key % 50) / 100
        if limits is not None:
            low, high = limits
            return low + key % (high - low + 1)
    return 1 + key % 20


def make_boolean(name: str) -> bool:
    """Make a boolean for a field: that of a healthy resource."""
    return not vocabulary.FALSE.intersection(words_of(name))


def make_time(name: str, subject: Subject, form: str) -> str:
    """Make a time for a field, before or after the day when the sandbox starts."""
    words = frozenset(words_of(name))
    day, minute = subject.key % 28, subject.key // 28 % 480
    moment = TODAY - timedelta(days=1 + day, minutes=minute)
    if words & _PAST:
        moment -= timedelta(days=60 + subject.key % 300)
    elif words & _FUTURE:
        moment += timedelta(days=60)
    elif words & _END:
        moment += timedelta(minutes=30 + subject.key % 90)
    elif words & _RECENT:
        moment += timedelta(hours=12)
    return format_time(moment, form)


def is_time(form: str, text: str) -> bool:
    """Return True if a text is a time in a documented format."""
    try:
        if form == "date":
            return bool(date.fromisoformat(text))
        if form == "interval":
            return text.count("/") == 1
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    is_local = moment.tzinfo is None
    return "T" in text and is_local == (form == "local-date-time")


def format_time(moment: datetime, form: str) -> str:
    """Write a time in a documented format."""
    if form == "date":
        return moment.date().isoformat()
    if form == "interval":
        zero = moment.replace(hour=0, minute=0, second=0)
        ends = zero.isoformat()[:19], (zero + timedelta(days=1)).isoformat()[:19]
        return "/".join(f"{end}Z" for end in ends)
    text = moment.replace(tzinfo=None).isoformat(timespec="milliseconds")
    return text if form == "local-date-time" else f"{text}Z"
