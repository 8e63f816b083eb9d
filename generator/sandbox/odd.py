"""Answers of success that are not what the documents say."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any, cast

from ..model import Definition, TypeRef
from .documents import Documents
from .plans import Odd
from .values import is_array
from .wire import Answer

_PAGE = b"<!DOCTYPE html><html><title>Welcome</title><p>Please log in</p></html>"
_JSON = {"Content-Type": "application/json"}

Change = Callable[[dict[str, Any], Definition], dict[str, Any]]


def odd_answer(
    plan: Odd, documents: Documents, type_: TypeRef | None, status: int, value: Any
) -> Answer:
    """Spoil an answer.

    Args:
        plan: In which way.
        documents: What it should be like.
        type_: Its documented type.
        status: HTTP status.
        value: The right answer.
    """
    change = _CHANGES.get(plan.how)
    if change is not None:
        value = _changed(documents, type_, value, change)
    content = json.dumps(value, ensure_ascii=False).encode()
    match plan.how:
        case "html":
            return Answer(status, _PAGE, {"Content-Type": "text/html; charset=utf-8"})
        case "truncated":
            return Answer(status, content[: len(content) // 2], _JSON)
        case "charset":
            latin = json.dumps(value, ensure_ascii=False).encode("latin-1")
            kind = {"Content-Type": "application/json; charset=iso-8859-1"}
            return Answer(status, latin, kind)
        case "bom":
            return Answer(status, b"\xef\xbb\xbf" + content, _JSON)
        case "gzip":
            packed = {**_JSON, "Content-Encoding": "gzip"}
            return Answer(status, gzip.compress(content), packed)
        case "broken-gzip":
            return Answer(status, content, {**_JSON, "Content-Encoding": "gzip"})
        case "empty":
            return Answer(status, b"", _JSON)
        case _:
            return Answer(status, content, _JSON)


def _changed(
    documents: Documents, type_: TypeRef | None, value: Any, change: Change
) -> Any:
    """Apply a change to every object of the value, from the inside."""
    if is_array(value) and type_ is not None:
        element = TypeRef(name=type_.name, definition=type_.definition)
        return [_changed(documents, element, item, change) for item in value]
    definition = documents.definitions.get(type_.name) if type_ else None
    if not isinstance(value, dict) or definition is None:
        return cast("Any", value)
    fields = dict(cast("dict[str, Any]", value))
    for item in definition.properties:
        if item.name in fields:
            fields[item.name] = _changed(
                documents, item.type, fields[item.name], change
            )
    return change(fields, definition)


def _missing(fields: dict[str, Any], definition: Definition) -> dict[str, Any]:
    required = {item.name for item in definition.properties if item.required}
    return {k: v for k, v in fields.items() if k not in required}


def _wrong(fields: dict[str, Any], definition: Definition) -> dict[str, Any]:
    def spoil(value: Any) -> Any:
        if isinstance(value, bool):
            return "yes"
        if isinstance(value, int | float):
            return f"{value} pieces"
        return 7 if isinstance(value, str) else value

    return {k: v if k == "id" else spoil(v) for k, v in fields.items()}


def _unknown(fields: dict[str, Any], definition: Definition) -> dict[str, Any]:
    return {**fields, "neverDocumented": {"deep": [1, None]}}


def _dates(fields: dict[str, Any], definition: Definition) -> dict[str, Any]:
    odd = {
        p.name: "" if p.required else "soon" for p in definition.properties if p.format
    }
    return {k: odd.get(k, v) for k, v in fields.items()}


def _nulls(fields: dict[str, Any], definition: Definition) -> dict[str, Any]:
    return dict.fromkeys(fields)


def _references(fields: dict[str, Any], definition: Definition) -> dict[str, Any]:
    kept = {
        item.name: {"id": "reference", "selfUri": "/api/v2/reference"}
        for item in definition.properties
        if item.type is not None and item.type.definition and not item.type.array
    }
    return {k: kept.get(k, v) for k, v in fields.items()}


_CHANGES: dict[str, Change] = {
    "missing": _missing,
    "wrong": _wrong,
    "unknown": _unknown,
    "dates": _dates,
    "nulls": _nulls,
    "references": _references,
}
