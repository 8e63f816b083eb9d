"""Saving pages while ``mdclient watch`` is at work."""

import subprocess
import sys
import time
from collections.abc import Iterator

from ..figures import Figure, best
from ..processes import ROOT, environment
from ..workspace import Workspace, generate_options
from .edits import EditedDrop

_NAME = "watch"
_ROUNDS = 7
_PAUSE = 0.3
"""Seconds between two saves: nobody saves while a run is at work."""
_LIMIT = 0.5
"""Seconds from saving a page until it is told that the client is made."""
LAST = " API elements"
"""Text of the last line of a run."""


def measure(site: Workspace) -> Iterator[Figure]:
    """Save a page again and again, and wait each time until all is told."""
    edited = EditedDrop(site.drop, _NAME)
    for what, save in (
        ("a text", edited.change_text),
        ("a property more", edited.add_property),
    ):
        seconds: list[float] = []
        with _watch(edited) as process:
            assert process.stdout is not None
            next(line for line in process.stdout if LAST in line)
            for turn in range(_ROUNDS):
                time.sleep(_PAUSE)
                start = time.perf_counter()
                save(turn)
                next(line for line in process.stdout if LAST in line)
                seconds.append(time.perf_counter() - start)
            process.terminate()
        yield Figure(
            benchmark=_NAME,
            what=f"a page saved: {what}",
            ours=best(seconds),
            unit="s",
            comparison="alone",
            limit=_LIMIT,
        )


def _watch(edited: EditedDrop) -> "subprocess.Popen[str]":
    _, *options = generate_options(edited.drop, edited.out)
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "watch", *map(str, options)],
        cwd=ROOT,
        env=environment(XDG_CACHE_HOME=str(edited.cache)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
