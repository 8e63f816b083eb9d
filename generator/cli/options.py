"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How diagnostics are shown."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


SpecsOption = Annotated[
    Path, typer.Option("--specs", help="Folder with the documents.", metavar="DIR")
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="Configuration.",
        metavar="FILE",
        show_default="client.toml among the documents",
    ),
]
OutOption = Annotated[
    Path, typer.Option("--out", help="Folder for the client.", metavar="DIR")
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Take warnings for errors.")
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Replace files that were edited by hand.")
]
TemplatesOption = Annotated[
    Path | None,
    typer.Option("--templates", help="Folder of own templates.", metavar="DIR"),
]
JobsOption = Annotated[
    int, typer.Option("--jobs", help="Processes that share the work.", min=1)
]
CachedOption = Annotated[
    bool, typer.Option(" /--no-cache", help="Make everything anew.")
]
FormatOption = Annotated[
    Format, typer.Option("--format", help="How to show diagnostics (standard error).")
]
