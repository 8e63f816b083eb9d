"""Preloading of APIs, models and decoders."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cached_property
from typing import Any, cast

from ..operation import Operation
from ..typos import likely_name


def preload(client: object, names: Iterable[str]) -> None:
    """Load APIs of a client: modules, models and decoders.

    Raises:
        ValueError: The client has no such API.
    """
    known = apis(type(client))
    wanted = list(names) or known
    for name in wanted:
        if name not in known:
            close = likely_name(str(name), known)
            hint = f"; did you mean {close!r}?" if close else ""
            raise ValueError(f"{type(client).__name__} has no API {name!r}{hint}")
    for name in wanted:
        for operation in operations(getattr(client, name)):
            for response in operation.responses.values():
                _ = response.decoder


def apis(cls: type) -> list[str]:
    """Return the names of the attributes of a client class that are APIs."""
    return [
        name
        for base in reversed(cls.__mro__)
        for name, member in vars(base).items()
        if isinstance(member, cached_property) and not name.startswith("with_")
    ]


def operations(api: object) -> list[Operation[Any]]:
    """Return the operations of an API, which its module lists."""
    module = sys.modules[type(api).__module__]
    return cast("list[Operation[Any]]", getattr(module, "_operations", []))
