"""Decoding a rich answer to models, beside ``json.loads`` to dictionaries."""

from collections.abc import Iterator

from ..documents import rich_listing
from ..figures import Figure, best
from ..processes import probe
from ..workspace import WORK, Workspace

_ENTITIES = 100
_SIZE = 470_000
"""Bytes of the answer, as nearly as a whole depth of nesting gives them."""
_SMALL = 5_000
_PROCESSES = 3


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure all ways on the same bytes, in processes that load one definition."""
    what = f"{_ENTITIES} items of {site.rich_call.answer}"
    content, samples = _samples(site, _ENTITIES, _SIZE, calls=3)
    note = f"{len(content) / 1000:.0f} kB, every field filled"
    yield Figure(
        benchmark="decoding",
        what=what,
        ours=samples["ours"],
        peer=samples["plain"],
        peer_name="json.loads",
        unit="ms",
        limit=0.55,
        note=note,
    )
    yield _client_figure(what, samples, note)
    content, samples = _samples(site, 1, _SMALL, calls=200)
    note = f"{len(content) / 1000:.0f} kB, every field filled"
    yield _client_figure(f"one item of {site.rich_call.answer}", samples, note)


def _client_figure(what: str, samples: dict[str, float], note: str) -> Figure:
    return Figure(
        benchmark="decoding",
        what=f"{what}, read and checked",
        ours=samples["client"],
        peer=samples["ours"],
        peer_name="msgspec alone",
        unit="ms",
        limit=4.5,
        note=note,
    )


def _samples(
    site: Workspace, entities: int, size: int, calls: int
) -> tuple[bytes, dict[str, float]]:
    call = site.rich_call
    document = WORK / f"listing-{entities}.json"
    content = rich_listing(site.definitions, call.answer, entities, size)
    document.write_bytes(content)
    runs = [
        probe(
            site.client.python,
            "decoding",
            package=site.package,
            operation=call.name,
            document=str(document),
            rounds=60,
            calls=calls,
        )
        for _ in range(_PROCESSES)
    ]
    ways = runs[0]
    return content, {way: best([best(run[way]) for run in runs]) for way in ways}
