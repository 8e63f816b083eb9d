"""``model.json.gz``: the snapshot of a client, beside its package.

`mdclient diff` compares with it, and aliases come from it. It belongs to neither wheel
nor source distribution. The same client gives the same bytes, without a date or
anything about the machine.
"""

import gzip
import json
import zlib
from io import BytesIO
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from ..config import Config
from ..model import ApiSpec
from ..naming import Names
from ..resources import SNAPSHOT_FILE as SNAPSHOT_FILE

SNAPSHOT_FORMAT = 1
"""Raised when the model of an older generator can no longer be understood."""

_COMPRESSION_LEVEL = 3
"""A few hundred kB are not worth twice the time."""


class Alias(msgspec.Struct, frozen=True, kw_only=True):
    """An old name of an operation, which the client still has.

    Versions are minor ones (``1.4``). The name was the operation's own up to
    ``last_native_version``. The alias stays through ``deprecated_since``, the first
    version after it, which is empty until there is one.
    """

    api: str
    operation: str
    """The name in the new documents."""
    method: str
    iterator: str
    """The old name of the method that turns its pages, empty where there is none."""
    last_native_version: str
    deprecated_since: str = ""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The spec, configuration and names of a client."""

    format: int
    config: Config
    names: Names
    aliases: tuple[Alias, ...]
    spec: ApiSpec


class PreviousSnapshot(NamedTuple):
    """The snapshot of the previous run: its bytes, text and value."""

    data: bytes
    text: bytes
    snapshot: Snapshot


class _Head(msgspec.Struct):
    format: int


def snapshot_config(config: Config) -> Config:
    """Return the configuration without what only parsing needs.

    Overlays stay, although the model contains their corrections: documents without a
    configuration of their own are compared with these overlays.
    """
    if config.documents.also:
        documents = replace(config.documents, also=())
        config = replace(config, documents=documents)
    return replace(config, allow=(), names_at={}, select_at={})


def encode_snapshot(
    snapshot: Snapshot, previous: PreviousSnapshot | None = None
) -> bytes:
    """Return the bytes of a snapshot.

    Builds of zlib compress differently. If ``previous`` has the same value, its bytes
    stay, so the output is up to date on every machine.
    """
    text = _text_of(snapshot)
    if previous is not None and previous.text == text:
        return previous.data
    stream = BytesIO()
    with gzip.GzipFile("", "wb", _COMPRESSION_LEVEL, stream, mtime=0) as file:
        file.write(text)
    return stream.getvalue()


def _text_of(snapshot: Snapshot) -> bytes:
    """Return the snapshot as JSON, with marks for lone surrogates."""
    try:
        return msgspec.json.encode(snapshot)
    except UnicodeEncodeError:
        plain = json.dumps(msgspec.to_builtins(snapshot), ensure_ascii=False)
        return plain.encode(errors="replace")


def decode_snapshot(data: bytes) -> PreviousSnapshot:
    """Decode a snapshot, which may be forged.

    Raises:
        ValueError: It is not a snapshot, or has another format.
    """
    try:
        text = gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        raise ValueError("it is not a complete gzip file") from None
    try:
        snapshot = msgspec.json.decode(text, type=Snapshot)
    except ValueError:
        _check_format(msgspec.json.decode(text, type=_Head).format)
        raise
    _check_format(snapshot.format)
    _check_names(snapshot)
    return PreviousSnapshot(data, text, snapshot)


def _check_format(found: int) -> None:
    if found != SNAPSHOT_FORMAT:
        raise ValueError(f"format must be {SNAPSHOT_FORMAT}, not {found}")


def _check_names(snapshot: Snapshot) -> None:
    """Ensure that a snapshot has as many names as operations and properties."""
    for api in snapshot.spec.apis:
        names = snapshot.names.apis.get(api.name)
        if names is None or len(names.operations) != len(api.operations):
            raise ValueError(f"names of operations of {api.name!r} are missing")
    for definition in snapshot.spec.definitions:
        own = snapshot.names.definitions.get(definition.name)
        if own is None or len(own.fields) != len(definition.properties):
            raise ValueError(f"names of properties of {definition.name!r} are missing")
