"""The operations of a synthetic drop: names, paths, parameters and status tables."""

from typing import Any

from . import texts
from .graph import Graph
from .texts import share
from .words import Words

Fact = dict[str, Any]

_METHODS = {
    "GET": 1257,
    "POST": 703,
    "DELETE": 297,
    "PUT": 240,
    "PATCH": 206,
    "HEAD": 2,
}
_QUERY_TYPES = {"string": 1270, "number": 625, "string[]": 378, "boolean": 275}
_BODY_TYPES = {"X": 1018, "X[]": 28, "string[]": 19, "object": 7, "string": 3}
_RESULT_TYPES = {"X": 2100, "X[]": 60, "string": 34, "object": 12, "string[]": 6}
_HEADERS = ("If-Match", "If-None-Match", "Accept-Language", "X-Latch-Session-Id")
_ODD_QUERIES = (
    "pass",
    "async",
    "id",
    "type",
    "filter",
    "query",
    "url",
    "input",
    "date",
    "latch_hardwareId",
    "preserveLatchTTL",
    "q64",
)

BODY = (
    "The body of the request. "
    "An empty object or `null` is allowed if the body is optional."
)

_ERRORS = {
    "400": "Malformed.",
    "401": "No token.",
    "403": "Not for you.",
    "404": "Not there.",
    "408": "Too slow: the request took longer than it may.",
    "409": "In conflict with what is there.",
    "413": "Too large. Bytes at most: %s",
    "415": "Not a media type that is understood, such as a wrong Content-Type.",
    "429": "Too many. Again in [%s] seconds",
    "500": "Something broke.",
    "503": "Nobody there (overloaded or under repair).",
    "504": "Timed out.",
}
# How many operations of 2,705 differ from that table, and by which row.
_ODD_ERRORS = (
    ("422", "ErrorBody", "Understood and refused.", 60),
    ("405", "ErrorBody", "", 32),
    ("410", "ErrorBody", "Gone.", 18),
    ("501", "ErrorBody", "Not made yet.", 18),
    ("412", "ErrorBody", "Changed meanwhile: the ETag differs.", 4),
    ("423", None, "Locked.", 4),
    ("424", "ErrorBody", "", 3),
    ("502", "ErrorBody", "Somebody behind broke.", 3),
    ("409", None, "Already there.", 14),
    ("409", "", "", 14),
)

# What an operation answers, as rows of status and type, and how many of 2,705 do.
_SUCCESSES: tuple[tuple[tuple[tuple[str, str | None], ...], int], ...] = (
    ((("default", None),), 32),
    ((("200", "X"), ("201", "X")), 79),
    ((("200", "X"), ("202", "X")), 98),
    ((("200", "X"), ("202", None)), 30),
    ((("200", "X"), ("204", None)), 8),
    ((("200", "X"), ("202", "Y")), 6),
    ((("202", None), ("204", None)), 10),
    ((("204", None),), 234),
    ((("202", None),), 40),
    ((("200", None),), 51),
    ((("201", "X"),), 20),
    ((("206", "X"),), 4),
    ((("200", "X"), ("302", "Y")), 1),
    ((("200", "X"), ("304", None)), 4),
)


class Operations:
    """Makes operations; classes go by their numbers in the graph of definitions."""

    def __init__(self, words: Words, graph: Graph) -> None:
        self.words = words
        self.random = words.random
        self._graph = graph
        self._total = 0

    def _pick(self, number: int, type_: str | None) -> str | None:
        """The type with a definition of the class for ``X`` or ``Y``."""
        if type_ is None or type_[0] not in "XY":
            return type_
        return type_.replace(type_[0], self._graph.of_class(number))

    def _weighted(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), weights=list(weights.values()))[0]

    def make(self, scope: str, number: int) -> Fact:
        """An operation with a name that is new in the scope, and a path of its own."""
        method = self._weighted(_METHODS) if self._total else "HEAD"
        self._total += 1
        names: list[str] = []
        name = path = ""
        while not (path and self.words.claim("paths", f"{method} {path}")):
            name, path, names = self._route(method)
        if not self.words.claim(scope, name):
            return self.make(scope, number)
        return {
            "name": name,
            "method": method,
            "path": path,
            "summary": self.words.sentence(),
            "description": "",
            "deprecated": False,
            "parameters": [
                *(self._parameter("path", one, "string", True) for one in names),
                *self._queries(method),
                *self._body(method, number),
            ],
            "responses": [],
        }

    def _route(self, method: str) -> tuple[str, str, list[str]]:
        """A name, the path that it is made of, and the names in its braces."""
        name, path, names = method.lower(), "/api/v2", list[str]()
        for _ in range(self.random.choice((1, 2, 2, 3, 3, 4))):
            segment = self.words.word()
            path += f"/{segment}s"
            name += segment.capitalize()
            if self.random.random() < 0.35 and f"{segment}Id" not in names:
                names.append(f"{segment}Id")
                path += f"/{{{segment}Id}}"
            else:
                name += "s"
        return name, path, names

    def _parameter(
        self, where: str, name: str, type_: str | None, required: bool
    ) -> Fact:
        text = self.words.text()
        if where == "query" and type_ == "string" and self.random.random() < 0.2:
            text = f"{text} {self.random.choice(texts.FORMATS[:4])[0]}"
        return {
            "in": where,
            "name": name,
            "type": type_,
            "required": required,
            "description": text if self.random.random() < 0.98 else "",
        }

    def _queries(self, method: str) -> list[Fact]:
        """Query parameters, required before optional."""
        if self.random.random() > (0.5 if method == "GET" else 0.12):
            return []
        names = dict.fromkeys(
            self.words.camel(self.random.choice((1, 2)))
            for _ in range(self.random.randint(1, 5))
        )
        made = [
            self._parameter(
                "query", name, self._weighted(_QUERY_TYPES), self.random.random() < 0.1
            )
            for name in names
        ]
        if method == "GET" and self.random.random() < 0.4:
            size = self.random.choice(("number", "number", "number", "string"))
            made.append(self._parameter("query", "pageSize", size, False))
            made.append(self._parameter("query", "pageNumber", "number", False))
        return sorted(made, key=lambda one: not one["required"])

    def _body(self, method: str, number: int) -> list[Fact]:
        odds = {"POST": 0.87, "PUT": 0.9, "PATCH": 0.95, "DELETE": 0.02}
        if self.random.random() > odds.get(method, 0):
            return []
        type_ = self._pick(number, self._weighted(_BODY_TYPES))
        body = self._parameter("body", "body", type_, self.random.random() < 0.7)
        return [{**body, "description": BODY}]

    def answer(self, operations: list[tuple[int, Fact]]) -> None:
        """Give all operations, by classes, their status tables."""
        total = len(operations)
        rest = self.random.sample(operations, total)
        for rows, count in _SUCCESSES:
            for _ in range(share(count, texts.DESCRIPTIONS_OF, total)):
                self._respond(*rest.pop(), rows)
        for number, operation in rest:
            result = self._weighted(_RESULT_TYPES)
            self._respond(number, operation, (("200", result),))
        rest = self.random.sample(operations, total)
        for status, type_, text, count in _ODD_ERRORS:
            for _ in range(share(count, texts.DESCRIPTIONS_OF, total)):
                self._err(rest.pop()[1], status, type_, text)
        for _, operation in operations:
            operation["responses"].sort(key=lambda row: str(row["status"]))

    def _respond(
        self, number: int, operation: Fact, rows: tuple[tuple[str, str | None], ...]
    ) -> None:
        named: dict[str | None, str | None] = {}
        for _, type_ in rows:
            if type_ not in named:
                named[type_] = self._pick(number, type_)
        operation["responses"] = [
            {
                "status": status,
                "type": named[type_],
                "description": "" if self.random.random() < 0.02 else "It went well.",
            }
            for status, type_ in rows
        ] + [
            {"status": status, "type": "ErrorBody", "description": text}
            for status, text in _ERRORS.items()
        ]

    def _err(self, operation: Fact, status: str, type_: str | None, text: str) -> None:
        """Replace the row of a status; an empty type removes it."""
        rows = [row for row in operation["responses"] if row["status"] != status]
        if type_ != "":
            rows.append({"status": status, "type": type_, "description": text})
        operation["responses"] = rows

    def spread_quirks(self, operations: list[Fact]) -> None:
        """Make some operations as irregular as the real ones are."""
        self._describe(operations)
        self._disorder(operations)
        self._add_parameters(operations)
        for count, change in (
            (146, {"deprecated": True}),
            (4, {"summary": "Deprecated. Nothing takes its place"}),
        ):
            for operation in self._some(operations, count):
                operation.update(change)
        bodies = [one for each in operations for one in each["parameters"][-1:]]
        bodies = [one for one in bodies if one["in"] == "body"]
        bodies[0]["type"] = self._pick(0, "X[]")
        one = self.random.choice([each for each in operations if each["parameters"]])
        one["parameters"][0]["description"] = texts.lines(2)(self.words)
        for operation, count in zip(operations[:2], (2, 3), strict=True):
            row = operation["responses"][0]
            row["description"] = texts.lines(count)(self.words)

    def _some(self, operations: list[Fact], count: int) -> list[Fact]:
        """As many of these as ``count`` in a real drop stands for."""
        size = share(count, texts.DESCRIPTIONS_OF, self._total)
        return self.random.sample(operations, min(len(operations), size))

    def _describe(self, operations: list[Fact]) -> None:
        rest = self.random.sample(operations, len(operations))
        for make, count in texts.DESCRIPTIONS:
            for _ in range(share(count, texts.DESCRIPTIONS_OF, len(operations))):
                rest.pop()["description"] = make(self.words)

    def _disorder(self, operations: list[Fact]) -> None:
        """Path parameters against the template, and optional before required."""
        several = [
            each for each in operations if _count(each["parameters"], "path") > 1
        ]
        for operation in self._some(several, 15):
            parameters = operation["parameters"]
            end = _count(parameters, "path")
            operation["parameters"] = parameters[:end][::-1] + parameters[end:]
        queried = [each for each in operations if _count(each["parameters"], "query")]
        for operation in self._some(queried, 13):
            made = self._parameter("query", self.words.camel(3), "string", True)
            last = [one for one in operation["parameters"] if one["in"] == "body"]
            rest = [one for one in operation["parameters"] if one["in"] != "body"]
            rest[-1]["required"] = False
            operation["parameters"] = [*rest, made, *last]

    def _add_parameters(self, operations: list[Fact]) -> None:
        """Headers, query names with dots, and names that mean something in Python."""
        for number, operation in enumerate(self._some(operations, 22)):
            end = _count(operation["parameters"], "path")
            header = self._parameter(
                "header", _HEADERS[number % len(_HEADERS)], "string", False
            )
            operation["parameters"].insert(end, header)
        odd = [f"{self.words.camel(1)}.id" for _ in range(34)] + list(_ODD_QUERIES)
        plain = [each for each in operations if not _count(each["parameters"], "body")]
        for name in odd:
            operation = self.random.choice(plain)
            taken = {one["name"].lower() for one in operation["parameters"]}
            if name.replace(".", "").lower() not in taken:
                made = self._parameter("query", name, "string", False)
                operation["parameters"].append(made)


def _count(parameters: list[Fact], where: str) -> int:
    """How many of the parameters are of one place."""
    return sum(one["in"] == where for one in parameters)
