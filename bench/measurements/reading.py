"""Cost of reading second documents besides the first."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from ..figures import Figure, best
from ..processes import ROOT, probe
from ..workspace import Workspace

_ROUNDS = 5


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure the documents alone and with those of `MDCLIENT_ALSO`, by turns."""
    also = os.environ.get("MDCLIENT_ALSO")
    if also is None:
        return
    found = probe(
        Path(sys.executable),
        "reading",
        root=str(ROOT),
        specs=str(site.drop),
        also=str(Path(also).resolve()),
        rounds=_ROUNDS,
    )
    ours, alone = (best(times) for times in zip(*found["pairs"], strict=True))
    yield Figure(
        benchmark="reading",
        what="reading two documentations as one model",
        ours=ours,
        peer=alone,
        peer_name="the first alone",
        unit="s",
        limit=2.2,
        note="time of the processor",
    )
    yield Figure(
        benchmark="reading",
        what="memory for it",
        ours=found["megabytes"],
        unit="MB",
        comparison="alone",
        limit=500,
    )
