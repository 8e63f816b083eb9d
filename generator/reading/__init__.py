"""Reading: from pages to the model. The main door is ``read_drop``.

Who corrects the model must know again what is read out of its facts.
"""

from .account import Account
from .drop import read_drop
from .infer import temporal_format
from .paging import paged_by, with_paging

__all__ = ["Account", "paged_by", "read_drop", "temporal_format", "with_paging"]
