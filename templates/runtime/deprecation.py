"""The mark of operations that the documents call deprecated.

For type checkers and editors it is that of PEP 702. What it does is another matter: a
program may call an operation a million times, and is told once by each client.
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
        """Mark a method of an API class, and warn at the line that calls it first.

        Views of a client and copies with other options are the same client.
        """

        def mark(function: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(function)
            def method(api: Any, *args: Any, **values: Any) -> Any:
                if key not in api._client._core.deprecations:
                    tell(api, method, stacklevel=2)
                return function(api, *args, **values)

            key = function.__module__, message
            method.__deprecated__ = message
            if function.__code__.co_flags & _COROUTINE and sys.version_info >= (3, 12):
                import inspect

                inspect.markcoroutinefunction(method)
            return method

        return mark


_COROUTINE: Final = 0x80


def tell(api: Any, method: Any, stacklevel: int) -> None:
    """Warn of a deprecated method, unless the client did so before.

    Args:
        api: The object whose method it is.
        method: What is called, which bears the mark.
        stacklevel: How far up the line stands that calls it; 1 is the caller of this.
    """
    message: str = method.__deprecated__
    key = method.__module__, message
    told: set[tuple[str, str]] = api._client._core.deprecations
    if key not in told:
        # Where it is an error, the next call is one again.
        warn(message, DeprecationWarning, stacklevel=stacklevel + 1)
        told.add(key)
