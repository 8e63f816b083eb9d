"""How long reading each of some folders of documents takes (s)."""

import json
import sys
import time
from pathlib import Path

told = json.loads(sys.argv[1])
sys.path.insert(0, told["root"])

from generator.config import Config  # noqa: E402 (the path has to be set first)
from generator.diagnostics import Diagnostics  # noqa: E402
from generator.reading import read_drop  # noqa: E402

seconds = []
for folder in told["folders"]:
    start = time.perf_counter()
    read_drop(Path(folder), Config(), Diagnostics())
    seconds.append(time.perf_counter() - start)
print(json.dumps(seconds))
