"""A token that is good yet holds nobody up, whatever the login host does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from templates.runtime.auth.tokens import Token
from templates.runtime.config.options import RequestOptions
from templates.runtime.telemetry.events import TokenRefreshStarted
from tests.runtime.conftest import Make
from tests.runtime.server import grant_at
from tests.runtime.slow import HEAD, listening
from tests.runtime.tiny import Tiny

OK = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n%s"


class Hosts:
    """Both hosts in one: calls are answered, a token is given when `open` is set."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.asked = threading.Semaphore(0)
        self.requests: list[bytes] = []

    def __call__(self, connection: socket.socket, released: threading.Event) -> None:
        data = connection.recv(65536)
        self.requests.append(data)
        body = b'{"id": "1", "name": "Rex"}'
        if data.startswith(b"POST"):
            self.asked.release()
            while not (released.is_set() or self.open.wait(0.02)):
                pass
            body = b'{"access_token": "new", "expires_in": 1000}'
        connection.sendall(OK % (len(body), body))

    def logins(self) -> int:
        return sum(request.startswith(b"POST") for request in self.requests)


@pytest.fixture
def hosts() -> Hosts:
    return Hosts()


@pytest.fixture
def face(make_client: Make, hosts: Hosts) -> Iterator[Any]:
    """A client whose token is due and good for a while yet."""
    with listening(hosts) as url:
        face = make_client(**grant_at(url))
        core = face.client._context
        now = core.clock()
        core.tokens.current = Token("old", now - 1, now + 500, 600, True)
        yield face
        hosts.open.set()


def test_a_login_host_that_hangs_costs_no_call(face: Any, hosts: Hosts) -> None:
    soon = RequestOptions(deadline=2)
    assert face.call("get_pet", "1", options=soon).name == "Rex"
    assert hosts.logins() == 1
    assert face.call("get_pet", "1", options=soon).name == "Rex"
    assert hosts.logins() == 1
    assert all(b"Bearer old" in r for r in hosts.requests if r.startswith(b"GET"))


def test_it_is_tried_again_a_little_later(face: Any, hosts: Hosts) -> None:
    face.call("get_pet", "1", options=RequestOptions(deadline=2))
    hosts.open.set()
    core = face.client._context
    clock = core.clock
    core.clock = lambda: clock() + 9.0
    face.call("get_pet", "1")
    assert hosts.logins() == 1
    core.clock = lambda: clock() + 10.5
    face.call("get_pet", "1")
    assert hosts.logins() == 2
    assert b"Bearer new" in hosts.requests[-1]


def test_only_one_call_renews_and_no_other_waits(face: Any, hosts: Hosts) -> None:
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(face.call, "get_pet", "1")
        assert hosts.asked.acquire(timeout=600)
        for _ in range(3):
            assert face.call("get_pet", "1").name == "Rex"
        assert hosts.logins() == 1
        assert not first.done()
        hosts.open.set()
        assert first.result(60).name == "Rex"
    assert b"Bearer new" in hosts.requests[-1]


def test_calls_wait_for_a_token_where_theirs_has_run_out(
    face: Any, hosts: Hosts
) -> None:
    tokens = face.client._context.tokens
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(face.call, "get_pet", "1")
        assert hosts.asked.acquire(timeout=600)
        tokens.current = Token("ended", 0.0, face.client._context.clock() - 1, 600)
        second = pool.submit(face.call, "get_pet", "1")
        hosts.open.set()
        assert first.result(60).name == second.result(60).name == "Rex"
    assert hosts.logins() == 1
    assert not any(b"Bearer ended" in request for request in hosts.requests)


def test_a_listener_that_needs_the_token_it_is_told_of_is_told_so(
    hosts: Hosts, caplog: pytest.LogCaptureFixture
) -> None:
    hosts.open.set()
    with (
        listening(hosts) as url,
        Tiny(**grant_at(url)) as client,
    ):
        client.on(TokenRefreshStarted, lambda _: client.pet.get_pet("2"))
        assert client.pet.get_pet("1").name == "Rex"
    assert "a listener of TokenRefreshStarted must not call" in caplog.text
