"""The block structure of a page: its headings and quotes, line by line.

These follow CommonMark 0.31.2 (https://spec.commonmark.org/0.31.2/), sections 4.2 and
5.1. All other blocks are text, which other modules parse from the source. Rules of
Markdown that drop or reinterpret text do not apply: link definitions, HTML blocks, and
underlined headings.
"""

import re
from dataclasses import dataclass
from typing import Literal

from .coverage_log import BLANK
from .page_source import PageSource

_HEADING = re.compile(r" {0,3}(?P<signs>#{1,6})(?P<text>[ \t]+.*|)")
_CLOSING = re.compile(r"(?:\s+|^)#+\s*$")
_QUOTE = re.compile(r" {0,3}>")


@dataclass(frozen=True, slots=True)
class Block:
    """A block that structures a page: lines ``start`` up to, but without, ``end``.

    ``level`` and ``text`` are those of a heading; ``closing`` are the signs after its
    text.
    """

    kind: Literal["heading", "quote"]
    start: int
    end: int
    level: int = 0
    text: str = ""
    closing: str = ""

    @property
    def written(self) -> str:
        """Return a heading as it stands in its line, but for white space."""
        return f"{'#' * self.level}{self.text}{self.closing}"


def parse_blocks(source: PageSource, end: int) -> list[Block]:
    """Return the headings and quotes in the first ``end`` lines of a page."""
    blocks: list[Block] = []
    for number, line in enumerate(source.lines[:end]):
        if number in source.inert:
            continue
        if _QUOTE.match(line):
            start = number
            if blocks and blocks[-1].kind == "quote" and blocks[-1].end == number:
                start = blocks.pop().start
            blocks.append(Block("quote", start, number + 1))
        elif match := _HEADING.fullmatch(line):
            level, text = len(match["signs"]), match["text"].strip(BLANK)
            text = _CLOSING.sub("", text)
            signs = line.count("#") - level - text.count("#")
            blocks.append(
                Block("heading", number, number + 1, level, text, "#" * signs)
            )
    return blocks
