"""The steps of a flow: what it asks its client to do.

A flow is a generator. It yields steps and is resumed with their outcomes; what it
returns is its own. Flows do no I/O, so both clients run the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeAlias, TypeVar

import msgspec

from .exchange import Outgoing

R = TypeVar("R")


class Send(msgspec.Struct, frozen=True):
    """Send a request; resumed with its `Incoming`, or thrown a `TransportFailure`."""

    outgoing: Outgoing


class Sleep(msgspec.Struct, frozen=True):
    """Wait; resumed with None."""

    seconds: float


class Exclusive(msgspec.Struct, frozen=True):
    """Run a flow while no other caller of the client runs one so; resumed with None.

    Being a step of its own, and no pair of locking and unlocking, it cannot be left
    locked by a call that is cancelled.
    """

    flow: Flow[None]


class Perform(msgspec.Struct, frozen=True):
    """Call something that may block, such as a read of a file; resumed with its value.

    The async client calls it in a worker thread.
    """

    action: Callable[[], Any]


Step: TypeAlias = Send | Sleep | Exclusive | Perform
Flow: TypeAlias = Generator[Step, Any, R]
