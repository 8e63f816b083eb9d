"""The cache may be slow, damaged, shared or missing: it is never wrong."""

import multiprocessing
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.caching.store import Store


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def store(tmp_path: Path, told: list[str]) -> Iterator[Store]:
    made = Store(tmp_path / "cache", told.append)
    yield made
    made.close()


def test_what_was_put_is_there_for_others_too(
    store: Store, tmp_path: Path, told: list[str]
) -> None:
    store.put({"a": b"1", "b": b""})
    assert store.get(["a", "b", "c"]) == {"a": b"1", "b": b""}
    other = Store(tmp_path / "cache", told.append)
    assert other.get(["a"]) == {"a": b"1"}
    other.put({"a": b"2"})
    other.close()
    assert store.get(["a"]) == {"a": b"2"}
    assert told == []


def test_the_folder_is_for_the_owner_alone(store: Store, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


def test_a_damaged_value_is_told_and_forgotten(
    store: Store, tmp_path: Path, told: list[str]
) -> None:
    store.put({"a": b"right", "b": b"right"})
    database = sqlite3.connect(tmp_path / "cache/cache.sqlite3")
    with database:
        database.execute("UPDATE entries SET value = ? WHERE key = 'a'", (b"x" * 21,))
    database.close()
    assert store.get(["a", "b"]) == {"b": b"right"}
    assert told == ["a part of it was damaged and is made anew"]
    assert store.get(["a", "b"]) == {"b": b"right"}
    assert len(told) == 1


@pytest.mark.parametrize(
    "junk", [b"no database at all" * 999, b"SQLite format 3\0junk"]
)
def test_a_damaged_file_is_told_and_made_anew(
    tmp_path: Path, told: list[str], junk: bytes
) -> None:
    (tmp_path / "cache.sqlite3").write_bytes(junk)
    store = Store(tmp_path, told.append)
    assert told == ["it was damaged and is made anew"]
    store.put({"a": b"1"})
    assert store.get(["a"]) == {"a": b"1"}
    store.close()


def test_pages_that_are_damaged_later_are_told(tmp_path: Path, told: list[str]) -> None:
    store = Store(tmp_path, told.append)
    store.put({str(n): os.urandom(9_000) for n in range(50)})
    store.close()
    file = tmp_path / "cache.sqlite3"
    data = bytearray(file.read_bytes())
    data[8_192:] = os.urandom(len(data) - 8_192)
    file.write_bytes(data)
    store = Store(tmp_path, told.append)
    assert store.get([str(n) for n in range(50)]) == {}
    assert told
    store.put({"a": b"1"})
    assert store.get(["a"]) == {"a": b"1"}
    store.close()


def test_another_layout_is_made_anew(tmp_path: Path, told: list[str]) -> None:
    database = sqlite3.connect(tmp_path / "cache.sqlite3")
    database.execute("PRAGMA user_version = 99")
    database.close()
    store = Store(tmp_path, told.append)
    store.put({"a": b"1"})
    assert store.get(["a"]) == {"a": b"1"}
    store.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, told: list[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file", told.append)
    assert len(told) == 1
    assert told[0].startswith("it cannot be opened")
    store.put({"a": b"1"})
    assert store.get(["a"]) == {}
    store.close()


def test_what_was_not_asked_for_longest_goes(
    tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    store = Store(tmp_path, told.append, limit=100)
    store.put({"old": bytes(40)})
    now += 1
    store.put({"young": bytes(40)})
    now += 2 * 86_400
    assert store.get(["old"]).keys() == {"old"}
    store.put({"new": bytes(40)})
    assert store.get(["old", "young", "new"]).keys() == {"old", "new"}
    store.close()


def _fill(folder: str, number: int) -> None:
    told: list[str] = []
    store = Store(Path(folder), told.append)
    for turn in range(30):
        store.put({f"{turn}": bytes([turn]) * 500, f"{number}-{turn}": bytes(99)})
        assert store.get([f"{turn}"])[f"{turn}"] == bytes([turn]) * 500
    store.close()
    assert told == []


def test_processes_share_it(tmp_path: Path, told: list[str]) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=_fill, args=(str(tmp_path), number))
        for number in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    store = Store(tmp_path, told.append)
    assert len(store.get([f"{n}-{t}" for n in range(4) for t in range(30)])) == 120
    store.close()


def test_a_file_that_another_process_holds_costs_the_cache_alone(
    store: Store, tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put({"a": b"1"})
    holder = sqlite3.connect(tmp_path / "cache/cache.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("generator.caching.store._PATIENCE", 0.01)
    other = Store(tmp_path / "cache", told.append)
    other.put({"b": b"2"})
    assert other.get(["a", "b"]) == {"a": b"1"}
    holder.execute("ROLLBACK")
    holder.close()
    other.put({"b": b"2"})
    assert other.get(["b"]) == {"b": b"2"}
    other.close()
    assert told == []
