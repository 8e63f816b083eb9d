"""Types of fields that hold times: with a time zone, or without one.

A time of the other kind is not of the type, so that a response with one is told, and
it stays the text that it was.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

from msgspec import Meta

if TYPE_CHECKING:
    DateTime: TypeAlias = datetime
    LocalDateTime: TypeAlias = datetime
else:
    DateTime = Annotated[datetime, Meta(tz=True)]
    LocalDateTime = Annotated[datetime, Meta(tz=False)]
