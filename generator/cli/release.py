"""The command ``release``."""

import os
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import options
from .exit_codes import (
    CLEAN,
    FOUND_ERRORS,
    exit_with,
    handle_errors,
    print_diagnostics,
    print_line,
    progress,
)
from .options import Format

if TYPE_CHECKING:
    from ..releasing import Decision

_EPOCH = "SOURCE_DATE_EPOCH"


def release(
    specs: options.Specs = Path("specs"),
    out: Annotated[
        Path, typer.Option("--out", help="Directory of the client.", metavar="DIR")
    ] = Path("generated"),
    config: options.Config = None,
    also: options.Also = [],  # noqa: B006
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            help="Release date.",
            formats=["%Y-%m-%d"],
            show_default=f"{_EPOCH}, or today",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", help="File for the changes, in Markdown.", metavar="FILE"
        ),
    ] = None,
    summary: Annotated[
        Path | None,
        typer.Option(
            "--summary",
            help="File for the class and versions, as key=value lines.",
            metavar="FILE",
        ),
    ] = None,
    strict: options.Strict = False,
    force: options.Force = False,
    templates: options.Templates = None,
    jobs: options.Jobs = 1,
    cached: options.Cached = True,
    form: options.DiagnosticsFormat = Format.TEXT,
) -> None:
    """Release the next version of a client if the documents or the generator changed.

    Raise the version in client.toml, add the changes to CHANGELOG.md beside the
    package, and generate the client. If any step fails, nothing is written.
    """
    today = day.date() if day else _today()
    with handle_errors(out):
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
            made = pipeline.ReleaseRun(
                source=source,
                out=out,
                day=today,
                diagnostics=diagnostics,
                progress=progress(form),
                report=report,
                summary=summary,
                strict=strict,
                force=force,
                cache=cache,
            ).run()
        print_diagnostics(pipeline.with_user_paths(diagnostics, source), form)
        if made is None:
            exit_with(FOUND_ERRORS)
        print_line(_line(made.decision))
        exit_with(CLEAN)


def _today() -> date:
    """Return today, or the date that reproducible builds set."""
    given = os.environ.get(_EPOCH)
    if not given:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(given), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        reason = f"{_EPOCH} must be seconds since 1970, not {given!r}"
        raise typer.BadParameter(reason) from error


def _line(decision: "Decision") -> str:
    """Return the release in a line."""
    if not decision.is_release:
        return f"{decision.version} is up to date; nothing to release"
    if not decision.old:
        return f"{decision.version}: first release"
    return f"{decision.old} -> {decision.version}: {decision.class_}"
