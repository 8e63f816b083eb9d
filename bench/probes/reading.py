"""Seconds of reading documents alone and with second ones, and memory in MB.

Memory is the most that the process had by then.
"""

import json
import resource
import sys
import time
from pathlib import Path

told = json.loads(sys.argv[1])
sys.path.insert(0, told["root"])

# Imported only now (E402): the path decides which generator it is.
from generator.config import Config, Documents
from generator.diagnostics import Diagnostics
from generator.loading import read_documents, second_documents

FIRST, SECOND = Path(told["specs"]), Path(told["also"])


def taken(also: list[Path]) -> float:
    """The processor's time to read documents, from nothing."""
    seconds = second_documents(FIRST, None, Documents(), also)
    start = time.process_time()
    read_documents(FIRST, Config(), Diagnostics(), also=seconds)
    return time.process_time() - start


pairs = [(taken([SECOND]), taken([])) for _ in range(told["rounds"])]
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
json.dump({"pairs": pairs, "megabytes": megabytes}, sys.stdout)
