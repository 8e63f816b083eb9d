"""Parsing of documents in any dialect."""

from collections.abc import Mapping
from pathlib import Path

from ..caching import Cache, NoCache
from ..config import Config, Dialect, Documents
from ..diagnostics import Diagnostics, SourceSpan
from ..model import ApiSpec, Coverage
from .dialects import dialect_of
from .invisible_characters import report_lookalikes
from .openapi_generator.doubtful_names import with_wire_names
from .openapi_generator.parser import parse_openapi_generator
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
    limits = config.documents
    dialect = limits.dialect or dialect_of(specs)
    reader = PageReader(
        limits, coverage or Coverage(), cache or NoCache(), digests or {}
    )
    spec = parse_pages(specs, limits, dialect, reader, diagnostics)
    if dialect == "openapi-generator":
        spec = with_wire_names(spec, SourceSpan(specs.as_posix(), 0), diagnostics)
    report_lookalikes(spec, diagnostics)
    return with_paging(spec, config.paging)


def parse_pages(
    specs: Path,
    limits: Documents,
    dialect: Dialect | None,
    reader: PageReader,
    diagnostics: Diagnostics,
) -> ApiSpec:
    """Parse the pages in a directory, with names as the pages spell them.

    Without a ``dialect``, the pages show theirs.
    """
    if (dialect or dialect_of(specs)) == "platform":
        return parse_platform(specs, limits, reader, diagnostics)
    return parse_openapi_generator(specs, limits, reader, diagnostics)
