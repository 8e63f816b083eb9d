"""Parsing of pages into the model; the entry point is ``parse_documents``.

Overlays use the other names to infer formats and types of corrected elements again.
"""

from .formats import temporal_format
from .pagination import paged_by, with_paging
from .parser import parse_documents

__all__ = ["paged_by", "parse_documents", "temporal_format", "with_paging"]
