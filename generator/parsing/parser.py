"""Parsing of documents in any dialect."""

from collections.abc import Mapping
from pathlib import Path

from ..caching import Cache, NoCache
from ..config import Config
from ..diagnostics import Diagnostics
from ..model import ApiSpec, Coverage
from .invisible_characters import report_lookalikes
from .page_cache import PageReader
from .pagination import with_paging
from .platform.parser import parse_platform


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
        specs: The directory of the documents.
        config: The configuration of the pages.
        diagnostics: Receives the diagnostics.
        coverage: Counts what was parsed.
        cache: Keeps parsed pages, so that unchanged ones are not parsed again.
        digests: Hashes of pages by path; the cache knows no page without its hash.
    """
    reader = PageReader(
        config.documents, coverage or Coverage(), cache or NoCache(), digests or {}
    )
    spec = parse_platform(specs, config, reader, diagnostics)
    report_lookalikes(spec, diagnostics)
    return with_paging(spec, config.paging)
