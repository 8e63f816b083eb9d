"""Ready for work: a first answer decoded, beside importing the vendor's SDK."""

from collections.abc import Iterator
from typing import Final

from ..documents import Maker, encoded
from ..figures import Figure, typical
from ..processes import probe, server
from ..workspace import Workspace

_NAME = "ready"
_PEER = "vendor's SDK, imported only"
_SDK = "PureCloudPlatformClientV2"
_ROUNDS = 9
_TIME, _MEMORY = 1 / 10, 1 / 6
_WAYS: Final = ("mock", "loopback")
"""A mock transport, which needs no TLS settings, as the import of an SDK does not; and
a server, for which httpx loads the trusted certificates."""


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure in fresh processes, turn by turn, from the start of the process."""
    samples = _samples(site)
    for way in _WAYS:
        for what, field, unit, factor, limit in (
            (f"time to a first answer, {way}", "seconds", "ms", 1000, _TIME),
            (f"memory by then, {way}", "megabytes", "MB", 1, _MEMORY),
        ):
            ours, peer = (
                typical([found[field] for found in samples[who]]) * factor
                for who in (way, _SDK)
            )
            yield Figure(
                benchmark=_NAME,
                what=what,
                ours=ours,
                peer=peer,
                peer_name=_PEER,
                unit=unit,
                limit=limit if way == "mock" else None,
                note=(
                    "peak resident memory, interpreter included"
                    if field == "megabytes"
                    else f"{site.small_call.name}, since the start of the process"
                ),
            )


def _samples(site: Workspace) -> dict[str, list[dict[str, float]]]:
    call = site.small_call
    answer = encoded(Maker(site.definitions).listing(call.answer, 5, 1))
    sdk = site.environment("vendor-sdk")
    samples: dict[str, list[dict[str, float]]] = {name: [] for name in (*_WAYS, _SDK)}
    with server({call.path: answer}) as base_url:
        for turn in range(_ROUNDS + 1):
            for way in _WAYS:
                found = probe(
                    site.client.python,
                    "ready",
                    package=site.package,
                    client=site.naming["client"],
                    transport=way,
                    answer=answer.decode(),
                    base_url=base_url,
                    attribute=call.attribute,
                    method=call.method,
                )
                samples[way].append(found)
            samples[_SDK].append(probe(sdk.python, "ready", package=_SDK))
            if not turn:  # The first one fills the caches.
                samples = {name: [] for name in samples}
    return samples
