"""Strings and keys as TOML writes them, and the places of keys in a text."""

import re
from collections import Counter
from collections.abc import Iterator

from .confusables import is_visible


def toml_string(text: str) -> str:
    """Return a TOML basic string, with escapes.

    A lone surrogate, which TOML cannot contain, becomes the replacement character.
    """
    return '"{}"'.format("".join(map(_toml_character, text)))


def _toml_character(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "\N{REPLACEMENT CHARACTER}"
    if character not in '"\\' and is_visible(character):
        return character
    return f"\\U{ord(character):08x}"


class TomlKey:
    """A key as a hint shows it: whole, however long, ready to be copied."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __str__(self) -> str:
        return toml_string(self._key)


_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_TABLE = re.compile(rf"[ \t]*\[\[?[ \t]*({_KEYS})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*({_KEYS})[ \t]*=")
_ONE = re.compile(_KEY)

Place = tuple[int, int]
"""A 1-based line and column."""

Key = tuple[str, ...]
"""A path of keys; the n-th table of an array is the key ``str(n)``, from 0."""


def place_of(text: str, path: Key) -> Place:
    """Return the place of the key with this path, as precisely as possible.

    This scans lines, so keys inside inline tables count as the table's own key, and a
    line inside a long string may pass for a key. Only diagnostics use the place.
    """
    best: Place = (1, 1)
    closeness = 0
    for found, place in keys_of(text):
        here = _closeness(found, path)
        if here > closeness:
            best, closeness = place, here
    return best


def keys_of(text: str) -> Iterator[tuple[Key, Place]]:
    """Yield the keys that lines of a text begin with, headers of tables among them."""
    table: Key = ()
    counts: Counter[Key] = Counter()
    for number, line in enumerate(text.split("\n"), 1):
        if match := _TABLE.match(line):
            is_item = line.lstrip(" \t").startswith("[[")
            table = found = _indexed(_names(match[1]), counts, is_item=is_item)
        elif match := _ENTRY.match(line):
            found = table + _names(match[1])
        else:
            continue
        yield found, (number, match.start(1) + 1)


def _indexed(names: Key, counts: Counter[Key], *, is_item: bool) -> Key:
    """Return the path of a table, with the numbers of array items."""
    path: Key = ()
    for name in names[:-1]:
        path += (name,)
        if path in counts:
            path += (str(counts[path] - 1),)
    path += names[-1:]
    if is_item:
        counts[path] += 1
        path += (str(counts[path] - 1),)
    return path


def _closeness(found: Key, path: Key) -> int:
    """Return how well a key's path fits: exactly, below or above."""
    if found == path:
        return len(path) + 2
    if found[: len(path)] == path:
        return len(path) + 1
    return len(found) if path[: len(found)] == found else 0


def _names(keys: str) -> Key:
    return tuple(name.strip("\"'") for name in _ONE.findall(keys))
