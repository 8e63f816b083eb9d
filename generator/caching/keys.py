"""Keys: hashes of all inputs of a value."""

import os
import sys
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import msgspec

from ..resources import templates_directory

_ENCODER = msgspec.msgpack.Encoder()

_LIBRARIES = ("black", "jinja2", "mistune", "msgspec")
"""Libraries that decide what the output is."""


def key_of(*parts: str | bytes) -> str:
    """Return a key for all these parts and nothing else.

    MessagePack writes kind and length before every part, so that different lists never
    have the same bytes.
    """
    try:
        data = _ENCODER.encode(parts)
    except UnicodeEncodeError:
        data = _ENCODER.encode([_as_bytes(part) for part in parts])
    return blake2b(data, digest_size=24).hexdigest()


def _as_bytes(part: str | bytes) -> bytes | tuple[bytes]:
    """Return a part in bytes, including lone surrogates, which no page can contain."""
    if isinstance(part, bytes):
        return part
    return (part.encode("utf-8", "surrogatepass"),)


@cache
def fingerprint() -> str:
    """Return a hash of the generator: code, templates, libraries and Python.

    Hashing the code takes milliseconds, and no version number can be forgotten.
    """
    code, templates = Path(__file__).parent.parent, templates_directory()
    return key_of(
        sys.version,
        *map(_library_stamp, _LIBRARIES),
        *_contents(sorted(code.rglob("*.py")), code),
        *_contents(sorted(templates.rglob("*.*")), templates),
    )


def _library_stamp(library: str) -> str:
    """Return the state of an installed library, which is faster than its version."""
    spec = find_spec(library)
    if spec is None or spec.origin is None:
        return f"{library} is missing"
    found = os.stat(spec.origin)
    return f"{spec.origin} {found.st_size} {found.st_mtime_ns}"


def _contents(files: Iterable[Path], root: Path) -> Iterable[str | bytes]:
    for file in files:
        yield file.relative_to(root).as_posix()
        yield file.read_bytes()
