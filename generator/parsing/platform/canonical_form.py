"""Canonical form of a page: equivalent Markdown in one spelling.

People and formatters write bullets, headings, emphasis, links and tables in several
ways. This module rewrites each line into the form that the parsers know. A line stays a
line, so that positions stay valid. Lines that it does not understand stay unchanged,
and the parsers diagnose them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..code_and_comments import find_verbatim
from ..inline import (
    DESTINATION,
    LINK,
    TITLE,
    heading_text,
    links_as_markdown,
    normalize_prose,
    strip_marks,
    target_of,
)
from .spelling import (
    COLUMNS,
    DASHES,
    ENTRY,
    PIPE,
    TYPE,
    WORD,
    Kind,
    Normalizer,
    add_outer_pipes,
    normalize_endpoint,
    normalize_entry,
    normalize_item,
    normalize_row,
    normalize_web_link,
)

# The beginning of a line in the usual spelling. Without a backslash, such a line is
# canonical, whatever part of a page it is.
_USUAL = re.compile(
    rf"\|[ ]++(?:`\w++`|[A-Za-z$][\w.$:-]*+)[ ]++\|[ ]*+(?:{TYPE}[ ]++)?\|"
    r"(?:[ ](?:Yes|No)[ ]++\||[ ](?![^|\s]{1,20}[ ]*\|[ ])|$)"
    rf"|- `body` - \*\*\({TYPE}, (?:required|optional)\)\*\*(?: - |$)"
    rf"|- `[^`&<*]++` - \*\*\({TYPE}(?:, (?:required|optional))?\)\*\*"
    r"(?![ ]?[:\u2013\u2014-])"
    r"|- \[`\w++`\]\(#\w++\)(?: - |$)"
    r"|# `\w++` (?:Class|Definition)$|## Methods$|### `\w++`$"
    r"|#### (?:Description|Endpoint|Parameters|Returns)$"
    r"|`[A-Z]++ /[^`\s:<&]*+`$"
    r"|\|[-| ]++$"
    r"|\| HTTP Status Code[ ]++\| Returned type[ ]++\| Description[ ]++\|$"
    r"|\| Property[ ]++\| Type[ ]++\| Required[ ]++\| Description[ ]++\|$"
    r"|---$|> \[!WARNING\]$|> [A-Z]|\*[A-Z]\w*+ [^*]*+\*$"
    r"|[ ]*+(?![A-Za-z]++:?[ ]++[/\\])[A-Za-z\"'(?}][^|]*+\|?$"
    r"|\[(?![^\]]*\]:)[^|]*+$|[ ]?\|?$"
)
_LIGHT = re.compile(r"(?<!\w)_[^\s_|][^_\n|]*_(?!\w)|(?<!\w)__\w")
_OTHER = re.compile(r"<(?:https?:|mailto:|[\w.+-]++@)|&(?:#|\w++;)")


def _is_usual(line: str) -> bool:
    """Return True if a line has no other spelling."""
    return _USUAL.match(line) is not None and not _is_marked(line)


def _is_marked(text: str) -> bool:
    """Return True if a text may have a plainer spelling: see ``normalize_prose``."""
    return (
        "\\" in text
        or (("<" in text or "&" in text) and _OTHER.search(text) is not None)
        or ("_" in text and _LIGHT.search(text) is not None)
    )


_known: set[str] = set()
"""Usual lines of the pages before, which say the same in their tables."""
_KNOWN = 2000


_HEADING = re.compile(
    r" {0,3}(?P<signs>#{1,6})[ \t]*(?P<text>\S.*?)??[ \t]*(?:(?<=[ \t])#+[ \t]*)?"
)
_HTML_HEADING = re.compile(
    r"\s*<h(?P<level>[1-6])\b[^<>]*>(?P<text>.*)</h(?P=level)\s*>\s*", re.IGNORECASE
)
_BOLD = re.compile(
    r"(?P<mark>\*\*|__|[*_])(?=\S)(?P<text>[^*\n]+)(?<=\S)(?P=mark)\s*:?"
)
# A number or picture before or after the words of a heading.
_ORNAMENT = re.compile(
    r"^(?:(?:[0-9]+(?:\.[0-9]+)*[.)]?|[^\w\s!-~]+|:\w+:)[ ]+)+"
    r"|(?:[ ]+(?:[^\w\s!-~]+|:\w+:))+$"
)
_SETEXT = re.compile(r" {0,3}(?:={2,}|-{2,})[ \t]*")
_SECTIONS = {
    title.casefold(): title
    for title in ("Methods", "Description", "Endpoint", "Parameters", "Returns")
}
_TITLES = {
    "class": re.compile(r"(?P<name>\S+) (?P<word>Class)", re.IGNORECASE),
    "definition": re.compile(r"(?P<name>\S+) (?P<word>Definition)", re.IGNORECASE),
}

_DEFINITION = re.compile(
    rf" {{0,3}}\[(?P<label>[^\[\]^][^\[\]]*)\]:[ \t]*{DESTINATION}{TITLE}[ \t]*"
)
_REFERENCE = re.compile(
    r"(?P<code>(?P<ticks>`+)(?:(?!(?P=ticks)).)+(?P=ticks)(?!`))"
    r"|(?<!\\)\[(?P<text>(?:[^\[\]`]|\\[\[\]]|\[\]|`[^`\n]*`)*)\](?!\()"
    r"(?:\[(?P<label>[^\[\]]*)\])?"
)

_FRONT = 200
"""The most lines that front matter has."""
_SETTING = re.compile(r"\s*#|\s+\S|-\s|[\w.-]+\s*(?::(?:\s|$)|=)|\[")


def _level(word: str) -> int:
    """Return the level of the heading of a section."""
    return 2 if word == "methods" else 4


def canonicalize(text: str, kind: Kind) -> str:
    """Return a page in the canonical spelling, line by line."""
    if not _is_marked(text) and not text.startswith(("---", "+++")):
        fresh = set(text.split("\n")) - _known
        if all(map(_USUAL.match, fresh)):
            if len(_known) + len(fresh) < _KNOWN:
                _known.update(fresh)
            return text
    return "\n".join(_Page(text, kind).lines)


@dataclass(slots=True)
class _Heading:
    """A line that is a heading, or stands for one; ``level`` is 0 if it is bold."""

    line: int
    level: int
    text: str
    ticked: bool
    under: bool = False


class _Page:
    """The lines of a page, normalized one after the other."""

    def __init__(self, text: str, kind: Kind) -> None:
        self.lines = text.split("\n")
        self._kind: Kind = kind
        self._inert: set[int] = set()
        for part in find_verbatim(text, self.lines):
            if part.closed:
                self._inert.update(range(part.start, part.end))
        self._front_matter()
        self._references()
        # The heading of each part, the line below it, and its title.
        self._parts = [(0, 0, "")]
        self._headings()
        ends = [*(heading for heading, _, _ in self._parts[1:]), len(self.lines)]
        for (_, start, title), end in zip(self._parts, ends, strict=True):
            self._section(title, start, end)

    def _front_matter(self) -> None:
        """Blank out the block of settings before the title."""
        rule = self.lines[0].rstrip()
        if rule not in ("---", "+++"):
            return
        for number in range(1, min(len(self.lines), _FRONT)):
            line = self.lines[number]
            if line.rstrip() in (rule, "..."):
                self.lines[: number + 1] = [""] * (number + 1)
                return
            if line.strip() and not _SETTING.match(line):
                return

    def _references(self) -> None:
        """Write links by reference as links, and blank out what they refer to."""
        targets: dict[str, tuple[int, str]] = {}
        for number, line in enumerate(self.lines):
            match = _DEFINITION.fullmatch(line) if "]:" in line else None
            if match is not None and number not in self._inert:
                label = " ".join(match["label"].casefold().split())
                targets.setdefault(label, (number, target_of(match)))
        if not targets:
            return
        used: set[int] = set()

        def link(match: re.Match[str]) -> str:
            label = match["label"] or match["text"]
            found = label and targets.get(" ".join(label.casefold().split()))
            if match["code"] or not found:
                return match[0]
            used.add(found[0])
            return f"[{match['text']}]({found[1]})"

        defining = {number for number, _ in targets.values()}
        for number, line in enumerate(self.lines):
            if "[" in line and number not in self._inert and number not in defining:
                self.lines[number] = _REFERENCE.sub(link, line)
        for number in used:
            self.lines[number] = ""

    def _headings(self) -> None:
        """Write headings that are known as such, and note where each part begins."""
        found = list(self._candidates())
        if self._kind == "class":
            self._class_headings(found)
            return
        for heading in found:
            title = self._title(heading, first=heading is found[0])
            if title is not None:
                self._set(heading, title)
                return

    def _candidates(self) -> "Iterator[_Heading]":
        """Yield headings of Markdown, and lines of their own in bold."""
        for number, line in enumerate(self.lines):
            text = line.strip()
            if not text or number in self._inert:
                continue
            level, under = 0, False
            if text[0] == "#" and (match := _HEADING.fullmatch(line)):
                level, text = len(match["signs"]), match["text"] or ""
            elif text[0] == "<" and (match := _HTML_HEADING.fullmatch(line)):
                level, text = int(match["level"]), match["text"]
            elif text[0] in "*_" and (match := _BOLD.fullmatch(text)):
                if number and self.lines[number - 1].strip():
                    continue
                text = match["text"]
            elif text[0] not in "|>#-" and self._is_underlined(number):
                level, under = 1 + ("-" in self.lines[number + 1]), True
            else:
                continue
            title = _ORNAMENT.sub("", heading_text(text)).rstrip(":").rstrip()
            title = title.removesuffix("()")
            ticked = "`" in text or "<code" in text
            yield _Heading(number, level, title, ticked, under)

    def _is_underlined(self, number: int) -> bool:
        """Return True if the next line makes a heading of a line."""
        return (
            number + 1 < len(self.lines)
            and number + 1 not in self._inert
            and _SETEXT.fullmatch(self.lines[number + 1]) is not None
        )

    def _set(self, heading: _Heading, line: str) -> None:
        """Replace a line that serves as a heading by the heading."""
        self.lines[heading.line] = line
        if heading.under:
            self.lines[heading.line + 1] = ""

    def _title(self, heading: _Heading, first: bool) -> str | None:
        """Return the title of a page if a heading is it."""
        if heading.level > 1 and not first:
            return None
        if self._kind == "index":
            return f"# {heading.text}" if heading.level else None
        match = _TITLES[self._kind].fullmatch(heading.text)
        return (
            f"# `{strip_marks(match['name'])}` {match['word'].title()}"
            if match
            else None
        )

    def _class_headings(self, found: Sequence[_Heading]) -> None:
        methods = self._methods(found)
        # Headings of the proper level. Bold text and other headings of the same words
        # are then text.
        real: set[tuple[int, str]] = set()
        owner = 0
        for heading in found:
            owner = heading.line if heading.line in methods else owner
            word = heading.text.casefold()
            if word in _SECTIONS and heading.level == _level(word):
                real.add((owner, word))
        titled = False
        owner = 0
        for heading in found:
            word = heading.text.casefold()
            if heading.line in methods:
                owner = heading.line
                self._open(heading, f"### `{heading.text}`", "")
            elif not titled and not owner and (title := self._title(heading, True)):
                titled = True
                self._open(heading, title, "")
            elif word in _SECTIONS:
                level = _level(word)
                fits = bool(owner) == (level == 4) and (owner, word) not in real
                if heading.level == level or fits:
                    title = _SECTIONS[word]
                    self._open(heading, f"{'#' * level} {title}", title)

    def _open(self, heading: _Heading, line: str, title: str) -> None:
        self._set(heading, line)
        below = heading.line + 1 + heading.under
        self._parts.append((heading.line, below, title))

    def _methods(self, found: Sequence[_Heading]) -> set[int]:
        """Return the lines of the headings of methods.

        A name without backticks counts if the list of methods contains it.
        """
        listed = self._listed()
        real = {heading.text for heading in found if heading.level == 3}
        return {
            heading.line
            for heading in found
            if WORD.fullmatch(heading.text)
            if (heading.level == 3 and (heading.ticked or heading.text in listed))
            or heading.text in listed - real
        }

    def _listed(self) -> set[str]:
        """Return the names in the list of methods."""
        names: set[str] = set()
        for line in self.lines:
            match = ENTRY.fullmatch(line) if "](#" in line else None
            if match is not None:
                link = LINK.search(links_as_markdown(match["name"]))
                names.add(strip_marks(link["text"] if link else match["name"]))
        return names

    def _section(self, title: str, start: int, end: int) -> None:
        """Bring the lines of a section into form."""
        if self._kind != "class" or title == "Returns":
            self._table(start, end)
            return
        if title == "Endpoint":
            self._endpoint(start, end)
            return
        normalizer = {"Methods": normalize_entry, "Parameters": normalize_item}.get(
            title, normalize_prose
        )
        for number in range(start, end):
            line = self.lines[number]
            if number not in self._inert and not _is_usual(line):
                self.lines[number] = normalizer(line)

    def _endpoint(self, start: int, end: int) -> None:
        """Write the endpoint, which may be in a block of code, as a line of code."""
        filled = [number for number in range(start, end) if self.lines[number].strip()]
        fenced = len(filled) == 3 and self._inert.issuperset(filled)
        if not fenced and len(filled) != 1:
            return
        number = filled[len(filled) // 2]
        text = self.lines[number].strip()
        endpoint = normalize_endpoint(text)
        if endpoint is not None and endpoint != text:
            for line in filled:
                self.lines[line] = ""
                self._inert.discard(line)
            self.lines[number] = endpoint

    def _table(self, start: int, end: int) -> None:
        """Bring the rows of tables into form, and all other lines."""
        number = start
        while number < end:
            line = self.lines[number]
            if number not in self._inert:
                head = "|" in line and self._head(number, end)
                if head:
                    number = self._rows(number + 1, end, *head)
                    continue
                self.lines[number] = normalize_prose(line)
            number += 1

    def _head(
        self, number: int, end: int
    ) -> "tuple[list[Normalizer | None], bool] | None":
        """Return the forms of the columns, and True if the table has no outer pipes."""
        line = self.lines[number].strip()
        bare = not line.startswith("|")
        if bare and not (
            number + 1 < end
            and "|" in self.lines[number + 1]
            and DASHES.fullmatch(self.lines[number + 1])
        ):
            return None
        columns = COLUMNS[self._kind]
        cells = PIPE.split(add_outer_pipes(line))[1:-1]
        titles = [heading_text(cell).rstrip(":").casefold() for cell in cells]
        if len(columns.keys() & set(titles)) < 2:
            return None
        canonical = [
            f" {columns[title][0]} " if title in columns else cell
            for title, cell in zip(titles, cells, strict=True)
        ]
        head = f"|{'|'.join(canonical)}|"
        if bare or head.split() != line.split():
            self.lines[number] = head
        other = normalize_web_link if self._kind == "index" else None
        return [
            columns[title][1] if title in columns else other for title in titles
        ], bare

    def _rows(
        self,
        number: int,
        end: int,
        normalizers: "Sequence[Normalizer | None]",
        bare: bool,
    ) -> int:
        """Bring the rows below a head into form; the line below them."""
        while number < end:
            line = self.lines[number]
            if bare and not line.strip():
                return number
            if number in self._inert or DASHES.fullmatch(line):
                if bare:
                    self.lines[number] = add_outer_pipes(line.strip())
            elif bare or line.lstrip().startswith("|"):
                row = add_outer_pipes(line.strip(), len(normalizers)) if bare else line
                if not _is_usual(row):
                    row = normalize_row(row, normalizers)
                self.lines[number] = row
            else:
                self.lines[number] = normalize_prose(line)
            number += 1
        return number
