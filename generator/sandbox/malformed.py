"""Responses of success that do not match the documentation."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any, cast

from ..model import Definition, TypeRef
from .asgi import HttpResponse
from .faults import Malformed
from .spec_index import SpecIndex
from .values import is_array

_PAGE = b"<!DOCTYPE html><html><title>Welcome</title><p>Please log in</p></html>"
_JSON = {"Content-Type": "application/json"}

Change = Callable[[dict[str, Any], Definition], dict[str, Any]]


def malformed_response(
    fault: Malformed, index: SpecIndex, type_: TypeRef | None, status: int, value: Any
) -> HttpResponse:
    """Make a response malformed.

    Args:
        fault: The kind of malformation.
        index: The documented API.
        type_: Its documented type.
        status: HTTP status.
        value: The documented response.
    """
    change = _CHANGES.get(fault.how)
    if change is not None:
        value = _changed(index, type_, value, change)
    content = json.dumps(value, ensure_ascii=False).encode()
    match fault.how:
        case "html":
            return HttpResponse(
                status, _PAGE, {"Content-Type": "text/html; charset=utf-8"}
            )
        case "truncated":
            return HttpResponse(status, content[: len(content) // 2], _JSON)
        case "charset":
            latin = json.dumps(value, ensure_ascii=False).encode("latin-1")
            kind = {"Content-Type": "application/json; charset=iso-8859-1"}
            return HttpResponse(status, latin, kind)
        case "bom":
            return HttpResponse(status, b"\xef\xbb\xbf" + content, _JSON)
        case "gzip":
            packed = {**_JSON, "Content-Encoding": "gzip"}
            return HttpResponse(status, gzip.compress(content), packed)
        case "broken-gzip":
            return HttpResponse(status, content, {**_JSON, "Content-Encoding": "gzip"})
        case "empty":
            return HttpResponse(status, b"", _JSON)
        case _:
            return HttpResponse(status, content, _JSON)


def _changed(
    index: SpecIndex, type_: TypeRef | None, value: Any, change: Change
) -> Any:
    """Apply a change to every object of the value, from the inside."""
    if is_array(value) and type_ is not None:
        element = TypeRef(name=type_.name, definition=type_.definition)
        return [_changed(index, element, item, change) for item in value]
    definition = index.definitions.get(type_.name) if type_ else None
    if not isinstance(value, dict) or definition is None:
        return cast("Any", value)
    fields = dict(cast("dict[str, Any]", value))
    for item in definition.properties:
        if item.name in fields:
            fields[item.name] = _changed(index, item.type, fields[item.name], change)
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
