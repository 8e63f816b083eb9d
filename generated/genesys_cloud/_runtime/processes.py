"""Clients after a fork: a child replaces connections and locks, and keeps values.

A child has copies of its parent's sockets, locks and counters. To use the sockets would
mix up the responses of the two, and a lock that another thread of the parent held is
never released. So whatever belongs to one process is replaced by what a constructor
makes, before anything else runs in the child.

Other locks are not ours to replace: those of modules that another thread imports, and
those of OpenSSL. So a fork waits for imports and for new TLS settings. An import that
begins at the very last moment counts as failed in the child, which imports again.

What is left behind is neither closed nor collected: a pool or an event loop that ends
in an orderly way would say so to the server, or to the parent's event loop, over what
the parent goes on to use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from importlib import _bootstrap, import_module
from threading import RLock, get_ident
from time import monotonic, sleep
from typing import Any, Final, Protocol, TypeAlias
from weakref import ReferenceType, WeakMethod, WeakSet

from .errors import ClientClosedError

_PARENT_OBJECTS: Final[list[object]] = []

LIBRARIES: Final = {
    __name__.partition(".")[0],
    *("aiohttp", "anyio", "certifi", "filelock", "httpcore", "httpx", "idna"),
    *("msgspec", "platformdirs", "sniffio", "socksio", "trio"),
    *sys.stdlib_module_names,
}
"""Top-level packages that a client imports when it needs them."""

_SECONDS: Final = 10.0
"""Maximum seconds that a fork waits for other threads, or another thread for a fork."""


class Connection(Protocol):
    """Protocol of one or more connections."""

    def sockets(self) -> Iterable[Any]:
        """Return objects with the descriptor of a socket as ``fileno``."""
        ...


Made: TypeAlias = dict[int, Any]
"""Replacements that copies of a client share in a child, by original identity."""

_AFTER_FORK: Final[set[WeakMethod[Callable[[Made], None]]]] = set()

_fork_lock = RLock()
"""Lock that a fork waits for, and that it holds."""

# There is no public name for them.
_MODULE_LOCKS: Final[dict[str, ReferenceType[Any]]] = getattr(
    _bootstrap, "_module_locks", {}
)

CONNECTIONS: Final[WeakSet[Connection]] = WeakSet()
"""Connections of this process."""


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


@contextmanager
def delayed_forks() -> Generator[None]:
    """Return a context manager during which forks of other threads wait."""
    lock = _fork_lock
    is_held = lock.acquire(timeout=_SECONDS)
    try:
        yield
    finally:
        if is_held:
            lock.release()


def _importing() -> tuple[set[str], set[str]]:
    """Return the modules that this thread imports, and those of other threads."""
    locks = {name: reference() for name, reference in dict(_MODULE_LOCKS).items()}
    owners = {name: lock.owner for name, lock in locks.items() if lock is not None}
    own = {name for name, owner in owners.items() if owner == get_ident()}
    return own, set(owners) - own


def _is_needed(module: str) -> bool:
    """Return True if clients need a module; those of the program may import forever."""
    return module.partition(".")[0] in LIBRARIES


def _wait_before_fork() -> None:
    until = monotonic() + _SECONDS
    _fork_lock.acquire(timeout=_SECONDS)
    while any(map(_is_needed, _importing()[1])) and monotonic() <= until:
        sleep(0.001)


def _continue_after_fork() -> None:
    with suppress(RuntimeError):
        _fork_lock.release()


def _forget_imports() -> None:
    """Remove the locks of imports that ended with the parent's threads.

    Another client in this process may have removed them already, and not the modules.
    """
    own, interrupted = _importing()
    for name in interrupted:
        del _MODULE_LOCKS[name]
    for name in list(filter(_is_needed, sys.modules)):
        spec = getattr(sys.modules[name], "__spec__", None)
        if name not in own and getattr(spec, "_initializing", False):
            # As Python does after an import that failed.
            del sys.modules[name]


def _reset_after_fork() -> None:
    global _fork_lock
    _fork_lock = RLock()
    _forget_imports()
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
    os.register_at_fork(
        before=_wait_before_fork,
        after_in_parent=_continue_after_fork,
        after_in_child=_reset_after_fork,
    )
