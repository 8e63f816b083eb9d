"""Resolution of references between pages."""

from collections.abc import Collection, Mapping, Sequence
from posixpath import basename

import msgspec

from ...diagnostics import Diagnostics, SourceSpan
from ...model import ApiClass, ApiSpec, Definition
from ..duplicate_endpoints import check_endpoints
from ..page_lookup import PageLookup
from ..wire_names import is_word
from .class_page import ClassPage
from .definition_page import DefinitionPage
from .index_page import Index, IndexEntry
from .layout import SUFFIXES
from .title_checks import check_titles
from .type_refs import Reference


def resolve(
    index: Index | None,
    classes: Sequence[ClassPage],
    definitions: Sequence[DefinitionPage],
    unread: Collection[str],
    diagnostics: Diagnostics,
) -> ApiSpec:
    """Combine pages into a spec, and check them against each other.

    Pages and definitions are sorted by file, classes as in the index. ``unread`` are
    names of files that could not be parsed: links to them give no diagnostics.
    """
    # A name that cannot be one is diagnosed; nothing else about it is of use.
    unread = {
        *unread,
        *(basename(page.api.file) for page in classes if not is_word(page.api.name)),
        *(
            basename(page.definition.file)
            for page in definitions
            if not is_word(page.definition.name)
        ),
    }
    classes = [page for page in classes if is_word(page.api.name)]
    definitions = [page for page in definitions if is_word(page.definition.name)]
    check_titles(
        [page.api for page in classes],
        [page.definition for page in definitions],
        diagnostics,
    )
    check_endpoints((page.api for page in classes), diagnostics)
    pages = {basename(page.definition.file): page.definition for page in definitions}
    links = _Links(pages, unread, diagnostics)
    referring: list[ClassPage | DefinitionPage] = [*classes, *definitions]
    for page in referring:
        for reference in page.references:
            links.check(reference)
    links.finish()
    return ApiSpec(
        apis=tuple(_order(index, classes, unread, diagnostics)),
        definitions=tuple(page.definition for page in definitions),
    )


class _Links:
    """Checks of references against their pages."""

    def __init__(
        self,
        pages: Mapping[str, Definition],
        unread: Collection[str],
        diagnostics: Diagnostics,
    ) -> None:
        self._pages = pages
        self._unread = unread
        self._by_name = {page.name: file for file, page in pages.items()}
        self._diagnostics = diagnostics
        self._missing: dict[str, Reference] = {}

    def check(self, reference: Reference) -> None:
        """Check a link's text against its page, or record a missing page."""
        name, page = reference.name, reference.page
        if not page:
            if file := self._by_name.get(name):
                self._diagnostics.add("D324", reference.span, name=name, page=file)
            return
        definition = self._pages.get(page)
        if definition is not None:
            if definition.name != name:
                title = definition.name
                self._diagnostics.add(
                    "D303",
                    reference.span,
                    name=name,
                    page=page,
                    title=title,
                    suggestion=title,
                )
        elif page in self._unread:
            return
        elif name in self._by_name:
            self._diagnostics.add(
                "D312", reference.span, name=name, page=self._by_name[name], target=page
            )
        elif page not in self._missing:
            self._missing[page] = msgspec.structs.replace(reference)
        elif self._missing[page].name != name:
            title = self._missing[page].name
            self._diagnostics.add(
                "D303", reference.span, name=name, page=page, title=title
            )
        else:
            self._missing[page].count += reference.count

    def finish(self) -> None:
        """Diagnose the definitions without a page, each once."""
        lookup = PageLookup(self._pages, SUFFIXES)
        for page, reference in self._missing.items():
            self._diagnostics.add(
                "D302",
                reference.span,
                page=page,
                name=reference.name,
                references=(
                    f"{reference.count} references, first here"
                    if reference.count > 1
                    else "1 reference"
                ),
                suggestion=lookup.suggest(page),
            )


def _order(
    index: Index | None,
    classes: Sequence[ClassPage],
    unread: Collection[str],
    diagnostics: Diagnostics,
) -> list[ApiClass]:
    """Return the classes in the order of the index, if there is one."""
    if index is None:
        return [page.api for page in classes]
    pages = {basename(page.api.file): page.api for page in classes}
    ordered: list[ApiClass] = []
    missing: list[IndexEntry] = []
    for entry in index.entries:
        api = pages.pop(entry.page, None)
        if api is None:
            missing.append(entry)
            continue
        if api.name != entry.name:
            diagnostics.add(
                "D309", entry.span, name=entry.name, page=entry.page, title=api.name
            )
        text = " ".join(entry.description.split())
        if text not in " ".join(api.description.split()):
            diagnostics.add("D322", entry.span, name=entry.name, text=text)
        ordered.append(msgspec.structs.replace(api, url=entry.url))
    lookup = PageLookup(pages, SUFFIXES)
    for entry in missing:
        if entry.page not in unread:
            suggestion = lookup.suggest(entry.page)
            diagnostics.add("D307", entry.span, page=entry.page, suggestion=suggestion)
    for api in pages.values():
        diagnostics.add("D308", SourceSpan(api.file, 0))
    return ordered
