"""The command line: options in, exit codes and text out, and nothing else.

What a command needs is imported when it runs, so that ``--help`` is quick.
"""

import os
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from . import __version__

if TYPE_CHECKING:
    from .diagnostics import Diagnostics
    from .pipeline import Outcome, Progress
    from .reading import Account
    from .writing import Written

CLEAN = 0
FOUND_ERRORS = 1
STALE = 3
BUG = 70
"""``EX_SOFTWARE`` of ``sysexits.h``: no script takes it for a word on the documents."""
INTERRUPTED = 130
"""What shells say of a program that SIGINT ended."""

app = typer.Typer(
    name="mdclient",
    help="Makes a typed Python client of an API that is documented in Markdown.",
    epilog="Exit codes: 0 clean, 1 errors (or warnings with --strict), 2 wrong usage, "
    "3 output stale (with --check). docs/diagnostics.md explains every diagnostic.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How diagnostics are shown."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


_Specs = Annotated[
    Path, typer.Option("--specs", help="Folder with the documents.", metavar="DIR")
]
_Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="Configuration.",
        metavar="FILE",
        show_default="client.toml among the documents",
    ),
]
_Format = Annotated[
    Format, typer.Option("--format", help="How to show diagnostics (standard error).")
]


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"mdclient {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version),
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command()
def generate(
    specs: _Specs = Path("specs"),
    out: Annotated[
        Path, typer.Option("--out", help="Folder for the client.", metavar="DIR")
    ] = Path("generated"),
    config: _Config = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; tell what is stale.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Take warnings for errors.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files that were edited by hand.")
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", help="Processes that share the work.", min=1)
    ] = 1,
    form: _Format = Format.TEXT,
) -> None:
    """Make the client of a folder of documents."""
    with _guarded():
        from . import pipeline
        from .diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.Source(specs=specs, config=config, jobs=jobs)
        outcome = pipeline.generate(
            source,
            out,
            diagnostics,
            _progress(form),
            check=check,
            strict=strict,
            force=force,
        )
        _show(pipeline.located(diagnostics, source), form)
        if outcome.written and not diagnostics.has_errors:
            _say(_summary(outcome.written, out))
        if outcome.account and (outcome.stale or not diagnostics.has_errors):
            _say(_balance(outcome.account))
        _leave(_verdict(outcome, diagnostics, strict=strict))


@app.command()
def inspect(
    specs: _Specs = Path("specs"),
    config: _Config = None,
    python: Annotated[
        bool, typer.Option("--python", help="Show the names in the client too.")
    ] = False,
    form: _Format = Format.TEXT,
) -> None:
    """Print what the documents say, as JSON."""
    with _guarded():
        from . import pipeline
        from .diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.Source(specs=specs, config=config)
        view = pipeline.inspect(source, diagnostics, _progress(form), python=python)
        _show(pipeline.located(diagnostics, source), form)
        if view is None:
            _leave(FOUND_ERRORS)
        sys.stdout.buffer.write(view)
        sys.stdout.flush()


def main() -> NoReturn:
    """Run ``mdclient`` with the arguments of the process, and end the process."""
    app(prog_name="mdclient")
    sys.exit(CLEAN)


@contextmanager
def _guarded() -> Generator[None, None, None]:
    """End sensibly where a person, a closed pipe or a bug stops a command."""
    try:
        yield
    except typer.Exit:
        raise
    except BrokenPipeError:
        # Nobody reads on. What is still in the buffer must not fail at the very end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _leave(FOUND_ERRORS)
    except OSError as error:
        # Stages tell of their files by diagnostics: what is left is mostly the output.
        typer.echo(f"mdclient: {error}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _leave(FOUND_ERRORS)
    except KeyboardInterrupt:
        typer.echo("Interrupted.", err=True)
        _leave(INTERRUPTED)
    except Exception:
        traceback.print_exc()
        typer.echo("This is a bug in mdclient, not in the documents.", err=True)
        _leave(BUG)


def _progress(form: Format) -> "Progress":
    """Where progress is shown; what a program reads holds diagnostics alone."""
    from .progress import Stages, silent

    return Stages(sys.stderr) if form is Format.TEXT else silent


def _show(diagnostics: "Diagnostics", form: Format) -> None:
    """All diagnostics, on standard error."""
    sys.stderr.write(diagnostics.render(form.value))
    sys.stderr.flush()


def _summary(written: "Written", out: Path) -> str:
    """What a run did, in a line."""
    from .diagnostics import printable

    if not (written.placed or written.removed or written.resumed):
        return f"{printable(str(out))} is up to date ({written.unchanged} files)"
    counts = f"{len(written.placed)} written, {len(written.removed)} removed"
    resumed = "finished an interrupted run; " if written.resumed else ""
    return f"{printable(str(out))}: {resumed}{counts}, {written.unchanged} unchanged"


def _balance(account: "Account") -> str:
    """What became of the documents' text, in a line."""
    told = f", {account.told:,} of them by the diagnostics" if account.told else ""
    return (
        f"{account.pages:,} page{'s' * (account.pages != 1)}, "
        f"{account.characters:,} characters outside white space, "
        f"all claimed{told}: {account.facts:,} facts"
    )


def _verdict(outcome: "Outcome", diagnostics: "Diagnostics", *, strict: bool) -> int:
    """The exit code of a generation."""
    from .pipeline import is_stopped

    if outcome.stale:
        return STALE
    return FOUND_ERRORS if is_stopped(diagnostics, strict=strict) else CLEAN


def _say(line: str) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _leave(code: int) -> NoReturn:
    raise typer.Exit(code)
