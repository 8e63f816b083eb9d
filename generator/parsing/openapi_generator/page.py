"""Parsing of one page of any kind."""

from ...config import Documents
from ...diagnostics import Diagnostics
from ...model import Coverage
from ..coverage import check_coverage
from ..page_files import PageFile, load_page
from ..page_lookup import PageLookup
from .canonical_form import canonicalize
from .class_page import ClassPage, is_class_page, parse_class
from .footer import parse_footer
from .model_page import ModelPage, parse_model

Page = ClassPage | ModelPage


def parse_page(
    file: PageFile,
    data: bytes,
    lookup: PageLookup,
    limits: Documents,
    diagnostics: Diagnostics,
    coverage: Coverage,
) -> Page | None:
    """Parse the bytes of a page; report an invalid page and return None.

    ``lookup`` has the file names of all pages, to which this one may refer. The
    coverage counts the page.
    """
    source = load_page(file, data, canonicalize, limits, diagnostics)
    if source is None:
        return None
    end, version = parse_footer(source)
    parse = parse_class if is_class_page(source) else parse_model
    page = parse(source, end, version, lookup, diagnostics)
    coverage.add(check_coverage(source, diagnostics))
    return page
