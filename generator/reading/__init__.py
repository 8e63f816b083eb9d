"""Reading: from pages to the model. The one door is ``read_drop``."""

from .drop import read_drop

__all__ = ["read_drop"]
