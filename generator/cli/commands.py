"""The commands: options in, exit codes and text out, and nothing else.

What a command needs is imported when it runs, so that ``--help`` is quick.
"""

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import ConfigOption, Format, FormatOption, SpecsOption
from .running import CLEAN, FOUND_ERRORS, STALE, guarded, leave, progress, say, show

if TYPE_CHECKING:
    from ..diagnostics import Diagnostics
    from ..pipeline import Balance, Outcome
    from ..writing import Written


class Syntax(StrEnum):
    """How an OpenAPI document is written."""

    JSON = "json"
    YAML = "yaml"


def generate(
    specs: SpecsOption = Path("specs"),
    out: Annotated[
        Path, typer.Option("--out", help="Folder for the client.", metavar="DIR")
    ] = Path("generated"),
    config: ConfigOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; tell what is stale.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Take warnings for errors.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files that were edited by hand.")
    ] = False,
    templates: Annotated[
        Path | None,
        typer.Option("--templates", help="Folder of own templates.", metavar="DIR"),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", help="Processes that share the work.", min=1)
    ] = 1,
    cached: Annotated[
        bool, typer.Option(" /--no-cache", help="Make everything anew.")
    ] = True,
    form: FormatOption = Format.TEXT,
) -> None:
    """Make the client of a folder of documents."""
    with guarded():
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.Source(
            specs=specs, config=config, templates=templates, jobs=jobs
        )
        with pipeline.user_cache(diagnostics) if cached else nullcontext() as cache:
            outcome = pipeline.generate(
                source,
                out,
                diagnostics,
                progress(form),
                check=check,
                strict=strict,
                force=force,
                cache=cache,
            )
        show(pipeline.located(diagnostics, source), form)
        if outcome.written and not diagnostics.has_errors:
            say(_summary(outcome.written, out))
        if outcome.balance and (outcome.stale or not diagnostics.has_errors):
            say(_balance(outcome.balance))
        leave(_verdict(outcome, diagnostics, strict=strict))


def inspect(
    specs: SpecsOption = Path("specs"),
    config: ConfigOption = None,
    python: Annotated[
        bool, typer.Option("--python", help="Show the names in the client too.")
    ] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """Print what the documents say, as JSON."""
    with guarded():
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.Source(specs=specs, config=config)
        view = pipeline.inspect(source, diagnostics, progress(form), python=python)
        show(pipeline.located(diagnostics, source), form)
        if view is None:
            leave(FOUND_ERRORS)
        sys.stdout.buffer.write(view)
        sys.stdout.flush()


def openapi(
    specs: SpecsOption = Path("specs"),
    config: ConfigOption = None,
    syntax: Annotated[
        Syntax, typer.Option("--format", help="How to write the document.")
    ] = Syntax.JSON,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="File for it.", metavar="FILE", show_default="standard output"
        ),
    ] = None,
) -> None:
    """Print what the documents say, as OpenAPI 3.1."""
    with guarded():
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.Source(specs=specs, config=config)
        document = pipeline.openapi(
            source, diagnostics, progress(Format.TEXT), syntax.value
        )
        show(pipeline.located(diagnostics, source), Format.TEXT)
        if document is None:
            leave(FOUND_ERRORS)
        if out is not None:
            out.write_bytes(document)
        else:
            sys.stdout.buffer.write(document)
            sys.stdout.flush()


def _summary(written: "Written", out: Path) -> str:
    """What a run did, in a line."""
    from ..diagnostics import printable

    if not (written.placed or written.removed or written.resumed):
        return f"{printable(str(out))} is up to date ({written.unchanged} files)"
    counts = f"{len(written.placed)} written, {len(written.removed)} removed"
    resumed = "finished an interrupted run; " if written.resumed else ""
    return f"{printable(str(out))}: {resumed}{counts}, {written.unchanged} unchanged"


def _balance(account: "Balance") -> str:
    """What became of the documents' text, in a line."""
    told = f", {account.told:,} of them by the diagnostics" if account.told else ""
    return (
        f"{account.pages:,} page{'s' * (account.pages != 1)}, "
        f"{account.characters:,} characters outside white space, "
        f"all claimed{told}: {account.facts:,} facts"
    )


def _verdict(outcome: "Outcome", diagnostics: "Diagnostics", *, strict: bool) -> int:
    """The exit code of a generation."""
    from ..pipeline import is_stopped

    if outcome.stale:
        return STALE
    return FOUND_ERRORS if is_stopped(diagnostics, strict=strict) else CLEAN
