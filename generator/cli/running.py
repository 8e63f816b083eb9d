"""How a command runs and ends: progress, diagnostics, exit codes."""

import os
import signal
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import typer

from .options import Format

if TYPE_CHECKING:
    from ..diagnostics import Diagnostics
    from ..pipeline import Progress

CLEAN = 0
FOUND_ERRORS = 1
STALE = 3
BUG = 70
"""``EX_SOFTWARE`` of ``sysexits.h``: no script takes it for a word on the documents."""
INTERRUPTED = 128
"""Added to the number of a signal, as shells do it: 130 for Ctrl-C."""


class _Stop:
    """The first signal that asked the program to end; those after it add nothing.

    Its end is on the way then, and an exception more would cut it short.
    """

    number: int | None = None
    is_wanted = False
    """Whether the program is meant to be ended so, which is no failure then."""

    @classmethod
    def take(cls, number: int, frame: FrameType | None) -> None:
        if cls.number is None:
            cls.number = number
            raise KeyboardInterrupt


@contextmanager
def stoppable() -> Generator[None]:
    """End the program with the signal's exit code where SIGINT or the like stops it.

    Signals that are ignored, as under ``nohup``, stay ignored.
    """
    from ..writing import ending_signals

    for number in ending_signals():
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _Stop.take)
    try:
        yield
    finally:
        if _Stop.number is not None and not _Stop.is_wanted:
            sys.exit(INTERRUPTED + _Stop.number)


def stopped_by() -> int | None:
    """Return the signal that asked the program to end, if one did."""
    return _Stop.number


def welcome_stop() -> None:
    """Take the signal for the way in which the program ends."""
    _Stop.is_wanted = True


class State:
    """Which client is on the disk, as far as a run is concerned."""

    def __init__(self, out: Path | None) -> None:
        """Look at a folder; None is for commands that write no client."""
        self._out = out
        self.look()

    def look(self) -> None:
        """Take what is there now for the client from before the run."""
        self._before = self._manifest()

    def words(self) -> str:
        """Return which client is there now, as the end of a sentence."""
        if self._out is None:
            return ""
        from ..diagnostics import printable
        from ..writing import is_unfinished

        place = printable(str(self._out))
        if is_unfinished(self._out):
            return f": {place} is partly changed; run again, which finishes that first"
        now = self._manifest()
        if now != self._before:
            return f": {place} holds the new client"
        if now is None:
            return f": {place} holds no client, as before"
        return f": {place} holds the same client as before"

    def _manifest(self) -> str | None:
        if self._out is None:
            return None
        from ..writing import manifest_of

        return manifest_of(self._out)


@contextmanager
def guarded(out: Path | None = None) -> Generator[State]:
    """End sensibly where a person, a closed pipe or a bug stops a command.

    Args:
        out: The client that the command writes: a signal's last word says its state.
    """
    state = State(out)
    try:
        yield state
        if _Stop.number is not None and not _Stop.is_wanted:
            raise KeyboardInterrupt  # It was lost in a callback of somebody's.
    except typer.Exit:
        raise
    except BrokenPipeError:
        # Nobody reads on. What is still in the buffer must not fail at the very end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        leave(FOUND_ERRORS)
    except OSError as error:
        # Stages tell of their files by diagnostics: what is left is mostly the output.
        typer.echo(f"mdclient: {error}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        leave(FOUND_ERRORS)
    except KeyboardInterrupt:
        number = _Stop.number or signal.SIGINT
        name = signal.Signals(number).name
        typer.echo(f"Stopped by {name}{state.words()}.", err=True)
        leave(INTERRUPTED + number)
    except Exception:
        traceback.print_exc()
        typer.echo("This is a bug in mdclient, not in the documents.", err=True)
        leave(BUG)


def progress(form: Format) -> "Progress":
    """Where progress is shown; what a program reads holds diagnostics alone."""
    from ..progress import Stages, silent

    return Stages(sys.stderr) if form is Format.TEXT else silent


def show(diagnostics: "Diagnostics", form: Format) -> None:
    """All diagnostics, on standard error."""
    sys.stderr.write(diagnostics.render(form.value))
    sys.stderr.flush()


def say(line: str) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def leave(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise typer.Exit(code)
