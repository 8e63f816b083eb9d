"""The templates of a run, and the strict environment of Jinja."""

from functools import cached_property
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FunctionLoader, StrictUndefined, meta
from jinja2.nodes import Template

from ..caching import key_of
from ..resources import templates_directory
from ..template_files import TemplateFile, template_files
from . import escaping, line_breaking

PLAN_VERSION = 1
"""The version of the plan; any change that can break custom templates raises it."""

_FILTERS = {
    "joined": line_breaking.joined,
    "string": escaping.string,
    "docstring": escaping.docstring,
    "toml": escaping.toml_string,
    "markdown": escaping.markdown_text,
    "markdown_code": escaping.markdown_code,
}


class _Missing(StrictUndefined):
    """An undefined value that raises, even in a list that is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Templates:
    """The templates of a client: mdclient's, and ``custom`` ones in their place.

    Their names are paths below the directory of templates
    (``distribution/README.md.j2``, ``macros/method.j2``). Each is read once, so that
    the checked and hashed text is the one that renders.
    """

    def __init__(self, custom: Path | None = None) -> None:
        self.custom = custom
        self._builtin_directory = templates_directory()
        self._texts: dict[str, str] = {}
        self._trees: dict[str, Template] = {}

    @cached_property
    def builtin(self) -> frozenset[str]:
        """Names of mdclient's templates."""
        return frozenset(
            one.name
            for one in template_files(self._builtin_directory)
            if one.is_template
        )

    @cached_property
    def custom_files(self) -> tuple[TemplateFile, ...]:
        """Files in the directory of custom templates."""
        return tuple(template_files(self.custom)) if self.custom else ()

    @cached_property
    def replaced(self) -> frozenset[str]:
        """Names of the custom templates."""
        return frozenset(one.name for one in self.custom_files if one.is_template)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all templates, sorted."""
        return tuple(sorted(self.builtin | self.replaced))

    def file(self, name: str) -> Path:
        """Return the path of a file."""
        custom = self.custom if name in self.replaced else None
        return (custom or self._builtin_directory) / name

    def text(self, name: str) -> str:
        """Return the text of a file without its byte order mark."""
        if name not in self._texts:
            self._texts[name] = self.file(name).read_text(encoding="utf-8-sig")
        return self._texts[name]

    def tree(self, name: str) -> Template:
        """Return a template, parsed."""
        if name not in self._trees:
            self._trees[name] = self.jinja.parse(self.text(name))
        return self._trees[name]

    @cached_property
    def digest(self) -> str:
        """A hash of all templates."""
        return key_of(*(p for name in self.names for p in (name, self.text(name))))

    @cached_property
    def jinja(self) -> Environment:
        """The Jinja environment, where an undefined name is an error.

        Nothing is escaped for HTML: the output is Python, TOML and Markdown, with
        filters of their own.
        """
        jinja = Environment(
            loader=FunctionLoader(self._source),
            undefined=_Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        jinja.filters.update(cast("dict[str, Any]", _FILTERS))
        return jinja

    def dependencies(self, name: str) -> set[str]:
        """Return a template and all templates that it names."""
        dependencies: set[str] = set()
        waiting = {name}
        while waiting:
            current = waiting.pop()
            dependencies.add(current)
            named = meta.find_referenced_templates(self.tree(current))
            waiting |= {one for one in named if one in self.names} - dependencies
        return dependencies

    def _source(self, name: str) -> tuple[str, str, None] | None:
        if name not in self.names:
            return None
        return self.text(name), str(self.file(name)), None
