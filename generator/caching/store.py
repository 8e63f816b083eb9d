"""Values by the hash of what they are made of, in one file that processes share.

SQLite does the locking and survives a process that is killed. Whatever else goes wrong
with the file costs time and nothing more: a value that cannot be had is made anew, and
every value carries a checksum of its own, so that a damaged one is not taken for good.
"""

import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")
_Row = tuple[Any, ...]

Tell = Callable[[str], None]
"""Takes the reason why the cache, or a part of it, is of no use."""

_VERSION = 3
"""The layout of the table: a file with another one is made anew."""
_DAY = 86_400
_LIMIT = 256 * 1024 * 1024
_PATIENCE = 2.0
"""Seconds to wait for another process: longer would cost more than the cache saves."""
_SEAL = 4
"""Bytes before every value: damage is an accident, which needs no stronger hash."""

_TABLE = """
CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY, used INTEGER NOT NULL, size INTEGER NOT NULL,
    value BLOB NOT NULL
)
"""
_INDEX = "CREATE INDEX IF NOT EXISTS by_age ON entries (used DESC, key, size)"
"""Holds all that is asked for to bound the file, so that no value is passed by."""
_GET = (
    "SELECT key, used, value FROM entries WHERE key IN (SELECT value FROM json_each(?))"
)
_PUT = "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)"
_TOUCH = "UPDATE entries SET used = ? WHERE key IN (SELECT value FROM json_each(?))"
_DROP = "DELETE FROM entries WHERE key IN (SELECT value FROM json_each(?))"
_BY_AGE = "SELECT key, size FROM entries ORDER BY used DESC, key"


class Cache(Protocol):
    """Values by key; any may be missing at any time."""

    def get(self, keys: Collection[str], /) -> Mapping[str, bytes]:
        """The values that there are."""
        ...

    def load(
        self, keys: Collection[str], decode: Callable[[bytes], _T], /
    ) -> Mapping[str, _T]:
        """The values that there are, decoded; nobody may change them.

        There must be one way to decode the value of a key.
        """
        ...

    def put(self, values: Mapping[str, bytes], /) -> None:
        """Keep values."""
        ...


class NoCache:
    """Remembers nothing."""

    def get(self, keys: Collection[str], /) -> Mapping[str, bytes]:
        """Nothing is there."""
        return {}

    def load(
        self, keys: Collection[str], decode: Callable[[bytes], _T], /
    ) -> Mapping[str, _T]:
        """Nothing is there."""
        return {}

    def put(self, values: Mapping[str, bytes], /) -> None:
        """Nothing stays."""


class Store:
    """A cache in a folder. What goes wrong is told once and never raised."""

    def __init__(self, folder: Path, tell: Tell, limit: int = _LIMIT) -> None:
        self._file = folder / "cache.sqlite3"
        self._tell = tell
        self._limit = limit
        self._database: sqlite3.Connection | None = None
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._database = self._open()
        except sqlite3.OperationalError as error:
            tell(f"it cannot be opened: {error}")
        except sqlite3.DatabaseError:
            self._remake()
        except OSError as error:
            tell(f"it cannot be opened: {error.strerror}")

    def get(self, keys: Collection[str]) -> dict[str, bytes]:
        """The values that there are, by key."""
        found: dict[str, bytes] = {}
        damaged: list[str] = []
        stale: list[str] = []
        now = int(time.time())
        for key, used, value in self._rows(_GET, json.dumps(list(keys))):
            data = memoryview(value)
            if _seal(key, data[_SEAL:]) != bytes(data[:_SEAL]):
                damaged.append(key)
                continue
            found[key] = bytes(data[_SEAL:])
            if used < now - _DAY:
                stale.append(key)
        if damaged:
            self._tell("a part of it was damaged and is made anew")
            self._write([(_DROP, [(json.dumps(damaged),)])])
        if stale:
            self._write([(_TOUCH, [(now, json.dumps(stale))])])
        return found

    def load(
        self, keys: Collection[str], decode: Callable[[bytes], _T]
    ) -> dict[str, _T]:
        """The values that there are, decoded, by key."""
        return {key: decode(value) for key, value in self.get(keys).items()}

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keep values; what was not asked for longest goes where they are too many."""
        if not values:
            return
        now = int(time.time())
        rows: list[_Row] = [
            (key, now, len(value), _seal(key, value) + value)
            for key, value in values.items()
        ]
        self._write([(_PUT, rows)])
        surplus: list[str] = []
        total = 0
        for key, size in self._rows(_BY_AGE):
            total += size
            if total > self._limit:
                surplus.append(key)
        if surplus:
            self._write([(_DROP, [(json.dumps(surplus),)])])

    def close(self) -> None:
        """Give the file back."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            # A power cut may cost the cache, which is no loss.
            database.execute("PRAGMA synchronous = OFF")
            [version] = database.execute("PRAGMA user_version").fetchone()
            if version != _VERSION:
                database.execute("DROP TABLE IF EXISTS entries")
                database.execute(_TABLE)
                database.execute(_INDEX)
                database.execute(f"PRAGMA user_version = {_VERSION}")
        except BaseException:
            database.close()
            raise
        return database

    def _remake(self) -> None:
        """Begin anew where the file is not what it should be."""
        self._tell("it was damaged and is made anew")
        self.close()
        try:
            for suffix in ("", "-wal", "-shm", "-journal"):
                Path(f"{self._file}{suffix}").unlink(missing_ok=True)
            self._database = self._open()
        except (OSError, sqlite3.Error):
            self._database = None

    def _rows(self, statement: str, *given: object) -> list[_Row]:
        if self._database is None:
            return []
        try:
            return self._database.execute(statement, given).fetchall()
        except sqlite3.OperationalError:
            # Another process holds the file for long: this run goes without.
            return []
        except sqlite3.DatabaseError:
            self._remake()
            return []

    def _write(self, changes: list[tuple[str, list[_Row]]]) -> None:
        if self._database is None:
            return
        try:
            with closing(self._database.cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE")
                for statement, rows in changes:
                    cursor.executemany(statement, rows)
                cursor.execute("COMMIT")
        except sqlite3.OperationalError:
            self._roll_back()
        except sqlite3.DatabaseError:
            self._remake()

    def _roll_back(self) -> None:
        """Forget a change that the disk or another process did not let through."""
        if self._database is not None and self._database.in_transaction:
            self._database.rollback()


def cache_folder() -> Path:
    """Where the user's system keeps caches."""
    from platformdirs import user_cache_path

    return user_cache_path("mdclient", appauthor=False)


def _seal(key: str, value: bytes | memoryview) -> bytes:
    return zlib.crc32(value, zlib.crc32(key.encode())).to_bytes(_SEAL, "big")
