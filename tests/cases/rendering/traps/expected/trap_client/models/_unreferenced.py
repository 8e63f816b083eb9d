"""Models that no operation needs."""

from __future__ import annotations

from .._runtime.model import Model as _Model


class Warning(_Model):
    """``Warning``, as the documents name it.

    Source: definitions/warning-definition.md
    """
