"""Progress of a run: the stages that take long."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 0.5
"""Seconds after which a stage is worth a line."""


class Stages:
    """Reports each slow stage of a run in a line."""

    def __init__(self, stream: TextIO) -> None:
        """Report on ``stream``."""
        self._stream = stream

    @contextmanager
    def __call__(self, title: str) -> Generator[None, None, None]:
        """Time the context, and report it under a title if it was slow."""
        start = time.monotonic()
        yield
        seconds = time.monotonic() - start
        if seconds > PATIENCE:
            self._stream.write(f"{title}: {seconds:.1f} s\n")
            self._stream.flush()


@contextmanager
def silent(title: str) -> Generator[None, None, None]:
    """Report nothing."""
    yield
