"""All models of a client: loading them, and making a decoder of each (ms, MB)."""

import json
import sys
import time
from importlib import import_module

import msgspec

told = json.loads(sys.argv[1])
start = time.perf_counter()
models = import_module(f"{told['package']}.models")
classes = [getattr(models, name) for name in models.__all__]
loaded = time.perf_counter()
for cls in classes:
    msgspec.json.Decoder(cls)
decoded = time.perf_counter()
with open("/proc/self/status") as status:
    peak = next(line for line in status if line.startswith("VmHWM:"))
print(
    json.dumps(
        {
            "count": len(classes),
            "loading": (loaded - start) * 1000,
            "decoders": (decoded - loaded) * 1000,
            "megabytes": int(peak.split()[1]) * 1024 / 1e6,
        }
    )
)
