"""Pages to be changed: their lines, and what kind of line each is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Literal

Kind = Literal["index", "class", "definition"]
Sort = Literal["title", "heading", "head", "dashes", "row", "bullet", "entry", "text"]

HEADING = re.compile(r" {0,3}#{1,6}(?=\s|$)")
HEAD = re.compile(r"\|.*\b(?:Property|HTTP Status Code|Class Name)\b.*\|")
_DASHES = re.compile(r"[|:\-\s]*---[|:\-\s]*")
_RULE = re.compile(r"(?:- ?){3,}|(?:\* ?){3,}")
_MADE = re.compile(r"generated|\b\d{4}-\d\d-\d\d(?!\d)")
_METHOD = re.compile(r"### `([^`]+)`")
_ENTRY = re.compile(r"- \[`([^`]+)`\]\(#")


@dataclass(frozen=True)
class Page:
    """A page that reads without errors."""

    file: str
    kind: Kind
    lines: tuple[str, ...]

    @classmethod
    def of(cls, file: str, text: str) -> "Page":
        """The page with this text, which is of the kind that its file says."""
        kind: Kind = "definition" if file.endswith("-definition.md") else "class"
        if file.endswith("api-classes.md"):
            kind = "index"
        return cls(file, kind, tuple(text.split("\n")))

    @cached_property
    def text(self) -> str:
        """The page as one text."""
        return "\n".join(self.lines)

    @cached_property
    def footer(self) -> int:
        """The line of the rule above the footer; the number of lines without one."""
        return footer_of(self.lines)

    @cached_property
    def sorts(self) -> dict[Sort, list[int]]:
        """The lines above the footer that are not blank, by what they are."""
        found: dict[Sort, list[int]] = {}
        for number, line in enumerate(self.lines[: self.footer]):
            if line.strip():
                found.setdefault(_sort(line), []).append(number)
        return found

    def pick(self, random: Random, *sorts: Sort) -> int | None:
        """A line of one of these sorts; each sort is as likely, however many it has."""
        there = [sort for sort in sorts or self.sorts if self.sorts.get(sort)]
        return random.choice(self.sorts[random.choice(there)]) if there else None

    def tables(self) -> list[tuple[int, int]]:
        """The tables: from the head to the line below the last row."""
        found: list[tuple[int, int]] = []
        for head in self.sorts.get("head", ()):
            end = head + 1
            while end < self.footer and not HEADING.match(self.lines[end]):
                end += 1
            while not self.lines[end - 1].strip():
                end -= 1
            found.append((head, end))
        return found


def footer_of(lines: Sequence[str]) -> int:
    """The line of the last rule, if what follows it says how the page was made."""
    below = 0
    for number in range(len(lines) - 1, max(len(lines) - 10, -1), -1):
        line = lines[number].strip()
        if _RULE.fullmatch(line):
            return number
        if not line.strip("<!-> "):
            continue
        below += 1
        if below > 2 or not _MADE.search(line):
            break
    return len(lines)


def _sort(line: str) -> Sort:
    if line.startswith("# "):
        return "title"
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        if HEAD.match(line):
            return "head"
        return "dashes" if _DASHES.fullmatch(line) else "row"
    if line.startswith("- `"):
        return "bullet"
    return "entry" if line.startswith("- [`") else "text"


def excerpt(page: Page, random: Random, most: int = 4) -> Page:
    """A class page with a few of its methods; other pages as they are."""
    if page.kind != "class":
        return page
    lines = page.lines[: page.footer]
    starts = [number for number, line in enumerate(lines) if _METHOD.match(line)]
    if len(starts) <= most:
        return page
    count = random.randint(1, most)
    first = random.randrange(len(starts) - count + 1)
    chosen = starts[first : first + count]
    ends = [*starts, len(lines)]
    names = {match[1] for number in chosen if (match := _METHOD.match(lines[number]))}
    above: Iterable[str] = (
        line
        for line in lines[: starts[0]]
        if (entry := _ENTRY.match(line)) is None or entry[1] in names
    )
    body = lines[chosen[0] : ends[first + count]]
    return Page(page.file, page.kind, (*above, *body, *page.lines[page.footer :]))


def load_pages(folder: Path) -> list[Page]:
    """All pages of a drop, in the order of their files."""
    return [
        Page.of(path.relative_to(folder).as_posix(), path.read_bytes().decode())
        for path in sorted(folder.rglob("*.md"))
    ]
