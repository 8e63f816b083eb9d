"""A client and its copies in processes that were forked, pickled or begun anew."""

from __future__ import annotations

import asyncio
import builtins
import copy
import importlib
import multiprocessing
import os
import pickle
import socket
import ssl
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from templates.runtime import processes
from templates.runtime.auth.credentials import PKCE, RefreshToken
from templates.runtime.auth.token_store import FileTokenStore, MemoryTokenStore
from templates.runtime.errors import (
    ClientClosedError,
    ConfigurationError,
    TokenRequestError,
)
from templates.runtime.lazy import lazy_property
from templates.runtime.telemetry.events import CallEnded, TokenRefreshStarted
from templates.runtime.transport.arguments import TransportArguments
from templates.runtime.transport.routing import plain_context
from templates.runtime.transport.settings import Network, make_network
from tests.runtime.forks import Child, in_child
from tests.runtime.server import Answer, Request, Server, serving, until
from tests.runtime.slow import HEAD, listening
from tests.runtime.test_transport_settings import CA
from tests.runtime.test_transport_settings import tls as tls_context
from tests.runtime.tiny import AsyncTiny, Tiny

pytestmark = pytest.mark.skipif(
    not hasattr(os, "register_at_fork"), reason="there is no fork here"
)

KINDS = ["sync", "asyncio", "trio", "aiohttp"]
WIRES = [*((kind, False) for kind in KINDS), ("sync", True), ("asyncio", True)]
GRANT: dict[str, Any] = {"client_id": "id", "client_secret": "secret"}


class Host:
    """Both hosts: says which pet was asked for, and gives a new token each time."""

    def __init__(self) -> None:
        self.tokens = 0
        self.life = 3600.0
        self.revoked: list[str] = []
        self.forms: list[bytes] = []
        self.first: threading.Event | None = None
        """What the first request for a token waits for."""

    def __call__(self, request: Request) -> Answer:
        if request.target == "/oauth/token":
            self.tokens += 1
            number = self.tokens
            self.forms.append(request.body)
            if self.first is not None and number == 1:
                self.first.wait(60)
            return Answer(
                200,
                {
                    "access_token": f"t{number}",
                    "expires_in": self.life,
                    "refresh_token": f"r{number}",
                },
            )
        if request.method == "DELETE":
            self.revoked.append(
                request.headers["authorization"].removeprefix("Bearer ")
            )
            return Answer(204)
        name = request.target.partition("?")[0].rpartition("/")[2]
        body = {"id": name, "name": request.headers.get("authorization", "")}
        return Answer(200, body)


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def server(host: Host) -> Iterator[Server]:
    with serving(host) as server:
        yield server


@pytest.fixture(params=KINDS)
def user(request: pytest.FixtureRequest, server: Server) -> Iterator[User]:
    made = User(request.param, server.url)
    yield made
    made.stop()


class User:
    """Uses a client of any kind: in its own process by a portal, else by a new loop."""

    def __init__(self, kind: str, url: str, **settings: Any) -> None:
        self.kind = kind
        self.backend = "trio" if kind == "trio" else "asyncio"
        settings = {"base_url": url, "rate_limit": None, **settings}
        if url.startswith("https"):
            settings["verify"] = CA
        if "credentials" not in settings and "client_id" not in settings:
            settings.setdefault("access_token", "t0ken")
        else:
            settings["login_url"] = url
        if kind == "aiohttp":
            settings["transport"] = "aiohttp"
        self.client: Any = (Tiny if kind == "sync" else AsyncTiny)(**settings)
        self._pid = os.getpid()
        self._context: Any = None
        if kind != "sync":
            self._context = anyio.from_thread.start_blocking_portal(self.backend)
            self._portal = self._context.__enter__()

    def run(self, function: Callable[..., Any], *args: Any) -> Any:
        if self.kind == "sync":
            return function(*args)
        if os.getpid() == self._pid:
            return self._portal.call(function, *args)
        return anyio.run(function, *args, backend=self.backend)

    def names(self, prefix: str, count: int) -> list[str]:
        """The names that came for so many pets."""

        async def run() -> list[str]:
            return [(await self.client.pet.get_pet(n)).id for n in wanted]

        wanted = [f"{prefix}{n}" for n in range(count)]
        if self.kind != "sync":
            return list(self.run(run))
        return [self.client.pet.get_pet(name).id for name in wanted]

    def stop(self) -> None:
        self.run(self.client.close)
        if self._context is not None:
            self._context.__exit__(None, None, None)


def pets(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{n}" for n in range(count)]


@pytest.mark.parametrize(("kind", "tls"), WIRES)
def test_each_process_gets_its_own_answers(kind: str, tls: bool, host: Host) -> None:
    with serving(host, tls_context() if tls else None) as server:
        user = User(kind, server.url)
        assert_own_answers(user, server)
        user.stop()


def assert_own_answers(user: User, server: Server) -> None:
    assert user.names("before", 2) == pets("before", 2)
    children = [Child(lambda n=n: user.names(f"child{n}-", 10)) for n in range(3)]
    assert user.names("parent", 10) == pets("parent", 10)
    for number, child in enumerate(children):
        assert child.result() == pets(f"child{number}-", 10)
    assert user.names("after", 2) == pets("after", 2)
    # The parent goes on with its connection, and no child has touched it.
    peers: dict[str, set[Any]] = {}
    for request in server.requests:
        who = request.target.rpartition("/")[2].partition("?")[0].rstrip("0123456789")
        peers.setdefault(who, set()).add(request.peer)
    assert peers["before"] == peers["parent"] == peers["after"]
    assert len(set.union(*peers.values())) == 4


def test_values_stay_and_counters_begin_anew(user: User, server: Server) -> None:
    seen: list[str] = []
    user.client.on(CallEnded, lambda event: seen.append(event.path))
    other = user.client.with_options(headers={"X-Own": "1"})
    raw = user.client.with_raw_response.pet
    user.names("x", 3)
    user.client._context.rate_limiter.pause_until(user.client._context.clock() + 1000)

    def child() -> Any:
        async def use(function: Any) -> Any:
            return await function("child")

        call = user.run if user.kind == "sync" else lambda f, a: user.run(use, f)
        names = [
            call(user.client.pet.get_pet, "child").name,
            call(other.pet.get_pet, "child").name,
            call(raw.get_pet, "child").parse().name,
        ]
        stats = user.client.stats
        assert other.stats == stats
        return names, stats.calls, stats.attempts, user.client.state, len(seen)

    # Each asyncio loop of the child is another: connections of one cannot be used.
    if user.kind == "sync":
        names, calls, attempts, state, told = in_child(child)
        assert names == ["Bearer t0ken"] * 3
        assert (calls, attempts, state, told) == (3, 3, "IDLE", 6)
        assert server.requests[-2].headers["x-own"] == "1"
    assert in_child(lambda: user.client.stats.calls) == 0
    user.client._context.rate_limiter._paused_until = 0.0
    assert user.client.stats.calls == 3


LOCKS = [
    "client._context.lifecycle._lock",
    "client._context.rate_limiter._lock",
    "client._context.tokens._lock",
    "client._context.emitter.listeners._lock",
    "client._mismatches._lock",
    "client._runner._setup_lock",
]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_that_another_thread_holds_is_none_of_the_childs(
    name: str, server: Server
) -> None:
    client = Tiny(base_url=server.url, access_token="t", rate_limit=300)
    client.pet.get_pet("x")
    lock = eval(name, {"client": client})
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            done.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(600)

    def child() -> Any:
        client.on(CallEnded, print)()
        name = client.pet.get_pet("child").id
        assert client.mismatches == {}
        client.close()
        return name

    try:
        assert in_child(child) == "child"
    finally:
        done.set()
        thread.join()
        client.close()


@pytest.mark.parametrize("kind", ["sync", "asyncio", "trio"])
def test_a_child_of_a_login_under_way_logs_in_itself(
    kind: str, host: Host, server: Server
) -> None:
    host.first = threading.Event()
    user = User(kind, server.url, **GRANT)
    asked = threading.Event()
    user.client.on(TokenRefreshStarted, lambda _: asked.set())
    thread = threading.Thread(target=user.names, args=("parent", 1))
    thread.start()
    assert asked.wait(600)
    until(lambda: host.tokens)
    try:
        assert in_child(lambda: user.names("child", 1)) == ["child0"]
    finally:
        host.first.set()
        thread.join()
        user.stop()
    assert host.tokens == 2


def test_a_child_gives_back_its_own_token_alone(host: Host, server: Server) -> None:
    platform = type(Tiny._platform)
    own = {f: getattr(Tiny._platform, f) for f in platform.__struct_fields__}

    class Revoking(Tiny):
        _platform = platform(**{**own, "revoke_path": "/tokens/me"})

    url = server.url
    client = Revoking(base_url=url, login_url=url, revoke_on_close=True, **GRANT)
    client.pet.get_pet("x")

    def child(later: float) -> None:
        with client:
            began = client._context.clock()
            client._context.clock = lambda: began + later
            client.pet.get_pet("x")

    in_child(lambda: child(0))
    assert host.revoked == []
    in_child(lambda: child(4000))
    assert host.revoked == ["t2"]
    client.pet.get_pet("x")
    client.close()
    assert host.revoked == ["t2", "t1"]


ONCE = [
    RefreshToken(client_id="id", refresh_token="r0"),
    PKCE(client_id="id", code="c0de", redirect_uri="https://me", verifier="v" * 43),
]


@pytest.mark.parametrize("credentials", ONCE, ids=lambda c: type(c).__name__)
@pytest.mark.parametrize("store", [None, MemoryTokenStore])
def test_what_is_good_once_is_not_spent_in_a_child(
    credentials: Any, store: Any, host: Host, server: Server
) -> None:
    client = Tiny(
        base_url=server.url,
        login_url=server.url,
        credentials=credentials,
        token_store=store and store(),
    )

    def child(later: float) -> str | None:
        began = client._context.clock()
        client._context.clock = lambda: began + later
        return client.pet.get_pet("x").name

    with pytest.raises(TokenRequestError, match="such as FileTokenStore"):
        in_child(lambda: child(0))
    assert host.tokens == 0
    client.pet.get_pet("x")
    # As long as the token is good, even when it is due.
    assert in_child(lambda: child(0)) == "Bearer t1"
    assert in_child(lambda: child(3590)) == "Bearer t1"
    with pytest.raises(TokenRequestError, match="belong to the parent"):
        in_child(lambda: child(4000))
    assert host.tokens == 1
    assert child(4000) == "Bearer t2"
    assert b"refresh_token=r1" in host.forms[-1]
    client.close()


def test_with_a_store_that_is_shared_a_child_renews(
    host: Host, server: Server, tmp_path: Path
) -> None:
    client = Tiny(
        base_url=server.url,
        login_url=server.url,
        credentials=ONCE[0],
        token_store=FileTokenStore(tmp_path / "tokens"),
    )
    host.life = 1.0
    client.pet.get_pet("x")
    host.life = 3600.0

    def child() -> str | None:
        began = client._context.clock()
        client._context.clock = lambda: began + 10
        return client.pet.get_pet("x").name

    assert in_child(child) == "Bearer t2"
    assert b"refresh_token=r1" in host.forms[-1]
    # And the parent takes what it got.
    assert child() == "Bearer t2"
    client.close()


@pytest.mark.parametrize("kind", KINDS)
def test_an_open_answer_is_the_parents(kind: str) -> None:
    data = os.urandom(3_000_000)
    with serving(lambda _: Answer(200, content=data)) as server:
        user = User(kind, server.url)
        opened = user.client.with_streaming_response.pet.get_pets()
        if kind == "sync":
            _read_in_both(opened, data)
        else:
            user.run(_read_in_both_async, opened, data, user.backend)
        user.stop()


def _read_in_both(opened: Any, data: bytes) -> None:
    with opened as response:
        pieces = response.iter_bytes(1000)
        read = next(pieces)

        def child() -> None:
            try:
                next(pieces)
            finally:
                opened.__exit__(None, None, None)

        with pytest.raises(ClientClosedError, match="belongs to the parent"):
            in_child(child)
        assert in_child(response.close) is None
        assert read + b"".join(pieces) == data


async def _read_in_both_async(opened: Any, data: bytes, backend: str) -> None:
    async with opened as response:
        pieces = aiter(response.iter_bytes(1000))
        read = await anext(pieces)

        async def child() -> None:
            try:
                await anext(pieces)
            finally:
                await opened.__aexit__(None, None, None)

        if backend == "asyncio":
            # Trio has no second loop in the thread of a first.
            with pytest.raises(
                ClientClosedError, match="belongs to the parent process"
            ):
                in_child(lambda: asyncio.run(child()))
        assert read + b"".join([piece async for piece in pieces]) == data


def test_a_call_that_forks_is_the_parents(host: Host, server: Server) -> None:
    client = Tiny(base_url=server.url, login_url=server.url, **GRANT)
    told: list[Any] = []

    def fork(event: TokenRefreshStarted) -> None:
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        told.append((pid, reading, writing))

    remove = client.on(TokenRefreshStarted, fork)
    result = b"no error"
    try:
        client.pet.get_pet("x")
    except ClientClosedError as error:
        result = str(error).encode()
    pid, reading, writing = told[0]
    if pid == 0:
        os.write(writing, result)
        os._exit(0)
    os.close(writing)
    said = os.read(reading, 1000)
    os.close(reading)
    os.waitpid(pid, 0)
    remove()
    assert (result, said[:19]) == (b"no error", b"this belongs to the")
    assert (host.tokens, len(server.calls("/pets"))) == (1, 1)
    client.close()


def test_children_of_children_and_of_threads(server: Server) -> None:
    user = User("sync", server.url)
    user.names("x", 1)

    def grand() -> Any:
        mine = user.names("child", 1)
        return mine + in_child(lambda: user.names("grand", 2)) + user.names("y", 1)

    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(in_child(grand)))
    thread.start()
    thread.join()
    assert results == [["child0", "grand0", "grand1", "y0"]]
    assert user.names("x", 1) == ["x0"]
    assert len({request.peer for request in server.requests}) == 3
    user.stop()


def test_a_child_of_a_running_event_loop(server: Server) -> None:
    client = AsyncTiny(base_url=server.url, access_token="t")

    async def one(name: str) -> str | None:
        return (await client.pet.get_pet(name)).id

    async def parent() -> None:
        calls = [asyncio.create_task(one(f"p{n}")) for n in range(20)]
        await asyncio.sleep(0)
        child = Child(lambda: asyncio.run(one("child")))
        assert await asyncio.gather(*calls) == pets("p", 20)
        assert child.result() == "child"
        assert await one("after") == "after"
        await client.close()

    asyncio.run(parent())


@pytest.mark.parametrize("given", ["http_client", "transport"])
def test_connections_that_were_given_are_the_parents(
    given: str, server: Server
) -> None:
    value = {"http_client": httpx.Client, "transport": httpx.HTTPTransport}[given]()
    settings: dict[str, Any] = {given: value}
    client = Tiny(base_url=server.url, access_token="t", **settings)
    client.pet.get_pet("x")
    with pytest.raises(ConfigurationError, match=f"{given} belongs to the parent"):
        in_child(lambda: client.pet.get_pet("x"))
    assert client.pet.get_pet("x").id == "x"
    client.close()
    value.close()


@pytest.mark.parametrize(("kind", "tls"), WIRES)
def test_the_server_sees_the_parent_close_while_a_child_lives(
    kind: str, tls: bool
) -> None:
    gone = threading.Event()
    context = tls_context()

    def answer(connection: socket.socket, released: threading.Event) -> None:
        body = b'{"id": "1", "name": "Rex"}'
        if tls:
            connection = context.wrap_socket(connection, server_side=True)
        while connection.recv(65536):
            connection.sendall(
                HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
            )
        gone.set()
        connection.close()

    with listening(answer) as url:
        user = User(kind, url.replace("http", "https") if tls else url)
        user.names("x", 1)
        reading, writing = os.pipe()
        child = Child(lambda: os.read(reading, 1))
        user.stop()
        closed = gone.wait(60)
        os.write(writing, b"x")
        child.result()
        os.close(reading)
        os.close(writing)
    assert closed


@pytest.mark.parametrize("use", [pickle.dumps, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
def test_a_client_is_not_pickled(cls: Any, use: Callable[[Any], Any]) -> None:
    client = cls(base_url="http://127.0.0.1:1", access_token="a-secret")
    parts = (client, client.with_options(timeout=1), client.with_raw_response)
    bound = () if use is copy.copy else (client.pet, client.pet.get_pet)
    for part in (*parts[: 2 if use is copy.copy else 3], *bound):
        with pytest.raises(TypeError, match=r"initializer=.*with_options") as caught:
            use(part)
        assert "a-secret" not in str(caught.value)


_client: Tiny | None = None


def begin(url: str) -> None:
    """Make the client of a worker."""
    global _client
    _client = Tiny(base_url=url, access_token="t", rate_limit=300 / 2)


def work(name: str) -> tuple[str | None, int]:
    assert _client is not None
    return _client.pet.get_pet(name).id, os.getpid()


@pytest.mark.parametrize(
    "method",
    [
        "fork",
        pytest.param("forkserver", marks=pytest.mark.long),
        pytest.param("spawn", marks=pytest.mark.long),
    ],
)
def test_workers_make_their_own(method: str, server: Server) -> None:
    context = multiprocessing.get_context(method)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with ProcessPoolExecutor(
            2, mp_context=context, initializer=begin, initargs=(server.url,)
        ) as pool:
            results = list(pool.map(work, pets("p", 8)))
    assert [name for name, _ in results] == pets("p", 8)
    assert os.getpid() not in {pid for _, pid in results}


def test_workers_use_what_was_made_before_they_were_forked(server: Server) -> None:
    global _client
    begin(server.url)
    assert work("x")[0] == "x"
    context = multiprocessing.get_context("fork")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with context.Pool(3) as pool:
            results = pool.map_async(work, pets("p", 60), chunksize=1)
            own = [work(f"own{n}")[0] for n in range(30)]
            assert [name for name, _ in results.get(60)] == pets("p", 60)
            pool.close()
            pool.join()
    assert own == pets("own", 30)
    assert _client is not None
    _client.close()
    _client = None
    assert sys.platform != "win32"


LOGGING = """
import os, sys, threading
from templates.runtime import processes
import logging

began, may_end = threading.Event(), threading.Event()
processes.LIBRARIES = {"imported_slowly"}
processes.sleep = lambda _: may_end.set()
threading.Thread(target=__import__, args=["imported_slowly"]).start()
began.wait(600)
if pid := os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
os._exit(not hasattr(sys.modules["imported_slowly"], "log"))
"""


def test_an_import_that_a_fork_waits_for_may_use_logging(tmp_path: Path) -> None:
    source = """
import __main__, logging
__main__.began.set()
__main__.may_end.wait(600)
log = logging.getLogger("imported slowly")
"""
    (tmp_path / "imported_slowly.py").write_text(source)
    places = os.pathsep.join([str(tmp_path), os.getcwd()])
    env = {**os.environ, "PYTHONPATH": places}
    command = [sys.executable, "-c", LOGGING]
    subprocess.run(command, env=env, check=True, timeout=600)


TWO_CLIENTS = """
import importlib.util, os, sys, threading
from templates.runtime import processes as other

name = "templates.runtime.second_processes"
spec = importlib.util.spec_from_file_location(name, other.__file__)
own = importlib.util.module_from_spec(spec)
spec.loader.exec_module(own)
began, may_end = threading.Event(), threading.Event()
other.LIBRARIES, own.LIBRARIES = set(), {"imported_slowly"}
own._SECONDS = 0
thread = threading.Thread(target=__import__, args=["imported_slowly"])
thread.start()
began.wait(600)
if pid := os.fork():
    may_end.set()
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
may_end.set()
import imported_slowly
os._exit(not hasattr(imported_slowly, "value"))
"""


def test_a_second_client_does_not_keep_a_module_half_imported(tmp_path: Path) -> None:
    source = """
import __main__
__main__.began.set()
__main__.may_end.wait(600)
value = 1
"""
    (tmp_path / "imported_slowly.py").write_text(source)
    places = os.pathsep.join([str(tmp_path), os.getcwd()])
    env = {**os.environ, "PYTHONPATH": places}
    command = [sys.executable, "-c", TWO_CLIENTS]
    subprocess.run(command, env=env, check=True, timeout=600)


class Slow(SourceFileLoader):
    """An import in another thread, which stops until the test lets it go on."""

    def __init__(self, path: Path) -> None:
        super().__init__("imported_slowly", str(path))
        path.write_text(
            "from builtins import slow\nslow.stop('execution')\nvalue = 1\n"
        )
        self.began, self.may_end = threading.Event(), threading.Event()
        self.stops_at = "execution"
        self._thread = threading.Thread(target=self.load)

    def load(self) -> int:
        return int(importlib.import_module(self.name).value)

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return spec_from_loader(name, self) if name == self.name else None

    def create_module(self, _: ModuleSpec) -> None:
        self.stop("creation")

    def stop(self, phase: str) -> None:
        if threading.current_thread() is self._thread and phase == self.stops_at:
            self.began.set()
            self.may_end.wait(600)

    def start(self) -> None:
        self._thread.start()
        assert self.began.wait(600)

    def end(self) -> None:
        self.may_end.set()
        self._thread.join()
        sys.modules.pop(self.name, None)


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    monkeypatch.setattr(processes, "LIBRARIES", {"imported_slowly"})
    slow = Slow(tmp_path / "imported_slowly.py")
    monkeypatch.setattr(builtins, "slow", slow, raising=False)
    monkeypatch.setattr(sys, "meta_path", [slow, *sys.meta_path])
    yield slow
    slow.end()


@pytest.mark.parametrize("phase", ["creation", "execution"])
def test_a_fork_waits_for_an_import_of_another_thread(
    phase: str, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "sleep", lambda _: slow.may_end.set())
    slow.stops_at = phase
    slow.start()
    assert Child(lambda: "imported_slowly" in sys.modules).result()


@pytest.mark.parametrize("phase", ["creation", "execution"])
def test_a_child_imports_anew_what_a_thread_of_the_parent_began_to_import(
    phase: str, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_SECONDS", 0)
    slow.stops_at = phase
    slow.start()
    assert Child(slow.load).result() == 1


def test_a_fork_does_not_wait_for_the_programs_own_imports(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LIBRARIES", set())
    monkeypatch.setattr(processes, "sleep", lambda _: slow.may_end.set())
    slow.start()
    # The child does not run it a second time, and sees what was there.
    assert Child(lambda: hasattr(sys.modules["imported_slowly"], "slow")).result()
    assert not slow.may_end.is_set()


@pytest.mark.parametrize("what", ["plain", "default", "given"])
def test_a_fork_waits_for_new_tls_settings(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, may_end = threading.Event(), threading.Event()
    lock = processes._fork_lock

    class Context:
        def __new__(cls, *_: object) -> Context:
            began.set()
            may_end.wait(600)
            raise OSError("not needed any more")

    class Lock:
        """The lock, as the fork sees it."""

        was_held = False

        def acquire(self, timeout: float) -> bool:
            Lock.was_held = not lock.acquire(blocking=False)
            may_end.set()
            return lock.acquire(timeout=600)

        def release(self) -> None:
            lock.release()

    def create() -> None:
        with suppress(OSError, ConfigurationError):
            if what == "given":
                arguments = TransportArguments(None, None, CA, None, None, True)
                make_network(arguments, False, "tiny")
            else:
                create = {"plain": plain_context, "default": Network().tls_context}
                create[what]()

    plain_context.cache_clear()
    monkeypatch.setattr(ssl, "SSLContext", Context)
    thread = threading.Thread(target=create)
    thread.start()
    assert began.wait(600)
    monkeypatch.setattr(processes, "_fork_lock", Lock())
    Child(int).result()
    thread.join()
    assert Lock.was_held


def test_a_lazy_property_that_another_thread_computes_locks_no_child() -> None:
    began, may_end = threading.Event(), threading.Event()

    class Owner:
        @lazy_property
        def value(self) -> int:
            began.set()
            if threading.current_thread() is thread:
                may_end.wait(600)
            return 1

    owner = Owner()
    thread = threading.Thread(target=lambda: owner.value)
    thread.start()
    assert began.wait(600)
    try:
        assert Child(lambda: owner.value).result() == 1
    finally:
        may_end.set()
        thread.join()
