"""Paths that are valid on every file system.

Rendering makes safe names. These checks repeat that, since a path that leaves the
target, or that is invalid on some systems, must never reach the disk.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

MANIFEST = "manifest.json"
WORK_PREFIX = ".mdclient"
"""Prefix of our names at the top of a target: journal, staging directory,
lock."""

_FORBIDDEN = frozenset('\\:*?"<>|')
WINDOWS_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789¹²³"}
)
"""File names that Windows keeps for devices, whatever their ending."""
_LONGEST_NAME = 255
"""Bytes in one name, which is what ext4, APFS and NTFS allow at least."""


def check_paths(paths: Iterable[str]) -> None:
    """Check that all paths are valid together below a target, on every system.

    Raises:
        ValueError: A path is absolute, leaves the target, is invalid on Windows, or
            equals another path where case does not count.
    """
    seen: dict[str, tuple[str, bool]] = {}
    directory = ""
    for path in sorted(paths):
        parts = path.split("/")
        for part in parts:
            if objection := _objection(part):
                raise ValueError(f"{path!r} cannot be a generated file: {objection}")
        if parts[0].lower().startswith(WORK_PREFIX):
            raise ValueError(f"{path!r} cannot be a generated file: it is reserved")
        # Paths in the same directory share its parents, which are checked already.
        is_beside = path.rpartition("/")[0] == directory
        directory = path.rpartition("/")[0]
        for depth in range(len(parts) if is_beside else 1, len(parts) + 1):
            place = ("/".join(parts[:depth]), depth < len(parts))
            other = seen.setdefault(key_of(place[0]), place)
            if other != place:
                raise ValueError(
                    f"{path!r} and {other[0]!r} are one path on some systems"
                )


def key_of(path: str) -> str:
    """Return the key that file systems without case compare (APFS, NTFS)."""
    return (path if path.isascii() else unicodedata.normalize("NFC", path)).casefold()


@lru_cache(maxsize=4096)
def _objection(part: str) -> str | None:
    """Return why a name cannot be a part of a path, or None."""
    if part in ("", ".", ".."):
        return f"it is absolute or contains {part!r}"
    if any(character in _FORBIDDEN or ord(character) < 32 for character in part):
        return f"{part!r} contains a character that Windows forbids"
    if part.endswith((".", " ")):
        return f"{part!r} ends with a character that Windows drops"
    if part.split(".")[0].rstrip(" ").casefold() in WINDOWS_DEVICES:
        return f"{part!r} is a device on Windows"
    try:
        length = len(part.encode())
    except UnicodeEncodeError:
        return f"{part!r} contains a lone surrogate"
    return "a part is too long" if length > _LONGEST_NAME else None
