"""Values made up from the documents: JSON for answers and bodies, and arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

from generator.model_json import ClassView, OperationView, ParameterView, PropertyView

from .client import Whole
from .types import is_array, item_of, temporal

# On the wire as it comes, and as it goes out: in UTC with milliseconds.
MOMENT = "2024-02-29T23:59:59.123Z"
LOCAL = "2024-02-29T23:59:59.123"
SENT = {MOMENT: "2024-02-29T23:59:59.123Z", LOCAL: "2024-02-29T23:59:59.123"}
MOMENTS = {"date-time": MOMENT, "local-date-time": LOCAL, "date": "2024-02-29"}

TEXT = "a/b c?d&e=f#g%20+é~-._"
"""Everything that has a meaning in a URL, and what needs no encoding there."""


def sample(
    whole: Whole, notation: str | None, name: str = "", said: str = "", depth: int = 1
) -> Any:
    """JSON of a type of the documents, definitions filled ``depth`` levels deep."""
    if notation is None:
        return {"any": [1, None]}
    if is_array(notation):
        if temporal(notation, said):
            return [MOMENT]
        return [sample(whole, item_of(notation), name, "", depth)]
    if notation in whole.definitions:
        return fields(whole, notation, depth) if depth else {}
    if notation == "string":
        return MOMENTS.get(temporal(notation, said), f'{name} é\U0001f600\\"\n')
    values = {
        "number": 2.5 if len(name) % 2 and not whole.is_whole(name) else 10**15,
        "boolean": bool(len(name) % 2),
        "Array": [1, "x", None],
    }
    return values.get(notation, {name: {"deep": [True, None, 1.5]}})


def fields(whole: Whole, definition: str, depth: int = 1) -> dict[str, Any]:
    """JSON of a definition, with each of its properties."""
    return {
        item.name: field(whole, item, depth - 1)
        for item in whole.definitions[definition].properties
    }


def field(whole: Whole, item: PropertyView, depth: int = 0) -> Any:
    """JSON of a property."""
    return sample(whole, item.type, item.name, item.description, depth)


def sent(value: Any) -> Any:
    """JSON as it goes out, times being in UTC with milliseconds."""
    if isinstance(value, dict):
        return {key: sent(item) for key, item in value.items()}
    if isinstance(value, list):
        return [sent(item) for item in value]
    return SENT.get(value, value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Argument:
    """A value for a parameter, and how it is to be on the wire."""

    value: Any
    wire: Any
    """A text for each occurrence; of the body the JSON."""


def argument(whole: Whole, item: ParameterView) -> Argument:
    """A value of the type that the documents name."""
    if item.location == "body":
        wire = sample(whole, item.type, item.name, item.description, depth=2)
        return Argument(modelled(whole, item.type, wire), sent(wire))
    if item.type and is_array(item.type):
        kind = item_of(item.type)
        values = [_scalar(whole, item, kind, number) for number in range(3)]
        return Argument(
            tuple(value.value for value in values),
            [text for value in values for text in value.wire],
        )
    return _scalar(whole, item, item.type or "string", len(item.name))


def _scalar(whole: Whole, item: ParameterView, notation: str, number: int) -> Argument:
    said = temporal(item.type, item.description)
    if said == "date":
        return Argument(date(2024, 2, 29), ["2024-02-29"])
    if said == "date-time":
        east = timezone(timedelta(hours=14))
        moment = datetime(2024, 3, 1, 13, 59, 59, 123_000, tzinfo=east)
        assert moment == datetime.fromisoformat(MOMENT)
        return Argument(moment, [SENT[MOMENT]])
    if said == "local-date-time":
        return Argument(datetime.fromisoformat(LOCAL), [SENT[LOCAL]])
    if notation == "number":
        if whole.is_whole(item.name):
            return Argument(10**number, [f"1{'0' * number}"])
        return [Argument(0, ["0"]), Argument(-2.5, ["-2.5"]), Argument(1e3, ["1000"])][
            number % 3
        ]
    if notation == "boolean":
        return [Argument(False, ["false"]), Argument(True, ["true"])][number % 2]
    if notation == "string":
        # Headers are visible ASCII; anywhere else any text will do.
        text = 'W/"1", x' if item.location == "header" else f"{TEXT}{number}"
        return Argument(text, [text])
    return Argument({"k": [1, None]}, ['{"k":[1,null]}'])


def modelled(whole: Whole, notation: str | None, wire: Any) -> Any:
    """JSON as models where the documents name a definition, else as it is."""
    if notation is None:
        return wire
    if is_array(notation):
        return [modelled(whole, item_of(notation), item) for item in wire]
    if notation in whole.definitions:
        return whole.model(notation).from_dict(wire)
    return wire


@dataclass(frozen=True)
class Request:
    """A request as it is to be: of the query, pairs in order."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: list[tuple[str, str]]
    body: Any


COMMAS = {"SCIMAPI"}
"""Classes whose arrays in the query have commas, as the configuration says."""


def request(
    api: ClassView,
    operation: OperationView,
    given: list[tuple[ParameterView, Argument]],
) -> Request:
    """What the documents say of a call with these arguments."""
    path = operation.path
    for item, argument in given:
        if item.location == "path":
            (text,) = argument.wire
            path = path.replace("{" + item.name + "}", quote(text, safe="-._~"))
    return Request(
        operation.method,
        path,
        [
            (p.name, t)
            for p, a in given
            if p.location == "query"
            for t in ([",".join(a.wire)] if api.name in COMMAS else a.wire)
        ],
        [
            (p.name.lower(), t)
            for p, a in given
            if p.location == "header"
            for t in a.wire
        ],
        next((a.wire for p, a in given if p.location == "body"), None),
    )
