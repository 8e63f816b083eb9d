"""The program: its own options and its commands."""

import gc
import sys
from typing import Annotated, NoReturn

import typer

from ..version import __version__
from .commands import generate, inspect, openapi, templates, values
from .diff import diff
from .exit_codes import CLEAN, handle_errors, handle_signals, open_streams, print_line
from .release import release
from .serve import serve
from .watch import watch

app = typer.Typer(
    name="mdclient",
    help="Generate typed Python clients from Markdown API reference pages.",
    epilog="Exit codes: 0 success, 1 errors (or warnings with --strict), 2 invalid "
    "usage, 3 generated files out of date (with --check). docs/diagnostics.md "
    "explains every diagnostic.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print_line(f"mdclient {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version),
    ] = False,
) -> None:
    """Handle the options of the program itself."""


_COMMANDS = (
    generate,
    watch,
    inspect,
    diff,
    release,
    serve,
    openapi,
    values,
    templates,
)
for command in _COMMANDS:
    app.command()(command)


def main() -> NoReturn:
    """Run ``mdclient`` with the arguments of the process, and end the process."""
    # A run makes hundreds of thousands of objects that stay, in trees: to look for
    # circles among them again and again takes a tenth of its time and finds none.
    gc.set_threshold(100_000, 50, 50)
    with handle_signals():
        open_streams()
        try:
            with handle_errors():
                app(prog_name="mdclient")
        except typer.Exit as error:
            sys.exit(error.exit_code)
        finally:
            # Nor at the end, where the interpreter looks at everything once more.
            gc.freeze()
    sys.exit(CLEAN)
