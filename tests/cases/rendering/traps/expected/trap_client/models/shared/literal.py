"""Model that several APIs use."""

from __future__ import annotations

from builtins import list as _list
from builtins import str as _str
from datetime import date as _date
from typing import Any as _Any
from typing import ClassVar

from ... import models as _m
from ..._runtime.model import DateTime as _DateTime
from ..._runtime.model import LocalDateTime as _LocalDateTime
from ..._runtime.model import Model as _Model
from ..._runtime.model import expected as _expected
from ..._runtime.model import field as _field


class Literal(_Model):
    """A definition whose name is in `typing`.

    Source: definitions/literal-definition.md
    """

    __local_datetimes__: ClassVar[frozenset[_str]] = frozenset(
        {
            "local_time",
        }
    )

    list: _list[_str] = _expected()
    """Shadows a builtin"""
    str: _str | None = None
    """Another"""
    and_: bool | None = None
    """A keyword"""
    self_: _str | None = None
    """Itself"""
    field: dict[_str, _Any] | None = None
    date: _date | None = None
    """Dates are represented as an ISO-8601 string. For example: yyyy-MM-dd"""
    datetime: _DateTime = _expected()
    """Date time is represented as an ISO-8601 string. For example:
    yyyy-MM-ddTHH:mm:ss[.mmm]Z
    """
    local_time: _LocalDateTime | None = None
    """Date time is represented as an ISO-8601 string without a timezone. For example:
    yyyy-MM-ddTHH:mm:ss.SSS
    """
    ref: _list[_list[_Any]] | None = _field(
        default=None,
        name="$ref",
    )
    """Arrays of anything"""
    urn_x_user: _m.Literal | None = _field(
        default=None,
        name="urn:x:User",
    )
    """Itself again"""
    type: _str = _expected(
        name="_type",
    )
    """Upper | lower |"""
    number: _list[_m.Number] | None = None
    """Shared"""
    untyped: _Any | None = None
    """No type at all"""
    to_dict_: _str | None = _field(
        default=None,
        name="to_dict",
    )
    """A method of every model"""
