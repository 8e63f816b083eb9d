"""Overlays: corrections of the model where the documents are wrong.

``apply_overlays`` is a pure function from a spec to a spec.
"""

from .apply import apply_overlays

__all__ = ["apply_overlays"]
