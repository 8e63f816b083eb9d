"""Many calls in a process of their own, which prints its memory (bytes) by tenths.

Where the system does not say what a process has now, it is the most that it has had.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from templates.runtime.errors import APIError
from tests.runtime.server import grant_at
from tests.runtime.tiny import AsyncTiny, Tiny

TENTHS = 10
AT_ONCE = 10
PAGES = Path("/proc/self/statm")


def memory() -> int:
    gc.collect()
    if PAGES.exists():
        return int(PAGES.read_text().split()[1]) * resource.getpagesize()
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def run_sync(url: str, calls: int, note: Callable[[], None]) -> None:
    with Tiny(**grant_at(url), rate_limit=None, max_retries=0) as client:
        for _ in range(TENTHS):
            for number in range(calls // TENTHS):
                with contextlib.suppress(APIError):
                    client.pet.get_pet(str(number))
            note()


async def run_async(
    url: str, calls: int, note: Callable[[], None], transport: str
) -> None:
    given = {"transport": transport} if transport != "asyncio" else {}
    settings = {**grant_at(url), **given}
    async with AsyncTiny(**settings, rate_limit=None, max_retries=0) as client:

        async def some(count: int) -> None:
            for number in range(count):
                with contextlib.suppress(APIError):
                    await client.pet.get_pet(str(number))

        for _ in range(TENTHS):
            each = calls // TENTHS // AT_ONCE
            await asyncio.gather(*[some(each) for _ in range(AT_ONCE)])
            note()


if __name__ == "__main__":
    kind, url, calls = sys.argv[1], sys.argv[2], int(sys.argv[3])
    grown: list[int] = []

    def note() -> None:
        grown.append(memory())

    if kind == "sync":
        run_sync(url, calls, note)
    else:
        asyncio.run(run_async(url, calls, note, kind))
    print(json.dumps(grown))
