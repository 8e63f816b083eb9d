"""``mdclient templates``: what there is to replace, and copies to begin with."""

from pathlib import Path
from typing import Annotated

import typer

from .exit_codes import FOUND_ERRORS, exit_with, handle_errors, print_line


def templates(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Names of templates.", show_default="all"),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Print their names, which is the default.")
    ] = False,
    copy: Annotated[
        Path | None,
        typer.Option("--copy", help="Copy them into a folder.", metavar="DIR"),
    ] = None,
) -> None:
    """List the templates, or copy some to change them."""
    from ..rendering import Templates, copy_templates

    known = Templates().builtin
    for name in names or ():
        if name not in known:
            raise typer.BadParameter(f"there is no template called {name!r}")
    with handle_errors():
        chosen = names or sorted(known)
        if listed or copy is None:
            for name in chosen:
                print_line(name)
        if copy is None:
            return
        present = copy_templates(chosen, copy)
        for name in present:
            typer.echo(f"mdclient: {copy / name} is there already", err=True)
        if present:
            exit_with(FOUND_ERRORS)
