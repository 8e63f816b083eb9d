"""The name of the package that public classes give as their module."""

import sys
from typing import Any, Final, TypeVar

C = TypeVar("C", bound=type[Any])

_ROOT: Final = __name__.rpartition("._runtime.")[0]
"""The client's package; empty where the runtime lies outside of one."""


def public(cls: C) -> C:
    """Let a class that the package's root exports name that as its module.

    Messages and pickles then have the name that programs import. Annotations in the
    body of such a class are not strings, since Python would resolve them there, too.
    """
    if _ROOT:
        cls.__module__ = _ROOT
    return cls


def publish(module: str) -> None:
    """Let all public classes of a module name the package as theirs."""
    for name, value in list(vars(sys.modules[module]).items()):
        if isinstance(value, type) and value.__module__ == module and name[0] != "_":
            public(value)
