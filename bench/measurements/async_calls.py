"""Calls a second of the async client, beside bare httpx, at several concurrencies."""

from collections.abc import Iterator

from ..documents import Maker, encoded
from ..figures import Figure, typical
from ..processes import probe, server
from ..workspace import Workspace
from .calls import ENDLESS, HEADERS

_CONCURRENCIES = (1, 10, 50)
_TRANSPORTS = (None, "aiohttp")
_LIMITS = {(None, 50): 2.5, ("aiohttp", 50): 8.0}
"""Minimum throughput beside bare httpx, by transport and concurrency."""


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure the client as it is by default, and over aiohttp."""
    call = site.small_call
    answer = encoded(Maker(site.definitions).listing(call.answer, 1, 1))
    with server({call.path: answer}) as base_url:
        found = probe(
            site.client_over_aiohttp.python,
            "async_calls",
            package=site.package,
            client=site.naming["async_client"],
            attribute=call.attribute,
            method=call.method,
            base_url=base_url,
            path=call.path,
            headers=HEADERS,
            rate_limit=ENDLESS,
            transports=_TRANSPORTS,
            concurrencies=_CONCURRENCIES,
            rounds=3,
            calls=500,
        )
    for transport in _TRANSPORTS:
        for concurrency in _CONCURRENCIES:
            samples = found[str(concurrency)]
            over = f" over {transport}" if transport else ""
            yield Figure(
                benchmark="async",
                what=f"async calls{over}, {concurrency} at once",
                ours=typical(samples[str(transport)]),
                peer=typical(samples["plain"]),
                peer_name="httpx.AsyncClient.get + .json()",
                unit="calls/s",
                least=True,
                limit=_LIMITS.get((transport, concurrency)),
            )
