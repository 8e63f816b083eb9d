"""Model that several APIs use."""

from __future__ import annotations

from ... import models as _m
from ..._runtime.model import Model as _Model
from ..._runtime.model import field as _field


class Number(_Model):
    """Definition ``Number``.

    Source: definitions/number-definition.md
    """

    hno: int | float | None = _field(
        default=None,
        name="HNO",
    )
    """A number"""
    nested: _m.Literal | None = None
