"""The block structure of a page; the only module that imports mistune.

mistune finds headings, quotes and rules. All other blocks are text, which other modules
parse from the source. mistune's tokens have no positions and change texts, so this
module takes only their kinds and lines. Code and comments are blanked out first: they
may stand in cells of tables, which mistune would end there.

Rules of Markdown that drop or reinterpret text are off: link definitions, HTML blocks,
and underlined headings. A quote is one flat block, and nothing nests, so parsing is
linear in the size of a page.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

from mistune.block_parser import BlockParser
from mistune.core import BlockState

from .page_source import PageSource


@dataclass(frozen=True, slots=True)
class Block:
    """A block that structures a page: lines ``start`` up to, but without, ``end``.

    ``level`` and ``text`` are those of a heading; ``closing`` are the signs that may
    follow its text.
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


class _State(BlockState):
    """A state that records the offsets of tokens, in the order of the page."""

    starts: list[int]

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.starts = []

    def append_token(self, token: dict[str, Any]) -> None:
        """Append a token, which starts at the cursor of the parser."""
        self.starts.append(self.cursor)
        super().append_token(token)

    def add_paragraph(self, text: str) -> None:
        """Ignore a paragraph, which other modules parse from the source."""


class _Parser(BlockParser):
    """mistune's parser, with flat quotes and without nested blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.rules = ["atx_heading", "thematic_break"]
        # One step over the lines whose first character opens none of the blocks.
        plain = r"(?:[^#>*_\-\s][^\n]*+\n?|\n)++"
        self.register("plain", plain, _skip, before="atx_heading")
        self.register("block_quote", r"(?:^ {0,3}>[^\n]*+\n?)++", _quote)
        # Without a rule for the rest, mistune would search on, character by character.
        self.register("line", r"[^\n]*+\n?", _skip)


def _skip(_: BlockParser, match: re.Match[str], state: BlockState) -> int:
    return match.end()


def _quote(_: BlockParser, match: re.Match[str], state: BlockState) -> int:
    state.append_token({"type": "block_quote", "end": match.end()})
    return match.end()


_PARSER = _Parser()


def parse_blocks(source: PageSource, end: int) -> list[Block]:
    """Return the headings and quotes in the first ``end`` lines of a page."""
    lines = source.lines[:end]
    for number in source.inert:
        if number < end:
            lines[number] = ""
    state = _State()
    state.process("\n".join(lines))
    _PARSER.parse(state, _PARSER.rules)
    blocks: list[Block] = []
    line = offset = 0
    for start, token in zip(state.starts, state.tokens, strict=True):
        line += state.src.count("\n", offset, start)
        offset = start
        match token["type"]:
            case "heading":
                level, text = token["attrs"]["level"], token["text"]
                signs = lines[line].count("#") - level - text.count("#")
                blocks.append(
                    Block("heading", line, line + 1, level, text, "#" * signs)
                )
            case "block_quote":
                last = line + _lines(state.src, start, token["end"])
                blocks.append(Block("quote", line, last))
            case _:
                pass
    return blocks


def _lines(text: str, start: int, end: int) -> int:
    """Return the number of lines from offset ``start`` to ``end``."""
    return text.count("\n", start, end) + (not text.endswith("\n", start, end))
