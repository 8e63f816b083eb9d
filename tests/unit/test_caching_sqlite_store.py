"""The cache may be slow, damaged, shared or missing: it is never wrong."""

import multiprocessing
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from threading import Barrier

import pytest

from generator.caching.sqlite_store import ReportProblem, SqliteStore

FILE = "cache-4.sqlite3"
TURNS = 40
"""Kinds of damage of each sort, each of which costs milliseconds."""
_PAGE = 4096


pytestmark = pytest.mark.usefixtures("closed_stores")


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def store(tmp_path: Path, told: list[str]) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "cache", told.append)
    yield made
    made.close()


def test_what_was_put_is_there_for_others_too(
    store: SqliteStore, tmp_path: Path, told: list[str]
) -> None:
    store.put({"a": b"1", "b": b""})
    assert store.get(["a", "b", "c"]) == {"a": b"1", "b": b""}
    other = SqliteStore(tmp_path / "cache", told.append)
    assert other.get(["a"]) == {"a": b"1"}
    other.put({"a": b"2"})
    other.close()
    assert store.get(["a"]) == {"a": b"2"}
    assert told == []


def test_the_folder_is_for_the_owner_alone(store: SqliteStore, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


def _change(folder: Path, statement: str) -> None:
    database = sqlite3.connect(folder / FILE)
    with database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute(statement)
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET value = zeroblob(21) WHERE key = 'a'",
        "UPDATE entries SET value = x'00' WHERE key = 'a'",
        "UPDATE entries SET value = 'text' WHERE key = 'a'",
        "UPDATE entries SET value = -1 WHERE key = 'a'",
        "UPDATE entries SET value = 1e9 WHERE key = 'a'",
        # The value of one key under another, as sound as it is.
        "UPDATE entries SET value = (SELECT value FROM entries WHERE key = 'b') "
        "WHERE key = 'a'",
        "UPDATE OR REPLACE entries SET key = 'b' WHERE key = 'a'",
        "UPDATE entries SET key = CAST(x'ff' AS TEXT) WHERE key = 'a'",
        "UPDATE entries SET used = x'00'",
        "UPDATE entries SET used = 'now'",
        "UPDATE entries SET size = 'large'",
        "UPDATE entries SET size = -9223372036854775808",
        "UPDATE entries SET size = 9223372036854775807",
        "DROP INDEX by_age",
        "DROP TABLE entries",
        "ALTER TABLE entries RENAME TO others",
        "ALTER TABLE entries RENAME COLUMN value TO data",
        "ALTER TABLE entries ADD COLUMN more",
        "PRAGMA user_version = 99",
        "PRAGMA journal_mode = WAL",
        "UPDATE sqlite_schema SET sql = CAST(x'ff' || sql AS TEXT)",
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE entries (key)' "
        "WHERE name = 'entries'",
        "UPDATE sqlite_schema SET rootpage = 1",
        "UPDATE sqlite_schema SET type = NULL",
        "DELETE FROM sqlite_schema",
    ],
)
def test_what_is_in_the_file_may_be_anything(
    tmp_path: Path, told: list[str], statement: str
) -> None:
    store = SqliteStore(tmp_path, told.append)
    store.put({"a": b"right", "b": b"right, too"})
    store.close()
    _change(tmp_path, statement)
    _use(tmp_path, told.append, {"a": b"right", "b": b"right, too"})
    assert set(told) <= {"it was damaged, so mdclient recreated it"}


def _use(folder: Path, tell: ReportProblem, values: dict[str, bytes]) -> None:
    """Runs that get nothing wrong, of which the third finds all as it should be."""
    found: dict[str, bytes] = {}
    for complain in (tell, tell, pytest.fail):
        store = SqliteStore(folder, complain)
        found = store.get(list(values))
        assert found.items() <= values.items()
        store.put({key: values[key] for key in values if key not in found})
        store.close()
    assert found == values


def _flip_bits(data: bytearray, random: Random) -> None:
    for _ in range(random.choice([1, 1, 9, 99])):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _flip_bits_at_the_start(data: bytearray, random: Random) -> None:
    """Where the header and the schema are."""
    for _ in range(random.choice([1, 1, 2, 5])):
        data[random.randrange(16, 100)] ^= 1 << random.randrange(8)


def _spoil_the_schema(data: bytearray, random: Random) -> None:
    start = random.choice([data.index(b"CREATE TABLE"), data.index(b"CREATE INDEX")])
    data[start + random.randrange(-30, 60)] = random.randrange(256)


def _overwrite(data: bytearray, random: Random) -> None:
    start, length = random.randrange(len(data)), random.choice([1, 20, 5000])
    data[start : start + length] = random.randbytes(length)


def _cut(data: bytearray, random: Random) -> None:
    del data[random.randrange(len(data)) :]


def _swap_pages(data: bytearray, random: Random) -> None:
    pages = len(data) // _PAGE
    one, two = (_PAGE * number for number in random.sample(range(pages), 2))
    page = data[one : one + _PAGE]
    data[one : one + _PAGE] = data[two : two + _PAGE]
    data[two : two + _PAGE] = page


def _copy_a_page(data: bytearray, random: Random) -> None:
    """As where a disk wrote one page to the place of another."""
    pages = len(data) // _PAGE
    one, two = (_PAGE * number for number in random.sample(range(pages), 2))
    data[one : one + _PAGE] = data[two : two + _PAGE]


def _grow(data: bytearray, random: Random) -> None:
    data += random.randbytes(random.randrange(3 * _PAGE))


@pytest.mark.parametrize(
    "damage",
    [
        *(_flip_bits, _flip_bits_at_the_start, _spoil_the_schema, _overwrite),
        *(_cut, _swap_pages, _copy_a_page, _grow),
    ],
)
def test_no_damage_crashes_stays_or_makes_a_value_wrong(
    tmp_path: Path, damage: Callable[[bytearray, Random], None]
) -> None:
    random = Random(0)
    values = {
        random.randbytes(24).hex(): random.randbytes(random.choice([9, 500, 9000]))
        for _ in range(40)
    }
    store = SqliteStore(tmp_path, pytest.fail)
    store.put(values)
    store.close()
    file = tmp_path / FILE
    sound = file.read_bytes()
    for turn in range(TURNS):
        data = bytearray(sound)
        damage(data, Random(turn))
        file.write_bytes(data)
        told: list[str] = []
        _use(tmp_path, told.append, values)
        assert set(told) <= {"it was damaged, so mdclient recreated it"}


@pytest.mark.parametrize(
    "junk", [b"no database at all" * 999, b"SQLite format 3\0junk"]
)
def test_a_damaged_file_is_told_and_made_anew(
    tmp_path: Path, told: list[str], junk: bytes
) -> None:
    (tmp_path / FILE).write_bytes(junk)
    store = SqliteStore(tmp_path, told.append)
    assert told == ["it was damaged, so mdclient recreated it"]
    store.put({"a": b"1"})
    assert store.get(["a"]) == {"a": b"1"}
    store.close()


def test_other_layouts_stay_out_of_the_way(tmp_path: Path, told: list[str]) -> None:
    older = ["cache.sqlite3", "cache.sqlite3-wal", "cache-3.sqlite3-journal"]
    others = ["cache-99.sqlite3", "cachet.sqlite3", "notes"]
    for name in (*older, *others):
        (tmp_path / name).write_text("another's")
    SqliteStore(tmp_path, told.append).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([FILE, *others])
    # An mdclient of before makes its file again, and both keep what they have.
    (tmp_path / older[0]).write_text("another's")
    SqliteStore(tmp_path, told.append).close()
    assert (tmp_path / older[0]).exists()
    assert told == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, told: list[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    store = SqliteStore(tmp_path / "file", told.append)
    assert len(told) == 1
    assert told == ["File exists"]
    store.put({"a": b"1"})
    assert store.get(["a"]) == {}
    store.close()


def test_what_is_used_is_newer_than_what_was_put_since(
    tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    for name in ("used", "idle", "new"):
        store = SqliteStore(tmp_path, told.append, limit=100)
        store.put({name: bytes(40)})
        now += 3600
        store.get(["used"])
        store.close()
    store = SqliteStore(tmp_path, told.append, limit=100)
    assert store.get(["used", "idle", "new"]).keys() == {"used", "new"}
    store.close()


def test_a_run_keeps_what_it_puts(tmp_path: Path, told: list[str]) -> None:
    """However its keys are ordered, and though all is of one second."""
    store = SqliteStore(tmp_path, told.append, limit=100)
    for name in ("m", "z", "a", "q"):
        store.put({name: bytes(60)})
        assert store.get([name]) == {name: bytes(60)}
    store.close()


def test_the_file_is_never_much_larger_than_its_bound(
    tmp_path: Path, told: list[str]
) -> None:
    limit = 1_000_000
    store = SqliteStore(tmp_path, told.append, limit)
    for turn in range(9):
        store.put({f"{turn} {n}": bytes(30_000) for n in range(20)})
        assert (tmp_path / FILE).stat().st_size < 1.2 * limit
    store.put({"huge": bytes(3 * limit), "small": b"1"})
    assert store.get(["huge", "small"]) == {"small": b"1"}
    store.put({f"more {n}": bytes(30_000) for n in range(99)})
    found = store.get([f"more {n}" for n in range(99)])
    assert len(found) == limit // 30_000
    store.close()
    assert (tmp_path / FILE).stat().st_size < 1.2 * limit
    assert told == []


def test_a_damaged_file_that_stays_is_told(
    tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlink(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / FILE).write_bytes(b"no database at all")
    monkeypatch.setattr(Path, "unlink", unlink)
    store = SqliteStore(tmp_path, told.append)
    assert told == ["cannot recreate it: [Errno 13] Permission denied"]
    store.put({"a": b"1"})
    assert store.get(["a"]) == {}
    store.close()
    assert len(told) == 1


def _open(folder: str, number: int, barrier: Barrier) -> None:
    """Open one new file after the other, each at the moment when others do."""
    for turn in range(20):
        barrier.wait(600)
        store = SqliteStore(Path(folder, str(turn)), pytest.fail)
        store.put({str(number): b"1"})
        store.close()


def test_processes_make_it_at_the_same_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(4)
    processes = [
        context.Process(target=_open, args=(str(tmp_path), number, barrier))
        for number in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    for turn in range(20):
        store = SqliteStore(tmp_path / str(turn), pytest.fail)
        assert len(store.get(list("0123"))) == 4
        store.close()


def test_a_run_goes_on_where_another_makes_the_file_anew(
    tmp_path: Path, told: list[str]
) -> None:
    one, two = (SqliteStore(tmp_path, told.append) for _ in range(2))
    one.put({"a": b"1"})
    _change(tmp_path, "UPDATE entries SET value = zeroblob(21)")
    assert one.get(["a"]) == {}
    two.put({"b": b"2"})
    two.close()
    one.put({"a": b"1"})
    assert one.get(["a"]) == {"a": b"1"}
    one.close()
    assert told == ["it was damaged, so mdclient recreated it"]


def test_a_disk_that_is_full_is_told_and_nothing_removed(
    tmp_path: Path, told: list[str]
) -> None:
    store = SqliteStore(tmp_path, told.append)
    store.put({"a": b"1"})
    assert store._database is not None
    store._database.execute("PRAGMA max_page_count = 8")
    store.put({"b": bytes(99_999)})
    assert told == ["database or disk is full"]
    store.put({"c": b"1"})
    store.close()
    store = SqliteStore(tmp_path, told.append)
    assert store.get(["a", "b", "c"]) == {"a": b"1"}
    store.close()
    assert len(told) == 1


@pytest.mark.parametrize(
    ("lock", "seen"), [("IMMEDIATE", {"a": b"1"}), ("EXCLUSIVE", dict[str, bytes]())]
)
def test_a_file_that_another_process_holds_costs_the_cache_alone(
    store: SqliteStore,
    tmp_path: Path,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
    lock: str,
    seen: dict[str, bytes],
) -> None:
    store.put({"a": b"1"})
    holder = sqlite3.connect(tmp_path / "cache" / FILE, isolation_level=None)
    holder.execute(f"BEGIN {lock}")
    monkeypatch.setattr("generator.caching.sqlite_store._PATIENCE", 0.01)
    other = SqliteStore(tmp_path / "cache", told.append)
    other.put({"b": b"2"})
    assert other.get(["a", "b"]) == seen
    holder.execute("ROLLBACK")
    holder.close()
    assert store.get(["a"]) == {"a": b"1"}
    other.close()
    assert told == []
