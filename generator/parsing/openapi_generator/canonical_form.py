"""Canonical form of a page: tables with their outer pipes.

The stock templates write rows without them. A line stays a line, so that positions stay
valid.
"""

import re

from .notes import NOTES

_ROW = (
    r"\*\*[^*|\n]+\*\* ?\||\[\*\*\w+\*\*\]\([^()\n]*\) ?\||(?:Name|Method) \||-{3,} \|"
)
_HEADS = ("\nName |", "\nMethod |")
"""Beginnings of header rows without outer pipes, which each stock page has."""
# A row, a header or a delimiter without its outer pipes.
_BARE = re.compile(rf" ?(?:{_ROW}).*")
_FULL = re.compile(r"\n\| \*\*(?:[^|\n]*\|){5}")
_CROWDED = re.compile(r"(?P<head>\|[^|]*\|[^|]*\|)(?P<rest>.*)\|\s*")
_VALUES = "**Values**:"
_PIPE = re.compile(r"(?<!\\)\|")


def canonicalize(text: str) -> str:
    """Return a page whose rows have outer pipes, and no others in their texts."""
    if any(head in text for head in _HEADS):
        text = "\n".join(_with_pipes(text.split("\n")))
    if _FULL.search(text):
        text = "\n".join(map(_escaped, text.split("\n")))
    return text


def _with_pipes(lines: list[str]) -> list[str]:
    """Return lines whose rows have outer pipes."""
    closed = False
    found: list[str] = []
    fence = False
    for line in lines:
        fence ^= line.startswith("```")
        if line.startswith("|"):
            closed = True
        elif not fence and _BARE.fullmatch(line):
            end = "" if closed and line.rstrip().endswith("|") else "|"
            line = f"| {line.strip(' ')} {end}"
        elif not line.strip():
            closed = False
        found.append(line)
    return found


def _escaped(line: str) -> str:
    """Return a row with escaped pipes in its text and in its known values."""
    match = _CROWDED.fullmatch(line) if _FULL.match(f"\n{line}") else None
    if match is None or "| **" in match["rest"]:
        return line
    rest = match["rest"]
    # Known values are the last note, and no text has their mark.
    at = rest.rfind("|", 0, max(rest.find(_VALUES), 0) or None)
    text, notes = rest[:at], rest[at + 1 :]
    if NOTES.fullmatch(notes.strip()) is None:
        return line
    text, notes = (_PIPE.sub(r"\|", part) for part in (text, notes))
    return f"{match['head']}{text}|{notes}|"
