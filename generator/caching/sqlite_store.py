"""Values by the hash of their inputs, in one file that processes share.

SQLite does the locking and survives a killed process. Any other problem with the file
costs only time: a missing value is computed again, and every value has a checksum, so
that a damaged one counts as missing.
"""

import json
import re
import sqlite3
import time
import zlib
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")
_Row = tuple[Any, ...]
_Change = tuple[str, list[_Row]]
"""A statement, and the rows for which it is run."""

ReportProblem = Callable[[str], None]
"""Takes the reason why the cache, or a part of it, is of no use."""

_LAYOUT = 4
"""Stands in the file's name, so that one mdclient never meets the layout of another."""
_NAME = re.compile(r"cache(?:-(\d+))?\.sqlite3(?:-wal|-shm|-journal)?")
_BESIDE = ("-wal", "-shm", "-journal")
_RECENTLY = 600
"""Seconds after which a use is written down again."""
_LIMIT = 256 * 1024 * 1024
_PATIENCE = 2.0
"""Seconds to wait for another process: longer would cost more than the cache saves."""
_CHECKSUM_SIZE = 4
"""Bytes before every value: damage is an accident, which needs no stronger hash."""

_TABLE = """
CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY, used INTEGER NOT NULL, size INTEGER NOT NULL,
    value BLOB NOT NULL
)
"""
_INDEX = "CREATE INDEX IF NOT EXISTS by_age ON entries (used DESC, size)"
"""Contains all columns that limiting the file reads, so that it reads no values."""
_GET = """
SELECT key, used < ?, value FROM entries
WHERE key IN (SELECT value FROM json_each(?))
"""
_TOUCH = "UPDATE entries SET used = ? WHERE key IN (SELECT value FROM json_each(?))"
_MAKE_ROOM = """
DELETE FROM entries WHERE rowid IN (
    SELECT id FROM (
        SELECT rowid AS id, SUM(ABS(size)) OVER (
            ORDER BY used DESC, size ROWS UNBOUNDED PRECEDING
        ) AS total FROM entries
    ) WHERE total > ?
)
"""
_PUT = "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)"

_IN_USE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY_DBMOVED,
}
"""Another process locks the file, or has recreated it: this run uses no cache."""
_OUT_OF_ORDER = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
}
"""Error of the disk, while the file may be intact."""


class Cache(Protocol):
    """Values by key; any may be missing at any time."""

    def get(self, keys: Collection[str], /) -> Mapping[str, bytes]:
        """Return the cached values."""
        ...

    def load(
        self, keys: Collection[str], decode: Callable[[bytes], _T], /
    ) -> Mapping[str, _T]:
        """Return the cached values, decoded; callers must not change them.

        There must be one way to decode the value of a key.
        """
        ...

    def put(self, values: Mapping[str, bytes], /) -> None:
        """Keep values."""
        ...


class NoCache:
    """Remembers nothing."""

    def get(self, keys: Collection[str], /) -> Mapping[str, bytes]:
        """Return an empty mapping."""
        return {}

    def load(
        self, keys: Collection[str], decode: Callable[[bytes], _T], /
    ) -> Mapping[str, _T]:
        """Return an empty mapping."""
        return {}

    def put(self, values: Mapping[str, bytes], /) -> None:
        """Discard the values."""


class SqliteStore:
    """Cache in a directory, which reports problems and never raises."""

    def __init__(
        self, directory: Path, report_problem: ReportProblem, limit: int = _LIMIT
    ) -> None:
        self._file = directory / f"cache-{_LAYOUT}.sqlite3"
        self._report_problem = report_problem
        self._limit = limit
        self._used: list[str] = []
        self._database: sqlite3.Connection | None = None
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._database = self._open()
        except OSError as error:
            report_problem(f"{error.strerror}")
        except (sqlite3.Error, ValueError) as error:
            self._handle_error(error)

    def get(self, keys: Collection[str]) -> dict[str, bytes]:
        """Return the cached values, by key."""
        found: dict[str, bytes] = {}
        is_damaged = False
        long_ago = int(time.time()) - _RECENTLY
        for key, is_stale, value in self._rows(_GET, long_ago, json.dumps(list(keys))):
            if not _is_intact(key, value):
                is_damaged = True
                continue
            found[key] = value[_CHECKSUM_SIZE:]
            if is_stale:
                self._used.append(key)
        if is_damaged:
            self._recreate()
        return found

    def load(
        self, keys: Collection[str], decode: Callable[[bytes], _T]
    ) -> dict[str, _T]:
        """Return the cached values, decoded, by key."""
        return {key: decode(value) for key, value in self.get(keys).items()}

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keep values, as far as there is room for them.

        The values that were not used for longest make room for it.
        """
        now = int(time.time())
        rows: list[_Row] = []
        room = self._limit
        for key, value in values.items():
            if len(value) <= room:
                room -= len(value)
                rows.append((key, now, len(value), _checksum(key, value) + value))
        if rows:
            self._write([*self._usage_updates(), (_MAKE_ROOM, [(room,)]), (_PUT, rows)])

    def close(self) -> None:
        """Give the file back."""
        try:
            self._write(self._usage_updates())
        finally:
            self._disconnect()

    def _usage_updates(self) -> list[_Change]:
        """Return the statement that records used values, since it takes a lock."""
        used, self._used = self._used, []
        return [(_TOUCH, [(int(time.time()), json.dumps(used))])] if used else []

    def _open(self) -> sqlite3.Connection:
        is_new = not self._file.exists()
        database = sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)
        try:
            # Losing the cache in a power cut is acceptable.
            database.execute("PRAGMA synchronous = OFF")
            database.execute(_TABLE)
            database.execute(_INDEX)
        except BaseException:
            database.close()
            raise
        if is_new:
            _remove_older(self._file.parent)
        return database

    def _handle_error(self, error: Exception) -> None:
        """Run an operation of the database, and treat invalid UTF-8 as damage."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        if not _IN_USE.isdisjoint({code, code & 0xFF}):
            if self._database is not None:
                self._database.rollback()
        elif code & 0xFF in _OUT_OF_ORDER:
            self._disconnect()
            self._report_problem(f"{error}")
        else:
            self._recreate()

    def _recreate(self) -> None:
        """Recreate the file if it is damaged."""
        self._disconnect()
        try:
            # The journal first: SQLite would otherwise apply it to the new file.
            for end in (*_BESIDE, ""):
                Path(f"{self._file}{end}").unlink(missing_ok=True)
            self._database = self._open()
        except (OSError, sqlite3.Error, ValueError) as error:
            self._report_problem(f"cannot recreate it: {error}")
        else:
            self._report_problem("it was damaged, so mdclient recreated it")

    def _disconnect(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _rows(self, statement: str, *given: object) -> list[_Row]:
        if self._database is None:
            return []
        try:
            return self._database.execute(statement, given).fetchall()
        except (sqlite3.Error, ValueError) as error:
            self._handle_error(error)
            return []

    def _write(self, changes: list[_Change]) -> None:
        if self._database is None or not changes:
            return
        try:
            self._database.execute("BEGIN IMMEDIATE")
            for statement, rows in changes:
                self._database.executemany(statement, rows)
            self._database.execute("COMMIT")
        except (sqlite3.Error, ValueError) as error:
            self._handle_error(error)


def _remove_older(directory: Path) -> None:
    """Remove the files of layouts before this one, which few may need again."""
    for path in directory.iterdir():
        found = _NAME.fullmatch(path.name)
        if found and int(found[1] or 0) < _LAYOUT:
            with suppress(OSError):
                path.unlink()


def cache_directory() -> Path:
    """Return the directory where the user's system keeps caches."""
    from platformdirs import user_cache_path

    return user_cache_path("mdclient", appauthor=False)


def _is_intact(key: object, value: object) -> bool:
    """Return True if a row is intact, since a damaged one may hold anything."""
    return (
        isinstance(key, str)
        and isinstance(value, bytes)
        and _checksum(key, memoryview(value)[_CHECKSUM_SIZE:]) == value[:_CHECKSUM_SIZE]
    )


def _checksum(key: str, value: bytes | memoryview) -> bytes:
    return zlib.crc32(value, zlib.crc32(key.encode())).to_bytes(_CHECKSUM_SIZE, "big")
