"""Stores in which tokens outlive clients, and how clients use them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest

from templates.runtime.auth.authenticator import request_token, revoke_token
from templates.runtime.auth.credentials import ClientCredentials
from templates.runtime.auth.token_store import (
    FileTokenStore,
    MemoryTokenStore,
    StoredToken,
    TokenStore,
)
from templates.runtime.auth.tokens import Grant
from templates.runtime.errors import ConfigurationError
from templates.runtime.steps import RunBlocking, Send, Sleep
from tests.runtime.server import Answer, Request, serving
from tests.runtime.test_credentials import (
    ALL,
    CLIENT,
    CODE,
    LOGIN,
    REFRESH,
    Desk,
    given,
    refused,
)
from tests.runtime.test_flow import NOT_REACHED, answer
from tests.runtime.test_settings import ROOT
from tests.runtime.tiny import Tiny

KEY = "k" * 64
TOKEN = StoredToken("t0ken", 2e9, 3600, "r3fresh")


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> TokenStore:
    if request.param == "memory":
        return MemoryTokenStore()
    return FileTokenStore(tmp_path / "deep" / "tokens")


def only(store: Any) -> StoredToken | None:
    """The one token of a store, whatever its key."""
    if isinstance(store, MemoryTokenStore):
        (kept,) = store._tokens.values() or [(0, None)]
        return kept[1]
    (path,) = [*store._directory.glob("*.json")] or [None]
    return path and store.load(path.stem)


def test_what_is_saved_is_loaded_until_it_is_deleted(store: TokenStore) -> None:
    store.delete(KEY)
    assert store.load(KEY) is None
    store.save(KEY, TOKEN)
    assert store.load(KEY) == TOKEN
    store.save(KEY, StoredToken("another"))
    assert store.load(KEY) == StoredToken("another")
    assert store.load("other") is None
    store.delete(KEY)
    store.delete(KEY)
    assert store.load(KEY) is None


def test_stores_show_no_token(store: TokenStore) -> None:
    store.save(KEY, TOKEN)
    assert "t0ken" not in f"{store!r} {store} {TOKEN!r} {[TOKEN]}"
    assert isinstance(store, TokenStore)


class TestFiles:
    @pytest.mark.parametrize("key", ["", "../x", "a/b", "a.b", "x" * 129, "a\0"])
    def test_a_key_cannot_leave_the_folder(self, tmp_path: Path, key: str) -> None:
        store = FileTokenStore(tmp_path)
        for call in (store.load, store.delete):
            with pytest.raises(ValueError, match="key"):
                call(key)
        with pytest.raises(ValueError, match="key"):
            store.save(key, TOKEN)

    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"[]", b"\xff", b'{"access_token": "a b"}', b"[" * 10_000],
    )
    def test_a_broken_file_counts_as_none(self, tmp_path: Path, content: bytes) -> None:
        store = FileTokenStore(tmp_path)
        store.save(KEY, TOKEN)
        (path,) = tmp_path.iterdir()
        path.write_bytes(content)
        assert store.load(KEY) is None
        store.save(KEY, TOKEN)
        assert store.load(KEY) == TOKEN

    def test_a_save_that_fails_leaves_the_old_token_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = FileTokenStore(tmp_path)
        store.save(KEY, TOKEN)

        def fail(*_: object) -> None:
            raise OSError("full")

        monkeypatch.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="full"):
            store.save(KEY, StoredToken("another"))
        assert store.load(KEY) == TOKEN
        assert len(list(tmp_path.iterdir())) == 1

    if os.name == "posix":

        @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
        def test_what_others_can_read_is_not_used(
            self, tmp_path: Path, mode: int
        ) -> None:
            store = FileTokenStore(tmp_path)
            store.save(KEY, TOKEN)
            (path,) = tmp_path.iterdir()
            path.chmod(mode)
            assert store.load(KEY) is None
            store.save(KEY, TOKEN)
            assert store.load(KEY) == TOKEN

        def test_a_link_is_not_followed(self, tmp_path: Path) -> None:
            other = FileTokenStore(tmp_path / "other")
            other.save(KEY, TOKEN)
            folder = tmp_path / "tokens"
            folder.mkdir(0o700)
            (folder / f"{KEY}.json").symlink_to(tmp_path / "other" / f"{KEY}.json")
            store = FileTokenStore(folder)
            assert store.load(KEY) is None
            store.save(KEY, StoredToken("mine"))
            assert store.load(KEY) == StoredToken("mine")
            assert other.load(KEY) == TOKEN

        @pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
        def test_a_folder_that_others_write_to_is_refused(
            self, tmp_path: Path, mode: int
        ) -> None:
            tmp_path.chmod(mode)
            desk = Desk(CLIENT, store=FileTokenStore(tmp_path))
            with pytest.raises(ConfigurationError, match="chmod 700"):
                desk.ask()
            with pytest.raises(ConfigurationError, match="chmod 700"):
                FileTokenStore(tmp_path).save(KEY, TOKEN)
            assert desk.sent == []


class TestKeys:
    def test_they_tell_logins_apart_and_hold_no_secret(self) -> None:
        grants = [
            *(Grant(c, LOGIN) for c in ALL[:-1]),
            Grant(CLIENT, "https://elsewhere/oauth/token"),
            Grant(ClientCredentials("another", "secret"), LOGIN),
            Grant(msgspec.structs.replace(CODE, code="another"), LOGIN),
            Grant(msgspec.structs.replace(REFRESH, refresh_token="another"), LOGIN),
            Grant(ALL[3], LOGIN, {"orgName": "acme"}),
        ]
        # Both codes of the same user and client are one login.
        assert len({g.key() for g in grants}) == len(grants) - 1
        for grant in grants:
            assert len(grant.key()) == 64
            assert set(grant.key()) <= set("0123456789abcdef")

    def test_another_secret_is_the_same_login(self) -> None:
        other = ClientCredentials("id", "new")
        assert Grant(CLIENT, LOGIN).key() == Grant(other, LOGIN).key()


class TestUse:
    """What a client makes of a store."""

    def desk(self, store: Any, *replies: Any, credentials: Any = CLIENT) -> Desk:
        return Desk(credentials, *replies, store=store)

    @pytest.mark.parametrize(("left", "used"), [(61, True), (59, False), (-5, False)])
    def test_a_token_near_its_end_is_not_taken(
        self, store: Any, left: float, used: bool
    ) -> None:
        first = self.desk(store, given("t1"))
        first.ask()
        second = self.desk(store, given("t2"))
        later = datetime.now(UTC) + timedelta(seconds=3600 - left)
        second.core.wall_clock = lambda: later
        assert second.ask() == ("t1" if used else "t2")
        if used:
            second.now += 2
            assert second.tokens.should_request(None, second.now)

    def test_a_token_that_the_server_refused_is_dropped(self, store: Any) -> None:
        self.desk(store, given("t1")).ask()
        desk = self.desk(store, NOT_REACHED, *[NOT_REACHED] * 5)
        assert desk.ask() == "t1"
        with pytest.raises(Exception, match="login host"):
            desk.ask(lost="t1")
        assert only(store) is None

    def test_the_token_of_another_client_takes_its_place(self, store: Any) -> None:
        mine = self.desk(store, given("t1"))
        mine.ask()
        theirs = self.desk(store, given("t2"))
        assert theirs.ask() == "t1"
        assert theirs.ask(lost="t1") == "t2"
        assert mine.ask(lost="t1") == "t2"
        assert len(mine.sent) == len(theirs.sent) == 1

    def test_a_refresh_token_outlives_the_token_and_its_refusal(
        self, store: Any
    ) -> None:
        def desk(*replies: Any) -> Desk:
            return self.desk(store, *replies, credentials=REFRESH)

        desk(given("t1", refresh_token="r1")).ask()
        second = desk(*[NOT_REACHED] * 6)
        assert second.ask() == "t1"
        with pytest.raises(Exception, match="login host"):
            second.ask(lost="t1")
        third = desk(given("t2"))
        assert third.ask() == "t2"
        assert third.forms()[0]["refresh_token"] == "r1"

    def test_a_code_is_good_for_the_processes_that_follow(self, store: Any) -> None:
        first = self.desk(store, given("t1", 100, refresh_token="r1"), credentials=CODE)
        first.ask()
        second = self.desk(store, given("t2"), credentials=CODE)
        later = datetime.now(UTC) + timedelta(seconds=200)
        second.core.wall_clock = lambda: later
        assert second.ask() == "t2"
        assert second.forms() == [
            {"grant_type": "refresh_token", "refresh_token": "r1"}
        ]

    def test_a_revoked_token_is_dropped(self, store: Any) -> None:
        desk = self.desk(store, given("t1"), answer(200))
        desk.ask()
        desk.drive(revoke_token(desk.core))
        assert only(store) is None

    def test_a_token_of_the_store_is_not_revoked(self, store: Any) -> None:
        self.desk(store, given("t1")).ask()
        desk = self.desk(store)
        desk.ask()
        desk.drive(revoke_token(desk.core))
        assert desk.sent == []
        assert only(store) is not None


class Broken:
    """A store whose every method fails, with a secret in the error."""

    def __init__(self) -> None:
        self.used = 0

    def load(self, key: str) -> StoredToken | None:
        self.used += 1
        raise KeyError("s3cret")

    def save(self, key: str, token: StoredToken) -> None:
        raise KeyError("s3cret")

    delete = load


def test_a_broken_store_costs_a_warning() -> None:
    broken = Broken()
    desk = Desk(CLIENT, given("t1"), given("t2"), store=broken)
    with pytest.warns(RuntimeWarning, match=r"continues without it: KeyError$") as said:
        assert desk.ask() == "t1"
    assert len(said) == 1
    assert desk.ask(lost="t1") == "t2"
    assert broken.used == 1


def test_a_folder_that_cannot_be_written_costs_a_warning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = FileTokenStore(tmp_path / "file" / "tokens")
    desk = Desk(CLIENT, given("t1"), store=store)
    with pytest.warns(RuntimeWarning, match="Not a directory|No such file"):
        assert desk.ask() == "t1"


@pytest.mark.skipif(sys.platform == "win32", reason="no permissions there")
def test_all_folders_that_are_made_are_the_owners_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    before = os.umask(0)
    try:
        FileTokenStore(tmp_path / "a" / "b" / "c").save("key", StoredToken("t"))
    finally:
        os.umask(before)
    made = [tmp_path / name for name in ("a", "a/b", "a/b/c")]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in made] == [0o700] * 3
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


class Once:
    """A login host that takes each refresh token once, as a real one does."""

    def __init__(self, life: float = 3600) -> None:
        self.number = 0
        self.life = life
        self.reused: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Answer:
        if request.target != "/oauth/token":
            return Answer(200, {"name": request.headers["authorization"]})
        with self._lock:
            (shown,) = parse_qs(request.body.decode())["refresh_token"]
            if shown != f"r{self.number}":
                self.reused.append(shown)
                return Answer(400, {"error": "invalid_grant"})
            self.number += 1
            return Answer(200, self.token())

    def token(self) -> dict[str, Any]:
        return {
            "access_token": f"t{self.number}",
            "expires_in": self.life,
            "refresh_token": f"r{self.number}",
        }


WORKER = """
import sys
from templates.runtime.auth.credentials import RefreshToken
from templates.runtime.auth.token_store import FileTokenStore
from tests.runtime.tiny import Tiny
url, folder = sys.argv[1:]
with Tiny(credentials=RefreshToken(client_id="i", refresh_token="r0"), base_url=url,
          login_url=url, token_store=FileTokenStore(folder)) as client:
    clock, passed = client._context.clock, 0.0
    client._context.clock = lambda: clock() + passed
    print(flush=True)
    for line in sys.stdin:
        passed = float(line)
        print(client.pet.get_pet("1").name, flush=True)
"""


def test_workers_that_share_a_folder_show_each_refresh_token_once(
    tmp_path: Path,
) -> None:
    host = Once(life=1)
    with serving(host) as server:
        run = [sys.executable, "-c", WORKER, server.url, str(tmp_path / "tokens")]
        pipe = subprocess.PIPE
        workers = [
            subprocess.Popen(run, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
            for _ in range(3)
        ]
        try:
            for worker in workers:
                assert worker.stdout is not None
                assert worker.stdout.readline() == "\n"
            # Each token has run out by the time that the next round begins.
            for passed in range(0, 50, 10):
                for worker in workers:
                    assert worker.stdin is not None
                    worker.stdin.write(f"{passed}\n")
                    worker.stdin.flush()
                for worker in workers:
                    assert worker.stdout is not None
                    assert worker.stdout.readline().startswith("Bearer t")
        finally:
            for worker in workers:
                worker.communicate(timeout=600)
    assert host.reused == []
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert host.number >= 5


@pytest.mark.parametrize("lock", [True, False])
def test_clients_of_one_process_agree_too(lock: bool) -> None:
    class Plain:
        """A store of somebody's own, with the three methods alone."""

        def __init__(self) -> None:
            inner = MemoryTokenStore()
            self.load, self.save, self.delete = inner.load, inner.save, inner.delete

    host = Once()
    store: Any = MemoryTokenStore() if lock else Plain()
    with serving(host) as server, ThreadPoolExecutor(3) as pool:
        clients = [
            Tiny(
                credentials=msgspec.structs.replace(REFRESH, refresh_token="r0"),
                base_url=server.url,
                login_url=server.url,
                token_store=store,
            )
            for _ in range(3)
        ]
        for passed in (0, 4000, 8000):
            for client in clients:
                began = client._context.clock()
                client._context.clock = lambda began=began, more=passed: began + more
                later = datetime.now(UTC) + timedelta(seconds=passed)
                client._context.wall_clock = lambda later=later: later
            names = [
                pet.name for pet in pool.map(lambda c: c.pet.get_pet("1"), clients)
            ]
            assert len(set(names)) == 1
        for client in clients:
            client.close()
    assert host.number == 3
    assert not (lock and host.reused)


class TestLocks:
    @pytest.fixture
    def desks(self, store: Any) -> tuple[Desk, Desk]:
        credentials = REFRESH
        return (
            Desk(credentials, given("t1", refresh_token="r1"), store=store),
            Desk(credentials, store=store),
        )

    def test_who_waited_looks_into_the_store_again(
        self, store: Any, desks: tuple[Desk, Desk]
    ) -> None:
        first, second = desks
        release = store.try_lock(first.tokens.key)
        assert release is not None
        assert store.try_lock(first.tokens.key) is None
        assert store.try_lock("another") is not None
        flow = request_token(second.core, None, 0)
        reply, waits = None, 0
        while not waits:
            step = flow.send(reply)
            waits = isinstance(step, Sleep)
            reply = step.action() if isinstance(step, RunBlocking) else None
        # Whoever has the lock renews, and the one that waits takes what it got.
        release()
        first.ask()
        second.drive(flow)
        assert second.tokens.current is not None
        assert second.tokens.current.value == "t1"
        assert second.sent == []
        release = store.try_lock(first.tokens.key)
        assert release is not None

    def test_a_lock_that_is_never_released_is_not_waited_for_without_end(
        self, store: Any, desks: tuple[Desk, Desk]
    ) -> None:
        desk, _ = desks
        held = store.try_lock(desk.tokens.key)
        desk.core.clock = lambda: desk.now
        desk.sleeps = True
        assert desk.ask() == "t1"
        assert 60 < desk.now - 1000 < 65
        held()

    def test_a_flow_that_is_given_up_leaves_no_lock(
        self, store: Any, desks: tuple[Desk, Desk]
    ) -> None:
        desk, _ = desks
        flow = request_token(desk.core, None, 0)
        reply = None
        while not isinstance(step := flow.send(reply), Send):
            reply = step.action() if isinstance(step, RunBlocking) else None
        assert store.try_lock(desk.tokens.key) is None
        flow.close()
        assert store.try_lock(desk.tokens.key) is not None

    def test_after_a_refusal_the_store_is_read_again(
        self, desks: tuple[Desk, Desk]
    ) -> None:
        desk, _ = desks
        other = StoredToken("theirs", time.time() + 1000, 1000, "r9")

        class Late(MemoryTokenStore):
            """Shows what another process has saved once ours has been refused."""

            def load(self, key: str) -> StoredToken | None:
                return None if desk.replies and len(desk.replies) > after else other

        desk.tokens.store = Late()
        desk.replies, after = [refused()], 0
        assert desk.ask() == "theirs"
        # Their token has run out, and what renews it is good.
        desk.replies, after = [refused(), given("t2")], 1
        desk.tokens.refresh = "r8"
        desk.now += 5000
        other = msgspec.structs.replace(other, expires_at=time.time() - 1)
        assert desk.ask() == "t2"
        assert [f["refresh_token"] for f in desk.forms()] == ["r0", "r8", "r9"]

    def test_files_that_cannot_be_locked_cost_no_call(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: Any, **__: Any) -> None:
            raise OSError(38, "no locks here")

        monkeypatch.setattr("filelock.FileLock.acquire", fail)
        desk = Desk(CLIENT, given("t1"), store=FileTokenStore(tmp_path / "t"))
        assert desk.ask() == "t1"
