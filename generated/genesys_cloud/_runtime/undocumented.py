"""Calls of endpoints that the documents do not have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

from .body import encode_body
from .operation import ANY_SUCCESS, Call, Operation, Response
from .options import check_header, query_pairs
from .secrecy import Secretive, discreet

_METHOD: Final = re.compile(r"[A-Za-z]{1,20}")
_BROKEN: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ENCODED_DOTS: Final = re.compile(r"(?:\.|%2[eE]){1,2}")


class Asked(Secretive, frozen=True):
    """The arguments of ``client.request``."""

    method: str
    path: str
    query: Mapping[str, object] | None
    body: object
    headers: Mapping[str, str] | None
    kind: Any


@discreet
def make_call(asked: Asked) -> Call[Any]:
    """Check the arguments of ``client.request`` and make a call of them.

    Raises:
        TypeError: A value of the wrong type.
        ValueError: A value that cannot be sent, or a path that leads elsewhere.
    """
    method, path = asked.method, asked.path
    given: Any = method
    if not isinstance(given, str):
        raise TypeError(f"method is a str, not {type(method).__name__}")
    if not _METHOD.fullmatch(method) or method.upper() in ("CONNECT", "TRACE"):
        raise ValueError(f"{method!r} is no method that can be used here")
    method = method.upper()
    checked = checked_path(path)
    lines: list[tuple[str, str]] = []
    for line in (asked.headers or {}).items():
        check_header(*line)
        lines.append(line)
    operation: Operation[Any] = Operation(
        f"{method} {checked}", method, checked, (), _rows(asked.kind)
    )
    return Call(
        operation,
        checked,
        query_pairs(asked.query or {}),
        tuple(lines),
        None if asked.body is None else encode_body(asked.body),
    )


def checked_path(path: str) -> str:
    """Return a path as it is sent, below the client's base URL.

    What is encoded stays so, other characters that no URL has are encoded.

    Raises:
        TypeError: It is no text.
        ValueError: It is no plain path, or would lead elsewhere.
    """
    given: Any = path
    if not isinstance(given, str):
        raise TypeError(f"path is a str, not {type(path).__name__}")
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError("path starts with one slash: it is below the base URL")
    if any(c in path for c in "?#\\") or not path.isprintable():
        raise ValueError("path holds no ?, #, backslash or control; use query")
    if _BROKEN.search(path):
        raise ValueError("path holds a % that encodes nothing; write it as %25")
    if any(is_dots(segment) for segment in path.split("/")):
        raise ValueError("path holds no segments . and .., which lead elsewhere")
    return quote(path, safe="/%:@!$&'()*+,;=~-._")


def is_dots(segment: str) -> bool:
    """Return True if a segment of a path leads to another one, also where encoded."""
    return _ENCODED_DOTS.fullmatch(segment) is not None


@lru_cache(maxsize=256)
def _cached_rows(kind: Any) -> tuple[Response, ...]:
    # Of no status that there is: every answer of 2xx is then read alike.
    return (Response(ANY_SUCCESS, lambda: kind, "any success"),)


def _rows(kind: Any) -> tuple[Response, ...]:
    try:
        return _cached_rows(kind)
    except TypeError:  # It cannot be hashed.
        return (Response(ANY_SUCCESS, lambda: kind, "any success"),)
