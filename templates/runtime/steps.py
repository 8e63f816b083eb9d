"""Steps that sans-I/O flows yield to the runner.

A flow is a generator. It yields steps and is resumed with their outcomes; what it
returns is its own. Flows do no I/O, so both clients run the same ones.
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
            cancelled or out of time in between, since nobody can ask for it again.
            The request's own timeout bounds that; without one it is not done.
    """

    request: HttpRequest
    shielded: bool = False


class Sleep(msgspec.Struct, frozen=True):
    """Wait; the flow receives None."""

    seconds: float


class RunExclusive(msgspec.Struct, frozen=True):
    """Flow to run exclusively among the client's callers; the flow receives None.

    Being a step of its own, and no pair of locking and unlocking, it cannot be left
    locked by a call that is cancelled.

    Attributes:
        flow: What is run.
        until: When it is given up, in seconds of the client's clock; to run out of that
            is no error, and sooner than the caller's deadline. None for no such bound.
    """

    flow: Flow[None]
    until: float | None = None


class RunBlocking(msgspec.Struct, frozen=True):
    """Blocking call, such as reading a file; the flow receives its value.

    The async client calls it in a worker thread.

    Attributes:
        action: What is called.
        shielded: Whether it is called even if the caller is cancelled or out of time.
    """

    action: Callable[[], Any]
    shielded: bool = False


Step: TypeAlias = Send | Sleep | RunExclusive | RunBlocking
Flow: TypeAlias = Generator[Step, Any, R]
