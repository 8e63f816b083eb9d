"""A call of the client and one of bare httpx to the same server, turn by turn (µs)."""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import httpx


def ways(told: dict[str, Any]) -> dict[str, Callable[[], object]]:
    """Return what makes one call, by who makes it."""
    client = getattr(import_module(told["package"]), told["client"])(
        access_token="token", base_url=told["base_url"], rate_limit=told["rate_limit"]
    )
    method = getattr(getattr(client, told["attribute"]), told["method"])
    arguments, query = told["arguments"], told["query"]
    bare = httpx.Client(headers=told["headers"])
    url = told["base_url"] + told["path"]
    return {
        "ours": lambda: method(**arguments),
        "plain": lambda: bare.get(url, params=query).json(),
    }


def taken(call: Callable[[], object], times: int) -> float:
    """Return the microseconds that a call takes."""
    start = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - start) / times * 1e6


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    calls = ways(told)
    samples: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        taken(call, 100)
    for _ in range(told["rounds"]):
        for name, call in calls.items():
            samples[name].append(taken(call, told["calls"]))
    print(json.dumps(samples))
