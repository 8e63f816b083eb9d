"""Calls a second of the async client and of bare httpx, at several concurrencies."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

import httpx


async def rate(call: Callable[[], Awaitable[object]], times: int, tasks: int) -> float:
    """Return the calls in a second that as many tasks at once make."""

    async def repeat() -> None:
        for _ in range(times // tasks):
            await call()

    start = time.perf_counter()
    await asyncio.gather(*(repeat() for _ in range(tasks)))
    return times / (time.perf_counter() - start)


async def measure(told: dict[str, Any]) -> dict[int, dict[str, list[float]]]:
    """Measure both, turn by turn, and return rates by concurrency."""
    made = getattr(import_module(told["package"]), told["client"])
    settings = {name: told[name] for name in ("base_url", "rate_limit")}
    async with (
        made(access_token="token", **settings) as client,
        httpx.AsyncClient(headers=told["headers"]) as bare,
    ):

        async def plain() -> object:
            answer: object = (await bare.get(told["base_url"] + told["path"])).json()
            return answer

        ours = getattr(getattr(client, told["attribute"]), told["method"])
        found: dict[int, dict[str, list[float]]] = {}
        for tasks in told["concurrencies"]:
            found[tasks] = {"ours": [], "plain": []}
            for turn in range(told["rounds"] + 1):
                for name, call in (("ours", ours), ("plain", plain)):
                    calls = await rate(call, told["calls"], tasks)
                    if turn:  # The first one makes the connections.
                        found[tasks][name].append(calls)
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(json.loads(sys.argv[1])))))
