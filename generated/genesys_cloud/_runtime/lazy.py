"""Modules and properties that are loaded when they are first used.

To keep the import of the package cheap, modules that only annotations need are not
loaded. Code that evaluates annotations, such as `typing.get_type_hints`, loads them.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    lazy_property = cached_property
else:

    class lazy_property(cached_property):
        """Cached property; on the class, it is the class of its value.

        So tools that look at the class see what the value has: `unittest.mock`'s
        ``create_autospec`` does, for one. It holds no lock, as Python 3.11 would, since
        a forked child cannot release the lock of another thread.
        """

        def __get__(self, instance, owner=None):
            if instance is None:
                return get_type_hints(self.func)["return"]
            return vars(instance).setdefault(self.attrname, self.func(instance))


class LazyModule:
    """Module that loads when an attribute of it is first used."""

    def __init__(self, name: str, package: str | None = None) -> None:
        self._where = name, package

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(*self._where), name)
