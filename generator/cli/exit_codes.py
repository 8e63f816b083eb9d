"""Progress, diagnostics and exit codes of a command."""

import errno
import os
import signal
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import typer

from ..signals import termination_signals
from .options import Format

if TYPE_CHECKING:
    from ..diagnostics import Diagnostics
    from ..pipeline import Progress

CLEAN = 0
FOUND_ERRORS = 1
OUT_OF_DATE = 3
BUG = 70
"""``EX_SOFTWARE`` of ``sysexits.h``: no script takes it for a word on the documents."""
INTERRUPTED = 128
"""Added to the number of a signal, as shells do it: 130 for Ctrl-C."""


class _Stop:
    """The first signal that ends the program; later ones have no effect.

    The program is ending then, and another exception would interrupt that.
    """

    number: int | None = None
    is_expected = False
    """True if a signal is the normal end of the program."""

    @classmethod
    def handle(cls, number: int, frame: FrameType | None) -> None:
        if cls.number is None:
            cls.number = number
            raise KeyboardInterrupt


def open_streams() -> None:
    """Replace each standard stream that is closed.

    Otherwise the next open file would get its number, and receive the output. Writing
    to a closed standard output fails as on a full disk; a closed standard error drops
    diagnostics.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            flags = os.O_WRONLY if name == "stderr" else os.O_RDONLY
            opened = os.open(os.devnull, flags)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: SIM115


@contextmanager
def handle_signals() -> Generator[None]:
    """End the program with the exit code of a signal that stops it.

    Ignored signals, as under ``nohup``, stay ignored.
    """
    for number in termination_signals():
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _Stop.handle)
    try:
        yield
    finally:
        if _Stop.number is not None and not _Stop.is_expected:
            sys.exit(INTERRUPTED + _Stop.number)


def stop_signal() -> int | None:
    """Return the signal that asked the program to end, if one did."""
    return _Stop.number


def accept_stop() -> None:
    """Treat the signal as a normal end of the program."""
    _Stop.is_expected = True


class ClientState:
    """The client that is on the disk before and after a run."""

    def __init__(self, out: Path | None) -> None:
        """Watch the client in a directory; None for commands that write no client."""
        self._out = out
        self.refresh()

    def refresh(self) -> None:
        """Treat the present client as the one from before the run."""
        self._before = self._manifest()

    def describe(self) -> str:
        """Return which client is there now, as the end of a sentence."""
        if self._out is None:
            return ""
        from ..diagnostics import printable
        from ..writing import is_unfinished

        place = printable(str(self._out))
        if is_unfinished(self._out):
            return f"; {place} is partly written: run again to finish"
        now = self._manifest()
        if now != self._before:
            return f"; {place} contains the new client"
        if now is None:
            return f"; {place} contains no client, as before"
        return f"; {place} contains the previous client"

    def _manifest(self) -> str | None:
        if self._out is None:
            return None
        from ..writing import manifest_of

        return manifest_of(self._out)


@contextmanager
def handle_errors(out: Path | None = None) -> Generator[ClientState]:
    """Exit with a message if a signal, a failing output or a bug stops a command.

    Args:
        out: The client that the command writes; the message names its state.
    """
    state = ClientState(out)
    try:
        yield state
        if _Stop.number is not None and not _Stop.is_expected:
            raise KeyboardInterrupt  # A callback swallowed it.
    except typer.Exit:
        raise
    except BrokenPipeError:
        _write_error("")  # Nobody reads on.
        exit_with(FOUND_ERRORS)
    except OSError as error:
        # Stages report their files by diagnostics, so this is mostly the output.
        _write_error(f"mdclient: {_reason(error)}\n")
        exit_with(FOUND_ERRORS)
    except KeyboardInterrupt:
        number = _Stop.number or signal.SIGINT
        name = signal.Signals(number).name
        _write_error(f"Stopped by {name}{state.describe()}.\n")
        exit_with(INTERRUPTED + number)
    except Exception:
        bug = "This is a bug in mdclient, not in the documents."
        _write_error(f"{traceback.format_exc()}{bug}\n")
        exit_with(BUG)


def _reason(error: OSError) -> str:
    from ..diagnostics import printable

    if error.errno == errno.EBADF and error.filename is None:
        return "standard output is closed"
    return printable(str(error))


def _write_error(text: str) -> None:
    """Write to standard error; close streams that would fail at exit."""
    for stream, output in ((sys.stderr, text), (sys.stdout, "")):
        try:
            stream.write(output)
            stream.flush()
        except OSError:
            # The rest of the buffer goes there when the process ends.
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def progress(form: Format) -> "Progress":
    """Return the stream for progress; programs read only diagnostics."""
    from ..progress import Stages, silent

    return Stages(sys.stderr) if form is Format.TEXT else silent


def print_diagnostics(diagnostics: "Diagnostics", form: Format) -> None:
    """Print all diagnostics on standard error."""
    # Without a buffer, even nothing is written to the file.
    if text := diagnostics.render(form.value):
        sys.stderr.write(text)
        sys.stderr.flush()


def print_line(line: str) -> None:
    """Print a line on standard output."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def exit_with(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise typer.Exit(code)
