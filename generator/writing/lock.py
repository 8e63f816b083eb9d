"""Lock of a directory against other runs.

It is a lock of the operating system, not the presence of a file, so it ends with its
process.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    _FLAGS = os.O_RDWR | os.O_CREAT
    _Held = PermissionError

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    _FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    _Held = BlockingIOError

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class LockedError(Exception):
    """Another process holds the lock."""


@contextmanager
def exclusive(path: Path) -> Generator[None, None, None]:
    """Hold the lock of the file ``path``, and remove the file at the end.

    Raises:
        LockedError: Another process holds it.
        OSError: The system cannot create the file.
    """
    descriptor = _acquire(path)
    try:
        yield
    finally:
        # Unix removes the name while the lock is held, so that no other run can hold a
        # lock of this file; Windows removes no file that is open. A name that stays
        # does no harm.
        if sys.platform != "win32":
            with suppress(OSError):
                path.unlink(missing_ok=True)
        os.close(descriptor)
        if sys.platform == "win32":
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _acquire(path: Path) -> int:
    """Open and lock the file that has the name ``path`` now."""
    while True:
        descriptor = os.open(path, _FLAGS, 0o666)
        try:
            _try_lock(descriptor)
            # The holder before us may have removed the name after we opened it: such a
            # lock guards nothing.
            if os.fstat(descriptor).st_nlink:
                return descriptor
        except _Held as error:
            os.close(descriptor)
            raise LockedError(str(path)) from error
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
