"""Checks of the links in the text of a page."""

import re
from collections.abc import Collection, Iterator
from posixpath import dirname, normpath
from urllib.parse import unquote

from ...diagnostics import Diagnostics, SourceSpan
from ..page_lookup import PageLookup
from ..page_source import PageSource
from .type_refs import linked_page

# Either stops where the next link can begin, so that no text takes long.
_TARGET = re.compile(r"\]\([^()\s]+")
_METHOD = re.compile(r"\[`[^`\[\]\s]+`\]\(#[^()\s]*\)")
_NUMBER = re.compile(r"-[0-9]+\Z")

_DIRECTORIES = frozenset(
    {"", ".", "..", "classes", "definitions", "../classes", "../definitions"}
)
"""Prefixes of links: beside the page, up, and into a directory of pages."""


def check_links(
    source: PageSource,
    lookup: PageLookup,
    checked: Collection[str],
    diagnostics: Diagnostics,
) -> None:
    """Report links of a page without a target, or to a directory without pages.

    ``checked`` are targets that the checks of types and of the index cover.
    """
    lost: dict[str, str] = {}
    for link in set(_TARGET.findall(source.text)):
        target = link[2:]
        directory, _, name = target.rpartition("/")
        if directory in _DIRECTORIES and lookup.has_page(name):
            continue  # nearly all
        page = linked_page(target)
        if page is None or not page.endswith(".md"):
            continue
        if lookup.has_page(page):
            if not _leads_to_pages(target):
                lost[link] = "D321"
        elif page not in checked:
            lost[link] = "D320"
    for link, place in _first_places(source, _TARGET, lost):
        target, code = link[2:], lost[link]
        page = linked_page(target) or ""
        suggestion = lookup.suggest(page) if code == "D320" else None
        diagnostics.add(code, place, suggestion=suggestion, target=target, page=page)


def check_anchors(source: PageSource, diagnostics: Diagnostics) -> None:
    """Diagnose links to methods whose text and anchor name different methods.

    Renderers build anchors in different ways, so only letters count. The anchor of
    another method never matches, whatever it contains.
    """
    links = set(_METHOD.findall(source.text))
    odd = {link for link in links if not _is_usual(link)}
    if not odd:
        return
    names = {_letters(_parts(link)[0]) for link in links}
    wrong: set[str] = set()
    for link in odd:
        name, anchor = _parts(link)
        # Headings that differ in case alone have one anchor: the second is numbered.
        own, given = _letters(name), _letters(_NUMBER.sub("", anchor))
        if own != given and (own not in given or given in names):
            wrong.add(link)
    for link, place in _first_places(source, _METHOD, wrong):
        name, anchor = _parts(link)
        diagnostics.add("D319", place, name=name, anchor=anchor)


def _parts(link: str) -> tuple[str, str]:
    """Return the name and the anchor in the link to a method."""
    name, _, anchor = link[2:-1].partition("`](#")
    return name, anchor


def _leads_to_pages(target: str) -> bool:
    """Return True if a link leads to the pages, in any spelling.

    Servers and browsers decode escapes, some of them twice, and accept backslashes.
    """
    path = target.partition("#")[0]
    while (plain := unquote(path)) != path:
        path = plain
    return normpath(dirname(path.replace("\\", "/"))) in _DIRECTORIES


def _is_usual(link: str) -> bool:
    """Return True if a link is the one that nearly all methods have."""
    name, anchor = _parts(link)
    return name.lower() == anchor


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _first_places(
    source: PageSource, pattern: re.Pattern[str], wanted: Collection[str]
) -> Iterator[tuple[str, SourceSpan]]:
    """Yield the first place of each match outside code and comments."""
    if not wanted:
        return
    text, left = source.text, set(wanted)
    line = counted = begin = 0
    for match in pattern.finditer(text):
        if match[0] not in left:
            continue
        # A line may be long and hold many: no character is counted twice.
        line += text.count("\n", counted, match.start())
        begin = max(begin, text.rfind("\n", counted, match.start()) + 1)
        counted = match.start()
        if line not in source.inert:
            left.remove(match[0])
            yield match[0], source.span(line, counted - begin)
