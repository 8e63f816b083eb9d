"""Decoding a rich answer to models, beside ``json.loads`` to dictionaries."""

from collections.abc import Iterator

from ..documents import rich_listing
from ..figures import Figure, best
from ..processes import probe
from ..workspace import WORK, Workspace

_ENTITIES = 100
_SIZE = 470_000
"""Bytes of the answer, as nearly as a whole depth of nesting gives them."""
_PROCESSES = 3


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure both on the same bytes, in processes that load one definition."""
    call = site.rich_call
    document = WORK / "listing.json"
    content = rich_listing(site.definitions, call.answer, _ENTITIES, _SIZE)
    document.write_bytes(content)
    ours: list[float] = []
    plain: list[float] = []
    for _ in range(_PROCESSES):
        samples = probe(
            site.client.python,
            "decoding",
            package=site.package,
            operation=call.name,
            document=str(document),
            rounds=60,
            calls=3,
        )
        ours.append(best(samples["ours"]))
        plain.append(best(samples["plain"]))
    yield Figure(
        benchmark="decoding",
        what=f"{_ENTITIES} items of {call.answer}",
        ours=best(ours),
        peer=best(plain),
        peer_name="json.loads",
        unit="ms",
        limit=0.55,
        note=f"{len(content) / 1000:.0f} kB, every field filled",
    )
