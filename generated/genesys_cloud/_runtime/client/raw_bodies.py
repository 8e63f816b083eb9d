"""Request bodies other than JSON: bytes, strings, files and forms."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import msgspec

from ..config.options import query_pairs
from ..encoding.json_body import encode_body
from ..encoding.scalars import header_value, utf8
from ..json_types import is_mapping, is_sequence
from ..operation import Source
from ..streaming.upload_sources import BytesSource, JoinedSource, source_of

_BYTES = "application/octet-stream"


class RawBody(msgspec.Struct, frozen=True):
    """Encoded request body.

    Attributes:
        content: The bytes, where they are in memory.
        source: Source of the bytes while the client sends them, if not in memory.
        media_type: The value of ``Content-Type``; empty for that of JSON.
    """

    content: bytes | None = None
    source: Source | None = None
    media_type: str = ""

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("media_type", self.media_type)]

    def __repr__(self) -> str:
        return f"RawBody({self.media_type})"


def make_body(
    body: object, content: object, form: object, files: object, given_type: str
) -> RawBody:
    """Return the body of a request from at most one argument, or from a form's two.

    Args:
        body: JSON value, bytes, a path or an open file.
        content: String, bytes, a path or an open file.
        form: Fields of a form.
        files: Files of a form.
        given_type: ``Content-Type`` of the caller; empty for none.

    Raises:
        TypeError: There is more than one body, or an argument has the wrong type.
        ValueError: The client cannot send a value.
        OSError: The client cannot read a file.
    """
    given = {"body": body, "content": content, "form": form}
    named = [name for name, value in given.items() if value is not None]
    if files is not None and named in ([], ["form"]):
        return _multipart(_fields(form), _files(files), given_type)
    if len(named) + (files is not None) > 1:
        named += ["files"] * (files is not None)
        raise TypeError(f"a request can have only one of {' and '.join(named)}")
    if form is not None:
        text = urlencode(_fields(form))
        usual = "application/x-www-form-urlencoded"
        return RawBody(text.encode(), None, given_type or usual)
    if _is_raw(body):
        content, body = body, None
    if content is not None:
        return _raw_content(content, given_type)
    return RawBody(None if body is None else encode_body(body), None, given_type)


def _is_raw(body: object) -> bool:
    """Return True for a content that the client sends unchanged, not as JSON."""
    if isinstance(body, (bytes, bytearray, memoryview, os.PathLike)):
        return True
    return hasattr(body, "read") and hasattr(body, "seekable")


def _raw_content(content: object, given_type: str) -> RawBody:
    given: Any = content
    media_type = given_type or _guess_media_type(content, _file_name(content, ""))
    if isinstance(content, str):
        return RawBody(utf8(content, "content").encode(), None, media_type)
    if isinstance(content, (bytes, bytearray, memoryview)):
        return RawBody(bytes(given), None, media_type)
    return RawBody(None, source_of(given), media_type)


def _guess_media_type(content: object, name: str) -> str:
    """Return the media type of a content, which for a file depends on its name."""
    if isinstance(content, str):
        return "text/plain; charset=utf-8"
    # It reads files of the system, and few need it.
    from mimetypes import guess_type

    found, packed = guess_type(name)
    return _BYTES if packed else found or _BYTES


def _file_name(content: object, otherwise: str) -> str:
    """Return the file name of a content, if it has one."""
    if isinstance(content, os.PathLike):
        return Path(cast("os.PathLike[str]", content)).name
    name: Any = getattr(content, "name", None)
    return os.path.basename(name) if isinstance(name, str) else otherwise


def _fields(form: object) -> tuple[tuple[str, str], ...]:
    if form is None:
        return ()
    if not is_mapping(form):
        raise TypeError(f"form must be a mapping, not {type(form).__name__}")
    return query_pairs(form, "form")


def _files(files: object) -> list[tuple[str, Any]]:
    if not is_mapping(files):
        raise TypeError(f"files must be a mapping, not {type(files).__name__}")
    found: list[tuple[str, Any]] = []
    for key, value in files.items():
        if not isinstance(key, str):
            raise TypeError(f"a key of files must be a str, not {type(key).__name__}")
        several = is_sequence(value) and not isinstance(value, tuple)
        found += [(key, each) for each in (value if several else [value])]
    return found


def _multipart(
    fields: Iterable[tuple[str, str]], files: Iterable[tuple[str, Any]], given_type: str
) -> RawBody:
    """Return a form with files (RFC 7578)."""
    boundary, media_type = _boundary(given_type)
    parts: list[Source] = []
    for name, value in fields:
        head = _part_head(boundary, {"name": name}, "")
        parts.append(BytesSource(head + value.encode() + b"\r\n"))
    for name, file in files:
        filename, content, kind = _file_part(name, file)
        head = _part_head(boundary, {"name": name, "filename": filename}, kind)
        inside = content.encode() if isinstance(content, str) else content
        parts += [BytesSource(head), source_of(inside), BytesSource(b"\r\n")]
    parts.append(BytesSource(f"--{boundary}--\r\n".encode()))
    return RawBody(None, JoinedSource(parts), media_type)


def _boundary(given_type: str) -> tuple[str, str]:
    """Return the boundary of a form and the media type with it."""
    from email.message import Message
    from secrets import token_hex

    message = Message()
    message["Content-Type"] = given_type or "multipart/form-data"
    found = message.get_param("boundary")
    if isinstance(found, str) and found:
        return found, given_type
    boundary = token_hex(16)
    return boundary, f"{given_type or 'multipart/form-data'}; boundary={boundary}"


def _part_head(boundary: str, names: Mapping[str, str], media_type: str) -> bytes:
    # As browsers write names: HTML, "multipart/form-data".
    names_text = "".join(
        f'; {key}="{_escaped(utf8(name, key))}"' for key, name in names.items()
    )
    lines = [f"--{boundary}", f"Content-Disposition: form-data{names_text}"]
    if media_type:
        lines.append(f"Content-Type: {media_type}")
    return "\r\n".join([*lines, "", ""]).encode()


def _escaped(name: str) -> str:
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def _file_part(name: str, file: Any) -> tuple[str, Any, str]:
    """Return the name, content and media type of a file.

    Raises:
        TypeError: It is none.
    """
    pieces: list[Any] = [_file_name(file, name), file]
    if isinstance(file, tuple):
        pieces = list(file)  # pyright: ignore[reportUnknownArgumentType]
    if len(pieces) not in (2, 3):
        raise TypeError(
            f"files: {name!r} must be (name, content) or (name, content, type)"
        )
    filename, content, *types = pieces
    if not isinstance(filename, str):
        raise TypeError(f"files: the name of {name!r} must be a str")
    kind: Any = types[0] if types else _guess_media_type(content, filename)
    if not isinstance(kind, str):
        raise TypeError(f"files: the type of {name!r} must be a str")
    return filename, content, header_value(kind, f"files: the type of {name!r}")
