"""Where the keys of a TOML text stand, which the standard library does not tell."""

import re

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_TABLE = re.compile(rf"[ \t]*\[\[?[ \t]*({_KEYS})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*({_KEYS})[ \t]*=")
_ONE = re.compile(_KEY)

Place = tuple[int, int]
"""A 1-based line and column."""


def place_of(text: str, path: tuple[str, ...]) -> Place:
    """The place of the key with this path, as near as can be told.

    Lines are looked at one by one, so keys inside of inline tables count as the table's
    own key and a line inside of a long string may pass for a key: a place is for
    people, and nothing is decided by it.
    """
    best: Place = (1, 1)
    closeness = 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if match := _TABLE.match(line):
            table = found = _names(match[1])
        elif match := _ENTRY.match(line):
            found = table + _names(match[1])
        else:
            continue
        here = _closeness(found, path)
        if here > closeness:
            best, closeness = (number, match.start(1) + 1), here
    return best


def _closeness(found: tuple[str, ...], path: tuple[str, ...]) -> int:
    """How well a key's path fits: exactly, from below, or from above by its length."""
    if found == path:
        return len(path) + 2
    if found[: len(path)] == path:
        return len(path) + 1
    return len(found) if path[: len(found)] == found else 0


def _names(keys: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in _ONE.findall(keys))
