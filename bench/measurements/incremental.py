"""Generating again, where nothing or one page changed, beside hashing the drop."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from ..figures import Figure, best
from ..processes import ROOT, Usage, run
from ..workspace import WORK, Workspace, generate_options

_NAME = "incremental"
_ROUNDS = 7
_RATIO = 2.5
_EXTRA = 0.5
"""Seconds for one page that changed, beside what finding out takes."""


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
    for turn in range(_ROUNDS):
        probe = ROOT / "bench" / "probes" / "hashing.py"
        base.append(run([sys.executable, probe, ROOT, drop]).seconds)
        same.append(_generate(drop, out, cache).seconds)
        edited = f"{row.removesuffix('|')}Words {turn}. |"
        page.write_text(text.replace(row, edited), encoding="utf-8")
        changed.append(_generate(drop, out, cache).seconds)
    yield Figure(
        benchmark=_NAME,
        what="nothing changed",
        ours=best(same),
        peer=best(base),
        peer_name="import and hashing",
        unit="s",
        limit=_RATIO,
    )
    yield Figure(
        benchmark=_NAME,
        what="one page changed",
        ours=best(changed),
        peer=_RATIO * best(base),
        peer_name=f"{_RATIO} times import and hashing",
        unit="s",
        comparison="difference",
        limit=_EXTRA,
    )


def _generate(drop: Path, out: Path, cache: Path) -> Usage:
    command = [sys.executable, "-m", "generator", *generate_options(drop, out)]
    return run(command, XDG_CACHE_HOME=str(cache))
