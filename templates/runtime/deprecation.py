"""The mark of operations that the documents call deprecated.

For type checkers and editors it is that of PEP 702. What it does is another matter: a
program may call an operation a million times, and its log is told once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final
from warnings import warn

__all__ = ["deprecated", "tell"]

if TYPE_CHECKING:
    from typing_extensions import deprecated
else:

    def deprecated(message: str) -> Callable[[Any], Any]:
        """Mark a method, and warn at the line that calls it first.

        The methods of both clients that have the same message are one operation.
        """

        def mark(function: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(function)
            def method(*args: Any, **values: Any) -> Any:
                if key not in _told:
                    tell(method, stacklevel=2)
                return function(*args, **values)

            key = function.__module__, message
            method.__deprecated__ = message
            if function.__code__.co_flags & _COROUTINE and sys.version_info >= (3, 12):
                from inspect import markcoroutinefunction

                markcoroutinefunction(method)
            return method

        return mark


_COROUTINE: Final = 0x80
_told: Final[set[tuple[str, str]]] = set()


def tell(method: Callable[..., Any], stacklevel: int) -> None:
    """Warn of a deprecated method, unless that was done before.

    Args:
        method: What is called.
        stacklevel: How far up the line stands that calls it; 1 is the caller of this.
    """
    message: str = method.__deprecated__  # type: ignore[attr-defined]
    key = method.__module__, message
    if key not in _told:
        # Where it is an error, the next call is one again.
        warn(message, DeprecationWarning, stacklevel=stacklevel + 1)
        _told.add(key)
