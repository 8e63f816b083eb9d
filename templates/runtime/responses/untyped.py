"""2xx responses whose status has no documented type or body.

Nothing is lost. A body has the type of the operation that fits, if there is one.
Otherwise it is plain JSON, a string or bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, get_args, get_origin

from ..json_types import is_array, is_object
from ..model import Model, wire_names
from ..operation import ANY_SUCCESS, Operation, Response
from ..transport.messages import HttpResponse
from .content_type import UNREADABLE, is_binary, is_json, is_markup, text_of
from .exactness import has_inexact_values
from .fallback import Unreadable, parse_json
from .lenient import json_name, read, value_name
from .mismatches import Finding, UndocumentedFinding
from .parsing import find_missing_fields

_NOTHING: Final = "nothing"
_NO_CONTENT: Final = (204, 205)
"""Statuses of responses that have no body (RFC 9110, sections 15.3.5 and 15.3.6)."""


def read_empty(
    operation: Operation[Any], response: HttpResponse, row: Response | None
) -> tuple[None, list[Finding]]:
    """Read a response without content as None.

    Raises:
        Unreadable: The documents name a type for its status, and no value is of it.
    """
    if row is None:
        return None, _status(operation, response)
    if not row.typed or row.status == ANY_SUCCESS or operation.method == "HEAD":
        return None, []
    if is_open(row.type):
        return None, []
    if row.type is str or response.status in _NO_CONTENT:
        return None, [Finding(json_name(row.type), _NOTHING)]
    raise Unreadable("the body is empty")


def is_open(kind: Any) -> bool:
    """Return True for the type of an undocumented value."""
    return kind is Any


def is_plain(kind: Any, response: HttpResponse) -> bool:
    """Return True for a text or binary response without a documented type."""
    declared = response.headers.get("content-type", "")
    if not is_open(kind) or not declared or is_json(declared):
        return False
    return not is_markup(declared, response.content)


def read_untyped(
    operation: Operation[Any], response: HttpResponse, row: Response | None
) -> tuple[Any, list[Finding]]:
    """Decode the body of a response whose status has no type.

    Returns:
        The value, and how the response differs from the documents.
    """
    findings = _status(operation, response) if row is None else []
    kinds = _kinds(operation)
    value, got, fitting = _read(response, kinds)
    if (row is not None and not row.typed) or not kinds:
        findings.append(Finding(_NOTHING, got))
    elif fitting is None:
        names = " or ".join(dict.fromkeys(map(json_name, kinds)))
        findings.append(Finding(names, got))
    return value, findings + (fitting or [])


def _read(
    response: HttpResponse, kinds: list[Any]
) -> tuple[Any, str, list[Finding] | None]:
    """Return a value, the name of its type, and mismatches if it matches a type."""
    content, declared = response.content, response.headers.get("content-type", "")
    if is_binary(declared, content):
        return content, "bytes", None
    try:
        text = text_of(content, declared)
    except UnicodeError:
        return content, "bytes", None
    try:
        plain, odd = parse_json(text)
    except UNREADABLE:
        return text, "text", [] if str in kinds and not is_json(declared) else None
    if fit := _fitting(plain, kinds, has_inexact_values(text.encode())):
        value, found = fit
        return value, value_name(plain), odd + found
    if declared and not is_json(declared):
        return text, "text", [] if str in kinds else None
    return plain, value_name(plain), None


def _status(operation: Operation[Any], response: HttpResponse) -> list[Finding]:
    """Return the mismatch of an undocumented status."""
    rows = operation.responses
    known = [status for status in rows if status.startswith("2")]
    if not known and "default" in rows:
        return []
    expected = " or ".join(known) or "a documented status"
    return [Finding(expected, str(response.status), root="status")]


def _kinds(operation: Operation[Any]) -> list[Any]:
    """Return the types of the documented 2xx, each once."""
    rows = operation.responses
    typed = [r for key, r in rows.items() if key.startswith("2") and r.typed]
    kinds: list[Any] = []
    for row in typed:
        if row.type not in kinds:
            kinds.append(row.type)
    return kinds


def _fitting(
    plain: Any, kinds: Iterable[Any], finer: bool
) -> tuple[Any, list[Finding]] | None:
    """Convert a value to the type that it matches best, or return None."""
    best: tuple[int, Any, list[Finding]] | None = None
    for kind in kinds:
        if not _fits(plain, kind):
            continue
        value, found = read(plain, kind, finer=finer)
        odd = sum(not isinstance(f, UndocumentedFinding) for f in found)
        odd += len(find_missing_fields(value, frozenset())) + _unknown(plain, value)
        if best is None or odd < best[0]:
            best = odd, value, found
    return best[1:] if best else None


def _fits(plain: Any, kind: Any) -> bool:
    """Return True if a value matches a type; a model needs one of its fields."""
    value, found = read(plain, kind)
    if isinstance(value, Model):
        known = set(plain) & set(type(value).__struct_encode_fields__)
        odd = {f.steps[-1] for f in found if not isinstance(f, UndocumentedFinding)}
        return not plain or not known <= odd
    if get_origin(kind) is list and isinstance(value, list):
        (item,) = get_args(kind)
        return not plain or any(_fits(inner, item) for inner in plain)
    return not found


def _unknown(plain: object, value: object) -> int:
    """Return the number of undocumented fields in objects."""
    known = value
    if isinstance(value, Model):
        known = {wire: getattr(value, name) for name, wire in wire_names(type(value))}
    if is_object(plain) and is_object(known):
        return sum(
            _unknown(inner, known[key]) if key in known else 1
            for key, inner in plain.items()
        )
    if is_array(plain) and is_array(value):
        return sum(_unknown(*pair) for pair in zip(plain, value, strict=True))
    return 0
