"""What an error tells of the request that it is about."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec


class RequestInfo(msgspec.Struct, frozen=True):
    """A request without its body and without what may be secret.

    Attributes:
        method: HTTP method.
        url: Its URL; ``***`` stands for what may be secret.
        lines: Its header fields, likewise; without the token.
    """

    method: str
    url: str
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def headers(self) -> Mapping[str, str]:
        """The header fields by name."""
        return MappingProxyType(dict(self.lines))

    def __str__(self) -> str:
        return f"{self.method} {self.url}"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [(name, getattr(self, name)) for name in self.__struct_fields__]
