"""A cache in the memory of a process that stays, above another one."""

from collections.abc import Collection, Mapping

from .store import Cache


class Layered:
    """Keeps at hand what is in use; what a run did not use is let go by the next."""

    def __init__(self, below: Cache, before: "Layered | None" = None) -> None:
        """``before`` is the cache of the run before, above the same or another one."""
        self._below = below
        self._before = before._used if before else {}
        self._used: dict[str, bytes] = {}

    def get(self, keys: Collection[str], /) -> Mapping[str, bytes]:
        """The values that there are."""
        at_hand = {**self._before, **self._used}
        found = {key: at_hand[key] for key in keys if key in at_hand}
        missing = [key for key in keys if key not in found]
        if missing:
            found |= self._below.get(missing)
        self._used |= found
        return found

    def put(self, values: Mapping[str, bytes], /) -> None:
        """Keep values, here and below."""
        self._used |= values
        self._below.put(values)
