"""Models that no operation needs."""

from __future__ import annotations

from typing import Any as _Any
from typing import TypeAlias as _TypeAlias

Warning: _TypeAlias = _Any
"""``Warning``, as the documents name it.

Source: definitions/warning-definition.md
"""
