"""Seconds of a generation with the account and without it.

Without means that nobody claims anything and nobody looks whether all is claimed.
"""

import json
import shutil
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

told = json.loads(sys.argv[1])
sys.path.insert(0, told["root"])

# Imported only now (E402): the path decides which generator it is.
from generator.diagnostics import Diagnostics
from generator.model import Coverage
from generator.parsing.coverage_log import CoverageLog
from generator.parsing.openapi_generator import page as other_page
from generator.parsing.platform import page
from generator.parsing.tables import Row
from generator.pipeline import SpecSource, generate
from generator.progress import silent


def nothing(*_: object) -> str:
    """Neither claim nor look."""
    return ""


def nothing_found(*_: object) -> Coverage:
    """Measure nothing."""
    return Coverage()


@contextmanager
def without_account() -> Generator[None, None, None]:
    """Reading as if there were no account."""
    names = [
        (CoverageLog, "claim_node"),
        (CoverageLog, "claim"),
        (Row, "written"),
    ]
    patches: list[Any] = [
        mock.patch.object(owner, name, nothing) for owner, name in names
    ]
    patches += [
        mock.patch.object(module, "check_coverage", nothing_found)
        for module in (page, other_page)
    ]
    for patch in patches:
        patch.start()
    yield
    for patch in patches:
        patch.stop()


def taken() -> float:
    """The processor's time for one client, from nothing."""
    out = Path(told["out"])
    shutil.rmtree(out, ignore_errors=True)
    source = SpecSource(specs=Path(told["specs"]), config=Path(told["config"]))
    start = time.process_time()
    outcome = generate(source, out, Diagnostics(), silent)
    assert outcome.written is not None, "an error stopped the generation"
    return time.process_time() - start


taken()  # The first one fills the caches.
pairs: list[tuple[float, float]] = []
for _ in range(told["rounds"]):
    with_account = taken()
    with without_account():
        pairs.append((with_account, taken()))
print(json.dumps(pairs))
