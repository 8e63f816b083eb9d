"""The command ``diff``."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from . import options
from .exit_codes import (
    CLEAN,
    FOUND_ERRORS,
    exit_with,
    handle_errors,
    print_diagnostics,
    progress,
)
from .options import Format


class Form(StrEnum):
    """The formats of a comparison."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"


class Limit(StrEnum):
    """The classes of changes that fail the command, with all worse ones."""

    BREAKING = "breaking"
    PERMISSIONS = "permissions"
    ADDITIVE = "additive"


def diff(
    old: Annotated[
        str,
        typer.Argument(
            help="Directory of documents, generated client, or git revision: REV:PATH, "
            "or REV for --specs at that revision.",
            show_default=False,
        ),
    ],
    new: Annotated[
        str, typer.Argument(help="The same, for the newer version.", show_default=False)
    ],
    specs: options.Specs = Path("specs"),
    config: options.Config = None,
    also_old: Annotated[
        list[Path],
        typer.Option(
            help="Directory of second documents of OLD, instead of the configured.",
            metavar="DIR",
            show_default=False,
        ),
    ] = [],  # noqa: B006
    also_new: Annotated[
        list[Path],
        typer.Option(
            help="The same, of NEW.",
            metavar="DIR",
            show_default=False,
        ),
    ] = [],  # noqa: B006
    form: Annotated[
        Form, typer.Option("--format", help="Format of the changes.")
    ] = Form.TERMINAL,
    fail_on: Annotated[
        Limit | None,
        typer.Option("--fail-on", help="Exit 1 on changes of this class or worse."),
    ] = None,
) -> None:
    """Compare two versions of the documents, as users of the client see them."""
    with handle_errors():
        from .. import pipeline
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        source = pipeline.SpecSource(specs=specs, config=config)
        found = pipeline.compare(
            source,
            old,
            new,
            diagnostics,
            progress(Format.TEXT),
            (also_old, also_new),
        )
        print_diagnostics(diagnostics, Format.TEXT)
        if found is None:
            exit_with(FOUND_ERRORS)
        from ..diffing import report

        sys.stdout.buffer.write(report(found, form.value).encode(errors="replace"))
        sys.stdout.flush()
        failed = fail_on is not None and found.has(fail_on.value)
        exit_with(FOUND_ERRORS if failed else CLEAN)
