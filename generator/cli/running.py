"""How a command runs and ends: progress, diagnostics, exit codes."""

import os
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
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
INTERRUPTED = 130
"""What shells say of a program that SIGINT ended."""


@contextmanager
def guarded() -> Generator[None, None, None]:
    """End sensibly where a person, a closed pipe or a bug stops a command."""
    try:
        yield
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
        typer.echo("Interrupted.", err=True)
        leave(INTERRUPTED)
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
