"""A sync call over loopback, beside bare httpx."""

from collections.abc import Iterator

from ..documents import Maker, encoded
from ..figures import Figure, typical
from ..processes import probe, server
from ..workspace import Workspace

_PROCESSES = 3
ENDLESS = 1e9
"""Requests a minute, so that the limiter is at work and never in the way."""
HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate",
    "Authorization": "Bearer token",
    "User-Agent": "bench",
}
"""Headers that the client sends, for the other side."""


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure a short answer, and a page of 25 items asked for with an argument."""
    call = site.small_call
    maker = Maker(site.definitions)
    paged = call.paged
    for what, items, arguments, query in (
        ("a call, short answer", 1, {}, None),
        (
            "a call, page of 25",
            25,
            {"page_size": 25} if paged else {},
            {"pageSize": 25} if paged else None,
        ),
    ):
        answer = encoded(maker.listing(call.answer, items, 1))
        ours: list[float] = []
        plain: list[float] = []
        with server({call.path: answer}) as base_url:
            for _ in range(_PROCESSES):
                samples = probe(
                    site.client.python,
                    "calls",
                    package=site.package,
                    client=site.naming["client"],
                    attribute=call.attribute,
                    method=call.method,
                    arguments=arguments,
                    query=query,
                    base_url=base_url,
                    path=call.path,
                    headers=HEADERS,
                    rate_limit=ENDLESS,
                    rounds=150,
                    calls=20,
                )
                ours += samples["ours"]
                plain += samples["plain"]
        yield Figure(
            benchmark="calls",
            what=what,
            ours=typical(ours),
            peer=typical(plain),
            peer_name="httpx.Client.get + .json()",
            unit="µs",
            limit=1.08,
            note=f"{call.name}, {len(answer) / 1000:.1f} kB",
        )
