"""What is good once is not lost with the caller that asked for it."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import anyio
import pytest

from templates.runtime.auth.credentials import (
    AuthorizationCode,
    Credentials,
    RefreshToken,
)
from templates.runtime.auth.token_store import StoredToken
from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import APITimeoutError, TokenRequestError
from tests.runtime.server import Answer, Request, serving
from tests.runtime.tiny import AsyncTiny, Tiny

CODE = AuthorizationCode(
    client_id="id", client_secret="secret", code="c0de", redirect_uri="https://me/back"
)
REFRESH = RefreshToken(client_id="id", refresh_token="r0", client_secret="secret")


class Memory:
    """A token store."""

    def __init__(self) -> None:
        self.kept: dict[str, StoredToken] = {}

    def load(self, key: str) -> StoredToken | None:
        return self.kept.get(key)

    def save(self, key: str, token: StoredToken) -> None:
        self.kept[key] = token

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)


class OnceOnly:
    """A login host that takes each code and refresh token once, and its time."""

    def __init__(self, status: int = 200, seconds: float = 0.2) -> None:
        self.asked = 0
        self.status = status
        self.seconds = seconds
        self.let = threading.Event()

    def __call__(self, request: Request) -> Answer:
        if request.target != "/oauth/token":
            return Answer(200, {"name": "x"})
        self.asked += 1
        self.let.wait(self.seconds)
        if self.asked > 1 or self.status != 200:
            return Answer(400, {"error": "invalid_grant"})
        return Answer(200, {"access_token": "t1", "refresh_token": "r1"})


def settings(url: str, credentials: Credentials, store: Memory) -> dict[str, Any]:
    return {
        "credentials": credentials,
        "base_url": url,
        "login_url": url,
        "rate_limit": None,
        "token_store": store,
    }


@pytest.mark.parametrize("credentials", [CODE, REFRESH])
def test_a_deadline_loses_no_token(make_client: Any, credentials: Credentials) -> None:
    login, store = OnceOnly(), Memory()
    with serving(login) as server:
        client = make_client(
            access_token=None, **settings(server.url, credentials, store)
        )
        with pytest.raises(APITimeoutError, match="deadline"):
            client.call("get_pet", "1", options=RequestOptions(deadline=0.05))
        assert client.call("get_pet", "1").name == "x"
    assert login.asked == 1
    assert [token.refresh_token for token in store.kept.values()] == ["r1"]


@pytest.mark.parametrize("credentials", [CODE, REFRESH])
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_scope_that_is_cancelled_loses_no_token(
    backend: str, credentials: Credentials
) -> None:
    async def main(url: str) -> None:
        async with AsyncTiny(**settings(url, credentials, store)) as client:
            with anyio.move_on_after(0.05) as scope:
                await client.pet.get_pet("1")
            assert scope.cancelled_caught
            assert (await client.pet.get_pet("1")).name == "x"

    login, store = OnceOnly(), Memory()
    with serving(login) as server:
        anyio.run(main, server.url, backend=backend)
    assert login.asked == 1
    assert [token.refresh_token for token in store.kept.values()] == ["r1"]


@pytest.mark.parametrize("status", [200, 400])
def test_a_task_that_is_cancelled_loses_no_token(status: int) -> None:
    async def main(url: str) -> None:
        async with AsyncTiny(**settings(url, CODE, store)) as client:
            task = asyncio.ensure_future(client.pet.get_pet("1"))
            while not login.asked:
                await asyncio.sleep(0.001)
            for _ in range(2):
                task.cancel()
                await asyncio.sleep(0)
            login.let.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            if status == 200:
                assert (await client.pet.get_pet("1")).name == "x"
            else:
                with pytest.raises(TokenRequestError):
                    await client.pet.get_pet("1")

    login, store = OnceOnly(status, 30), Memory()
    with serving(login) as server:
        asyncio.run(main(server.url))
    assert login.asked == 1
    assert len(store.kept) == (status == 200)


def test_a_thread_that_is_late_sends_nothing_more() -> None:
    login, store = OnceOnly(), Memory()
    with serving(login) as server:
        client = Tiny(**settings(server.url, CODE, store))
        with pytest.raises(APITimeoutError, match="deadline"):
            client.pet.get_pet("1", options=RequestOptions(deadline=0.05))
        client.close()
        assert server.calls("/pets") == []
