"""Token stores, which share tokens between clients and processes."""

import contextlib
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

import msgspec
from msgspec.structs import replace

from ..errors import ConfigurationError
from ..public import public
from ..redaction import RedactedStruct, is_visible_ascii
from ..typos import NamesMeta

_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")


@public
class StoredToken(RedactedStruct, metaclass=NamesMeta, frozen=True):
    """Token in a store.

    Attributes:
        access_token: Bearer token.
        expires_at: Expiry in seconds since 1970 (UTC); None if unknown.
        lifetime: Lifetime in seconds.
        refresh_token: Refresh token, if there is one.
    """

    access_token: str
    expires_at: float | None = None
    lifetime: float | None = None
    refresh_token: str | None = None


@public
@runtime_checkable
class TokenStore(Protocol):
    """Protocol of token stores, by a key for each login that contains no secret.

    The methods can block, since the async client calls them in a worker thread. Several
    threads can call them at a time. After exceptions other than `APIError`, the client
    warns and continues without the store.

    A store that processes share should have a fourth method, since refresh tokens often
    work once. ``try_lock(key)`` takes the lock of a key at once and returns a function
    that releases it, or returns None if another thread or process has the lock. A lock
    must end with its process.
    """

    def load(self, key: str) -> StoredToken | None:
        """Return the token of a key, or None."""
        ...

    def save(self, key: str, token: StoredToken) -> None:
        """Store a token, and replace an earlier one."""
        ...

    def delete(self, key: str) -> None:
        """Delete the token of a key, if there is one."""
        ...


@public
class MemoryTokenStore:
    """Token store in memory, for clients of one process."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[int, StoredToken]] = {}
        self._locks: dict[tuple[int, str], object] = {}

    def __repr__(self) -> str:
        return f"<MemoryTokenStore with {len(self._tokens)} tokens>"

    def load(self, key: str) -> StoredToken | None:
        """Return the token of a key, or None.

        A token of a parent process has no refresh token, which may work only once.
        """
        process, token = self._tokens.get(key, (0, None))
        if token is not None and process != os.getpid():
            return replace(token, refresh_token=None)
        return token

    def save(self, key: str, token: StoredToken) -> None:
        """Store a token, and replace an earlier one."""
        self._tokens[key] = (os.getpid(), token)

    def delete(self, key: str) -> None:
        """Delete the token of a key, if there is one."""
        self._tokens.pop(key, None)

    def try_lock(self, key: str) -> Callable[[], None] | None:
        """Take the lock of a key and return a function that releases it, or None."""
        # A thread that has it does not live on in a child process.
        name, mine = (os.getpid(), key), object()
        if self._locks.setdefault(name, mine) is not mine:
            return None

        def release() -> None:
            self._locks.pop(name, None)

        return release


@public
class FileTokenStore:
    """Token store in a directory that only its owner can read, one file for each token.

    It replaces files atomically, so processes can share a directory. Each token has a
    lock file for its refresh. The tokens are not encrypted.

    Args:
        directory: Directory, which the store creates on first use.
    """

    def __init__(self, directory: str | os.PathLike[str]) -> None:
        self._directory = Path(directory).expanduser()

    def __repr__(self) -> str:
        return f"FileTokenStore({str(self._directory)!r})"

    def load(self, key: str) -> StoredToken | None:
        """Return the token of a key, or None.

        A file that is damaged, or readable by others than its owner, counts as missing.

        Raises:
            ConfigurationError: Others than its owner can write to the directory.
        """
        if not self._directory.is_dir():
            return None
        self._check_directory()
        try:
            with open(self._file(key), "rb", opener=_open_no_link) as file:
                if not _private(os.fstat(file.fileno())):
                    return None
                content = file.read()
        except OSError:
            return None
        try:
            token = msgspec.json.decode(content, type=StoredToken)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return None
        return token if is_visible_ascii(token.access_token) else None

    def save(self, key: str, token: StoredToken) -> None:
        """Store a token, and replace an earlier one.

        Raises:
            ConfigurationError: Others than its owner can write to the directory.
            OSError: It cannot be written.
        """
        from secrets import token_hex

        _make_private(self._directory)
        self._check_directory()
        target = self._file(key)
        draft = target.with_name(f"{target.name}.{token_hex(8)}.new")
        try:
            with open(draft, "xb", opener=_open_private) as file:
                file.write(msgspec.json.encode(token))
            draft.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise

    def delete(self, key: str) -> None:
        """Delete the token of a key, if there is one."""
        self._file(key).unlink(missing_ok=True)

    def try_lock(self, key: str) -> Callable[[], None] | None:
        """Take the lock of a key and return a function that releases it, or None.

        If the file system has no locks, processes do not coordinate.

        Raises:
            ConfigurationError: Others than its owner can write to the directory.
        """
        from filelock import FileLock, Timeout

        path = self._file(key).with_suffix(".lock")
        try:
            _make_private(self._directory)
            self._check_directory()
            # One thread may acquire the lock and another release it.
            lock = FileLock(path, mode=0o600, thread_local=False)
            lock.acquire(timeout=0)
        except Timeout:
            return None
        except (OSError, NotImplementedError):
            return lambda: None
        return lock.release

    def _file(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("key must be letters, digits, '_' and '-'")
        return self._directory / f"{key}.json"

    def _check_directory(self) -> None:
        found = self._directory.stat()
        if sys.platform == "win32":
            return
        if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o022:
            raise ConfigurationError(
                f"the token directory {self._directory} must be writable only by its"
                f" owner: run chmod 700 {self._directory}"
            )


def _make_private(directory: Path) -> None:
    """Create a directory and its parents, readable only by their owner."""
    # Of `mkdir`, the mode is for the last directory alone.
    missing = [one for one in (directory, *directory.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
    directory.mkdir(mode=0o700, exist_ok=True)


def _open_no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _private(found: os.stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode):
        return False
    if sys.platform == "win32":
        return True  # A profile's directories are their owner's there.
    return found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077
