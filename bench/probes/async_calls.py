"""Calls a second of async clients and of bare httpx, at several concurrencies."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
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
    """Measure all, turn by turn, and return rates by concurrency and transport."""
    made = getattr(import_module(told["package"]), told["client"])
    settings = {name: told[name] for name in ("base_url", "rate_limit")}
    async with AsyncExitStack() as stack:
        bare = await stack.enter_async_context(
            httpx.AsyncClient(headers=told["headers"])
        )

        async def plain() -> object:
            answer: object = (await bare.get(told["base_url"] + told["path"])).json()
            return answer

        calls: dict[str, Callable[[], Awaitable[object]]] = {"plain": plain}
        for transport in told["transports"]:
            client = made(access_token="token", transport=transport, **settings)
            await stack.enter_async_context(client)
            calls[str(transport)] = getattr(
                getattr(client, told["attribute"]), told["method"]
            )
        found: dict[int, dict[str, list[float]]] = {}
        for tasks in told["concurrencies"]:
            found[tasks] = {name: [] for name in calls}
            for turn in range(told["rounds"] + 1):
                for name, call in calls.items():
                    once = await rate(call, told["calls"], tasks)
                    if turn:  # The first one makes the connections.
                        found[tasks][name].append(once)
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(json.loads(sys.argv[1])))))
