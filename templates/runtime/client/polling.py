"""Polling: calls until a result is ready, without I/O."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from inspect import isawaitable, iscoroutinefunction
from math import inf
from typing import Any

from ..engine.call import LAST_RESPONSE
from ..engine.context import ClientContext
from ..errors import APITimeoutError
from ..retry import retry_after
from ..steps import Flow, Sleep
from ..timeouts import check_seconds
from ..transport.messages import HttpResponse


class Polling:
    """Calls of one `wait_until`, and the waits between them.

    Args:
        context: The client's context.
        call: The function that makes a call.
        ready: The function that says whether a result is ready.
        deadline: Seconds after which no call begins; None for no end.
        initial_wait: Seconds of the first wait, which double with each call.
        max_wait: Maximum seconds of a wait.

    Raises:
        TypeError: A value has the wrong type.
        ValueError: A value is out of range.
    """

    def __init__(
        self,
        context: ClientContext,
        call: Callable[[], Any],
        ready: Callable[[Any], object],
        deadline: float | None,
        initial_wait: float,
        max_wait: float,
    ) -> None:
        check_function(call, "call", "client.send(...)")
        check_function(ready, "ready", "result.state == 'done'")
        if iscoroutinefunction(ready):
            raise TypeError("ready must be a plain function, not a coroutine function")
        check_seconds(deadline, "deadline")
        _check_wait(initial_wait, "initial_wait")
        _check_wait(max_wait, "max_wait")
        if initial_wait > max_wait:
            raise ValueError(
                f"initial_wait must be at most max_wait ({max_wait}),"
                f" not {initial_wait}"
            )
        self._context = context
        self._ready = ready
        self._deadline = deadline
        self._until = inf if deadline is None else context.clock() + deadline
        self._initial_wait = self._wait = initial_wait
        self._max_wait = max_wait
        self._responses: list[HttpResponse] = []
        self._calls = 0

    @contextmanager
    def watch(self) -> Generator[None, None, None]:
        """Keep the last response of the calls that are made meanwhile."""
        self._responses.clear()
        self._calls += 1
        before = LAST_RESPONSE.set(self._responses)
        try:
            yield
        finally:
            LAST_RESPONSE.reset(before)

    def is_ready(self, result: Any) -> bool:
        """Return True if a result is ready.

        Raises:
            TypeError: The function returns an awaitable, which is always true.
        """
        outcome = self._ready(result)
        if isawaitable(outcome):
            raise TypeError("ready must return True or False, not an awaitable")
        return bool(outcome)

    def pause(self, result: Any) -> Flow[None]:
        """Wait before the next call: as long as the server asks, else with backoff.

        The last wait ends at the deadline, for one more call.

        Raises:
            APITimeoutError: The deadline has passed, or will before the server is
                ready.
        """
        left = self._until - self._context.clock()
        asked = self._retry_after()
        if left <= 0 or (asked is not None and asked > left):
            raise self._timeout(result, asked if left > 0 else None)
        wait = self._wait if asked is None else max(asked, self._initial_wait)
        self._wait = min(self._wait * 2, self._max_wait)
        yield Sleep(min(wait, left))

    def _retry_after(self) -> float | None:
        """Return the seconds that the last response asks for, up to the maximum."""
        if not self._responses:
            return None
        asked = retry_after(self._responses[0], self._context.wall_clock)
        return (
            None if asked is None else min(asked, self._context.policy.max_server_wait)
        )

    def _timeout(self, result: Any, asked: float | None) -> APITimeoutError:
        calls = f"{self._calls} call{'' if self._calls == 1 else 's'}"
        text = (
            f"no result was ready before the deadline of {self._deadline} s ({calls})"
        )
        if asked is not None:
            text = f"{text}; server asked to wait {asked:.0f} s more"
        return APITimeoutError(text, last_result=result, retry_after=asked)


def check_function(value: Any, name: str, example: str) -> None:
    """Raise if a value is not a function.

    Raises:
        TypeError: It is something else.
    """
    if not callable(value):
        kind = type(value).__name__
        raise TypeError(f"{name} must be a function, not {kind}: lambda: {example}")


def check_synchronous(function: Any, name: str) -> None:
    """Raise if a function of the sync client is a coroutine function.

    Raises:
        TypeError: It is one.
    """
    if iscoroutinefunction(function):
        raise TypeError(f"{name} must be a plain function, not a coroutine function")


def check_awaitable(value: Any, name: str) -> None:
    """Raise if a function of the async client returned no awaitable.

    Raises:
        TypeError: It returned something else.
    """
    if not isawaitable(value):
        kind = type(value).__name__
        raise TypeError(f"{name} must return an awaitable, not {kind}")


def _check_wait(seconds: Any, name: str) -> None:
    if seconds is None or seconds == inf:
        raise ValueError(f"{name} must be finite, not {seconds}")
    check_seconds(seconds, name)
