"""Importing the package of the whole drop, where its dependencies are imported."""

from collections.abc import Iterator

from ..figures import Figure, typical
from ..processes import probe
from ..workspace import Workspace

_ROUNDS = 21
_BEFORE = ["httpx", "msgspec"]


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure the package alone, and with its client's class."""
    client = site.naming["client"]
    ways: dict[str, str | None] = {
        f"import {site.package}": None,
        f"from {site.package} import {client}": client,
    }
    samples: dict[str, list[float]] = {way: [] for way in ways}
    for turn in range(_ROUNDS + 1):
        for way, attribute in ways.items():
            names = [(site.package, attribute)]
            taken = probe(site.client.python, "importing", before=_BEFORE, names=names)
            if turn:  # The first one fills the caches.
                samples[way].append(taken)
    for way, taken in samples.items():
        yield Figure(
            benchmark="import",
            what=f"{way}, over httpx and msgspec",
            ours=typical(taken),
            unit="ms",
            comparison="alone",
            # The package alone is promised; its clients come when they are asked for.
            limit=5 if ways[way] is None else None,
        )
