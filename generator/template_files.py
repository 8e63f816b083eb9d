"""Files of a template directory, for rendering, the cache and watching."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DISTRIBUTION, MACROS = "distribution", "macros"
"""Directories of templates that produce files, and of macros."""

_LEFT_BEHIND = ("~", "#", ".orig", ".rej", ".bak")
_LEFT_BESIDE = (".#", "._", ".~")


class TemplateFile(NamedTuple):
    """File of a template directory: relative path and location."""

    name: str
    path: Path

    @property
    def is_template(self) -> bool:
        """Return True if its name is that of a template."""
        top, _, rest = self.name.partition("/")
        return top in (DISTRIBUTION, MACROS) and rest.endswith(".j2")


def template_files(directory: Path) -> Iterator[TemplateFile]:
    """Yield the files below a directory, sorted, without hidden ones and backups.

    So are links to directories, which are not followed, and unreadable directories.
    """
    found: list[Path] = []
    closed: list[OSError] = []
    for inside, directories, files in os.walk(directory, onerror=closed.append):
        top = Path(inside)
        wanted = [
            name for name in directories if not _is_ignored(top / name, directory)
        ]
        directories[:] = [name for name in wanted if not os.path.islink(top / name)]
        found += (top / name for name in {*wanted, *files} - {*directories})
    found += (Path(error.filename) for error in closed)
    for path in sorted(found):
        if not _is_ignored(path, directory):
            yield TemplateFile(path.relative_to(directory).as_posix(), path)


def is_leftover(name: str) -> bool:
    """Return True if an editor or git made up this name."""
    return name.endswith(_LEFT_BEHIND) or name.startswith(_LEFT_BESIDE)


def _is_ignored(path: Path, directory: Path) -> bool:
    """Return True if a file is not meant as a template: a leftover, or hidden.

    Clients have hidden files too, so that ``distribution/.gitattributes.j2`` is one.
    """
    parts = path.relative_to(directory).parts
    if any(is_leftover(part) or part == "__pycache__" for part in parts):
        return True
    if not any(part.startswith(".") for part in parts):
        return False
    return parts[0] != DISTRIBUTION or not (
        os.path.isdir(path) or path.name.endswith(".j2")
    )
