"""``manifest.json``: generated files of a directory, with their hashes.

It contains no dates and nothing about the machine, so the same documents give the same
bytes. mdclient writes only to a directory that has one, and finds edited files by its
hashes.
"""

import hashlib
from collections.abc import Mapping
from typing import Annotated

import msgspec

from ..portable_paths import check_paths
from ..version import __version__

NAME = "mdclient"
FORMAT = 1
"""Raised when a manifest of an older generator can no longer be understood."""

Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The files of a tree, by path, with the SHA-256 of their bytes."""

    format: int
    generator: str
    version: str
    files: dict[str, Digest]


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def make_manifest(files: Mapping[str, bytes]) -> bytes:
    """Describe a tree: the bytes of its ``manifest.json``."""
    manifest = Manifest(
        format=FORMAT,
        generator=NAME,
        version=__version__,
        files={path: digest(files[path]) for path in sorted(files)},
    )
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def parse_manifest(data: bytes) -> Manifest:
    """Parse a manifest, which may be forged.

    Raises:
        ValueError: It is not a manifest of this generator, or its paths leave the
            directory.
    """
    manifest = msgspec.json.decode(data, type=Manifest)
    if manifest.generator != NAME:
        raise ValueError(f"generator must be {NAME!r}, not {manifest.generator!r}")
    if manifest.format != FORMAT:
        raise ValueError(f"format must be {FORMAT}, not {manifest.format}")
    check_paths(manifest.files)
    return manifest
