"""Calls a second of the async client, beside bare httpx, at several concurrencies."""

from collections.abc import Iterator

from ..documents import Maker, encoded
from ..figures import Figure, typical
from ..processes import probe, server
from ..workspace import Workspace
from .calls import ENDLESS, HEADERS

_CONCURRENCIES = (1, 10, 50)


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure both clients with their default settings."""
    call = site.small_call
    answer = encoded(Maker(site.definitions).listing(call.answer, 1, 1))
    with server({call.path: answer}) as base_url:
        found = probe(
            site.client.python,
            "async_calls",
            package=site.package,
            client=site.naming["async_client"],
            attribute=call.attribute,
            method=call.method,
            base_url=base_url,
            path=call.path,
            headers=HEADERS,
            rate_limit=ENDLESS,
            concurrencies=_CONCURRENCIES,
            rounds=3,
            calls=500,
        )
    for concurrency in _CONCURRENCIES:
        samples = found[str(concurrency)]
        yield Figure(
            benchmark="async",
            what=f"async calls, {concurrency} at once",
            ours=typical(samples["ours"]),
            peer=typical(samples["plain"]),
            peer_name="httpx.AsyncClient.get + .json()",
            unit="calls/s",
            least=True,
        )
