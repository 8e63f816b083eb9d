"""A typed answer and plain JSON from the same bytes, turn by turn (ms each)."""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path


def taken(way: Callable[[bytes], object], content: bytes, times: int) -> float:
    """Return the milliseconds that decoding takes."""
    start = time.perf_counter()
    for _ in range(times):
        way(content)
    return (time.perf_counter() - start) / times * 1000


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    content = Path(told["document"]).read_bytes()
    operation = import_module(told["package"]).operations[told["operation"]]
    decode = operation.responses["200"].decoder.decode
    ways = {"ours": decode, "plain": json.loads}
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(content)
    for _ in range(told["rounds"]):
        for name, way in ways.items():
            samples[name].append(taken(way, content, told["calls"]))
    print(json.dumps(samples))
