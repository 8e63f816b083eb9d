"""Command line of the benchmarks."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from . import report
from .figures import Figure
from .suite import BENCHMARKS, run
from .workspace import Workspace

MISSED = 1
"""Exit code if a figure misses its limit."""
FAILED = 2
"""Exit code if a measurement failed."""


def _known(names: list[str] | None) -> list[str] | None:
    for name in names or ():
        if name not in BENCHMARKS:
            raise typer.BadParameter(f"{name}: there is {', '.join(BENCHMARKS)}")
    return names


def main(
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            help=f"Run only these: {', '.join(BENCHMARKS)}.",
            metavar="NAME",
            callback=_known,
        ),
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the figures.", metavar="FILE")
    ] = None,
    drop: Annotated[
        Path | None,
        typer.Option(
            "--drop",
            help="Directory of the pages.",
            metavar="DIR",
            show_default="MDCLIENT_DROP, or a synthetic drop",
        ),
    ] = None,
) -> None:
    """Measure speed and memory beside others; exit 1 if a figure misses its limit."""
    progress = Console(stderr=True)
    site = Workspace(drop)
    figures: list[Figure] = []
    for name in only or list(BENCHMARKS):
        start = time.perf_counter()
        try:
            figures += run(site, [name])
        except subprocess.CalledProcessError as error:
            print(error.stderr or "", error, sep="", file=sys.stderr)
            raise typer.Exit(FAILED) from None
        progress.print(f"{name}: {time.perf_counter() - start:.0f} s", style="dim")
    # A file or a pipe has no width: then the table is as wide as it has to be.
    console = Console() if sys.stdout.isatty() else Console(width=160)
    report.show(figures, console)
    if json is not None:
        json.write_bytes(report.to_json(figures))
    raise typer.Exit(0 if all(figure.holds for figure in figures) else MISSED)


if __name__ == "__main__":
    typer.run(main)
