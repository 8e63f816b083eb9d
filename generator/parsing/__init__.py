"""Reading: from pages to the model. The main door is ``parse_documents``.

Who corrects the model must know again what is read out of its facts.
"""

from .coverage import Coverage
from .formats import temporal_format
from .pagination import paged_by, with_paging
from .parser import parse_documents

__all__ = ["Coverage", "paged_by", "parse_documents", "temporal_format", "with_paging"]
