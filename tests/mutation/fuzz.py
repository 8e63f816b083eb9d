"""Tries mutants by number: each is made of a seed, its number and the pages alone."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import basename
from random import Random

from . import mutators as mutators
from .drops import CHANGES, DropReader, try_drop
from .mutant import MUTATORS, Change, apply
from .oracle import Outcome, Reader, Reading, Verdict, judge
from .page import Page, excerpt

_MOST = 1000
"""How many pages are tried that a mutator may be unable to change."""


_RESTYLED = 0.25
_STYLES = (
    "order of the columns",
    "rows without closing pipes",
    "indented table",
    "tight table",
    "wide table",
    "table with tabs",
    "marks of a list",
    "nested list",
    "loose list",
    "statuses without marks",
    "names with marks",
    "types without marks",
    "ticks in links",
    "sections in another order",
)
"""Mutators after which a page may be changed once more."""


@dataclass(frozen=True)
class Case:
    """A mutant that was tried."""

    number: int
    mutator: str
    page: Page
    change: Change
    mutant: Reading
    verdict: Verdict


@dataclass
class Tally:
    """What came of many mutants."""

    outcomes: dict[str, Counter[Outcome]] = field(
        default_factory=dict[str, Counter[Outcome]]
    )
    losses: dict[int, str] = field(default_factory=dict[int, str])
    """What was lost, by the numbers of the mutants: they can be made again."""

    def count(self, number: int, name: str, verdict: Verdict) -> None:
        """Take a mutant into account."""
        self.outcomes.setdefault(name, Counter())[verdict.outcome] += 1
        if verdict.outcome == "loss":
            self.losses[number] = f"{name}: {verdict.reason}"

    def add(self, other: "Tally") -> None:
        """Take all cases of another tally into account."""
        for name, counter in other.outcomes.items():
            self.outcomes.setdefault(name, Counter()).update(counter)
        self.losses |= other.losses


class Fuzzer:
    """Makes mutants of pages and judges them."""

    def __init__(
        self,
        pages: Sequence[Page],
        folder: Path,
        seed: int,
        names: Sequence[str] = (),
    ) -> None:
        self.reader = Reader({basename(page.file) for page in pages})
        self._drops = DropReader(folder / str(os.getpid()))
        self._pages = pages
        self._seed = seed
        self._names = sorted(names or MUTATORS)
        # There is one index and there are 50 times as many definitions as classes.
        self._kinds = [
            [page for page in pages if page.kind == kind]
            for kind in ("class", "definition", "index")
        ]

    def run(self, numbers: Iterable[int]) -> Tally:
        """Try the mutants with these numbers."""
        tally = Tally()
        for number in numbers:
            case = self.case(number)
            tally.count(number, case.mutator, case.verdict)
        return tally

    def run_drops(self, numbers: Iterable[int]) -> Tally:
        """Try changes to small drops; their numbers are counted below zero."""
        tally = Tally()
        names = sorted(CHANGES)
        for number in numbers:
            name = names[number % len(names)]
            random = Random(f"{self._seed}/drop/{number}")
            verdict = try_drop(self._drops, self._pages, name, random)
            tally.count(-1 - number, f"drop: {name}", verdict)
        return tally

    def case(self, number: int) -> Case:
        """The mutant of a number: a mutator that can change a page, and such a page."""
        random = Random(f"{self._seed}/{number}")
        for _ in range(_MOST):
            page = self._restyled(self._page(random), random)
            name = self._names[number % len(self._names)]
            change = MUTATORS[name](page, random)
            if change is None:
                continue
            base = self.reader.base(page)
            if any(one.severity == "error" for one in base.said):
                continue
            mutant = self.reader.mutant(page, change)
            verdict = judge(base, mutant, change)
            return Case(number, name, page, change, mutant, verdict)
        raise LookupError(f"no page for {self._names}")

    def _restyled(self, page: Page, random: Random) -> Page:
        """One page of four in another layout, which readers have to take as well."""
        if random.random() > _RESTYLED:
            return page
        change = MUTATORS[random.choice(_STYLES)](page, random)
        if change is None:
            return page
        return replace(page, lines=tuple(apply(page.lines, change)))

    def _page(self, random: Random) -> Page:
        kinds = [pages for pages in self._kinds if pages]
        pages = random.choices(kinds, (50, 45, 5)[: len(kinds)])[0]
        return excerpt(random.choice(pages), random)
