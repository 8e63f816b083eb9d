"""What counts in a folder of own templates, for all who look into one.

Rendering reads it, the cache hashes it, and watching waits for it. What one of them
alone overlooked would be used unchecked, or come out stale.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

DISTRIBUTION, MACROS, RUNTIME = "distribution", "macros", "runtime"
"""The folders of templates and of the runtime's files, which has none below it."""

_LEFT_BEHIND = ("~", "#", ".orig", ".rej", ".bak")
_LEFT_BESIDE = (".#", "._", ".~")

_DEEPEST = 50
"""How many folders may lie in each other."""

_Identity = tuple[int, int]


class Entry(NamedTuple):
    """A file or folder, by its path below the folder of templates and where it lies."""

    name: str
    path: Path
    kind: Literal["file", "folder", "stranger", "unreadable"]
    """A stranger is a folder that no templates lie in: nobody looks into it."""
    reason: str = ""
    """Why it is unreadable."""


def own_files(folder: Path) -> Iterator[Entry]:
    """Everything below a folder that counts, in an order that is always the same.

    Links are followed wherever they lead, but not in circles.
    """
    yield from _below(folder, "", ())


def is_leftover(name: str) -> bool:
    """Whether this is no name of a document, but one that an editor or git made up."""
    return name.endswith(_LEFT_BEHIND) or name.startswith(_LEFT_BESIDE)


def _below(folder: Path, name: str, above: tuple[_Identity, ...]) -> Iterator[Entry]:
    try:
        inside = sorted(os.listdir(folder))
        found = os.stat(folder)
    except OSError as error:
        yield Entry(name, folder, "unreadable", error.strerror or str(error))
        return
    identity = (found.st_dev, found.st_ino)
    if identity in above or len(above) > _DEEPEST:
        back = "the link leads back to a folder that it lies in"
        reason = back if identity in above else "it lies too deep"
        yield Entry(name, folder, "unreadable", reason)
        return
    if name:
        yield Entry(name, folder, "folder")
    for last in inside:
        yield from _entry(
            folder / last, f"{name}/{last}".lstrip("/"), (*above, identity)
        )


def _entry(path: Path, name: str, above: tuple[_Identity, ...]) -> Iterator[Entry]:
    is_folder = os.path.isdir(path)
    if _is_passed_over(name, is_folder=is_folder):
        return
    if _is_no_text(name):
        yield Entry(name, path, "unreadable", "its name is not UTF-8")
    elif is_folder and _may_hold_templates(name):
        yield from _below(path, name, above)
    elif is_folder:
        yield Entry(name, path, "stranger")
    else:
        yield _file(path, name)


def _file(path: Path, name: str) -> Entry:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        return Entry(name, path, "unreadable", error.strerror or str(error))
    if not stat.S_ISREG(mode):
        return Entry(name, path, "unreadable", "it is no file")
    return Entry(name, path, "file")


def _is_no_text(name: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in name)


def _may_hold_templates(name: str) -> bool:
    top = name.split("/", 1)[0]
    return name == RUNTIME or top in (DISTRIBUTION, MACROS)


def _is_passed_over(name: str, *, is_folder: bool) -> bool:
    """Whether a file is not meant as a template: a leftover, or hidden.

    Clients have hidden files too, so that ``distribution/.gitattributes.j2`` is one.
    """
    top, *rest = name.split("/")
    last = (rest or [top])[-1]
    if is_leftover(last) or last == "__pycache__":
        return True
    if not any(part.startswith(".") for part in (top, *rest)):
        return False
    return top != DISTRIBUTION or not (is_folder or last.endswith(".j2"))
