"""Keys: hashes of everything that a value is made of."""

import os
import sys
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from ..assets import templates_folder

_LIBRARIES = ("black", "jinja2", "mistune", "msgspec")
"""Libraries that decide what the output is."""


def key_of(*parts: str | bytes) -> str:
    """A key for what is made of all these parts and of nothing else.

    Every part is hashed with its length, so that no two lists run into each other.
    """
    digest = blake2b(digest_size=24)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


@cache
def fingerprint() -> str:
    """A hash of the generator itself: code, templates, libraries, and its Python.

    Hashing the code takes milliseconds and needs nobody to think of a version.
    """
    code, templates = Path(__file__).parent.parent, templates_folder()
    return key_of(
        sys.version,
        *map(_installed, _LIBRARIES),
        *_contents(sorted(code.rglob("*.py")), code),
        *_contents(sorted(templates.rglob("*.*")), templates),
    )


def _installed(library: str) -> str:
    """Which one is installed: to ask for versions takes longer than all the rest."""
    spec = find_spec(library)
    if spec is None or spec.origin is None:
        return f"{library} is missing"
    found = os.stat(spec.origin)
    return f"{spec.origin} {found.st_size} {found.st_mtime_ns}"


def _contents(files: Iterable[Path], root: Path) -> Iterable[str | bytes]:
    for file in files:
        yield file.relative_to(root).as_posix()
        yield file.read_bytes()
