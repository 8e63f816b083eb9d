"""Parsing of all pages of the platform: find them, parse each, combine them."""

from pathlib import Path

from ...config import Documents
from ...diagnostics import Diagnostics, SourceSpan
from ...model import ApiSpec
from ..page_cache import PageParser, PageReader
from ..page_files import find_pages
from .class_page import ClassPage
from .definition_page import DefinitionPage
from .footer import check_footers
from .index_page import Index
from .layout import LAYOUT, SUFFIXES
from .page import Page, parse_page
from .resolve import resolve


def parse_platform(
    specs: Path, limits: Documents, reader: PageReader, diagnostics: Diagnostics
) -> ApiSpec:
    """Parse the pages in a directory that holds ``classes/`` and ``definitions/``.

    The pages may be at its top level instead.
    """
    files = find_pages(specs, LAYOUT, limits, diagnostics)
    if diagnostics.has_errors:
        return ApiSpec(apis=(), definitions=())
    parse: PageParser[Page] = parse_page
    pages = reader.read(files, parse, Page, SUFFIXES, diagnostics)
    found_index = next((page for page in pages if isinstance(page, Index)), None)
    classes = [page for page in pages if isinstance(page, ClassPage)]
    definitions = [page for page in pages if isinstance(page, DefinitionPage)]
    if not any(file.kind == "index" for file in files):
        count = sum(file.kind == "class" for file in files)
        diagnostics.add("D010", SourceSpan(specs.as_posix(), 0), count=count)
    unread = {
        file.name for file, page in zip(files, pages, strict=True) if page is None
    }
    check_footers([page.end_without_footer for page in pages if page], diagnostics)
    return resolve(found_index, classes, definitions, unread, diagnostics)
