"""Parsing of all pages: find them, parse each, combine them."""

from collections.abc import Mapping
from pathlib import Path

from ..caching import Cache, NoCache
from ..config import Config
from ..diagnostics import Diagnostics, SourceSpan
from ..model import ApiSpec, Coverage
from .invisible_characters import report_lookalikes
from .page_cache import parse_pages
from .page_files import find_pages
from .pagination import with_paging
from .platform.class_page import ClassPage
from .platform.definition_page import DefinitionPage
from .platform.footer import check_footers
from .platform.index_page import Index
from .platform.resolve import resolve


def parse_documents(
    specs: Path,
    config: Config,
    diagnostics: Diagnostics,
    coverage: Coverage | None = None,
    cache: Cache | None = None,
    digests: Mapping[str, bytes] | None = None,
) -> ApiSpec:
    """Parse the pages in a directory.

    Diagnose every problem. Use the result only if there is no error.

    Args:
        specs: The directory that holds ``classes/`` and ``definitions/``, or the pages.
        config: The configuration of the pages.
        diagnostics: Receives the diagnostics.
        coverage: Counts what was parsed.
        cache: Keeps parsed pages, so that unchanged ones are not parsed again.
        digests: Hashes of pages by path; the cache knows no page without its hash.
    """
    files = find_pages(specs, config.documents, diagnostics)
    if diagnostics.has_errors:
        return ApiSpec(apis=(), definitions=())
    pages = parse_pages(
        files,
        config.documents,
        diagnostics,
        coverage or Coverage(),
        cache or NoCache(),
        digests or {},
    )
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
    spec = resolve(found_index, classes, definitions, unread, diagnostics)
    report_lookalikes(spec, diagnostics)
    return with_paging(spec, config.paging)
