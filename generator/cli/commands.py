"""The commands that generate a client, or print the model: options in, text out.

Modules that a command needs are imported when it runs, so that ``--help`` is quick.
"""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import options
from .exit_codes import (
    CLEAN,
    FOUND_ERRORS,
    OUT_OF_DATE,
    exit_with,
    handle_errors,
    print_diagnostics,
    print_line,
    progress,
)
from .options import Format

if TYPE_CHECKING:
    from ..diagnostics import Diagnostics
    from ..model import Coverage
    from ..pipeline import Outcome
    from ..writing import Written


class Syntax(StrEnum):
    """The syntaxes of an OpenAPI document."""

    JSON = "json"
    YAML = "yaml"


def generate(
    specs: options.Specs = Path("specs"),
    out: options.Out = Path("generated"),
    config: options.Config = None,
    also: options.Also = [],  # noqa: B006
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit 3 if generated files are out of date."
        ),
    ] = False,
    strict: options.Strict = False,
    force: options.Force = False,
    templates: options.Templates = None,
    jobs: options.Jobs = 1,
    cached: options.Cached = True,
    form: options.DiagnosticsFormat = Format.TEXT,
) -> None:
    """Generate the client of the pages in a directory."""
    with handle_errors(None if check else out):
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.SpecSource(
            specs=specs,
            config=config,
            templates=templates,
            jobs=jobs,
            also=tuple(also),
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
        is_stopped = pipeline.is_stopped(diagnostics, strict=strict)
        exit_with(
            OUT_OF_DATE
            if outcome.out_of_date
            else FOUND_ERRORS if is_stopped else CLEAN
        )


def inspect(
    specs: options.Specs = Path("specs"),
    config: options.Config = None,
    also: options.Also = [],  # noqa: B006
    python: Annotated[
        bool, typer.Option("--python", help="Show Python names too.")
    ] = False,
    form: options.DiagnosticsFormat = Format.TEXT,
) -> None:
    """Print the model of the pages, as JSON."""
    with handle_errors():
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.SpecSource(specs=specs, config=config, also=tuple(also))
        view = pipeline.inspect(source, diagnostics, progress(form), python=python)
        print_diagnostics(pipeline.with_user_paths(diagnostics, source), form)
        _print_document(view)


def openapi(
    specs: options.Specs = Path("specs"),
    config: options.Config = None,
    also: options.Also = [],  # noqa: B006
    syntax: Annotated[
        Syntax, typer.Option("--format", help="Syntax of the document.")
    ] = Syntax.JSON,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Output file.",
            metavar="FILE",
            show_default="standard output",
        ),
    ] = None,
) -> None:
    """Print the model of the pages, as OpenAPI 3.1."""
    with handle_errors():
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.SpecSource(specs=specs, config=config, also=tuple(also))
        document = pipeline.openapi(
            source, diagnostics, progress(Format.TEXT), syntax.value
        )
        print_diagnostics(pipeline.with_user_paths(diagnostics, source), Format.TEXT)
        _print_document(document, out)


def values(
    specs: options.Specs = Path("specs"),
    config: options.Config = None,
    also: options.Also = [],  # noqa: B006
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Output file.",
            metavar="FILE",
            show_default="standard output",
        ),
    ] = None,
) -> None:
    """Print overlays with the values that descriptions list, for you to review."""
    with handle_errors():
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.SpecSource(specs=specs, config=config, also=tuple(also))
        document = pipeline.values(source, diagnostics, progress(Format.TEXT))
        print_diagnostics(pipeline.with_user_paths(diagnostics, source), Format.TEXT)
        _print_document(document, out)


def templates(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Names of templates.", show_default="all"),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Print their names (the default).")
    ] = False,
    copy: Annotated[
        Path | None,
        typer.Option("--copy", help="Copy them into a directory.", metavar="DIR"),
    ] = None,
) -> None:
    """List the templates, or copy some to change them."""
    from ..rendering import Templates, copy_templates

    known = Templates().builtin
    for name in names or ():
        if name not in known:
            raise typer.BadParameter(f"unknown template {name!r}")
    with handle_errors():
        chosen = names or sorted(known)
        if listed or copy is None:
            for name in chosen:
                print_line(name)
        if copy is None:
            return
        present = copy_templates(chosen, copy)
        for name in present:
            typer.echo(f"mdclient: {copy / name} already exists", err=True)
        if present:
            exit_with(FOUND_ERRORS)


def summary_lines(
    outcome: "Outcome", diagnostics: "Diagnostics", out: Path
) -> Iterator[str]:
    """Yield the lines that sum up a run; none after an error."""
    if outcome.written and not diagnostics.has_errors:
        yield _summary(outcome.written, out)
    if outcome.coverage and (outcome.out_of_date or not diagnostics.has_errors):
        yield _coverage_line(outcome.coverage)


def _print_document(document: bytes | None, out: Path | None = None) -> None:
    """Print a document or write it to a file; end the command if there is none."""
    if document is None:
        exit_with(FOUND_ERRORS)
    if out is not None:
        from ..writing import replace_file

        replace_file(out, document)
    else:
        sys.stdout.buffer.write(document)
        sys.stdout.flush()


def _summary(written: "Written", out: Path) -> str:
    """Return the numbers of files, in a line."""
    from ..diagnostics import printable

    target = printable(str(out))
    if not (written.placed or written.removed or written.resumed):
        return f"{target} is up to date ({_counted(written.unchanged, 'file')})."
    resumed = "finished an interrupted run; " if written.resumed else ""
    return (
        f"{target}: {resumed}{len(written.placed)} written, "
        f"{len(written.removed)} removed, {written.unchanged} unchanged."
    )


def _coverage_line(coverage: "Coverage") -> str:
    """Return what mdclient parsed, in a line."""
    reported = f" ({coverage.reported:,} in diagnostics)" if coverage.reported else ""
    return (
        f"Parsed {_counted(coverage.pages, 'page')} into "
        f"{_counted(coverage.nodes, 'API element')}; all {coverage.characters:,} "
        f"non-whitespace characters accounted for{reported}."
    )


def _counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
