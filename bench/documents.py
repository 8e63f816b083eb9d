"""Answers made up from definitions: every field filled, the same bytes every time."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

Json = dict[str, Any]
Definitions = Mapping[str, Mapping[str, Any]]

_WORDS: Final = (
    "agent",
    "bridge",
    "campaign",
    "division",
    "edge",
    "flow",
    "Gruppe für Zürich",
    "home",
    "inbound support of the north east",
    "journey",
    "key 7",
    "line manager",
    "messaging",
    "north",
    "outbound",
    "policy of the quality team",
    "queue",
    "region",
    "station",
    "team",
)
_ITEMS: Final = 2
"""The most items of an array within a document."""


class Maker:
    """Makes values of the documents' types.

    A definition is filled whole as long as there is depth left; a reference at depth 0
    has its plain fields only, as the short forms of entities that answers are full of.

    Args:
        definitions: Definitions by name, as ``inspect --python`` shows them.
        seed: Another seed gives other values.
    """

    def __init__(self, definitions: Definitions, seed: int = 0) -> None:
        self._definitions = definitions
        self._random = Random(seed)

    def document(self, name: str, depth: int) -> Json:
        """Make an object of a definition; one without a page is any object."""
        definition = self._definitions.get(name)
        if definition is None:
            return self._any_object()
        rows = definition["properties"]
        if depth <= 0:
            rows = [row for row in rows if is_plain(row["type"])]
        return {row["name"]: self._field(row, depth) for row in rows}

    def listing(self, name: str, count: int, depth: int) -> Json:
        """Make an object of a definition that lists others, with `count` of them.

        Raises:
            ValueError: It lists none.
        """
        found = listed(self._definitions, name)
        if found is None:
            raise ValueError(f"{name} is no listing")
        field, entity = found
        items = [self.document(entity, depth) for _ in range(count)]
        return {**self.document(name, 0), field: items}

    def _field(self, row: Mapping[str, Any], depth: int) -> Any:
        if row["type"] == "string":
            return self._string(row)
        if row["type"].removesuffix("[]") == "number" and "float" not in row.get(
            "annotation", "float"
        ):
            whole = self._random.randrange(100_000)
            return [whole] if row["type"].endswith("[]") else whole
        return self._value(row["type"], depth)

    def _value(self, notation: str, depth: int) -> Any:
        if notation.endswith("[]"):
            items = range(self._random.randint(1, _ITEMS))
            return [self._value(notation[:-2], depth) for _ in items]
        makers: dict[str, Callable[[], Any]] = {
            "string": lambda: self._random.choice(_WORDS),
            "number": self._number,
            "boolean": lambda: self._random.random() < 0.5,
            "object": self._any_object,
            "Array": lambda: self._random.choice(_WORDS),
        }
        maker = makers.get(notation)
        return maker() if maker else self.document(notation, depth - 1)

    def _string(self, row: Mapping[str, Any]) -> str:
        """Make a text; what the client takes for a date is one."""
        annotation, random = row.get("annotation", ""), self._random
        day = f"20{random.randrange(10, 30)}-{random.randrange(1, 13):02}-17"
        if "datetime" in annotation:
            return f"{day}T{random.randrange(24):02}:05:09.{random.randrange(1000):03}Z"
        if "date" in annotation:
            return day
        if row["name"] == "id":
            digits = f"{random.getrandbits(128):032x}"
            return "-".join(
                digits[start:end]
                for start, end in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))
            )
        if row["name"].endswith(("Uri", "URI")):
            return f"/api/v2/{random.choice(_WORDS[:4])}s/{random.getrandbits(64):016x}"
        return random.choice(_WORDS)

    def _number(self) -> int | float:
        number = self._random.randrange(100_000)
        return number if number % 4 else number / 100

    def _any_object(self) -> Json:
        return {"key": self._random.choice(_WORDS), "count": self._number()}


def listed(definitions: Definitions, name: str) -> tuple[str, str] | None:
    """Return the field and the definition of what a definition lists, if it does.

    That is ``entities`` where there is such a field, else the first array of objects.
    """
    rows = {
        row["name"]: row["type"][:-2]
        for row in definitions[name]["properties"]
        if row["type"].endswith("[]") and row["type"][:-2] in definitions
    }
    first = "entities" if "entities" in rows else next(iter(rows), None)
    return None if first is None else (first, rows[first])


def is_plain(notation: str) -> bool:
    """Return True if a type refers to no definition."""
    base = notation.removesuffix("[]")
    return base in ("string", "number", "boolean", "object", "Array")


def encoded(document: Json) -> bytes:
    """Return a document as a server would send it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def rich_listing(definitions: Definitions, name: str, count: int, size: int) -> bytes:
    """Make a listing that is nested as deep as brings it nearest to `size` bytes."""
    candidates = [
        encoded(Maker(definitions).listing(name, count, depth)) for depth in range(5)
    ]
    return min(candidates, key=lambda text: abs(len(text) - size))
