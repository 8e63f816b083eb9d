"""Reading: from pages to the model. The main door is ``read_drop``.

Who corrects the model must know again what is read out of its facts.
"""

from .coverage import Account
from .formats import temporal_format
from .pagination import paged_by, with_paging
from .parser import read_drop

__all__ = ["Account", "paged_by", "read_drop", "temporal_format", "with_paging"]
