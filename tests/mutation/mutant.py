"""A change to a page: which lines it replaces, and by what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from .page import Page, Sort


@dataclass(frozen=True)
class Edit:
    """Lines ``start`` up to, but without, ``end`` become ``lines``."""

    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What a mutator did to a page.

    ``means_the_same`` says that no fact may differ, but for white space in texts.
    ``moves`` says that words were moved from one kind of fact to another on purpose.
    ``encode`` makes the bytes, if the page is changed as a whole; bytes that are no
    UTF-8 are lone surrogates, as ``surrogateescape`` has them.
    """

    edits: tuple[Edit, ...]
    means_the_same: bool = False
    moves: bool = False
    encode: Callable[[str], bytes] | None = None


Mutator = Callable[[Page, Random], Change | None]
MUTATORS: dict[str, Mutator] = {}
Rewrite = Callable[[str, Random], Sequence[str] | None]
"""Takes a line and returns the lines in its place; None where it cannot."""


def mutator(name: str) -> Callable[[Mutator], Mutator]:
    """Register a function that changes a page, or cannot and gives None."""

    def register(function: Mutator) -> Mutator:
        assert name not in MUTATORS, name
        MUTATORS[name] = function
        return function

    return register


def edit(
    start: int,
    end: int,
    lines: Sequence[str],
    *,
    means_the_same: bool = False,
    moves: bool = False,
) -> Change:
    """The change of one run of lines."""
    return Change((Edit(start, end, tuple(lines)),), means_the_same, moves)


def line_mutator(
    name: str,
    *sorts: Sort,
    least: int = 0,
    means_the_same: bool = False,
    moves: bool = False,
) -> Callable[[Rewrite], Rewrite]:
    """Register a function that writes a line of some sort anew.

    ``least`` is how many characters the line has at least.
    """

    def register(function: Rewrite) -> Rewrite:
        @mutator(name)
        def change(page: Page, random: Random) -> Change | None:
            at = page.pick(random, *sorts)
            if at is None or len(page.lines[at]) < least:
                return None
            made = function(page.lines[at], random)
            if made is None:
                return None
            return edit(at, at + 1, made, means_the_same=means_the_same, moves=moves)

        return function

    return register


def apply(lines: Sequence[str], change: Change) -> list[str]:
    """The lines of the mutant."""
    found, at = list[str](), 0
    for one in change.edits:
        found += lines[at : one.start]
        found += one.lines
        at = one.end
    return [*found, *lines[at:]]


def encode(lines: Sequence[str], change: Change) -> bytes:
    """The bytes of a mutant with these lines."""
    text = "\n".join(lines)
    if change.encode is not None:
        return change.encode(text)
    return text.encode("utf-8", "surrogateescape")


def places(change: Change) -> list[tuple[int, int]]:
    """The lines of each edit, as the mutant counts them."""
    found: list[tuple[int, int]] = []
    shift = 0
    for one in change.edits:
        start = one.start + shift
        found.append((start, start + len(one.lines)))
        shift += len(one.lines) - (one.end - one.start)
    return found
