"""Seconds of the processor for reading and rendering some folders of documents.

What has errors is not rendered: then the second time is null.
"""

import gc
import json
import sys
import time
from pathlib import Path

told = json.loads(sys.argv[1])
sys.path.insert(0, told["root"])

# Imported only now (E402): the path decides which generator it is.
from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.parsing import parse_documents
from generator.rendering import render_client

times = []
for folder in told["folders"]:
    gc.collect()
    diagnostics = Diagnostics()
    start = time.process_time()
    drop = parse_documents(Path(folder), Config(), diagnostics)
    read = time.process_time() - start
    rendered = None
    if not diagnostics.has_errors:
        start = time.process_time()
        render_client(drop, Config(), diagnostics)
        rendered = time.process_time() - start
    times.append((read, rendered))
print(json.dumps(times))
