"""Parsing of all pages of the dialect: find them, parse each, combine them."""

from pathlib import Path

from ...config import Documents
from ...diagnostics import Diagnostics
from ...model import ApiSpec
from ..duplicate_endpoints import check_endpoints
from ..page_cache import PageParser, PageReader
from ..page_files import find_pages
from .layout import LAYOUT, SUFFIXES
from .page import Page, parse_page
from .resolve import resolve


def parse_openapi_generator(
    specs: Path, limits: Documents, reader: PageReader, diagnostics: Diagnostics
) -> ApiSpec:
    """Parse the pages in a directory, which holds all of them."""
    files = find_pages(specs, LAYOUT, limits, diagnostics)
    if diagnostics.has_errors:
        return ApiSpec(apis=(), definitions=())
    parse: PageParser[Page] = parse_page
    pages = reader.read(files, parse, Page, SUFFIXES, diagnostics)
    spec = resolve([page for page in pages if page is not None], diagnostics)
    check_endpoints(spec.apis, diagnostics)
    return spec
