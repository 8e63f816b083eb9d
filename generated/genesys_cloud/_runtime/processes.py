"""Clients after a fork: a child replaces connections and locks, and keeps values.

A child has copies of its parent's sockets, locks and counters. To use the sockets would
mix up the responses of the two, and a lock that another thread of the parent held is
never released. So whatever belongs to one process is replaced by what a constructor
makes, before anything else runs in the child.

The lock of a module that another thread is importing is not ours to replace. So a fork
waits for imports, and loads what the first call needs.

What is left behind is neither closed nor collected: a pool or an event loop that ends
in an orderly way would say so to the server, or to the parent's event loop, over what
the parent goes on to use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from time import monotonic, sleep
from typing import Any, Final, Protocol, TypeAlias
from weakref import WeakMethod, WeakSet

from .errors import ClientClosedError

_PARENT_OBJECTS: Final[list[object]] = []


LIBRARIES: Final = {
    __name__.partition(".")[0],
    *("aiohttp", "anyio", "encodings", "fcntl", "filelock", "httpcore", "httpx"),
    *("msgspec", "trio"),
}
"""Top-level packages that a client imports when it needs them."""

_IMPORT_SECONDS: Final = 10.0
"""Maximum seconds that a fork waits for imports of other threads."""


class Connection(Protocol):
    """Protocol of one or more connections."""

    def sockets(self) -> Iterable[Any]:
        """Return objects with the descriptor of a socket as ``fileno``."""
        ...


_BEFORE_FORK: Final[list[Callable[[], object]]] = []

Made: TypeAlias = dict[int, Any]
"""Replacements that copies of a client share in a child, by original identity."""

_AFTER_FORK: Final[set[WeakMethod[Callable[[Made], None]]]] = set()

CONNECTIONS: Final[WeakSet[Connection]] = WeakSet()
"""Connections of this process."""


def before_fork(load: Callable[[], object]) -> None:
    """Call a function, which imports modules, before each fork while clients exist."""
    _BEFORE_FORK.append(load)


def after_fork(reset_after_fork: Callable[[Made], None]) -> None:
    """Call a method of a client in forked children, as long as the client exists.

    It replaces all that belongs to the parent.
    """
    _AFTER_FORK.add(WeakMethod(reset_after_fork, _AFTER_FORK.discard))


def keep_parent_objects(*things: object) -> None:
    """Prevent objects of the parent process from being closed or collected."""
    _PARENT_OBJECTS.extend(things)


def forked_error(who: str = "") -> ClientClosedError:
    """Return the error for the use of a stream or flow of the parent process."""
    named = f"{who}: " if who else ""
    return ClientClosedError(
        f"{named}this belongs to the parent process, which alone can continue it: start"
        " it again in this process"
    )


def _is_importing() -> bool:
    """Return True if a thread is importing a module that a client needs."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in LIBRARIES:
            spec = getattr(module, "__spec__", None)
            if getattr(spec, "_initializing", False):
                return True
    return False


def _finish_imports() -> None:
    until = monotonic() + _IMPORT_SECONDS
    # To load what another thread is importing would wait for it without a limit.
    if _have_imports_ended(until) and _AFTER_FORK:
        for load in _BEFORE_FORK:
            load()
        _have_imports_ended(until)


def _have_imports_ended(until: float) -> bool:
    """Wait for imports; return False if they take longer."""
    while _is_importing():
        if monotonic() > until:
            return False
        sleep(0.001)
    return True


def _reset_after_fork() -> None:
    made: Made = {}
    for reference in list(_AFTER_FORK):
        if reset_after_fork := reference():
            reset_after_fork(made)
    connections = list(CONNECTIONS)
    if connections:
        # As long as the child's copy of a socket is open, the server does not learn of
        # the parent's closing. Its number stays taken: whoever has it may close it yet.
        nothing = os.open(os.devnull, os.O_RDWR)
        for one in (one for found in connections for one in found.sockets()):
            with suppress(OSError):
                os.dup2(nothing, one.fileno(), inheritable=False)
        os.close(nothing)
    keep_parent_objects(*connections)
    CONNECTIONS.clear()


# There is no fork on Windows.
if hasattr(os, "register_at_fork"):
    # Its hook takes a lock that an import may need, and hooks that come first run last.
    import_module("logging")
    os.register_at_fork(before=_finish_imports, after_in_child=_reset_after_fork)
