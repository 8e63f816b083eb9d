"""Parsing of pages into the model; the entry point is ``parse_documents``.

``parse_pages`` parses second documents, whose names are in Python's spelling. Overlays
use the other names to infer formats and types of corrected elements again.
"""

from .dialects import states_formats
from .formats import temporal_format
from .page_cache import PageReader
from .pagination import paged_by, with_paging
from .parser import parse_documents, parse_pages

__all__ = [
    "PageReader",
    "paged_by",
    "parse_documents",
    "parse_pages",
    "states_formats",
    "temporal_format",
    "with_paging",
]
