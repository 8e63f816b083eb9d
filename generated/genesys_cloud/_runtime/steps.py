"""Steps that sans-I/O flows yield to the runner.

A flow is a generator. It yields steps and receives their outcomes. Flows do no I/O, so
both clients run the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeAlias, TypeVar

import msgspec

from .transport.messages import HttpRequest

R = TypeVar("R")


class Send(msgspec.Struct, frozen=True):
    """Send a request; resumed with its `HttpResponse`, or thrown a `TransportFailure`.

    Attributes:
        request: The request.
        shielded: True if the runner waits for the response even if the caller is
            cancelled or out of time in between, since it cannot be requested again.
            The request's timeout limits that; without a timeout it has no effect.
    """

    request: HttpRequest
    shielded: bool = False


class Sleep(msgspec.Struct, frozen=True):
    """Wait; the flow receives None."""

    seconds: float


class RunExclusive(msgspec.Struct, frozen=True):
    """Flow to run exclusively among the client's callers; the flow receives None.

    It is one step instead of a pair (lock, unlock), so a cancelled call cannot leave
    the lock locked.

    Attributes:
        flow: Flow to run.
        until: Time at which the runner gives it up without an error, in seconds of the
            client's clock. It is before the caller's deadline. None for no limit.
    """

    flow: Flow[None]
    until: float | None = None


class RunBlocking(msgspec.Struct, frozen=True):
    """Blocking call, such as reading a file; the flow receives its value.

    The async client calls it in a worker thread.

    Attributes:
        action: Function to call.
        shielded: True to call it even if the caller is cancelled or out of time.
    """

    action: Callable[[], Any]
    shielded: bool = False


Step: TypeAlias = Send | Sleep | RunExclusive | RunBlocking
Flow: TypeAlias = Generator[Step, Any, R]
