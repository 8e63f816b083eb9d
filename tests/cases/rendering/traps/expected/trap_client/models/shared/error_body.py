"""Model that several APIs use."""

from __future__ import annotations

from ..._runtime.model import Model as _Model


class ErrorBody(_Model):
    """Definition ``ErrorBody``.

    Source: definitions/errorbody-definition.md
    """

    message: str | None = None
    """What went wrong"""
    status: int | float | None = None
