"""Calls of undocumented endpoints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, urlsplit

from ..config.options import check_header, query_pairs
from ..encoding.scalars import character_problem, is_dot_segment
from ..operation import ANY_SUCCESS, Call, Operation, Response
from ..redaction import RedactedStruct, Secret, is_visible_ascii
from .raw_bodies import make_body

_METHOD: Final = re.compile(r"[A-Za-z]{1,20}")
_BROKEN: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class RequestArguments(RedactedStruct, frozen=True):
    """Arguments of ``client.request``."""

    method: str
    path: str
    query: Mapping[str, object] | None
    body: object
    headers: Mapping[str, str] | None
    kind: Any
    content: object = None
    form: object = None
    files: object = None


def make_call(arguments: RequestArguments, base_url: str) -> Call[Any]:
    """Check the arguments of ``client.request`` and return a call.

    Raises:
        TypeError: A value of the wrong type.
        ValueError: A value that cannot be sent, or a path that leads elsewhere.
        OSError: A file cannot be read.
    """
    return Secret(arguments).map(lambda each: _checked_call(each, base_url)).value


def _checked_call(arguments: RequestArguments, base_url: str) -> Call[Any]:
    method = arguments.method
    given: Any = method
    if not isinstance(given, str):
        raise TypeError(f"method must be a str, not {type(method).__name__}")
    if not _METHOD.fullmatch(method) or method.upper() in ("CONNECT", "TRACE"):
        raise ValueError(f"method must be an HTTP method, not {method!r}")
    method = method.upper()
    path, query = _relative_path(arguments.path, base_url)
    checked = checked_path(path)
    lines: list[tuple[str, str]] = []
    media_type = ""
    for line in (arguments.headers or {}).items():
        check_header(*line)
        if line[0].lower() == "content-type":
            media_type = line[1]
        else:
            lines.append(line)
    raw = make_body(
        arguments.body, arguments.content, arguments.form, arguments.files, media_type
    )
    if raw.media_type:
        lines.append(("Content-Type", raw.media_type))
    operation: Operation[Any] = Operation(
        f"{method} {checked}", method, checked, (), _any_success(arguments.kind)
    )
    pairs = query_pairs(arguments.query or {})
    return Call(operation, checked, pairs, tuple(lines), raw.content, query, raw.source)


def _relative_path(path: str, base_url: str) -> tuple[str, str]:
    """Return path and query of an absolute URL of the API, and other text unchanged.

    The client sends the token to its base URL only. This check reports URLs of another
    host by mistake.

    Raises:
        ValueError: It is an absolute URL of another host, or not a valid URL.
    """
    given: Any = path
    if not isinstance(given, str) or not _ABSOLUTE.match(path):
        return path, ""
    start, _, query = path.partition("?")
    if not start.isprintable() or "\\" in path or "#" in path:
        raise ValueError("path must not contain #, backslashes or control characters")
    if query and not is_visible_ascii(query):
        raise ValueError("the query of path must be percent-encoded")
    scheme, _, rest = start.partition("://")
    place, slash, below = rest.partition("/")
    base = urlsplit(base_url)
    own = _origin(base.scheme, base.netloc)
    prefix = base.path.rstrip("/")
    path = slash + below
    if _origin(scheme, place) != own or not path.startswith(f"{prefix}/"):
        raise ValueError(f"path must be below {base_url}, or relative to it")
    return path.removeprefix(prefix), query


def _origin(scheme: str, netloc: str) -> tuple[str, str]:
    """Return scheme, host and port for comparison, in lower case."""
    scheme, netloc = scheme.lower(), netloc.lower() if netloc.isascii() else netloc
    if not re.search(r":[0-9]+$", netloc):
        netloc += {"http": ":80", "https": ":443"}.get(scheme, "")
    return scheme, netloc


def checked_path(path: str) -> str:
    """Return a checked path below the client's base URL.

    Encoded characters stay. Brackets and other characters that no path has are encoded.

    Raises:
        TypeError: The path is not a string.
        ValueError: It is not a plain path, or leads out of the API.
    """
    given: Any = path
    if not isinstance(given, str):
        raise TypeError(f"path must be a str, not {type(path).__name__}")
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(
            "path must start with one slash, since it is below the base URL"
        )
    if odd := character_problem(path):
        raise ValueError(f"path {odd}")
    if "?" in path or "#" in path:
        raise ValueError("path must not contain ? or #: use query")
    if _BROKEN.search(path):
        raise ValueError("path must not contain a bare %: write %25")
    if any(is_dot_segment(segment) for segment in path.split("/")):
        raise ValueError("path must not contain the segments . and ..")
    return quote(path, safe="/%:@!$&'()*+,;=~-._")


@lru_cache(maxsize=256)
def _cached_any_success(kind: Any) -> tuple[Response, ...]:
    # This is not a real status: every 2xx response decodes alike.
    return (Response(ANY_SUCCESS, lambda: kind, "any success"),)


def _any_success(kind: Any) -> tuple[Response, ...]:
    try:
        return _cached_any_success(kind)
    except TypeError:  # It cannot be hashed.
        return (Response(ANY_SUCCESS, lambda: kind, "any success"),)
