"""Where the links on a page lead; types and the index say more about theirs."""

import re
from collections.abc import Collection, Iterator
from posixpath import dirname, normpath

from ..diagnostics import Diagnostics, SourceSpan
from .source import Source
from .types import page_of

# Either stops where the next link can begin, so that no text takes long.
_TARGET = re.compile(r"\]\(([^()\s]+)")
_METHOD = re.compile(r"\[`([^`\[\]\s]+)`\]\(#([^()\s]*)\)")
_NUMBER = re.compile(r"-[0-9]+\Z")

_FOLDERS = frozenset({"", ".", "..", "classes", "definitions"})
"""Where links lead: beside the page, up, and into a folder of pages."""


def check_links(
    source: Source,
    pages: Collection[str],
    checked: Collection[str],
    diagnostics: Diagnostics,
) -> None:
    """Diagnose links of a page that lead nowhere, or to a folder without pages.

    Args:
        source: The page.
        pages: The file names of all pages.
        checked: Those to which this page links as the types and entries of the index
            do: whether they are there is checked with the rest of what these say.
        diagnostics: Takes what is to be said.
    """
    for (target,), place in _first(source, _TARGET):
        page = page_of(target)
        if page is None or not page.endswith(".md"):
            continue
        if page in pages and not _stays(target):
            diagnostics.add("D321", place, target=target, page=page)
        elif page not in pages and page not in checked:
            diagnostics.add("D320", place, target=target)


def check_anchors(source: Source, diagnostics: Diagnostics) -> None:
    """Diagnose links to a method whose text and target are about different ones.

    Renderers make anchors in different ways, so the name's letters are looked for; the
    anchor of another method is none of this one whatever it holds.
    """
    found = list(_first(source, _METHOD))
    names = {_letters(name) for (name, _), _ in found}
    for (name, anchor), place in found:
        # Headings that differ in case alone have one anchor: the second is numbered.
        own, given = _letters(name), _letters(_NUMBER.sub("", anchor))
        if own != given and (own not in given or given in names):
            diagnostics.add("D319", place, name=name, anchor=anchor)


def _stays(target: str) -> bool:
    """Whether a link leads to where pages are, seen from a page."""
    folder = normpath(dirname(target.partition("#")[0]))
    return folder.removeprefix("../") in _FOLDERS


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _first(
    source: Source, pattern: re.Pattern[str]
) -> Iterator[tuple[tuple[str, ...], SourceSpan]]:
    """The different matches outside of code and comments, each where it is first."""
    text, known = source.text, set[tuple[str, ...]]()
    line = counted = 0
    for match in pattern.finditer(text):
        groups = match.groups()
        if groups in known:
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if line not in source.inert:
            known.add(groups)
            yield groups, source.span(line, counted - text.rfind("\n", 0, counted) - 1)
