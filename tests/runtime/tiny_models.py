"""Models as the generator writes them."""

from __future__ import annotations

from datetime import date as _date
from typing import Any as _Any

from templates.runtime.model import DateTime as _DateTime
from templates.runtime.model import LocalDateTime as _LocalDateTime
from templates.runtime.model import Model as _Model
from templates.runtime.model import field as _field
from templates.runtime.model import required as _required
from tests.runtime import tiny_models as _m

_int = int
_list = list
_str = str


class ErrorBody(_Model):
    message: _str | None = None
    code: _str | None = None
    context_id: _str | None = None


class Pet(_Model):
    id: _str | None = None
    name: _str = _required()
    owner: _m.Owner | None = None
    friends: _list[_m.Pet] | None = None
    date_born: _date | None = None
    seen: _DateTime | None = None
    wakes: _LocalDateTime | None = None
    naps: _list[_LocalDateTime] | None = None
    extra_: dict[_str, _Any] | None = _field(default=None, name="extra")
    self_uri: _str | None = None

    __local_datetimes__ = frozenset({"wakes", "naps"})


class Owner(_Model):
    full_name: _str = _required(name="full-name")
    pets: _list[_m.Pet] = _required()
    phone: _str | None = None


class Listing(_Model):
    entities: _list[_m.Pet] | None = None
    page_count: _int | None = None
