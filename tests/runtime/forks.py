"""Children of the test's process, made as programs make them."""

from __future__ import annotations

import os
import pickle
import select
import signal
import traceback
import warnings
from collections.abc import Callable
from typing import Any

_PATIENCE = 600
"""Seconds after which a child hangs for certain."""


class Child:
    """A forked process that calls a function."""

    def __init__(self, function: Callable[[], Any]) -> None:
        self._reading, writing = os.pipe()
        with warnings.catch_warnings():
            # Python warns of forks beside threads, which is what is tested.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            _run(function, writing)
        os.close(writing)

    def result(self) -> Any:
        """Return what the function returned, or raise what it raised."""
        content = b""
        try:
            while True:
                ready, _, _ = select.select([self._reading], [], [], _PATIENCE)
                if not ready:
                    os.kill(self.pid, signal.SIGKILL)
                    raise AssertionError("the child hangs")
                if not (chunk := os.read(self._reading, 65536)):
                    break
                content += chunk
        finally:
            os.close(self._reading)
            os.waitpid(self.pid, 0)
        failed, value = pickle.loads(content)
        if failed:
            raise value
        return value


def _run(function: Callable[[], Any], writing: int) -> None:
    try:
        try:
            said = pickle.dumps((False, function()))
        except BaseException as error:
            error.add_note("".join(traceback.format_exception(error)))
            said = pickle.dumps((True, error))
        os.write(writing, said)
    finally:
        os._exit(0)


def in_child(function: Callable[[], Any]) -> Any:
    """Call a function in a child and return what it returned, or raise its error."""
    return Child(function).result()
