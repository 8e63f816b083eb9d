"""Fresh processes: how long they take, and how much memory they and theirs hold."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parent.parent
_PROBES = Path(__file__).resolve().parent / "probes"
_PAUSE = 0.02
"""Seconds between two looks at the memory of a process and its children."""


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Cost of a process: seconds by the wall clock, and memory in MB (10^6 bytes).

    Memory is the greatest sum of the peaks of all its processes that were alive at one
    time, which is no less than what they held together at any time.
    """

    seconds: float
    megabytes: float


def environment(**more: str) -> dict[str, str]:
    """Return the variables for a process: byte code cached, nothing for this one only.

    Args:
        more: Variables to add.
    """
    ours = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    # Loopback is never asked of a proxy.
    return {**kept, "NO_PROXY": "127.0.0.1", **more}


def run(command: Sequence[str | Path], **more: str) -> Usage:
    """Run a program to its end and measure it.

    Args:
        command: The program and its arguments.
        more: Variables of its environment.

    Raises:
        subprocess.CalledProcessError: It failed; what it said is in `stderr`.
    """
    words = [str(word) for word in command]
    start = time.perf_counter()
    with subprocess.Popen(
        words,
        cwd=ROOT,
        env=environment(**more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        with _drained(process.stderr) as said:
            peak = _watch(process)
            seconds = time.perf_counter() - start
        if process.returncode:
            raise subprocess.CalledProcessError(
                process.returncode, words, stderr="".join(said)
            )
    return Usage(seconds=seconds, megabytes=peak / 1e6)


def probe(python: Path, name: str, **arguments: Any) -> Any:
    """Run a script of ``bench/probes/`` alone in a process and return what it found.

    Args:
        python: Interpreter of the environment that it is to run in.
        name: Name of the script.
        arguments: What it is told, as JSON; ``started`` is the time of its start on the
            clock of ``time.monotonic``, which all processes of a machine share.

    Raises:
        subprocess.CalledProcessError: It failed; what it said is on standard error.
    """
    told = json.dumps({"started": time.monotonic(), **arguments})
    script = _PROBES / f"{name}.py"
    done = subprocess.run(
        # Isolated: only the environment's own packages can be imported.
        [python, "-I", script, told],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


@contextmanager
def server(answers: Mapping[str, bytes]) -> Generator[str, None, None]:
    """Run the loopback server while the context lasts, and give its base URL.

    Args:
        answers: JSON bodies by path.
    """
    told = json.dumps({path: body.decode() for path, body in answers.items()})
    with subprocess.Popen(
        [sys.executable, "-m", "bench.server"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(told + "\n")
            process.stdin.flush()
            port = int(process.stdout.readline())
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@contextmanager
def _drained(stream: Any) -> Generator[list[str], None, None]:
    """Read a stream to its end on a thread, so that its writer never waits."""
    from threading import Thread

    lines: list[str] = []
    thread = Thread(target=lambda: lines.extend(stream), daemon=True)
    thread.start()
    yield lines
    thread.join()


def _watch(process: "subprocess.Popen[str]") -> int:
    """Wait for a process and return the peak of its tree in bytes."""
    peak = 0
    while True:
        peak = max(peak, sum(_peak_of(pid) for pid in _tree(process.pid)))
        try:
            process.wait(_PAUSE)
        except subprocess.TimeoutExpired:
            continue
        return peak or _greatest_child()


def _tree(pid: int) -> list[int]:
    """Return a process and all below it (Linux; the process alone elsewhere)."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(word) for word in children.read_text().split()]
            except OSError:  # It has ended in the meantime.
                continue
    return found


def _peak_of(pid: int) -> int:
    """Return the most memory that a process held so far in bytes, 0 if unknown."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _greatest_child() -> int:
    """Return the peak of the largest process that ended, where there is no /proc."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
