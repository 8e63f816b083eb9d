"""Changes on disk of the inputs of a client."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from watchfiles import Change, watch

from ..caching import DIRECTORIES
from ..template_files import is_leftover, template_files
from .inputs import SpecSource

_STEP = 30
"""Milliseconds without a change after which a save is over."""
_DEBOUNCE = 500
"""Milliseconds after which changes count even if they do not end."""
_TICK = 100
"""Milliseconds until watching has begun, and between two looks at signals."""


def watch_changes(source: SpecSource, others: Iterable[Path] = ()) -> Iterator[None]:
    """Yield at once, and then after changes of documents, configuration or templates.

    Changes in the directories `others` count too.

    Changes between two iterations count, since watching restarts before every yield.
    It watches directories one by one, because editors replace the file that they save.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    while True:
        watched = watch(
            *watched_directories(source),
            *map(_nearest_directory, others),
            watch_filter=_is_relevant,
            debounce=_DEBOUNCE,
            step=_STEP,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            recursive=False,
            ignore_permission_denied=True,
        )
        next(watched)
        yield
        next(changed for changed in watched if changed)


def _is_relevant(_: Change, path: str) -> bool:
    """Return True if a file is an input; editors keep hidden ones beside it."""
    name = os.path.basename(path)
    return not is_leftover(name) and (name[:1] != "." or name.endswith(".j2"))


def watched_directories(source: SpecSource) -> set[Path]:
    """Return the directories to watch, or their nearest existing parents."""
    wanted = [source.specs / name for name in DIRECTORIES]
    wanted += source.second_directories
    if source.config is not None:
        wanted.append(source.config.parent)
    if source.templates is not None:
        files = template_files(source.templates)
        wanted += [source.templates, *(file.path.resolve().parent for file in files)]
    return {_nearest_directory(directory) for directory in wanted}


def _nearest_directory(directory: Path) -> Path:
    directory = directory.absolute()
    while not directory.is_dir():
        directory = directory.parent
    return directory
