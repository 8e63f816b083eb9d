"""Cost of an account of every character when a client is generated."""

import sys
from collections.abc import Iterator
from pathlib import Path

from ..figures import Figure, best
from ..processes import ROOT, probe
from ..workspace import WORK, Workspace

_ROUNDS = 5


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure the whole drop with the account and without, by turns."""
    pairs = probe(
        Path(sys.executable),
        "account",
        root=str(ROOT),
        specs=str(site.drop),
        config=str(ROOT / "specs" / "client.toml"),
        out=str(WORK / "accounted"),
        rounds=_ROUNDS,
    )
    ours, without = (best(times) for times in zip(*pairs, strict=True))
    yield Figure(
        benchmark="account",
        what="generating with the account of the documents",
        ours=ours,
        peer=without,
        peer_name="without it",
        unit="s",
        limit=1.1,
        note="time of the processor",
    )
