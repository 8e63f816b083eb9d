"""The commands: options in, exit codes and text out, and nothing else.

What a command needs is imported when it runs, so that ``--help`` is quick.
"""

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exit_codes import (
    CLEAN,
    FOUND_ERRORS,
    STALE,
    exit_with,
    handle_errors,
    print_diagnostics,
    print_line,
    progress,
)
from .options import (
    CachedOption,
    ConfigOption,
    ForceOption,
    Format,
    FormatOption,
    JobsOption,
    OutOption,
    SpecsOption,
    StrictOption,
    TemplatesOption,
)
from .summaries import summary_lines

if TYPE_CHECKING:
    from ..diagnostics import Diagnostics
    from ..pipeline import Outcome


class Syntax(StrEnum):
    """How an OpenAPI document is written."""

    JSON = "json"
    YAML = "yaml"


def generate(
    specs: SpecsOption = Path("specs"),
    out: OutOption = Path("generated"),
    config: ConfigOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; tell what is stale.")
    ] = False,
    strict: StrictOption = False,
    force: ForceOption = False,
    templates: TemplatesOption = None,
    jobs: JobsOption = 1,
    cached: CachedOption = True,
    form: FormatOption = Format.TEXT,
) -> None:
    """Make the client of a folder of documents."""
    with handle_errors(None if check else out):
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.SpecSource(
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
        print_diagnostics(pipeline.with_user_paths(diagnostics, source), form)
        for line in summary_lines(outcome, diagnostics, out):
            print_line(line)
        exit_with(_verdict(outcome, diagnostics, strict=strict))


def inspect(
    specs: SpecsOption = Path("specs"),
    config: ConfigOption = None,
    python: Annotated[
        bool, typer.Option("--python", help="Show the names in the client too.")
    ] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """Print what the documents say, as JSON."""
    with handle_errors():
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.SpecSource(specs=specs, config=config)
        view = pipeline.inspect(source, diagnostics, progress(form), python=python)
        print_diagnostics(pipeline.with_user_paths(diagnostics, source), form)
        if view is None:
            exit_with(FOUND_ERRORS)
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
    with handle_errors():
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.SpecSource(specs=specs, config=config)
        document = pipeline.openapi(
            source, diagnostics, progress(Format.TEXT), syntax.value
        )
        print_diagnostics(pipeline.with_user_paths(diagnostics, source), Format.TEXT)
        if document is None:
            exit_with(FOUND_ERRORS)
        if out is not None:
            from ..writing import replace_file

            replace_file(out, document)
        else:
            sys.stdout.buffer.write(document)
            sys.stdout.flush()


def _verdict(outcome: "Outcome", diagnostics: "Diagnostics", *, strict: bool) -> int:
    """The exit code of a generation."""
    from ..pipeline import is_stopped

    if outcome.stale:
        return STALE
    return FOUND_ERRORS if is_stopped(diagnostics, strict=strict) else CLEAN
