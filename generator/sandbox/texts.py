"""Made-up texts, numbers and times by the names of fields."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zlib import crc32

from . import vocabulary
from .clock import TODAY
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
_OWN = frozenset(split("display formal full general legal official public short"))
"""Words before ``name`` that do not name another resource."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Resource that values are about.

    Attributes:
        kind: Words of its kind, such as ``("wrapup", "code")``.
        key: Number that chooses its values.
        person: Number that chooses the person whom it is about.
        root: Kind and id of the resource that contains it.
    """

    kind: tuple[str, ...]
    key: int
    person: int
    root: tuple[str, str] = ("", "")

    def part(self, name: str, index: int = 0) -> Subject:
        """Return the subject of a part, which is about the same person."""
        key = pick_key(self.key, f"{name}/{index}")
        return Subject(kind_of_field(name) or self.kind, key, self.person, self.root)


def subject_of(kind: tuple[str, ...], identity: str) -> Subject:
    """Return the subject with an id."""
    key = pick_key(0, identity)
    return Subject(kind, key, key, (kind[-1] if kind else "", identity))


def pick_key(key: int, text: str) -> int:
    """Return a number that is the same for the same arguments."""
    return crc32(text.encode("utf-8", "surrogatepass"), key)


def make_text(name: str, subject: Subject) -> str:
    """Make a text for a field."""
    words = words_of(name)
    last = singular(words[-1]) if words else ""
    if last == "date" or words[:1] == ("date",):
        return make_time(name, subject, "date")
    if last in ("name", "title", "label", "user", "agent", "queue", "team", "group"):
        file_name = words[:-1] and words[-2] == "file"
        if not file_name and name not in ("userName", "firstName", "lastName"):
            return _name(words, last, subject)
    choices = _choices((*subject.kind[-1:], *words)) if words else _choices(())
    text = choices[pick_key(subject.key, name) % len(choices)]
    return _filled(text, subject) if "{" in text else text


def _name(words: tuple[str, ...], last: str, subject: Subject) -> str:
    if last == "title" and vocabulary.PEOPLE.intersection(subject.kind[-1:]):
        return _filled("{job}", subject)
    kind = words[:-1] if last in ("name", "title", "label") else (last,)
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
    if names is not None:
        return names[subject.key % len(names)]
    topic = vocabulary.TOPICS[subject.key % len(vocabulary.TOPICS)]
    title = " ".join(dict.fromkeys((*kind[-3:-1], noun))).title()
    return f"{topic} {title}".strip()


@cache
def _choices(words: tuple[str, ...]) -> list[str]:
    words = (*words[:-1], singular(words[-1])) if words else ()
    for length in (3, 2, 1):
        choices = vocabulary.TEXTS.get(" ".join(words[-length:]))
        if choices is not None:
            return choices
    return vocabulary.ADJECTIVES


def _filled(text: str, subject: Subject) -> str:
    first = vocabulary.FIRST_NAMES[subject.person % len(vocabulary.FIRST_NAMES)]
    last = vocabulary.LAST_NAMES[subject.person // 97 % len(vocabulary.LAST_NAMES)]
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
        hex=f"{subject.key:08x}{subject.person:08x}" * 2,
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
    for word in reversed(words):
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
