"""A sandbox in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import httpx
import msgspec

from generator.sandbox import AdminRequest, Counts

_ROOT = Path(__file__).parents[2]


class RemoteSandbox:
    """A sandbox in another process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=600)

    def send(self, orders: AdminRequest) -> Counts:
        """Send a request to the admin endpoint, and return its counts."""
        content = msgspec.json.encode(orders)
        return self._counts(self._http.post("/_sandbox", content=content))

    def counts(self) -> Counts:
        """Return what arrived so far."""
        return self._counts(self._http.get("/_sandbox"))

    def _counts(self, answer: httpx.Response) -> Counts:
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=Counts, dec_hook=_counter)

    def close(self) -> None:
        """Close the connection for orders."""
        self._http.close()


def _counter(type_: Any, value: Any) -> Any:
    """Make the `Counter` that JSON has as an object with texts for keys."""
    (key,) = get_args(type_)
    return Counter({key(name): number for name, number in value.items()})


@contextmanager
def run_in_process(specs: Path, *options: str) -> Generator[RemoteSandbox]:
    """Serve documents from a process of its own."""
    command = [sys.executable, "-m", "generator", "serve", str(specs)]
    command += ["--format", "json", "--quiet", *options]
    with subprocess.Popen(
        command, cwd=_ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            remote = RemoteSandbox(json.loads(process.stdout.readline())["url"])
            try:
                yield remote
            finally:
                remote.close()
        finally:
            process.terminate()
