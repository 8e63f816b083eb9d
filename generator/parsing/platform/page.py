"""Parsing of one page of any kind."""

from functools import partial
from typing import cast

from ...config import Documents
from ...diagnostics import Diagnostics
from ...model import Coverage
from ..coverage import check_coverage
from ..page_files import PageFile, load_page
from ..page_lookup import PageLookup
from .canonical_form import canonicalize
from .class_page import ClassPage, parse_class
from .definition_page import DefinitionPage, parse_definition
from .deprecation import report_mentions
from .index_page import Index, parse_index
from .link_checks import check_anchors, check_links
from .spelling import Kind

Page = Index | ClassPage | DefinitionPage


def parse_page(
    file: PageFile,
    data: bytes,
    lookup: PageLookup,
    limits: Documents,
    diagnostics: Diagnostics,
    coverage: Coverage,
) -> Page | None:
    """Parse the bytes of a page; report an invalid page and return None.

    ``lookup`` has the file names of all pages, to which this one may link. The coverage
    counts the page.
    """
    kind = cast("Kind", file.kind)
    source = load_page(
        file, data, partial(canonicalize, kind=kind), limits, diagnostics
    )
    if source is None:
        return None
    match kind:
        case "index":
            page: Page | None = parse_index(source, diagnostics)
        case "class":
            page = parse_class(source, diagnostics)
        case "definition":
            page = parse_definition(source, diagnostics)
    coverage.add(check_coverage(source, diagnostics))
    check_links(source, lookup, _pages_checked_elsewhere(page), diagnostics)
    if isinstance(page, ClassPage):
        check_anchors(source, diagnostics)
        report_mentions(source, page.api, diagnostics)
    return page


def _pages_checked_elsewhere(page: Page | None) -> set[str]:
    """Return the pages to which another part of the reading checks the links."""
    match page:
        case None:
            return set()
        case Index():
            return {entry.page for entry in page.entries}
        case _:
            return {reference.page for reference in page.references if reference.page}
