"""Reading: from pages to the model. The main door is ``parse_documents``.

Who corrects the model must know again what is read out of its facts.
"""

from .formats import temporal_format
from .pagination import paged_by, with_paging
from .parser import parse_documents

__all__ = ["paged_by", "parse_documents", "temporal_format", "with_paging"]
