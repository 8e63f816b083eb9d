"""Files with names that several packages use: templates, and the snapshot."""

from pathlib import Path

SNAPSHOT_FILE = "model.json.gz"
"""Lies beside the package: the model that it was made from, for the next run."""


def templates_directory() -> Path:
    """Return the templates: inside the installed package, beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"
