"""Where the templates lie, and the strict environment that renders them."""

from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import literals

_FILTERS = {
    "string": literals.string,
    "docstring": literals.docstring,
    "toml": literals.toml_string,
    "markdown": literals.markdown_text,
    "markdown_code": literals.markdown_code,
}


@cache
def templates_folder() -> Path:
    """The templates: inside the installed package, beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"


@cache
def environment(folder: Path) -> Environment:
    """Jinja, where a missing name is an error and all text comes through ``literals``.

    Nothing is escaped for HTML: the output is Python, TOML and Markdown, each with
    filters of its own.
    """
    jinja = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    jinja.filters.update(cast("dict[str, Any]", _FILTERS))
    return jinja
