"""Cost of a small GET of the sandbox, and seconds until a sandbox is ready."""

import sys
from collections.abc import Iterator
from pathlib import Path

from ..figures import Figure, best
from ..processes import ROOT, probe
from ..workspace import Workspace

_ROUNDS = 5


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure a GET with all checks beside a bare route of Starlette, and the start."""
    found = probe(
        Path(sys.executable),
        "sandbox",
        root=str(ROOT),
        specs=str(site.drop),
        config=str(ROOT / "specs" / "client.toml"),
        rounds=_ROUNDS,
    )
    yield Figure(
        benchmark="sandbox",
        what="a GET of one item, with all checks",
        ours=best(found["sandbox"]) * 1e6,
        peer=best(found["bare"]) * 1e6,
        peer_name="bare route",
        unit="us",
        limit=2.0,
        note="time of the processor, with a client in the same process",
    )
    for what, limit in (("cold", 3.0), ("cached", 1.5)):
        yield Figure(
            benchmark="sandbox",
            what=f"from the command to the ready line, {what}",
            ours=best(found[what]),
            unit="s",
            comparison="alone",
            limit=limit,
        )
