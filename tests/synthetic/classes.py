"""The API classes of a synthetic drop."""

from copy import deepcopy
from functools import partial
from random import Random

from . import texts
from .definitions import Definitions, Fact
from .operations import Operations
from .texts import share
from .words import Words

_NAMES = ("OAuthAPI", "SCIMAPI", "AIStudioAPI", "LatchUIAPI")
_OF = 80
_MADE = "operations"


def class_weights(random: Random, count: int) -> list[float]:
    """How much of all belongs to each class: some get a tenth, some next to nothing."""
    return [random.expovariate(1) ** 2 + 0.02 for _ in range(count)]


def make_classes(
    words: Words, weights: list[float], operations: int, definitions: Definitions
) -> list[Fact]:
    """As many classes as there are weights, with that many operations among them."""
    random = words.random
    count = len(weights)
    names = list(_NAMES)
    while len(names) < count:
        size = random.choice((1, 1, 2, 2, 3))
        names.append(words.new("classes", partial(words.pascal, size)) + "API")
    random.shuffle(names)
    facts = [_class(words, name) for name in sorted(names[:count])]
    for fact in random.sample(facts, share(14, _OF, count)):
        fact["description"] = ""
    for fact in random.sample(facts, share(18, _OF, count)):
        fact["url"] = None
    maker = Operations(words, definitions.graph)
    again = share(117, texts.DESCRIPTIONS_OF, operations)
    _fill(maker, facts, weights, operations - again)
    maker.answer(
        [(number, each) for number, fact in enumerate(facts) for each in fact[_MADE]]
    )
    maker.spread_quirks([each for fact in facts for each in fact[_MADE]])
    _repeat(words, facts, again)
    definitions.adopt()
    return facts


def _class(words: Words, name: str) -> Fact:
    word = name.removesuffix("API").lower()
    return {
        "name": name,
        "file": f"classes/{word}-api.md",
        "description": words.text(),
        "url": f"https://docs.example.com/{words.word()}/{word}/",
        _MADE: [],
    }


def _fill(
    maker: Operations, facts: list[Fact], weights: list[float], count: int
) -> None:
    """One operation for each class, the rest by weight."""
    random, words = maker.random, maker.words
    numbers = list(range(len(facts)))
    numbers += random.choices(numbers, weights=weights, k=count - len(facts))
    for number in numbers:
        fact = facts[number]
        fact[_MADE].append(maker.make(f"class {fact['name']}", number))
    largest = max(facts, key=lambda fact: len(fact[_MADE]))
    operations = largest[_MADE]
    operations[0]["name"] = words.long(117, operations[0]["method"].lower())
    # Names that differ in nothing but the case of one letter.
    for first, second in ((1, 2), (3, 4)):
        start, end = words.word(), words.word()
        verb = operations[first]["method"].lower()
        operations[first]["name"] = f"{verb}{start.capitalize()}{end.capitalize()}"
        operations[second]["name"] = f"{verb}{start.capitalize()}{end}"
    operations.sort(key=lambda operation: str(operation["name"]))


def _repeat(words: Words, facts: list[Fact], count: int) -> None:
    """Document some operations a second time, in a class of another name."""
    random = words.random
    pool = [(fact, each) for fact in facts for each in fact[_MADE]]
    for owner, operation in random.sample(pool, count):
        others = [
            fact
            for fact in facts
            if fact is not owner
            and all(each["name"] != operation["name"] for each in fact[_MADE])
        ]
        random.choice(others)[_MADE].append(deepcopy(operation))
