"""Generating again, where nothing or one page changed, beside hashing the drop."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ..figures import Figure, best
from ..processes import ROOT, Usage, environment, run
from ..workspace import WORK, Workspace, generate_options

_NAME = "incremental"
_ROUNDS = 7
_RATIO = 2.5
_EXTRA = 0.5
"""Seconds for one page that changed, beside what finding out takes."""
_WATCHED = 0.5
"""Seconds from saving a page until `watch` has told that the client is made."""
_PAUSE = 0.3
"""Seconds between two saves: nobody saves while a run is at work."""


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure runs of all three kinds by turns, with a cache of their own."""
    drop, out, cache = (
        WORK / f"incremental-{name}" for name in ("drop", "out", "cache")
    )
    for folder in (drop, out, cache):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site.drop, drop, copy_function=shutil.copyfile)
    page = sorted(drop.rglob("*-definition.md"))[0]
    text = page.read_text(encoding="utf-8")
    row = next(
        line for line in text.splitlines() if line.endswith(" |") and "`" in line
    )
    _generate(drop, out, cache)
    base: list[float] = []
    same: list[float] = []
    changed: list[float] = []
    longer: list[float] = []
    for turn in range(_ROUNDS):
        probe = ROOT / "bench" / "probes" / "hashing.py"
        base.append(run([sys.executable, probe, ROOT, drop]).seconds)
        same.append(_generate(drop, out, cache).seconds)
        edited = f"{row.removesuffix('|')}Words {turn}. |"
        page.write_text(text.replace(row, edited), encoding="utf-8")
        changed.append(_generate(drop, out, cache).seconds)
        _append(page, edited, turn)
        longer.append(_generate(drop, out, cache).seconds)
    watched = _watched(page, drop, out, cache)
    yield Figure(
        benchmark=_NAME,
        what="nothing changed",
        ours=best(same),
        peer=best(base),
        peer_name="import and hashing",
        unit="s",
        limit=_RATIO,
    )
    for what, seconds in (("a text", changed), ("a property more", longer)):
        yield Figure(
            benchmark=_NAME,
            what=f"one page changed: {what}",
            ours=best(seconds),
            peer=_RATIO * best(base),
            peer_name=f"{_RATIO} times import and hashing",
            unit="s",
            comparison="difference",
            limit=_EXTRA,
        )
    yield Figure(
        benchmark=_NAME,
        what="a page saved under watch",
        ours=best(watched),
        unit="s",
        comparison="alone",
        limit=_WATCHED,
    )


def _append(page: Path, row: str, turn: int) -> None:
    """Put a row below another one, with a name that no other has."""
    _, rest = row.removeprefix("|").split("|", 1)
    text = page.read_text(encoding="utf-8")
    more = f"{row}\n| added{turn} |{rest}"
    page.write_text(text.replace(row, more), encoding="utf-8")


def _generate(drop: Path, out: Path, cache: Path) -> Usage:
    command = [sys.executable, "-m", "generator", *generate_options(drop, out)]
    return run(command, XDG_CACHE_HOME=str(cache))


def _watched(page: Path, drop: Path, out: Path, cache: Path) -> list[float]:
    """Save a page again and again, and wait each time until the last line is told."""
    options = generate_options(drop, out)[1:]
    text = page.read_text(encoding="utf-8")
    found: list[float] = []
    with subprocess.Popen(
        [sys.executable, "-m", "generator", "watch", *map(str, options)],
        cwd=ROOT,
        env=environment(XDG_CACHE_HOME=str(cache)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        for turn in range(_ROUNDS + 1):
            if turn:
                time.sleep(_PAUSE)
                edited = text.replace("Words", f"Saved {turn}: words")
                page.write_text(edited, encoding="utf-8")
            start = time.perf_counter()
            next(line for line in process.stdout if " facts" in line)
            if turn:
                found.append(time.perf_counter() - start)
        process.terminate()
    return found
