"""Decides whether a mutant lost something silently."""

import dataclasses
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from typing import Literal

from generator.config import Documents
from generator.diagnostics import Diagnostic, Diagnostics
from generator.model import PRIMITIVES, Coverage
from generator.parsing.page_files import PageFile
from generator.parsing.page_lookup import PageLookup
from generator.parsing.platform.canonical_form import canonicalize
from generator.parsing.platform.page import parse_page

from .facts import Fact, Facts, facts_of, words
from .mutant import Change, Edit, apply, encode, places
from .page import HEAD, HEADING, Kind, Page, footer_of

Outcome = Literal["same", "differs", "diagnosed", "loss"]


@dataclass(frozen=True)
class Reading:
    """What came of reading a page."""

    lines: tuple[str, ...]
    facts: Facts
    read: bool
    said: tuple[Diagnostic, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What came of a mutant; ``reason`` says what is lost, or what was said of it."""

    outcome: Outcome
    reason: str = ""


class _Names(PageLookup):
    """The names of pages, without a look for those that nearly fit: it takes long."""

    def suggest(self, page: str) -> None:
        return None


class Reader:
    """Reads pages as the generator does.

    ``names`` are the file names of all pages of the drop, to which pages may link.
    """

    def __init__(self, names: Collection[str]) -> None:
        self._names = _Names(names, ())

    def read(self, file: str, kind: Kind, data: bytes) -> Reading:
        """Read a page with these bytes."""
        diagnostics = Diagnostics()
        found = PageFile("", file, kind, len(data))
        account = Coverage()
        page = parse_page(found, data, self._names, Documents(), diagnostics, account)
        text = data.decode("utf-8", "replace").replace("\r\n", "\n")
        text = text.removeprefix("\ufeff")
        # Facts are held against the page in one spelling, and that against the page.
        lines = tuple(canonicalize(text, kind).split("\n"))
        facts = facts_of(page, lines)
        lost = lost_words(text.split("\n"), lines)
        return Reading(lines, facts, page is not None, diagnostics.items, lost)

    def base(self, page: Page) -> Reading:
        """Read a page that is to be changed."""
        return self.read(page.file, page.kind, page.text.encode())

    def mutant(self, page: Page, change: Change) -> Reading:
        """Read a changed page."""
        data = encode(apply(page.lines, change), change)
        return self.read(page.file, page.kind, data)


# What goes with the marks around words, or is said in another word: tags, ids, numbers
# of items, labels and titles of links, and settings that say nothing of the API.
_MARKS = re.compile(
    r"<[^<>\s][^<>]*>|\{:?\s*[#.][^{}]*\}|^[\s#]*[0-9]{1,9}[.)]\s|(?<=\])\[[^\[\]]*\]"
    r"|^ {0,3}\[[^\[\]]*\]:|\s[\"'][^\"']*[\"'](?=\))|^(?:title|weight|layout): .*",
    re.MULTILINE,
)
_SYNONYMS = frozenset(
    ["n", "a", "none", "x", "y", "yes", "no", "true", "false", "required", "optional"]
    + [word for status in HTTPStatus for word in status.phrase.lower().split()]
)


def lost_words(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """The words of lines that their other spelling does not have."""
    pairs = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    shown = _MARKS.sub(" ", "\n".join(old for old, _ in pairs)).replace("`", "")
    count = Counter(re.findall(r"[^\W_]+", unescape(shown).lower()))
    read = "\n".join(new for _, new in pairs).replace("`", "")
    count.subtract(re.findall(r"[^\W_]+", read.lower()))
    lost = [word for word, times in count.items() if times > 0]
    return tuple(word for word in lost if word not in _SYNONYMS)


def judge(base: Reading, mutant: Reading, change: Change) -> Verdict:
    """Whether a mutant is told of, and if not, whether it lost nothing."""
    said = _new(base.said, mutant.said)
    mutant = _renamed(base, mutant)
    differing = _differing(base.facts, mutant.facts)
    if change.means_the_same:
        differing = [key for key in differing if not _only_space(key, base, mutant)]
    if not mutant.read and any(one.severity == "error" for one in said):
        # Nothing of such a page is used, and what it lacks has no place of its own.
        return Verdict("diagnosed", _codes(said))
    near = [
        one
        for one in said
        if _is_near(one, mutant.lines, change)
        or _is_about(one, base, mutant, change)
        or _is_of_row(one, mutant, change)
    ]
    if any(one.severity == "error" for one in near):
        return Verdict("diagnosed", _codes(near))
    strange = [
        key
        for key in differing
        if not _is_touched(key, base, mutant, change)
        and not _is_told(key, base, said, change)
    ]
    codes = {one.code for one in near}
    if strange:
        return Verdict("loss", f"differs elsewhere, in {_names(strange)}")
    if codes & _UNREAD:
        return Verdict("diagnosed", _codes(near))
    if mutant.lost != base.lost:
        return Verdict("loss", f"lost with marks: {mutant.lost}")
    if change.means_the_same and not near:
        if differing:
            return Verdict("loss", f"differs in {_names(differing)}")
        return Verdict("same")
    unsaid = [key for key in differing if _is_derived(key, base, mutant)]
    if unsaid:
        return Verdict("loss", f"differs by space alone, in {_names(unsaid)}")
    balance = _balance(base, mutant, differing, change, codes)
    if balance:
        return Verdict("loss", balance)
    if near:
        return Verdict("diagnosed", _codes(near))
    return Verdict("differs", _names(differing)) if differing else Verdict("same")


# What is said without an error does not excuse all that a mutant lost: these tell of
# text that is not read, the others of text that is kept as it stands. All else that is
# no error excuses nothing.
_UNREAD = frozenset({"D110", "D114", "D120", "D126", "D127"})
_KEPT = frozenset({"D106", "D115", "D116", "D117", "D118", "D122", "D134"})


def _names(keys: Sequence[str]) -> str:
    return ", ".join(keys[:4]) + (" ..." if len(keys) > 4 else "")


def _codes(said: Sequence[Diagnostic]) -> str:
    return " ".join(sorted({one.code for one in said}))


def _new(before: Sequence[Diagnostic], after: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What is said of the mutant and not of the page; numbers of lines do not count."""

    def key(one: Diagnostic) -> tuple[str, str]:
        return one.code, re.sub(r"\d+", "", one.message)

    known = Counter(map(key, before))
    found: list[Diagnostic] = []
    for one in after:
        if known[key(one)]:
            known[key(one)] -= 1
        else:
            found.append(one)
    return found


def _differing(before: Facts, after: Facts) -> list[str]:
    keys = [*before, *(key for key in after if key not in before)]
    return [key for key in keys if _value(before, key) != _value(after, key)]


_MISSING = object()


def _value(facts: Facts, key: str) -> object:
    return facts[key].value if key in facts else _MISSING


def _only_space(key: str, base: Reading, mutant: Reading) -> bool:
    """Whether a text differs in nothing but white space."""
    values = _value(base.facts, key), _value(mutant.facts, key)
    return all(isinstance(value, str) for value in values) and (
        len({" ".join(str(value).split()) for value in values}) == 1
    )


def _is_derived(key: str, base: Reading, mutant: Reading) -> bool:
    """Whether this is what a description says besides, which space must not change."""
    node = key.removesuffix(" format")
    kinds = _value(base.facts, f"{node} type"), _value(mutant.facts, f"{node} type")
    return (
        node != key
        and node in mutant.facts
        and kinds[0] == kinds[1]
        and _only_space(f"{node} description", base, mutant)
    )


def _is_touched(key: str, base: Reading, mutant: Reading, change: Change) -> bool:
    """Whether the lines of a fact were changed, in the page or in the mutant.

    A line may belong to what stands above it: a change touches that too.
    """
    if key.startswith("link "):
        page = key.split(" ")[-1]
        before = (line for one in change.edits for line in _old(one, base))
        after = (line for one in change.edits for line in one.lines)
        if any(page in line for line in (*before, *after)):
            return True
    olds = [_lines(base.lines, one.start, one.end) for one in change.edits]
    news = [_lines(mutant.lines, start, end) for start, end in places(change)]
    return _meets(base.facts.get(key), olds) or _meets(mutant.facts.get(key), news)


def _is_told(
    key: str, base: Reading, said: Sequence[Diagnostic], change: Change
) -> bool:
    """Whether something is said on the lines of a fact, which are where they were."""
    fact = base.facts.get(key)
    if fact is None:
        return False
    shift = sum(
        len(one.lines) - (one.end - one.start)
        for one in change.edits
        if one.start <= fact.start
    )
    return any(fact.start + shift < one.span.line <= fact.end + shift for one in said)


def _renamed(base: Reading, mutant: Reading) -> Reading:
    """The mutant, with its methods called as in the page if there are as many.

    Only their names differ then, and not whatever stands below another name.
    """
    pairs = zip(_methods(base), _methods(mutant), strict=False)
    names = {new: old for old, new in pairs if old != new}
    if not names or len(_methods(base)) != len(_methods(mutant)):
        return mutant
    facts: Facts = {}
    for key, fact in mutant.facts.items():
        kind, _, rest = key.partition(" ")
        name, _, part = rest.partition(" ")
        if kind == "method" and name in names:
            key = f"method {names[name]} {part}".rstrip()
        facts[key] = fact
    return dataclasses.replace(mutant, facts=facts)


def _methods(reading: Reading) -> list[str]:
    """The names of all methods."""
    parts = (key.split(" ") for key in reading.facts)
    return [part[1] for part in parts if part[0] == "method" and len(part) == 2]


def _old(one: Edit, base: Reading) -> Sequence[str]:
    return base.lines[one.start : one.end]


def _lines(lines: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The lines that a change of some lines touches.

    They may belong to what stands above them, and all rows to the head of the table.
    """
    last = end
    if any(HEAD.match(line) for line in lines[start:end]):
        while last < len(lines) and not HEADING.match(lines[last]):
            last += 1
    return _above(lines, start), last


def _above(lines: Sequence[str], number: int) -> int:
    """The nearest line above that is not blank."""
    number -= 1
    while number > 0 and not lines[number].strip():
        number -= 1
    return max(number, 0)


def _below(lines: Sequence[str], number: int) -> int:
    """The nearest line from this one on that is not blank."""
    while number < len(lines) and not lines[number].strip():
        number += 1
    return number


def _meets(fact: Fact | None, ranges: Sequence[tuple[int, int]]) -> bool:
    if fact is None:
        return False
    return any(fact.start < end and start < fact.end for start, end in ranges)


def _balance(
    base: Reading,
    mutant: Reading,
    differing: Sequence[str],
    change: Change,
    codes: Collection[str],
) -> str:
    """What is wrong with where the words went; empty if all is well.

    What the page gained in words, its facts gained; what it lost, they lost. And no
    word went from facts of one kind to those of another: a name that ends up in the
    text above it is lost.
    """
    page: Counter[str] = Counter()
    # How a page was made never matters.
    before = base.lines[: footer_of(base.lines)]
    after = mutant.lines[: footer_of(mutant.lines)]
    if not any(key.startswith("name") for key in base.facts):
        # The title of an index is known by its place alone, whatever it says.
        before, after = (_untitled(lines) for lines in (before, after))
    if "D311" in codes:
        # The list of methods has another summary than the section, which counts.
        before, after = (_unlisted(lines) for lines in (before, after))
    touched = list(zip(change.edits, places(change), strict=True))
    if base.lines[len(before) :] != mutant.lines[len(after) :]:
        # What was the footer is text now, or the other way round.
        whole = Edit(0, len(before), ())
        touched = [(whole, (0, len(after)))]
    for one, (start, end) in touched:
        page.subtract(words("\n".join(before[one.start : one.end])))
        page.update(words("\n".join(after[start:end])))
    kinds: dict[str, Counter[str]] = {}
    for key in differing:
        for facts, sign in ((base.facts, -1), (mutant.facts, 1)):
            fact = facts.get(key)
            if fact is not None:
                count = kinds.setdefault(fact.kind, Counter())
                text = fact.words
                if "D311" in codes and key.endswith(" summary"):
                    text = str(fact.value)
                for word, times in words(text).items():
                    count[word] += sign * times
    for count in kinds.values():
        page.subtract(count)
    for word in [word for word in page if word != word.lower() in PRIMITIVES]:
        page[word.lower()] += page.pop(word)  # Types may be in capitals.
    off = {word: times for word, times in page.items() if times}
    if off:
        unread = [word for word, times in off.items() if times > 0]
        return f"unread {unread[:6]}" if unread else f"from nowhere {list(off)[:6]}"
    if change.moves or _KEPT.intersection(codes):
        return ""
    lost = {(word, kind) for kind in kinds for word, n in kinds[kind].items() if n < 0}
    won = {word for count in kinds.values() for word, n in count.items() if n > 0}
    moved = sorted({f"{word} ({kind})" for word, kind in lost if word in won})
    return f"became another kind of fact: {moved[:6]}" if moved else ""


def _unlisted(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines without those of the list of methods."""
    inside, found = False, list[str]()
    for line in lines:
        if _opens(line):
            inside = line.startswith("## Methods")
        found.append("" if inside else line)
    return tuple(found)


def _untitled(lines: Sequence[str]) -> tuple[str, ...]:
    at = next((at for at, line in enumerate(lines) if line.strip()), 0)
    return ("",) * (at + 1) + tuple(lines[at + 1 :])


# What a method lacks, or says twice or otherwise, is told of at its heading, or at the
# other of the two places: the path and the parameters, the container and its members.
_WIDE = frozenset({"D102", "D103", "D108", "D122", "D208", "D301", "D306", "D310"})


def _is_near(one: Diagnostic, lines: Sequence[str], change: Change) -> bool:
    """Whether a diagnostic is at the changed place.

    That is on the changed lines or the next ones above and below that are not blank, in
    the table whose head was changed, or in the same method if it is about all of it.
    """
    if change.encode is not None or not one.span.line:
        return True
    at, ranges = one.span.line - 1, list[tuple[int, int]]()
    for start, end in places(change):
        first, last = _lines(lines, start, end)
        ranges.append((first, _below(lines, last) + 1))
        if one.code in _WIDE:
            ranges.append(_part(lines, start, end))
    return any(start <= at < end for start, end in ranges)


def _is_of_row(one: Diagnostic, mutant: Reading, change: Change) -> bool:
    """Whether a diagnostic tells of a changed row where that row begins.

    Of the cells of a row that runs over lines nobody knows which line has too many.
    """
    return one.code == "D118" and any(
        fact.kind == "name"
        and fact.start == one.span.line - 1
        and _meets(fact, places(change))
        for fact in mutant.facts.values()
    )


_LISTED = re.compile(r"'([^']+)'")


def _is_about(one: Diagnostic, base: Reading, mutant: Reading, change: Change) -> bool:
    """Whether a diagnostic is about a method whose lines were changed.

    The list of methods and the sections tell of each other's faults, so it may stand at
    the one when the other was changed.
    """
    if one.code not in {"D304", "D305", "D311"}:
        return False
    # Long names are cut in messages.
    said = [name.rstrip("…") for name in _LISTED.findall(one.message)]
    names = [
        name
        for name in {*_methods(base), *_methods(mutant)}
        if any(name.startswith(each) for each in said)
    ] + said
    keys = [f"method {name}{part}" for name in names for part in ("", " summary")]
    lines = [line for each in change.edits for line in (*_old(each, base), *each.lines)]
    for place in places(change):
        start, end = _part(mutant.lines, *place)
        lines += mutant.lines[start:end]
    return any(_is_touched(key, base, mutant, change) for key in keys) or any(
        f"`{name}" in line for name in said for line in lines
    )


def _part(lines: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The method around some lines, or the part of the page above all methods."""
    first = _above(lines, start)
    while first > 0 and not _opens(lines[first]):
        first -= 1
    last = _below(lines, end) + 1
    while last < len(lines) and not _opens(lines[last]):
        last += 1
    return first, last


def _opens(line: str) -> bool:
    match = HEADING.match(line)
    return match is not None and match[0].count("#") < 4
