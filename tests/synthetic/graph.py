"""Who refers to whom: most definitions belong to one API class, some to all."""

from bisect import bisect_left
from collections.abc import Sequence
from random import Random

LEVELS = 15
"""How deep references lead; they go from a level to a deeper one, but for rings."""

_SHARED = -1
_SHARE = 0.17


class Graph:
    """The definitions by order, and by the number of the class that they belong to.

    As many as ``alone`` are never referred to.
    """

    def __init__(
        self,
        random: Random,
        names: Sequence[str],
        weights: Sequence[float],
        alone: int,
    ) -> None:
        self._random = random
        self._names = names
        self._order = {name: number for number, name in enumerate(names)}
        classes = random.choices(range(len(weights)), weights=weights, k=len(names))
        self._class = [
            _SHARED if random.random() < _SHARE else number for number in classes
        ]
        self._pools: dict[int, list[int]] = {
            number: [] for number in range(_SHARED, len(weights))
        }
        hidden = set(random.sample(range(len(names)), alone))
        for order, number in enumerate(self._class):
            if order not in hidden:
                self._pools[number].append(order)
        self._unused = {number: list(pool) for number, pool in self._pools.items()}

    def below(self, name: str) -> str | None:
        """A definition that this one may refer to."""
        order = self._order[name]
        level = order * LEVELS // len(self._names)
        first = -(-(level + 1) * len(self._names) // LEVELS)
        own = self._class[order]
        numbers = (own, _SHARED) if self._random.random() < 0.85 else (_SHARED, own)
        if own == _SHARED:
            numbers = (_SHARED, _SHARED)
        for number in numbers:
            found = self._take(number, first, spread=True)
            if found is not None:
                return self._names[found]
        return None

    def of_class(self, number: int) -> str:
        """A definition that an operation of the class may refer to."""
        if self._random.random() < 0.12 or not self._pools[number]:
            number = _SHARED
        found = self._take(number, 0, spread=False)
        return self._names[found or 0]

    def _take(self, number: int, first: int, *, spread: bool) -> int | None:
        """One of a class from ``first`` on: an unused one if any, the first or any."""
        unused, pool = self._unused[number], self._pools[number]
        start = bisect_left(unused, first)
        if start < len(unused):
            end = len(unused) if spread else start + 1
            return unused.pop(self._random.randrange(start, end))
        start = bisect_left(pool, first)
        if start < len(pool):
            return pool[self._random.randrange(start, len(pool))]
        return None

    def ring(self, size: int) -> list[str]:
        """Shared definitions, each of a deeper level than the one before."""
        pool = self._pools[_SHARED]
        width = len(pool) // LEVELS
        start = self._random.randrange(width)
        return [self._names[pool[start + step * width]] for step in range(size)]

    def leftovers(self) -> list[tuple[str, str]]:
        """Pairs of a definition that nothing refers to and one that shall."""
        return [
            (self._names[order], self._names[pool[self._random.randrange(place)]])
            for number, pool in self._pools.items()
            for order in self._unused[number]
            if (place := bisect_left(pool, order))
        ]
