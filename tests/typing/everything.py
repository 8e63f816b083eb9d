"""User code that calls every operation, with the types that the documents name.

    mdclient inspect --python ... | python -m tests.typing.everything > use.py

Both type checkers then read ``use.py`` (`make whole`): each call has to be right and of
the type that ``assert_type`` says, a deprecated one has to be reported, and a model
that is sent whole without its required properties has to be an error. The types come
from the documents' notation, not from the generator.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from generator.model import TypeRef
from generator.parsing.formats import temporal_format

TYPES = {"string": "str", "number": "int | float", "boolean": "bool"}
VIEWS = {"raw": "c.with_raw_response", "streaming": "c.with_streaming_response"}
KINDS = ("sync", "async", "raw", "async_raw", "streaming", "async_streaming")
VALUES = {"string": "a.text", "number": "a.number", "boolean": "a.truth"}
DAY = "Dates are represented as an ISO-8601 string"

HEAD = '''\
from collections.abc import Callable, Coroutine, Mapping
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar, assert_type

from {package} import models as m
from {package} import {async_client}, {client}, AsyncPages, Pages, RawResponse
from {package} import AsyncStreaming, Streaming

P = ParamSpec("P")
T = TypeVar("T")


class A:
    """Values of every type."""

    text: str
    number: int | float
    whole: int
    truth: bool
    mapping: Mapping[str, Any]
    anything: Any
    day: date
    moment: datetime


def boxed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> list[T]:
    """For calls that return None: mypy refuses to look at what they return."""
    return [function(*args, **kwargs)]


async def async_boxed(
    function: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs
) -> list[T]:
    return [await function(*args, **kwargs)]

'''

View = dict[str, Any]


class Writer:
    """Writes user code for what ``inspect --python`` shows."""

    def __init__(self, shown: View) -> None:
        self.shown = shown
        self.models = {
            d["name"]: d["python_name"] for d in shown["definitions"] if d["properties"]
        }
        self.demanded = self._demanded()

    def _demanded(self) -> set[str]:
        """Bodies of POST or PUT that are no body of PATCH and not within a body."""
        bodies: dict[str, set[str]] = {"POST": set(), "PUT": set(), "PATCH": set()}
        for api in self.shown["classes"]:
            for operation in api["operations"]:
                for row in operation["parameters"]:
                    if row["in"] == "body" and row["type"]:
                        name = row["type"].removesuffix("[]")
                        bodies.setdefault(operation["method"], set()).add(name)
        inner: dict[str, set[str]] = {
            d["name"]: {(p["type"] or "").removesuffix("[]") for p in d["properties"]}
            for d in self.shown["definitions"]
        }
        nested: set[str] = set()
        new = {name for names in bodies.values() for name in names}
        while new:
            new = {name for outer in new for name in inner.get(outer, ())} - nested
            nested |= new
        return (bodies["POST"] | bodies["PUT"]) - bodies["PATCH"] - nested

    def value_type(self, notation: str | None) -> str:
        """What an answer holds, as an annotation."""
        if notation is None:
            return "None"
        if notation.endswith("[]"):
            return f"list[{self.value_type(notation[:-2])}]"
        if notation in self.models:
            return f"m.{self.models[notation]}"
        if notation == "Array":
            return "list[Any]"
        return "dict[str, Any]" if notation == "object" else TYPES.get(notation, "Any")

    def returned(self, operation: View) -> str:
        """What a call returns: the union of the documented successes."""
        rows = [r["type"] for r in operation["responses"] if r["status"][0] == "2"]
        # A text may come without content.
        rows += [None] * ("string" in rows)
        return " | ".join(dict.fromkeys(map(self.value_type, rows))) or "None"

    def argument(self, item: View) -> str:
        """An expression of a type that a parameter or a property takes."""
        if item.get("format") == "integer":
            return "[a.whole]" if item["type"].endswith("[]") else "a.whole"
        return self._argument(item["type"], item["description"])

    def _argument(self, notation: str | None, said: str) -> str:
        if notation is None:
            return "a.anything"
        array = notation.endswith("[]")
        wording = TypeRef(name=notation.removesuffix("[]"), array=array)
        if (temporal_format(wording, said) or "").endswith("date-time"):
            return "[a.moment]" if array else "a.moment"
        if array:
            return f"[{self._argument(notation[:-2], '')}]"
        if notation in self.models:
            return f"m.{self.models[notation]}.from_dict({{}})"
        if notation == "Array":
            return "[a.anything]"
        if notation == "string" and DAY in said:
            return "a.day"
        if notation == "object":
            return "dict(a.mapping)"
        return VALUES.get(notation, "a.anything")

    def arguments(self, items: Iterable[View]) -> str:
        """Arguments by keyword."""
        return ", ".join(f"{p['python_name']}={self.argument(p)}" for p in items)

    def calls(self, api: View, kind: str) -> Iterator[str]:
        """The calls of an API class with one kind of client."""
        view = VIEWS.get(kind.removeprefix("async_"), "c")
        for operation in api["operations"]:
            returned = self.returned(operation)
            if "raw" in kind:
                returned = f"RawResponse[{returned}]"
            elif "streaming" in kind:
                word = "AsyncStreaming" if "async" in kind else "Streaming"
                returned = f"{word}[{returned}]"
            parameters = [
                p
                for p in operation["parameters"]
                if p["required"] or kind in ("sync", "async")
            ]
            method = f"{view}.{api['attribute']}.{operation['python_name']}"
            arguments = self.arguments(parameters)
            call = f"{method}({arguments})"
            if "async" in kind and "streaming" not in kind:
                call = f"await {call}"
            if returned == "None":
                box = "await async_boxed" if "async" in kind else "boxed"
                call = f"{box}({', '.join(filter(None, (method, arguments)))})"
                returned = "list[None]"
            mark = "  # pyright: ignore[reportDeprecated]"
            mark = mark if operation["deprecated"] else ""
            yield f"    assert_type({call}, {returned}){mark}"
            if operation["paging"] and kind in ("sync", "async"):
                yield f"    {self.listing(api, operation, kind, arguments)}{mark}"

    def listing(self, api: View, operation: View, kind: str, arguments: str) -> str:
        """The iterator of a paged operation, with the types of items and pages."""
        paging = operation["paging"]
        pages = "Pages" if kind == "sync" else "AsyncPages"
        rows = [r["type"] for r in operation["responses"] if r["status"][0] == "2"]
        (page,) = {*rows} - {None}
        types = f"{self.value_type(paging['item'])}, {self.value_type(page)}"
        call = f"c.{api['attribute']}.{paging['iterator']}({arguments})"
        return f"assert_type({call}, {pages}[{types}])"

    def constructors(self) -> Iterator[str]:
        """Each model made of its required properties, and of nothing if it may not."""
        yield "def models(a: A) -> None:"
        for definition in self.shown["definitions"]:
            if not definition["properties"]:
                continue
            model = f"m.{definition['python_name']}"
            required = [p for p in definition["properties"] if p["required"]]
            yield f"    assert_type({model}({self.arguments(required)}), {model})"
            if required and definition["name"] in self.demanded:
                yield f"    {model}()  # type: ignore[call-arg]"

    def lines(self, package: str, client: str, async_client: str) -> Iterator[str]:
        """The whole file."""
        yield HEAD.format(package=package, client=client, async_client=async_client)
        for api in self.shown["classes"]:
            for kind in KINDS:
                word, taken = "def", client
                if "async" in kind:
                    word, taken = "async def", async_client
                yield f"{word} {kind}_{api['attribute']}(c: {taken}, a: A) -> None:"
                yield from self.calls(api, kind)
                yield "    assert c and a\n\n"
        yield from self.constructors()


def user_code(
    shown: View,
    package: str = "genesys_cloud",
    client: str = "GenesysCloud",
    async_client: str = "AsyncGenesysCloud",
) -> str:
    """User code for what ``inspect --python`` shows of a drop."""
    return "\n".join(Writer(shown).lines(package, client, async_client)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(user_code(json.load(sys.stdin)))
