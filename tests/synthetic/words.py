"""Invented words and the names and sentences made of them."""

import builtins
import keyword
from collections.abc import Callable
from random import Random

_ONSETS = ("b", "br", "d", "dr", "f", "g", "gl", "k", "l", "m", "n", "p", "r", "s", "t")
_VOWELS = ("a", "e", "i", "o", "u", "ea", "oo")
_CODAS = ("l", "m", "n", "nt", "r", "rk", "s", "st", "x", "zz")


class Words:
    """A source of words; the same seed gives the same words in the same order."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._taken: set[str] = set()
        self.vocabulary = self._coin(600)

    def _coin(self, count: int) -> tuple[str, ...]:
        """``count`` different words of two syllables, none with a meaning in Python."""
        pick = self.random.choice
        words: dict[str, None] = {}
        while len(words) < count:
            first = pick(_ONSETS) + pick(_VOWELS)
            word = first + pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS)
            if not keyword.iskeyword(word) and not hasattr(builtins, word):
                words[word] = None
        return tuple(words)

    def word(self) -> str:
        """One word, in lower case."""
        return self.random.choice(self.vocabulary)

    def pascal(self, count: int) -> str:
        """``count`` words as the documents name definitions: ``BramuntDrikal``."""
        return "".join(self.word().capitalize() for _ in range(count))

    def camel(self, count: int) -> str:
        """``count`` words as the documents name properties: ``bramuntDrikal``."""
        return self.word() + self.pascal(count - 1)

    def long(self, length: int, start: str = "") -> str:
        """A Pascal-cased name of exactly ``length`` characters."""
        name = start
        while len(name) < length:
            name += self.pascal(1)
        return name[:length]

    def new(self, scope: str, make: Callable[[], str]) -> str:
        """A name that no other name of the scope equals, whatever the case."""
        while True:
            name = make()
            if self.claim(scope, name):
                return name

    def claim(self, scope: str, name: str) -> bool:
        """Whether the name was still free in the scope, which it is no more."""
        key = f"{scope}\0{name.lower()}"
        free = key not in self._taken
        self._taken.add(key)
        return free

    def sentence(self) -> str:
        """A sentence of four to fourteen words."""
        words = [self.word() for _ in range(self.random.randint(4, 14))]
        return " ".join(words).capitalize() + "."

    def text(self) -> str:
        """One sentence mostly, two or three else."""
        return " ".join(
            self.sentence() for _ in range(self.random.choice((1, 1, 1, 2, 3)))
        )
