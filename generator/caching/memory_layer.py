"""A cache in the memory of a process, above another one."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from .sqlite_store import Cache

_T = TypeVar("_T")


class MemoryLayer:
    """A layer that keeps values in memory until a run does not use them.

    New values go to the layer below at the end of the run, all at once.
    """

    def __init__(self, below: Cache, before: "MemoryLayer | None" = None) -> None:
        """``before`` is the cache of the run before, above the same or another one."""
        self._below = below
        self._before = before._used if before else {}
        self._used: dict[str, bytes] = {}
        self._new: dict[str, bytes] = {}
        self._loaded_before = before._loaded if before else {}
        self._loaded: dict[str, Any] = {}

    def get(self, keys: Collection[str], /) -> Mapping[str, bytes]:
        """Return the cached values."""
        found = {
            key: layer[key]
            for layer in (self._before, self._used)
            for key in keys
            if key in layer
        }
        missing = [key for key in keys if key not in found]
        if missing:
            found |= self._below.get(missing)
        self._used |= found
        return found

    def load(
        self, keys: Collection[str], decode: Callable[[bytes], _T], /
    ) -> Mapping[str, _T]:
        """Return the cached values, decoded once for all runs."""
        before = self._loaded_before
        found: dict[str, _T] = {
            key: before[key] if key in before else decode(value)
            for key, value in self.get(keys).items()
        }
        self._loaded |= found
        return found

    def put(self, values: Mapping[str, bytes], /) -> None:
        """Keep values."""
        self._used |= values
        self._new |= values

    def flush(self) -> None:
        """Write new values to the layer below."""
        self._below.put(self._new)
        self._new = {}
