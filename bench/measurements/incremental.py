"""Generating again, where nothing or one page changed, beside hashing the drop."""

import sys
from collections import defaultdict
from collections.abc import Iterator

from ..figures import Figure, best
from ..processes import ROOT, run
from ..workspace import Workspace, generate_options
from .edits import EditedDrop

_NAME = "incremental"
_ROUNDS = 7
_RATIO = 2.5
_EXTRA = 0.5
"""Seconds for one page that changed, beside what finding out takes."""


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure runs of all kinds by turns, with a cache of their own."""
    edited = EditedDrop(site.drop, _NAME)
    _generate(edited)
    base: list[float] = []
    same: list[float] = []
    changed: defaultdict[str, list[float]] = defaultdict(list)
    for turn in range(_ROUNDS):
        probe = ROOT / "bench" / "probes" / "hashing.py"
        base.append(run([sys.executable, probe, ROOT, edited.drop]).seconds)
        same.append(_generate(edited))
        edited.change_text(turn)
        changed["a text"].append(_generate(edited))
        edited.add_property(turn)
        changed["a property more"].append(_generate(edited))
    yield Figure(
        benchmark=_NAME,
        what="nothing changed",
        ours=best(same),
        peer=best(base),
        peer_name="import and hashing",
        unit="s",
        limit=_RATIO,
    )
    for what, seconds in changed.items():
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


def _generate(edited: EditedDrop) -> float:
    options = generate_options(edited.drop, edited.out)
    command = [sys.executable, "-m", "generator", *options]
    return run(command, XDG_CACHE_HOME=str(edited.cache)).seconds
