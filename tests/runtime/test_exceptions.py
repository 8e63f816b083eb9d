"""What transports raise comes out as an error of the client's own tree."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Any

import anyio
import httpcore
import httpx
import pytest

from templates.runtime import errors
from tests.runtime.conftest import Face, Make
from tests.runtime.tiny import AsyncTiny

LONG = "http://" + "a" * 70 + ".example"
"""A URL whose host has a label that no name server takes."""


class Raising(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport of a user's own that raises whatever it is told to."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.count = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        raise self.error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


class Breaking(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __iter__(self) -> Any:
        yield b"{"
        raise self.error

    async def __aiter__(self) -> Any:
        yield b"{"
        raise self.error


class Broken(Raising):
    """A transport whose answers break off."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        return httpx.Response(200, stream=Breaking(self.error))


class ForeignError(Exception):
    """An error of a transport over another library."""


ForeignError.__module__ = "aiohttp.client_exceptions"

RAISED = [
    (httpcore.ConnectError("no"), errors.APIConnectionError, False),
    (httpcore.ReadError("no"), errors.APIConnectionError, True),
    (httpcore.ReadTimeout("late"), errors.APITimeoutError, True),
    (httpcore.ConnectTimeout("late"), errors.APITimeoutError, False),
    (httpcore.ConnectionNotAvailable(), errors.APIConnectionError, True),
    (httpx.CookieConflict("two of them"), errors.APIConnectionError, True),
    (httpx.InvalidURL("bad"), errors.APIConnectionError, False),
    (httpx.StreamClosed(), errors.APIConnectionError, True),
    (ConnectionRefusedError(111, "refused"), errors.APIConnectionError, False),
    (ConnectionResetError(104, "reset"), errors.APIConnectionError, True),
    (socket.gaierror(-2, "unknown"), errors.APIConnectionError, False),
    (TimeoutError(), errors.APITimeoutError, True),
    (OSError("odd"), errors.APIConnectionError, True),
    (ssl.SSLError(1, "alert"), errors.APIConnectionError, True),
    (UnicodeError("label too long"), errors.APIConnectionError, False),
    (anyio.BrokenResourceError(), errors.APIConnectionError, True),
    (ForeignError("url='https://x/?sig=s3cret'"), errors.APIConnectionError, True),
]


GIVEN = ["transport", "http_client"]


@pytest.fixture
def over(make_client: Make, request: pytest.FixtureRequest) -> Make:
    """Make a client over a transport, or over a client of httpx that has it."""

    def make(given: str, transport: Raising) -> Any:
        carrier: Any = transport
        if given == "http_client":
            sync = request.node.callspec.params["make_client"] == "sync"
            kind: Any = httpx.Client if sync else httpx.AsyncClient
            carrier = kind(transport=transport)
        settings = {"base_url": "http://127.0.0.1:9", "max_retries": 0}
        return make_client(**settings, **{given: carrier})

    return make


@pytest.mark.parametrize(("error", "kind", "reached"), RAISED)
@pytest.mark.parametrize("given", GIVEN)
def test_what_a_given_transport_raises(
    over: Make, given: str, error: Exception, kind: type[Any], reached: bool
) -> None:
    transport = Raising(error)
    client = over(given, transport)
    for name, values in (("post_pet", [{"name": "x"}]), ("get_pet", ["1"])):
        with pytest.raises(kind) as caught:
            client.call(name, *values)
        check(caught.value, kind)
        assert caught.value.reached is reached
    with pytest.raises(kind) as caught:
        client.do("download", "https://elsewhere.example/f?sig=s3cret")
    check(caught.value, kind)
    assert transport.count == 3


@pytest.mark.parametrize(
    "error", [UnicodeError("label too long"), httpx.InvalidURL("bad")]
)
def test_what_cannot_be_asked_for_is_tried_once(
    make_client: Make, error: Exception
) -> None:
    transport = Raising(error)
    client = make_client(base_url="http://x", transport=transport, max_retries=1)
    with pytest.raises(errors.APIConnectionError):
        client.call("get_pet", "1")
    assert transport.count == 1


def check(error: Exception, kind: type[Exception]) -> None:
    assert type(error) is kind
    assert error.__cause__ is None
    hanging: BaseException | None = error
    while hanging is not None:
        assert type(hanging).__module__.startswith("templates.runtime.")
        assert "s3cret" not in str(hanging)
        hanging = hanging.__context__


@pytest.mark.parametrize(("error", "kind", "reached"), RAISED)
@pytest.mark.parametrize("given", GIVEN)
def test_what_breaks_an_answer_off(
    over: Make, given: str, error: Exception, kind: type[Any], reached: bool
) -> None:
    client = over(given, Broken(error))
    with pytest.raises(kind) as caught:
        client.call("get_pet", "1")
    check(caught.value, kind)
    with pytest.raises(kind) as caught:
        client.do("download", "https://elsewhere.example/f?sig=s3cret")
    check(caught.value, kind)


@pytest.mark.parametrize("given", GIVEN)
def test_bugs_of_a_transport_are_not_hidden(over: Make, given: str) -> None:
    bug = KeyError("a bug")
    transport = Raising(bug)
    with pytest.raises(KeyError) as caught:
        over(given, transport).call("get_pet", "1")
    assert caught.value is bug
    assert transport.count == 1


@pytest.mark.parametrize("variable", [None, "HTTP_PROXY", "ALL_PROXY"])
def test_names_of_hosts_that_cannot_be(
    make_client: Make, monkeypatch: pytest.MonkeyPatch, variable: str | None
) -> None:
    if variable:
        monkeypatch.setenv(variable, LONG)
        monkeypatch.setenv("NO_PROXY", "")
    url = "http://127.0.0.1:9" if variable else LONG
    client = make_client(base_url=url, max_retries=0)
    with pytest.raises(errors.APIConnectionError) as caught:
        client.call("get_pet", "1")
    check(caught.value, errors.APIConnectionError)


def test_names_of_hosts_that_cannot_be_over_aiohttp() -> None:
    client = Face(
        "asyncio", access_token="t", base_url=LONG, transport="aiohttp", max_retries=0
    )
    try:
        with pytest.raises(errors.APIConnectionError) as caught:
            client.call("get_pet", "1")
        check(caught.value, errors.APIConnectionError)
        assert caught.value.reached is False
        with pytest.raises(errors.APIConnectionError) as caught:
            client.do("download", f"{LONG}2/f?sig=s3cret")
        check(caught.value, errors.APIConnectionError)
    finally:
        client.stop()


def test_certificates_that_cannot_be_read_over_aiohttp(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(wrong))
    with pytest.raises(errors.ConfigurationError, match="SSL_CERT_FILE"):
        AsyncTiny(access_token="t", base_url="https://x.example", transport="aiohttp")
