"""Milliseconds of importing a package whose dependencies are imported already."""

import json
import sys
import time
from importlib import import_module

told = json.loads(sys.argv[1])
for name in told["before"]:
    import_module(name)
start = time.perf_counter()
for name, attribute in told["names"]:
    module = import_module(name)
    if attribute:
        getattr(module, attribute)
print(json.dumps((time.perf_counter() - start) * 1000))
