"""The benchmarks by name, in the order in which they run."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from .figures import Figure
from .measurements import (
    account,
    async_calls,
    calls,
    decoding,
    generation,
    importing,
    incremental,
    models,
    names,
    oddities,
    pathological,
    reading,
    ready,
    sandbox,
    types,
    watching,
)
from .workspace import Workspace

Measure = Callable[[Workspace], Iterator[Figure]]

BENCHMARKS: Final[Mapping[str, Measure]] = {
    "generation": generation.measure,
    "incremental": incremental.measure,
    "watch": watching.measure,
    "account": account.measure,
    "import": importing.measure,
    "ready": ready.measure,
    "sandbox": sandbox.measure,
    "decoding": decoding.measure,
    "oddities": oddities.measure,
    "calls": calls.measure,
    "async": async_calls.measure,
    "models": models.measure,
    "names": names.measure,
    "types": types.measure,
    "reading": reading.measure,
    "pathological": pathological.measure,
}


def run(site: Workspace, names: Iterable[str]) -> Iterator[Figure]:
    """Run benchmarks one after the other and give their figures as they come.

    Args:
        site: Where they work.
        names: Which of them.
    """
    for name in names:
        yield from BENCHMARKS[name](site)
