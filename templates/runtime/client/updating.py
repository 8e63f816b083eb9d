"""Updates of what others may change at the same time, without I/O."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable, iscoroutinefunction
from typing import Any

from ..engine.context import ClientContext
from ..errors import APIError, ConflictError, PreconditionFailedError
from ..steps import Flow, Sleep
from .polling import check_function


class Update:
    """Conflicts of one `update`, and the waits after them.

    Args:
        context: The client's context.
        get: The function that reads the current state.
        change: The function that makes the body of it.
        put: The function that writes the body.
        max_conflicts: Maximum number of conflicts after which it tries again.

    Raises:
        TypeError: A value has the wrong type.
        ValueError: `max_conflicts` is negative.
    """

    def __init__(
        self,
        context: ClientContext,
        get: Callable[[], Any],
        change: Callable[[Any], Any],
        put: Callable[[Any], Any],
        max_conflicts: int,
    ) -> None:
        check_function(get, "get", "client.send(...)")
        check_function(change, "change", "value.copy_with(...)")
        check_function(put, "put", "client.send(...)")
        if iscoroutinefunction(change):
            raise TypeError("change must be a plain function, not a coroutine function")
        given: Any = max_conflicts
        if isinstance(given, bool) or not isinstance(given, int):
            kind = type(given).__name__
            raise TypeError(f"max_conflicts must be an int, not {kind}")
        if max_conflicts < 0:
            raise ValueError(f"max_conflicts must be 0 or more, not {max_conflicts}")
        self._context = context
        self._change = change
        self._max_conflicts = max_conflicts
        self._conflicts = 0

    def body(self, current: Any) -> Any:
        """Return the body to write for the current state.

        Raises:
            TypeError: The function returns None, or an awaitable.
        """
        body = self._change(current)
        if body is None or isawaitable(body):
            kind = "None" if body is None else "an awaitable"
            raise TypeError(f"change must return the body to write, not {kind}")
        return body

    def tries_again(self, error: APIError) -> bool:
        """Return True if an error is a conflict after which to try again.

        It counts conflicts.
        """
        if not isinstance(error, (ConflictError, PreconditionFailedError)):
            return False
        self._conflicts += 1
        return self._conflicts <= self._max_conflicts

    def pause(self) -> Flow[None]:
        """Wait before the next attempt, by the client's retry policy.

        The waits are random, so that writers do not meet again.
        """
        context = self._context
        yield Sleep(context.policy.backoff(self._conflicts - 1, context.random))
