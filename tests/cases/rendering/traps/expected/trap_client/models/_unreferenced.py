"""Models that no operation uses."""

from __future__ import annotations

from typing import Any as _Any
from typing import TypeAlias as _TypeAlias

Warning: _TypeAlias = _Any
"""Definition ``Warning``.

Source: definitions/warning-definition.md
"""
