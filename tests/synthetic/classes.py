"""The API classes of a synthetic drop."""

from copy import deepcopy
from functools import partial

from . import texts
from .definitions import Definitions, Fact
from .operations import Operations
from .texts import share
from .words import Words

_NAMES = ("OAuthAPI", "SCIMAPI", "AIStudioAPI", "LatchUIAPI")
_OF = 80


def make_classes(
    words: Words, count: int, operations: int, definitions: Definitions
) -> list[Fact]:
    """``count`` classes that hold that many operations among them."""
    random = words.random
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
    # Some definitions stay without anything that refers to them.
    spare = random.sample(definitions.unused, len(definitions.unused))
    alone = {spare.pop() for _ in range(share(89, 3_783, definitions.count))}
    others = tuple(name for name in definitions.by_name if name not in alone)
    maker = Operations(words, others, spare)
    again = share(117, texts.DESCRIPTIONS_OF, operations)
    _fill(maker, facts, operations - again)
    made = [operation for fact in facts for operation in fact["operations"]]
    maker.answer(made)
    maker.spread_quirks(made)
    _repeat(words, facts, again)
    return facts


def _class(words: Words, name: str) -> Fact:
    word = name.removesuffix("API").lower()
    return {
        "name": name,
        "file": f"classes/{word}-api.md",
        "description": words.text(),
        "url": f"https://docs.example.com/{words.word()}/{word}/",
        "operations": [],
    }


def _fill(maker: Operations, facts: list[Fact], count: int) -> None:
    """Some classes get one operation and some a tenth of all."""
    random, words = maker.random, maker.words
    weights = [random.expovariate(1) ** 2 + 0.02 for _ in facts]
    owners = facts + random.choices(facts, weights=weights, k=count - len(facts))
    for fact in owners:
        operation = maker.make(f"class {fact['name']}")
        fact["operations"].append(operation)
    largest = max(facts, key=lambda fact: len(fact["operations"]))
    operations = largest["operations"]
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
    pool = [(fact, each) for fact in facts for each in fact["operations"]]
    for owner, operation in random.sample(pool, count):
        others = [
            fact
            for fact in facts
            if fact is not owner
            and all(each["name"] != operation["name"] for each in fact["operations"])
        ]
        random.choice(others)["operations"].append(deepcopy(operation))
