"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """The forms of diagnostics."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


Specs = Annotated[
    Path, typer.Option("--specs", help="Directory of the pages.", metavar="DIR")
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="Configuration file.",
        metavar="FILE",
        show_default="client.toml in the specs directory",
    ),
]
Also = Annotated[
    list[Path],
    typer.Option(
        "--also",
        help="Directory of other pages of the same API, to add to the first.",
        metavar="DIR",
        show_default=False,
    ),
]
Out = Annotated[
    Path, typer.Option("--out", help="Directory of the client.", metavar="DIR")
]
Strict = Annotated[bool, typer.Option("--strict", help="Treat warnings as errors.")]
Force = Annotated[
    bool, typer.Option("--force", help="Overwrite files that were edited by hand.")
]
Templates = Annotated[
    Path | None,
    typer.Option("--templates", help="Directory of custom templates.", metavar="DIR"),
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs", help="Processes that format what custom templates render.", min=1
    ),
]
Cached = Annotated[
    bool, typer.Option(" /--no-cache", help="Ignore the cache.", show_default=False)
]
DiagnosticsFormat = Annotated[
    Format, typer.Option("--format", help="Format of diagnostics (standard error).")
]
