"""Answers as a client decodes them, turn by turn (ms each), and what is told."""

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    package = told["package"]
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
    operation = import_module(package).operations[told["operation"]]
    call = runtime["operation"].Call(operation, operation.path)
    decode = runtime["responses.parsing"].decode
    kind = runtime["headers"].Headers([(b"content-type", b"application/json")])
    outcomes: list[Any] = []
    logs: list[Any] = []
    for path in told["documents"]:
        content = Path(path).read_bytes()
        answer = runtime["transport.messages"].HttpResponse(200, kind, content, 0.1)
        outcomes.append(runtime["responses.parsing"].Outcome(call, answer, "", 1, ""))
        logs.append(runtime["responses.mismatches"].MismatchLog("ignore"))
    counts: list[int] = []
    for outcome, log in zip(outcomes, logs, strict=True):
        decode(outcome, log)
        counts.append(sum(log.counts().values()))
    samples: list[list[float]] = [[] for _ in outcomes]
    for _ in range(told["rounds"]):
        for taken, outcome, log in zip(samples, outcomes, logs, strict=True):
            start = time.perf_counter()
            decode(outcome, log)
            taken.append((time.perf_counter() - start) * 1000)
    print(json.dumps({"samples": samples, "told": counts}))
