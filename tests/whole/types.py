"""What the documents' types are in Python, as the interface of the client promises it.

Nearly nothing here comes from the generator: it is the second opinion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from generator.model import TypeRef
from generator.model_json import OperationView, ParameterView, PropertyView
from generator.parsing.formats import temporal_format

from .client import Whole

SCALARS: dict[str, Any] = {"string": str, "number": int | float, "boolean": bool}
MOMENT = "Date time is represented as an ISO-8601 string"
DAY = "Dates are represented as an ISO-8601 string"


def temporal(notation: str | None, description: str) -> str:
    """The format that a description gives a string, or nothing."""
    if notation not in ("string", "string[]"):
        return ""
    if notation == "string[]" or not (MOMENT in description or DAY in description):
        # Words that people chose themselves are tested in `test_parsing_type_refs`.
        kind = TypeRef(name="string", array=notation.endswith("[]"))
        return temporal_format(kind, description) or ""
    if f"{MOMENT} without a timezone" in description:
        return "local-date-time"
    if MOMENT in description:
        return "date-time"
    return "date" if DAY in description else ""


def is_array(notation: str) -> bool:
    return notation.endswith("[]")


def item_of(notation: str) -> str:
    return notation.removesuffix("[]")


def value_type(
    whole: Whole, notation: str | None, description: str = "", name: str = ""
) -> Any:
    """What an answer or a property holds."""
    if notation is None:
        return None
    if is_array(notation):
        many = temporal(notation, description)
        item = datetime if many else value_type(whole, item_of(notation), "", name)
        return list[item]
    if notation in whole.definitions:
        return whole.model(notation)
    if notation == "Array":
        return list[Any]
    known = {"date-time": datetime, "local-date-time": datetime, "date": date}
    said = temporal(notation, description)
    if said:
        return known[said]
    if notation == "number" and whole.is_whole(name):
        return int
    return dict[str, Any] if notation == "object" else SCALARS.get(notation, Any)


def property_type(whole: Whole, item: PropertyView) -> Any:
    """What a field holds; any field may be absent in an answer."""
    if item.type is None:
        return Any
    return value_type(whole, item.type, item.description, item.name) | None


def argument_type(whole: Whole, item: ParameterView) -> Any:
    """What an argument takes."""
    taken = _taken(whole, item)
    return taken if item.required else taken | None


def _taken(whole: Whole, item: ParameterView) -> Any:
    if item.type is None:
        return Any
    if is_array(item.type):
        return Sequence[_item_taken(whole, item_of(item.type), item.name)]  # type: ignore[misc]
    said = temporal(item.type, item.description)
    if said:
        return value_type(whole, item.type, item.description) | str
    return _item_taken(whole, item.type, item.name)


def _item_taken(whole: Whole, notation: str, name: str) -> Any:
    if notation in whole.definitions:
        return whole.model(notation) | Mapping[str, Any]
    if notation == "Array":
        return list[Any]
    if notation == "number" and whole.is_whole(name):
        return int
    return Mapping[str, Any] if notation == "object" else SCALARS.get(notation, Any)


def answer_types(operation: OperationView) -> list[str | None]:
    """The types of the documented successes, each once."""
    found = [row.type for row in operation.responses if row.status.startswith("2")]
    # A text may come without content.
    found += [None] * ("string" in found)
    return list(dict.fromkeys(found)) or [None]


def return_type(whole: Whole, operation: OperationView) -> Any:
    """What a method returns: the union of the documented successes."""
    first, *others = [value_type(whole, name) for name in answer_types(operation)]
    for other in others:
        first = first | other if first is not None else other | None
    return type(None) if first is None else first


def in_call_order(operation: OperationView) -> list[ParameterView]:
    """Path in URL order, the body, then the others, the required ones first."""
    path = [p for p in operation.parameters if p.location == "path"]
    rest = [p for p in operation.parameters if p.location in ("query", "header")]
    return [
        *sorted(path, key=lambda p: operation.path.index("{" + p.name + "}")),
        *(p for p in operation.parameters if p.location == "body"),
        *(p for p in rest if p.required),
        *(p for p in rest if not p.required),
    ]
