"""When what a client is made of changes on disk."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..caching import FOLDERS
from ..own_files import is_leftover, own_files
from .source import Source

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

_QUIET = 30
"""Milliseconds without a change after which a save is over."""
_LONGEST = 500
"""Milliseconds after which changes count even if they do not end."""
_NAP = 1000
"""Milliseconds between two looks at signals."""


def changes(source: Source) -> Iterator[None]:
    """Yields at once, and then after changes of documents, configuration, templates.

    What changes while the taker is at work is seen, since watching begins anew before
    every yield. Only folders are watched, each by itself: editors put another file into
    the place of the one that they save.
    """
    from watchfiles._rust_notify import RustNotify

    while True:
        with RustNotify(
            sorted(_folders(source)),
            debug=False,
            force_polling=False,
            poll_delay_ms=300,
            recursive=False,
            ignore_permission_denied=True,
        ) as watcher:
            yield
            _wait(watcher)


def _wait(watcher: "RustNotify") -> None:
    """Wait for a change. Raises KeyboardInterrupt on Ctrl-C."""
    while True:
        seen = watcher.watch(_LONGEST, _QUIET, _NAP, None)
        if seen == "signal":
            raise KeyboardInterrupt
        if isinstance(seen, set) and any(_counts(path) for _, path in seen):
            return


def _counts(path: str) -> bool:
    """Whether a file may be read: editors keep hidden ones beside what they edit."""
    name = os.path.basename(path)
    return not is_leftover(name) and (name[:1] != "." or name.endswith(".j2"))


def _folders(source: Source) -> set[str]:
    """The folders that hold what is read, or the nearest ones above that are there."""
    wanted = [source.specs / name for name in FOLDERS]
    if source.config is not None:
        wanted.append(source.config.parent)
    if source.templates is not None:
        wanted += [source.templates, *_of_templates(source.templates)]
    return {str(_there(folder)) for folder in wanted}


def _of_templates(folder: Path) -> Iterator[Path]:
    """The folders below one of own templates, and those that its links lead to."""
    for entry in own_files(folder):
        if entry.kind == "folder":
            yield entry.path
        if os.path.islink(entry.path):
            yield Path(os.path.realpath(entry.path)).parent


def _there(folder: Path) -> Path:
    folder = folder.absolute()
    while not folder.is_dir():
        folder = folder.parent
    return folder
