"""All models of the whole drop: loading them, decoders for them, their memory."""

from collections.abc import Iterator

from ..figures import Figure, typical
from ..processes import probe
from ..workspace import Workspace

_ROUNDS = 3


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure in fresh processes."""
    runs = [
        probe(site.client.python, "models", package=site.package)
        for _ in range(_ROUNDS + 1)
    ][1:]
    for what, field, unit in (
        ("loading all models", "loading", "ms"),
        ("a decoder for each of them", "decoders", "ms"),
        ("memory with both", "megabytes", "MB"),
    ):
        yield Figure(
            benchmark="models",
            what=what,
            ours=typical([run[field] for run in runs]),
            unit=unit,
            comparison="alone",
            note=f"{runs[0]['count']} models",
        )
