"""Overlays: the model as it is right, where the documents have it wrong.

The door is ``apply_overlays``, a pure function from a drop to a drop.
"""

from .apply import apply_overlays

__all__ = ["apply_overlays"]
