"""The templates and runtime files of a run, and the strict environment of Jinja."""

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, meta

from ..assets import templates_folder
from ..caching import key_of
from . import literals

PLAN_VERSION = 1
"""Raised when the plan changes so that a template of somebody else's may break."""

_FILTERS = {
    "string": literals.string,
    "docstring": literals.docstring,
    "toml": literals.toml_string,
    "markdown": literals.markdown_text,
    "markdown_code": literals.markdown_code,
}
_PATTERNS = ("distribution/**/*.j2", "macros/**/*.j2", "runtime/*.py")


class Templates:
    """The files that make a client: those of mdclient, and ``own`` ones in their place.

    Files are called by their path below the folder of templates:
    ``distribution/README.md.j2``, ``macros/method.j2``, ``runtime/retries.py``.
    """

    def __init__(self, own: Path | None = None) -> None:
        self.own = own
        self._ours = templates_folder()

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The names of mdclient's own files."""
        return tuple(_names(self._ours))

    @cached_property
    def replaced(self) -> frozenset[str]:
        """The names of all files in the folder of own ones."""
        return frozenset(_names(self.own)) if self.own else frozenset()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all files, sorted."""
        return tuple(sorted({*self.given, *self.replaced}))

    def file(self, name: str) -> Path:
        """Where a file lies."""
        own = self.own if name in self.replaced else None
        return (own or self._ours) / name

    def text(self, name: str) -> str:
        """The text of a file."""
        return self.file(name).read_text(encoding="utf-8")

    @cached_property
    def digest(self) -> str:
        """A hash of all templates, without the runtime, which is copied."""
        chosen = [name for name in self.names if name.endswith(".j2")]
        return key_of(*(part for name in chosen for part in (name, self.text(name))))

    @cached_property
    def jinja(self) -> Environment:
        """Jinja, where a missing name is an error and text comes through ``literals``.

        Nothing is escaped for HTML: the output is Python, TOML and Markdown, each with
        filters of its own.
        """
        folders = [self.own, self._ours] if self.own else [self._ours]
        jinja = Environment(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        jinja.filters.update(cast("dict[str, Any]", _FILTERS))
        return jinja

    def is_touched(self, name: str) -> bool:
        """Whether a template, or one that it imports, is not mdclient's."""
        return bool(self.replaced) and not self.replaced.isdisjoint(self._needed(name))

    def _needed(self, name: str) -> set[str]:
        """A template and all that it imports or includes, as far as names are given."""
        needed: set[str] = set()
        waiting = {name}
        while waiting:
            current = waiting.pop()
            needed.add(current)
            tree = self.jinja.parse(self.text(current))
            named = meta.find_referenced_templates(tree)
            waiting |= {one for one in named if one} - needed
        return needed


@cache
def ours() -> Templates:
    """The templates of mdclient alone, which compile once."""
    return Templates()


def _names(folder: Path) -> Iterator[str]:
    for pattern in _PATTERNS:
        for path in sorted(folder.glob(pattern)):
            yield path.relative_to(folder).as_posix()
