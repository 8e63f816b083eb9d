"""A typed response and plain JSON from the same bytes, turn by turn (ms each).

The client does more than its decoder: it looks for what decoding changed or lost.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def taken(way: Callable[[bytes], object], content: bytes, times: int) -> float:
    """Return the milliseconds that decoding takes."""
    start = time.perf_counter()
    for _ in range(times):
        way(content)
    return (time.perf_counter() - start) / times * 1000


def reading(package: str, operation: Any) -> Callable[[bytes], object]:
    """Return the way in which a client reads responses of an operation."""
    runtime = {
        name: import_module(f"{package}._runtime.{name}")
        for name in (
            "headers",
            "operation",
            "responses.mismatches",
            "responses.parsing",
            "transport.messages",
        )
    }
    call = runtime["operation"].Call(operation, operation.path)
    headers = runtime["headers"].Headers([(b"content-type", b"application/json")])
    parsing = runtime["responses.parsing"]
    log = runtime["responses.mismatches"].MismatchLog("raise")

    def read(content: bytes) -> object:
        response = runtime["transport.messages"].HttpResponse(
            200, headers, content, 0.1
        )
        return parsing.decode(parsing.Outcome(call, response, "", 1, ""), log)

    return read


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    content = Path(told["document"]).read_bytes()
    operation = import_module(told["package"]).operations[told["operation"]]
    decode = operation.responses["200"].decoder.decode
    ways = {
        "ours": decode,
        "plain": json.loads,
        "client": reading(told["package"], operation),
    }
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(content)
    for _ in range(told["rounds"]):
        for name, way in ways.items():
            samples[name].append(taken(way, content, told["calls"]))
    print(json.dumps(samples))
