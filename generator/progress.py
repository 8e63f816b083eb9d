"""Progress messages on a terminal."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from threading import Timer
from typing import TextIO

PATIENCE = 0.5
"""Seconds: what takes no longer is not worth a word."""


class Stages:
    """Shows the stages of a run: moving on a terminal, else a line for a slow one."""

    def __init__(self, stream: TextIO) -> None:
        """Show on ``stream``, and nowhere else."""
        self._stream = stream

    @contextmanager
    def __call__(self, title: str) -> Generator[None, None, None]:
        """Show ``title`` while the context lasts, once it has lasted long enough."""
        if self._stream.isatty():
            with _spinner(title, self._stream):
                yield
            return
        start = time.monotonic()
        yield
        seconds = time.monotonic() - start
        if seconds > PATIENCE:
            self._stream.write(f"{title}: {seconds:.1f} s\n")
            self._stream.flush()


@contextmanager
def silent(title: str) -> Generator[None, None, None]:
    """Show nothing."""
    yield


@contextmanager
def _spinner(title: str, stream: TextIO) -> Generator[None, None, None]:
    """Show a spinner and the time; both go when the context ends."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(file=stream), transient=True)
    bar.add_task(title, total=None)
    delay = Timer(PATIENCE, bar.start)
    delay.daemon = True
    delay.start()
    try:
        yield
    finally:
        delay.cancel()
        delay.join()
        bar.stop()
