"""The definitions of a synthetic drop: names, properties and who refers to whom."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from . import texts
from .graph import Graph
from .texts import share
from .words import Words

Fact = dict[str, Any]

TRAPS = (
    "ErrorBody",
    "Number",
    "Warning",
    "ImportError",
    "Literal",
    "Pattern",
    "Response",
    "Session",
    "Empty",
    "Page",
    "Header",
    "Void",
    "Filter",
    "Format",
    "Input",
    "Range",
    "Email",
    "Queue",
    "Site",
    "UCI10nLatch",
    "OAuthLatch",
    "GSuiteLatch",
    "DIDLatchEntityListing",
    "List",
    "Any",
    "Model",
)

ODD_PROPERTIES = (
    "$ref",
    "$schema",
    "service-area",
    "latch-key",
    "urn:ietf:params:scim:schemas:extension:latch:2.0:User",
    "urn:ietf:params:scim:schemas:extension:tarn:moor:2.0:User",
    "and",
    "from",
    "global",
    "in",
    "not",
    "or",
    "self",
    "field",
    "date",
    "datetime",
    "list",
    "dict",
    "str",
    "int",
    "property",
    "id",
    "type",
    "json",
    "_type",
    "A1",
    "HNO",
    "Resources",
    "latchURIs",
    "latchIPv4",
    "latchNatIpV6",
    "eventTTLSeconds",
    "OAuthLatch",
    "facet_latch",
    "p95",
    "q850Codes",
    "customI18nLabels",
)

# How many of 21,212 properties are of each type; the rest refers to definitions.
_PRIMITIVES = {
    "string": 10_981,
    "number": 2_815,
    "boolean": 1_285,
    "string[]": 870,
    "object": 239,
    "number[]": 70,
    "object[]": 5,
}
_REFERENCES = {"X": 2_450, "X[]": 1_650}
_OF = 3_783


class Definitions:
    """Makes the definitions; references lead to a deeper level, but for the cycles."""

    def __init__(self, words: Words, count: int, weights: Sequence[float]) -> None:
        self.words = words
        self.random = words.random
        self.count = count
        self.facts: list[Fact] = [self._definition(name) for name in self._names()]
        self.by_name = {fact["name"]: fact for fact in self.facts}
        self.graph = Graph(
            self.random, tuple(self.by_name), weights, share(89, _OF, count)
        )
        self._refer()
        self._recur()
        self._spread_quirks()
        self.facts.sort(key=lambda fact: str(fact["file"]))

    def _names(self) -> list[str]:
        words = self.words
        names = list(TRAPS)
        names += [words.long(119, "BulkLatchResult"), words.long(77)]
        for name in names:
            words.claim("definitions", name)
        while len(names) < self.count:
            size = self.random.choice((1, 2, 2, 3, 3, 3, 4, 5))
            names.append(words.new("definitions", partial(words.pascal, size)))
        self.random.shuffle(names)
        return names

    def _definition(self, name: str) -> Fact:
        described = self.random.random() < 0.11
        return {
            "name": name,
            "file": f"definitions/{name.lower()}-definition.md",
            "description": self.words.text() if described else "",
            "properties": [],
        }

    def _property(self, fact: Fact, type_: str, name: str | None = None) -> Fact:
        """A new property of the definition; its text may say what format it has."""
        scope = f"definition {fact['name']}"
        if name is None:
            size = self.random.choice((1, 2, 2, 2, 3))
            name = self.words.new(scope, partial(self.words.camel, size))
        else:
            self.words.claim(scope, name)
        made = {
            "name": name,
            "type": type_,
            "required": self.random.random() < 0.15,
            "description": "" if self.random.random() < 0.23 else self.words.text(),
        }
        fact["properties"].append(made)
        return made

    def _refer(self) -> None:
        """Fill the definitions; eighteen stay without any property, one gets 226."""
        kinds = {**_PRIMITIVES, **_REFERENCES}
        empty = share(18, _OF, self.count)
        sizes = (
            [0] * empty
            + [226]
            + [
                min(84, max(1, round(self.random.expovariate(1 / 5.6))))
                for _ in range(self.count - empty - 1)
            ]
        )
        self.random.shuffle(sizes)
        for fact, size in zip(self.facts, sizes, strict=True):
            for type_ in self.random.choices(
                list(kinds), weights=list(kinds.values()), k=size
            ):
                name = None
                if not fact["properties"] and self.random.random() < 0.25:
                    name, type_ = "id", "string"
                self._property(fact, self._resolve(fact, type_), name)

    def _resolve(self, fact: Fact, type_: str) -> str:
        """A type in which ``X`` is a definition of one of the levels below."""
        if "X" not in type_:
            return type_
        target = self.graph.below(fact["name"])
        return type_.replace("X", target or "string")

    def _recur(self) -> None:
        """Definitions that refer to themselves, and rings of two to five."""
        for fact in self._some(31, lambda fact: fact["properties"]):
            self._property(fact, fact["name"] + self.random.choice(("", "[]")))
        for number in range(share(14, _OF, self.count)):
            ring: list[Fact] = [{"properties": []}]
            while not all(fact["properties"] for fact in ring):
                names = self.graph.ring(5 if number == 0 else 2)
                ring = [self.by_name[name] for name in names]
            for fact, after in zip(ring, ring[1:] + ring[:1], strict=True):
                self._property(fact, after["name"])

    def add(self, definition: str, name: str, type_: str) -> None:
        """A property, unless there is one of this name; ``X`` is any definition."""
        fact = self.by_name[definition]
        if self.words.claim(f"definition {definition}", name):
            self._property(fact, self._resolve(fact, type_), name)

    def adopt(self) -> None:
        """Refer to what operations left over."""
        for name, parent in self.graph.leftovers():
            if self.by_name[parent]["properties"]:
                self._property(self.by_name[parent], name)

    def _some(self, count: int, fit: Any) -> list[Fact]:
        """As many of the fitting definitions as ``count`` in a real drop stands for."""
        fitting = [fact for fact in self.facts if fit(fact)]
        return self.random.sample(fitting, share(count, _OF, self.count))

    def _spread_quirks(self) -> None:
        """Odd names, one array of anything, and the irregular texts."""
        properties = [
            (fact, made) for fact in self.facts for made in fact["properties"]
        ]
        filled = [fact for fact in self.facts if fact["properties"]]
        for name in ODD_PROPERTIES:
            fact = self.random.choice(filled)
            if self.words.claim(f"definition {fact['name']}", name):
                self._property(fact, self.random.choice(("string", "number")), name)
        traps = self.random.choice(filled)
        for name in ("list", "str", "date", "field", "self", "property"):
            if self.words.claim(f"definition {traps['name']}", name):
                self._property(traps, self.random.choice(("string", "number[]")), name)
        self._property(self.random.choice(filled), "Array[]")
        self._dress([made for _, made in properties])

    def _dress(self, properties: list[Fact]) -> None:
        """Give some properties the texts that are hard to read or say a format."""
        strings = [made for made in properties if made["type"] == "string"]
        self.random.shuffle(strings)
        for sentence, count in texts.FORMATS:
            for _ in range(share(count, texts.FORMATS_OF, len(strings))):
                start = self.random.choice(("", self.words.sentence() + " "))
                strings.pop()["description"] = start + sentence
        dates = [made for made in properties if made["type"] == "string[]"]
        dates[0]["description"] = texts.DATE
        dates[1]["description"] = texts.INTERVAL
        others = [made for made in properties if made["type"] != "string"][2:]
        others = self.random.sample(others, len(others)) + strings
        for make, count in texts.CELLS:
            for _ in range(share(count, texts.CELLS_OF, len(properties))):
                others.pop()["description"] = make(self.words)
