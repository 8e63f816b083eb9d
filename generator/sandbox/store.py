"""Memory of a sandbox: what clients created, changed and deleted."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from weakref import finalize

import msgspec

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS items (
        collection TEXT NOT NULL,
        key TEXT NOT NULL,
        body BLOB,
        version INTEGER NOT NULL,
        is_created INTEGER NOT NULL,
        created REAL NOT NULL,
        PRIMARY KEY (collection, key)
    )
"""
_COLUMNS = "collection, key, body, version, is_created, created"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """State of one item.

    Attributes:
        key: Its key in its collection.
        body: Fields that clients sent; None if the item is deleted.
        version: Number of changes, from 1.
        is_created: True if a client created it.
        created: Seconds of the clock when it was created or first changed.
    """

    key: str
    body: Any
    version: int = 1
    is_created: bool = False
    created: float = 0.0

    @property
    def is_deleted(self) -> bool:
        """True if the item is deleted."""
        return self.body is None


class Store:
    """Items by collection and key, in SQLite.

    Args:
        path: File of the database; None for memory.

    Raises:
        OSError: The file cannot be opened, or is not a database.
    """

    def __init__(self, path: Path | None = None) -> None:
        # One thread at a time uses it: that of the server, or that of a test.
        try:
            self._database = sqlite3.connect(
                path or ":memory:", check_same_thread=False, isolation_level=None
            )
            finalize(self, self._database.close)
            self._database.execute("PRAGMA synchronous = OFF")
            self._database.execute(_SCHEMA)
            # Fails at once if the file has another table of that name.
            self._database.execute(f"SELECT {_COLUMNS} FROM items LIMIT 0")
        except sqlite3.Error as error:
            raise OSError(f"{path}: {error}") from error

    def get(self, collection: str, key: str) -> Row | None:
        """Return the state of an item, if clients changed it."""
        found = self._database.execute(
            "SELECT key, body, version, is_created, created FROM items "
            "WHERE collection = ? AND key = ?",
            (collection, key),
        ).fetchone()
        return _row(found) if found else None

    def list(self, collection: str) -> list[Row]:
        """Return the changed items of a collection, in the order of their creation."""
        found = self._database.execute(
            "SELECT key, body, version, is_created, created FROM items "
            "WHERE collection = ? ORDER BY rowid",
            (collection,),
        )
        return [_row(row) for row in found]

    def put(self, collection: str, row: Row) -> None:
        """Keep the state of an item."""
        body = None if row.is_deleted else msgspec.json.encode(row.body)
        self._database.execute(
            "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body, "
            "version = excluded.version, is_created = excluded.is_created, "
            "created = excluded.created",
            (collection, row.key, body, row.version, row.is_created, row.created),
        )

    def count(self) -> int:
        """Return the number of items that clients changed."""
        found = self._database.execute("SELECT count(*) FROM items").fetchone()
        return int(found[0])

    def clear(self) -> None:
        """Forget all items."""
        self._database.execute("DELETE FROM items")


def _row(found: tuple[str, bytes | None, int, int, float]) -> Row:
    key, body, version, is_created, created = found
    return Row(
        key=key,
        body=None if body is None else msgspec.json.decode(body),
        version=version,
        is_created=bool(is_created),
        created=created,
    )
