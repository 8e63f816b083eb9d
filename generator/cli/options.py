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
FormatOption = Annotated[
    Format, typer.Option("--format", help="How to show diagnostics (standard error).")
]
