"""Matching of names on the wire with names in Python's spelling."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import msgspec

# Reserved words of Python get these in front.
_PREFIXES = ("pc", "var", "model", "param", "field")


class Named(Protocol):
    """A node with a name."""

    @property
    def name(self) -> str:
        """The name of the node."""
        ...


T = TypeVar("T", bound=Named)
Key = Callable[[str], str]


class Matches(msgspec.Struct, Generic[T]):
    """Nodes of the first documents with those of the second, one to one.

    ``ambiguous`` are names of the first that fit several others, with their names.
    """

    pairs: dict[str, T]
    only_first: list[T]
    only_second: list[T]
    ambiguous: dict[str, tuple[str, ...]]


def squashed(name: str) -> str:
    """Return the letters and digits of a name, regardless of their case."""
    if name.isascii() and name.isalpha():
        return name.lower()
    return "".join(filter(str.isalnum, name)).casefold()


def _unprefixed(name: str) -> str:
    """Return a name without the mark of a reserved word."""
    text = squashed(name)
    for prefix in _PREFIXES:
        if text.startswith(prefix) and len(text) > len(prefix):
            return text.removeprefix(prefix)
    return text


def match_names(first: Sequence[T], second: Sequence[T], spell: Key) -> Matches[T]:
    """Match nodes by names: first by the Python spelling, then by ever looser ones.

    ``spell`` returns the Python spelling of a name on the wire.
    """
    pairs: dict[str, T] = {}
    others = {node.name: node for node in second}
    spelled = {spell(node.name): node.name for node in first}
    if len(spelled) == len(first) and spelled.keys() <= others.keys():
        # So it is nearly always.
        pairs = {name: others[key] for key, name in spelled.items()}
        return Matches(pairs, [], [n for n in second if n.name not in spelled], {})
    ambiguous: dict[str, tuple[str, ...]] = {}
    left: Sequence[T] = first
    right: Sequence[T] = second
    keys: tuple[tuple[Key, Key], ...] = (
        (spell, str),
        (squashed, squashed),
        (squashed, _unprefixed),
    )
    for of_first, of_second in keys:
        if not left or not right:
            break
        owners = _grouped(left, of_first)
        fitting = _grouped(right, of_second)
        for key, nodes in owners.items():
            found = fitting.get(key, [])
            if len(nodes) == len(found) == 1:
                pairs[nodes[0].name] = found[0]
            elif found:
                names = tuple(node.name for node in found)
                ambiguous |= dict.fromkeys((node.name for node in nodes), names)
        left = _without(left, pairs)
        right = _without(right, {node.name for node in pairs.values()})
    return Matches(
        pairs,
        list(left),
        list(right),
        {name: names for name, names in ambiguous.items() if name not in pairs},
    )


def _without(nodes: Sequence[T], names: Container[str]) -> list[T]:
    return [node for node in nodes if node.name not in names]


def _grouped(nodes: Iterable[T], key: Key) -> Mapping[str, list[T]]:
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for node in nodes:
        groups[key(node.name)].append(node)
    return groups
